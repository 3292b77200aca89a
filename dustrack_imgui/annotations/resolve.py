"""Which file, video and layer name an annotation means, by DUSTrack's rules."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.annotations.linked_video import VIDEO_SUFFIXES
from dustrack_imgui.formats.names import NAMELESS_LAYER, annotation_path

PathLike = str | os.PathLike[str]
ANNOTATION_SUFFIXES = (".json", ".h5", ".hdf5", ".csv")
_MARK = "_annotations"


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an annotation is made of.

    Attributes
    ----------
    file
        File that it is read from and saved to, whether it exists or not; None for none.
    video
        Its video; None for none.
    is_video_guessed
        The video was found beside the file; nobody named it.
    name
        Name of the layer.
    """

    file: Path | None
    video: Path | None
    is_video_guessed: bool
    name: str


def resolve(fname: PathLike | None, vname: PathLike | None, name: str | None) -> Resolved:
    """Work out file, video and layer name from whichever of them were given.

    A file name that is no annotation's by its extension is taken for a video's. For an annotation file alone,
    the video is looked for beside it: the part of its name before "_annotations", .mp4 first.
    """
    file = None if fname is None else Path(fname)
    video = None if vname is None else Path(vname)
    is_guessed = False
    if file is not None and video is None:
        if file.suffix.lower() not in ANNOTATION_SUFFIXES:
            file, video = annotation_path(file), file
        else:
            video = video_beside(file)
            is_guessed = True
    elif file is None and video is not None:
        file = annotation_path(video, name or NAMELESS_LAYER)
    return Resolved(file, video, is_guessed, _layer_name(file) if name is None else name)


def video_beside(annotation: Path) -> Path | None:
    """Return the video that lies beside an annotation file under the stem of its name; None without one."""
    stem = annotation.stem.removesuffix(_MARK).split(f"{_MARK}_")[0]
    candidates = (annotation.with_name(f"{stem}{suffix}") for suffix in VIDEO_SUFFIXES)
    return next((path for path in candidates if path.is_file()), None)


def _layer_name(file: Path | None) -> str:
    if file is None or f"{_MARK}_" not in file.stem:
        return NAMELESS_LAYER
    return file.stem.split(f"{_MARK}_")[-1] or NAMELESS_LAYER
