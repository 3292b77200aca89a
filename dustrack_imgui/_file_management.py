"""File names and frame extraction, under the import path that scripts for DUSTrack use."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

from dustrack_imgui.annotations.errors import AnnotationWarning
from dustrack_imgui.annotations.file_names import (
    get_annotation_file_name,
    make_annotation_file_name,
    merge_annotations_in_folder,
)
from dustrack_imgui.annotations.resolve import PathLike
from dustrack_imgui.annotations.video_files import VideoFileManager
from dustrack_imgui.drawing.frames import extract_frames
from dustrack_imgui.formats.rebase import rebase_to_config
from dustrack_imgui.video.opening import open_video

__all__ = [
    "VideoFileManager",
    "get_annotation_file_name",
    "make_annotation_file_name",
    "merge_annotations_in_folder",
    "rebase_to_config",
]


def _extract_frames_decord(
    video_file_name: PathLike, frame_idx: Iterable[int], output_path: PathLike, coords: Sequence[int] | None
) -> list[Path]:
    """Write frames as ``img{number}.png``, RGB, of a grey video too; pictures that are there are kept.

    Parameters
    ----------
    frame_idx
        Frame numbers; a warning names those that the video does not have.
    output_path
        Folder to write to; made when it is missing.
    coords
        Part of the picture, ``x1, x2, y1, y2`` as in the crop of a DeepLabCut project; None or empty for all.

    Returns
    -------
    list of Path
        The pictures, in the order of frames.

    Raises
    ------
    VideoError, CropError, WriteError
        When the video cannot be opened, the part is empty, or a picture cannot be written.
    """
    crop = None
    if coords:
        x1, x2, y1, y2 = map(int, coords)
        crop = (x1, x2, y1, y2)
    with open_video(Path(video_file_name)) as reader:
        extracted = extract_frames(reader, map(int, frame_idx), Path(output_path), crop=crop)
    absent = (*extracted.missing, *extracted.undecodable)
    if absent:
        listed = ", ".join(map(str, absent))
        warnings.warn(
            f"these frames cannot be had of {video_file_name}: {listed}", AnnotationWarning, stacklevel=2
        )
    return list(extracted.paths)


_extract_frames = _extract_frames_decord
