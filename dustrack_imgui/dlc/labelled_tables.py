"""Tables of labels in `labeled-data`: what they hold in pixels of the whole picture, and who wrote them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from dustrack_imgui.dlc.crops import Crop
from dustrack_imgui.dlc.facts import ProjectFacts
from dustrack_imgui.dlc.label_mapping import label_mapping
from dustrack_imgui.dlc.label_record import digest_of, read_record
from dustrack_imgui.dlc.label_tracks import out_of_crop
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.body_parts import are_points
from dustrack_imgui.formats.dlc_table import DlcTable, read_dlc_table
from dustrack_imgui.formats.errors import TableError, WriteError, os_reason
from dustrack_imgui.formats.project_files import LABELED_DATA_FOLDER
from dustrack_imgui.model.layer import NO_TRACKS, Tracks
from dustrack_imgui.operations.corrections import merged

EARLIER_LABELS = "dustrack-earlier-labels.json"
_BACKUP_PREFIX = "earlier_"
_IMAGES = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class TableFile:
    """The table of labels of one video, whether it is there or not.

    Attributes
    ----------
    folder
        `labeled-data/{stem}`
    path
        `CollectedData_{scorer}.h5` in it.
    """

    folder: Path
    path: Path

    @property
    def is_there(self) -> bool:
        """Whether there is one."""
        return self.path.is_file()

    @property
    def is_ours(self) -> bool:
        """Whether this program wrote it and nobody changed it since."""
        record = read_record(self.folder)
        return record is not None and record.digest == digest_of(self.path)


def table_file(facts: ProjectFacts, video: Path) -> TableFile:
    """Where the labels of a video are, for DeepLabCut to train on."""
    folder = facts.root / LABELED_DATA_FOLDER / video.stem
    return TableFile(folder, folder / f"CollectedData_{facts.scorer}.h5")


def read_labels(facts: ProjectFacts, video: Path) -> Tracks:
    """Labels in the table of a video, by name, in pixels of the whole picture; none without a table.

    Raises
    ------
    FormatError
        When the table cannot be read or understood.
    """
    file = table_file(facts, video)
    if not file.is_there:
        return NO_TRACKS
    table = _read(facts, file, video)
    crop = _crop_of_table(facts, file, video)
    return table.tracks if crop is None else out_of_crop(table.tracks, crop)


def earlier_labels(facts: ProjectFacts, video: Path) -> Tracks:
    """Labels that were made with other programs; the layers win over them.

    They are taken from a table that another program wrote or changed, and kept in a file of their own from
    then on. A table of DUSTrack (`point0`, `point1`…) counts for nothing: it is made of the layers, from which
    labels may have been deleted since. In either case the table is copied aside before it is written anew.

    Raises
    ------
    FormatError
        When the table or the file cannot be read, or not be written.
    """
    file = table_file(facts, video)
    kept = file.folder / EARLIER_LABELS
    tracks = load_annotation(kept).tracks if kept.exists() else NO_TRACKS
    if not file.is_there or file.is_ours:
        return tracks
    table = _read(facts, file, video)
    _copy_aside(file.path)
    if are_points(table.body_parts.values()) and read_record(file.folder) is None:
        return tracks
    tracks = merged((tracks, read_labels(facts, video)))
    save_annotation(kept, tracks)
    return tracks


def _read(facts: ProjectFacts, file: TableFile, video: Path) -> DlcTable:
    """The table, also when it has body parts that the project does not have any more."""
    try:
        return read_dlc_table(file.path, labels=facts.labels, video=video.stem)
    except TableError:
        parts = list(read_dlc_table(file.path, video=video.stem).body_parts.values())
        gone = [part for part in parts if part not in facts.labels]
        if not gone:
            raise
        labels = label_mapping([*facts.labels, *gone], facts.labels)
        return read_dlc_table(file.path, labels=labels, video=video.stem)


def _crop_of_table(facts: ProjectFacts, file: TableFile, video: Path) -> Crop | None:
    """Part of the picture that a table is about: as noted, else as the images beside it show."""
    record = read_record(file.folder)
    if record is not None and record.digest == digest_of(file.path):
        return record.crop
    crop = facts.crops.get(video)
    if crop is None or crop.shift_px == (0, 0):
        return None
    size = _image_size(file.folder)
    return crop if size in (None, (crop.width_px, crop.height_px)) else None


def _image_size(folder: Path) -> tuple[int, int] | None:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _IMAGES and not path.name.startswith("."):
            size = picture_size(path)
            if size is not None:
                return size
    return None


def picture_size(path: Path) -> tuple[int, int] | None:
    """Width and height of a picture in pixels by its header alone; None when it is none."""
    try:
        with Image.open(path) as image:
            return image.width, image.height
    except (OSError, UnidentifiedImageError):
        return None


def _copy_aside(table: Path) -> None:
    """Keep a copy of a table unless there is one of the same content."""
    copies = sorted(table.parent.glob(f"{_BACKUP_PREFIX}*{table.suffix}"))
    if digest_of(table) in map(digest_of, copies):
        return
    copy = table.with_name(f"{_BACKUP_PREFIX}{len(copies) + 1}_{table.name}")
    try:
        shutil.copy2(table, copy)
    except OSError as error:
        reason = f"The table of labels could not be copied aside ({os_reason(error)})"
        raise WriteError(reason, copy) from error
