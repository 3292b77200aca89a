"""Frames of a video as PNG pictures, named as DeepLabCut's labeled-data folders want them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dustrack_imgui.drawing.draft import draft
from dustrack_imgui.drawing.steps import CancelToken, OnProgress, Steps
from dustrack_imgui.formats.dlc_write import IMAGE_NAMES, ImageNames
from dustrack_imgui.formats.errors import WriteError, os_reason
from dustrack_imgui.video import FrameUndecodableError, VideoReader


class CropError(ValueError):
    """A crop does not leave a picture."""


@dataclass(frozen=True, slots=True)
class ExtractedFrames:
    """What became of the frames asked for.

    Attributes
    ----------
    paths
        The pictures, written now or kept, in the order of frames.
    n_written, n_kept
        How many of them were made, and how many were there before.
    missing
        Frames that the video does not have.
    undecodable
        Frames whose bytes are damaged.
    """

    paths: tuple[Path, ...]
    n_written: int
    n_kept: int
    missing: tuple[int, ...]
    undecodable: tuple[int, ...]


def extract_frames(
    reader: VideoReader,
    frames: Iterable[int],
    folder: Path,
    *,
    crop: tuple[int, int, int, int] | None = None,
    names: ImageNames = IMAGE_NAMES,
    overwrite: bool = False,
    progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> ExtractedFrames:
    """Write frames as RGB pictures, of a grey video too; each appears complete or not at all.

    Parameters
    ----------
    frames
        Frame numbers in any order; those that the video does not have are reported, not an error.
    folder
        Where to; made when it is missing.
    crop
        ``x1, x2, y1, y2`` in pixels as in DeepLabCut's config, the ends excluded.
    names
        How pictures are called; as the rows of tables of labels by default.
    overwrite
        Write pictures anew that are there already; else they are kept.

    Raises
    ------
    CropError
        When the crop leaves nothing of the picture.
    WriteError
        When a picture or the folder cannot be written.
    WorkCancelledError
        As soon as `cancel` is set; pictures written before stay.
    """
    asked = sorted(set(frames))
    there = [frame for frame in asked if 0 <= frame < len(reader)]
    rows, columns = _window(crop, reader.meta.width, reader.meta.height)
    _make_folder(folder)
    steps = Steps(len(there), progress, cancel)
    paths: list[Path] = []
    undecodable: list[int] = []
    n_kept = 0
    steps.check()
    for frame in there:
        path = folder / names.of(frame, len(reader))
        if path.exists() and not overwrite:
            paths.append(path)
            n_kept += 1
        else:
            try:
                picture = reader.get_rgb(frame)
            except FrameUndecodableError:
                undecodable.append(frame)
            else:
                _write(path, picture[rows, columns], overwrite)
                paths.append(path)
        steps.step()
    missing = tuple(frame for frame in asked if not 0 <= frame < len(reader))
    return ExtractedFrames(tuple(paths), len(paths) - n_kept, n_kept, missing, tuple(undecodable))


def _window(crop: tuple[int, int, int, int] | None, width_px: int, height_px: int) -> tuple[slice, slice]:
    if crop is None:
        return slice(None), slice(None)
    x1, x2, y1, y2 = crop
    if not (0 <= x1 < x2 <= width_px and 0 <= y1 < y2 <= height_px):
        raise CropError(
            f"The crop {x1}, {x2}, {y1}, {y2} (x1, x2, y1, y2) does not lie within a picture of "
            f"{width_px}x{height_px} pixels."
        )
    return slice(y1, y2), slice(x1, x2)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"The folder could not be made ({os_reason(error)})", folder) from error


def _write(path: Path, picture: NDArray[np.uint8], overwrite: bool) -> None:
    with draft(path, overwrite=overwrite) as temporary:
        Image.fromarray(np.ascontiguousarray(picture)).save(temporary, format="PNG")
