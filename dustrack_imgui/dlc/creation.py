"""Making a project: its body parts, and what is put into DeepLabCut's empty folders."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.dlc.annotation_copies import copy_annotations
from dustrack_imgui.dlc.config import edit_config, read_config
from dustrack_imgui.dlc.label_mapping import label_mapping
from dustrack_imgui.dlc.place_video import place_video
from dustrack_imgui.dlc.sidecar import Sidecar, read_sidecar, write_sidecar
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.body_parts import body_parts_of_labels
from dustrack_imgui.video import open_video

_FIRST_BODY_PART = "point0"


def body_parts_for(files: Iterable[Path], names: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Label by body part for the labels that occur in annotation files, ascending.

    Parameters
    ----------
    names
        Body part by label; other labels are `point{label}`.

    Raises
    ------
    FormatError
        When a file cannot be read.
    ValueError
        When two labels would be the same body part.
    """
    labels = {label for path in files for label in load_annotation(path).tracks} | set(names or {})
    ordered = sorted(labels, key=int)
    parts = {**body_parts_of_labels(ordered), **(names or {})}
    if len(set(parts.values())) < len(parts):
        raise ValueError("two labels are given the same body part")
    return MappingProxyType({parts[label]: label for label in ordered} or {_FIRST_BODY_PART: "0"})


def finish_creation(
    config: Path,
    videos: Sequence[Path],
    *,
    labels: Mapping[str, str],
    annotations: Sequence[Path] = (),
    link: bool | None = None,
    tell: Callable[[str], None] | None = None,
    check: Callable[[], None] | None = None,
) -> tuple[Path, ...]:
    """Put videos and annotations into a project that the step `create_project` just made.

    When that fails or is cancelled, the project is removed again: it has nothing that does not lie elsewhere.

    Parameters
    ----------
    labels
        Label by body part, as `body_parts_for` gives them.
    annotations
        Files that are copied beside the videos.
    link, tell, check
        As for `place_video`.

    Returns
    -------
    tuple of Path
        The videos in the project.

    Raises
    ------
    PlacingError, FormatError, VideoError
        When a file cannot be brought in.
    """
    try:
        edit_config(config, {"bodyparts": list(labels), "skeleton": []})
        _note_labels(config.parent, labels)
        return add_to_project(
            config, videos, annotations=annotations, is_new=True, link=link, tell=tell, check=check
        )
    except BaseException:
        shutil.rmtree(config.parent, ignore_errors=True)
        raise


def add_to_project(
    config: Path,
    videos: Sequence[Path],
    *,
    annotations: Sequence[Path] = (),
    is_new: bool = False,
    link: bool | None = None,
    tell: Callable[[str], None] | None = None,
    check: Callable[[], None] | None = None,
) -> tuple[Path, ...]:
    """Put videos and annotation files into a project and name the videos in its configuration.

    Parameters
    ----------
    is_new
        Whether the configuration shall name these videos alone.
    link, tell, check
        As for `place_video`.

    Returns
    -------
    tuple of Path
        The videos in the project.

    Raises
    ------
    PlacingError, FormatError, VideoError
        When a file cannot be brought in; the configuration is as before then.
    """
    root = config.parent
    sizes = {video: _whole_picture(video) for video in videos}
    placed = {
        video: place_video(video, root / "videos", link=link, tell=tell, check=check) for video in videos
    }
    copy_annotations(annotations, root / "videos")
    sets = {} if is_new else dict(read_config(config).get("video_sets") or {})
    known = {Path(str(name)).name for name in sets}
    for video, target in placed.items():
        (root / "labeled-data" / target.stem).mkdir(parents=True, exist_ok=True)
        if target.name not in known:
            sets[str(target)] = {"crop": sizes[video]}
    edit_config(config, {"video_sets": sets})
    return tuple(placed.values())


def keep_labels(config: Path, body_parts: Sequence[str]) -> None:
    """Note which body part is which label, so that it stays so whatever becomes of their order.

    Raises
    ------
    NewerProjectError, BrokenProjectError, WriteError
        As `write_sidecar`.
    """
    there = read_sidecar(config.parent)
    _note_labels(config.parent, {**there.labels, **label_mapping(body_parts, there.labels)})


def _note_labels(root: Path, labels: Mapping[str, str]) -> None:
    """Write labels down unless the names of all body parts say them: `point3` is label 3."""
    if dict(labels) != {part: label for label, part in body_parts_of_labels(labels.values()).items()}:
        write_sidecar(root, Sidecar(MappingProxyType(dict(labels))))


def _whole_picture(video: Path) -> str:
    with open_video(video) as reader:
        return f"0, {reader.meta.width}, 0, {reader.meta.height}"
