"""Tables of DeepLabCut read by the rules of their project: labels by name, in pixels of the whole picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from dustrack_imgui.dlc.config import read_config
from dustrack_imgui.dlc.crops import Crop, crop_of
from dustrack_imgui.dlc.folder import crops_of, project_of
from dustrack_imgui.dlc.label_mapping import label_mapping
from dustrack_imgui.dlc.label_record import digest_of, read_record
from dustrack_imgui.dlc.label_tracks import out_of_crop
from dustrack_imgui.dlc.project_labels import labels_of_project
from dustrack_imgui.formats.body_parts import BodyPartLabels
from dustrack_imgui.formats.dlc_table import DlcTable, TableKind, read_dlc_table
from dustrack_imgui.formats.errors import FormatError, TableError
from dustrack_imgui.formats.project_files import LABELED_DATA_FOLDER
from dustrack_imgui.formats.rebase import CONFIG_NAME

_IMAGES = (".png", ".jpg", ".jpeg")


def read_table(path: Path, *, video_stem: str | None = None) -> DlcTable:
    """Read labels or predictions; outside a project, as the table alone says.

    In a project a body part is the same label in all files, whatever their order, and positions of labels
    that were made in a crop are given in the whole picture.

    Parameters
    ----------
    video_stem
        Which video's labels are wanted, should a table hold those of several.

    Raises
    ------
    FormatError
        When the table cannot be read or understood.
    """
    root = project_of(path)
    if root is None:
        return _read(path, None, video_stem)
    try:
        labels = labels_of_project(root)
        crops = crops_of(root / CONFIG_NAME, read_config(root / CONFIG_NAME))
    except FormatError as error:
        table = _read(path, None, video_stem)
        return replace(table, warnings=(*table.warnings, f"{error}"))
    table = _read(path, labels, video_stem)
    if table.kind is not TableKind.LABELS or path.parent.parent != root / LABELED_DATA_FOLDER:
        return table
    crop = _crop_of_table(path, root / CONFIG_NAME, crops)
    return table if crop is None else replace(table, tracks=out_of_crop(table.tracks, crop))


def picture_size(path: Path) -> tuple[int, int] | None:
    """Width and height of a picture in pixels by its header alone; None when it is none."""
    try:
        with Image.open(path) as image:
            return image.width, image.height
    except (OSError, UnidentifiedImageError):
        return None


def _read(path: Path, labels: BodyPartLabels | None, video_stem: str | None) -> DlcTable:
    """Take a table's only video whatever it is called; of several take the one that is named."""
    try:
        return _by_name(path, labels, None)
    except TableError:
        if video_stem is None:
            raise
        return _by_name(path, labels, video_stem)


def _by_name(path: Path, labels: BodyPartLabels | None, video_stem: str | None) -> DlcTable:
    """The table, also when it has body parts that the project does not have any more."""
    try:
        return read_dlc_table(path, labels=labels, video=video_stem)
    except TableError:
        if labels is None:
            raise
        parts = read_dlc_table(path, video=video_stem).body_parts.values()
        gone = [part for part in parts if part not in labels]
        if not gone:
            raise
        return read_dlc_table(path, labels=label_mapping([*labels, *gone], labels), video=video_stem)


def _crop_of_table(path: Path, config: Path, crops: Mapping[Path, str]) -> Crop | None:
    """Part of the picture that a table is about: as noted, else as the images beside it show."""
    record = read_record(path.parent)
    if record is not None and record.digest == digest_of(path):
        return record.crop
    text = next((text for video, text in crops.items() if video.stem == path.parent.name), "")
    crop = crop_of(text, config)
    if crop is None or crop.shift_px == (0, 0):
        return None
    size = _image_size(path.parent)
    return crop if size in (None, (crop.width_px, crop.height_px)) else None


def _image_size(folder: Path) -> tuple[int, int] | None:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _IMAGES and not path.name.startswith("."):
            size = picture_size(path)
            if size is not None:
                return size
    return None
