"""Names of annotation files, and merging those of several annotators."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.annotations.linked_video import VIDEO_SUFFIXES
from dustrack_imgui.annotations.reading import read_tracks, write_tracks
from dustrack_imgui.annotations.resolve import PathLike
from dustrack_imgui.formats.errors import ReadError, os_reason
from dustrack_imgui.formats.names import annotation_path, find_layers
from dustrack_imgui.model.layer import SCRATCH_LAYER
from dustrack_imgui.operations.corrections import merged


def make_annotation_file_name(video_file_name: PathLike, annotation_suffix: str = "") -> str:
    """Return the path of a layer's file beside its video, whether it exists or not.

    Raises
    ------
    LayerNameError
        When no file name may hold the suffix.

    Examples
    --------
    >>> make_annotation_file_name("video.mp4", "manual")
    'video_annotations_manual.json'
    >>> make_annotation_file_name("video.mp4")
    'video_annotations.json'
    """
    return str(annotation_path(Path(video_file_name), annotation_suffix))


def get_annotation_file_name(video_file_name: PathLike, annotation_suffix: str = "") -> str | None:
    """Return the path of a layer's file beside its video, None when there is none."""
    name = make_annotation_file_name(video_file_name, annotation_suffix)
    return name if Path(name).exists() else None


def merge_annotations_in_folder(path: PathLike, annotation_suffix: str = "merged") -> list[str]:
    """Merge all annotation files of each video of a folder into one.

    For each label and frame the last file that marks it wins, in the order of file names. An earlier merge of
    that name is replaced and not read, nor is the scratch layer.

    Parameters
    ----------
    path
        Folder of videos and annotation files; folders inside are not looked at.
    annotation_suffix
        What the merged layers are called.

    Returns
    -------
    list of str
        The files written.

    Raises
    ------
    FormatError
        When the folder or a file cannot be read, understood or written. The file of that video is untouched.
    """
    written = []
    for video in _videos(Path(path)):
        target = annotation_path(video, annotation_suffix)
        files = [
            file for name, file in find_layers(video).items() if name != SCRATCH_LAYER and file != target
        ]
        if files:
            write_tracks(target, merged(read_tracks(file).tracks for file in sorted(files)))
            written.append(str(target))
    return written


def _videos(folder: Path) -> list[Path]:
    try:
        files = [
            file for file in folder.iterdir() if file.suffix.lower() in VIDEO_SUFFIXES and file.is_file()
        ]
    except OSError as error:
        raise ReadError(f"The folder could not be listed ({os_reason(error)})", folder) from error
    return sorted(files)
