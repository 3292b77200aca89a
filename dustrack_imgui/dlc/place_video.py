"""Brings a video into a project: one file under two names where the disk allows it, else a copy."""

from __future__ import annotations

import contextlib
import filecmp
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from dustrack_imgui.dlc.placing_errors import InTheWayError, NoProjectVideoError, PlacingError
from dustrack_imgui.formats.atomic import sync_folder
from dustrack_imgui.formats.errors import os_reason
from dustrack_imgui.formats.video_toc import toc_path
from dustrack_imgui.model.video import stem_of
from dustrack_imgui.video.dicom_magic import is_dicom

log = logging.getLogger(__name__)

VIDEO_SUFFIXES = frozenset({".mp4", ".avi", ".mov", ".mkv", ".m4v", ".mts", ".wmv", ".webm", ".mpg", ".mpeg"})
_CHUNK_BYTES = 8 << 20


def place_video(
    source: Path,
    folder: Path,
    *,
    link: bool | None = None,
    tell: Callable[[str], None] | None = None,
    check: Callable[[], None] | None = None,
) -> Path:
    """Put a video and DUSTrack's index of it into a folder, under its own name.

    A hard link costs no space and no time, and outlives the original. A file that is there already stays when
    it is the same one or holds the same bytes; any other is never overwritten.

    Parameters
    ----------
    folder
        The project's ``videos``; it is created when missing.
    link
        None links where the disk allows it and copies otherwise; True demands a link; False demands a copy.
    tell
        Takes the sentence that a video had to be copied; without it the sentence is logged.
    check
        Called between pieces of a copy; what it raises ends the copy, of which nothing remains.

    Returns
    -------
    Path
        The video in the folder.

    Raises
    ------
    NoProjectVideoError
        When DeepLabCut could not use it: a folder of images, a DICOM file, or one more video of that stem.
    InTheWayError
        When the folder has another file of that name.
    PlacingError
        When the system refuses.
    """
    require_usable(source)
    target = folder / source.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        require_own_stem(target, (path for path in folder.iterdir() if _is_video(path)))
        if not _is_there(source, target):
            _put(source, target, link=link, tell=tell or log.warning, check=check or _go_on)
        _take_index_along(source, target)
    except PlacingError:
        raise
    except OSError as error:
        raise PlacingError(
            f"The video could not be put into the project ({os_reason(error)})", target
        ) from error
    return target


def require_own_stem(video: Path, others: Iterable[Path]) -> None:
    """Refuse a second video of one stem: DeepLabCut keeps images and results by stem, so they would mix.

    Raises
    ------
    NoProjectVideoError
        When another file name among `others` has the stem of `video`, by the rules of Windows.
    """
    stem = stem_of(video).casefold()
    for other in others:
        if other.name.casefold() != video.name.casefold() and stem_of(other).casefold() == stem:
            raise NoProjectVideoError(
                f"The project has a video {other.name}, whose labels and results would mix with those "
                f"of {video.name}; give one of them another name",
                video,
            )


def _go_on() -> None:
    """Nothing asks for an end."""


def require_usable(source: Path) -> None:
    """Refuse what DeepLabCut cannot read as a video.

    Raises
    ------
    NoProjectVideoError
        For a folder of images or a DICOM file.
    PlacingError
        When it cannot be read.
    """
    if source.is_dir():
        raise NoProjectVideoError("DeepLabCut reads no folders of images; make a video of it first", source)
    try:
        is_dicom_file = is_dicom(source)
    except OSError as error:
        raise PlacingError(f"The video could not be read ({os_reason(error)})", source) from error
    if is_dicom_file:
        raise NoProjectVideoError("DeepLabCut reads no DICOM files; make a video of it first", source)


def _is_video(path: Path) -> bool:
    return path.suffix.lower() in VIDEO_SUFFIXES


def _is_there(source: Path, target: Path) -> bool:
    """Whether the folder holds the video; a symbolic link does not, and is replaced by the file itself."""
    if os.path.lexists(target) and source.absolute() == target.absolute():
        return True
    if target.is_symlink():
        if target.exists() and not source.samefile(target):
            raise InTheWayError(
                "The project has a link of that name to another video; remove it first", target
            )
        return False
    if not target.exists():
        return False
    if target.is_dir():
        raise InTheWayError("A folder of that name is in the way of the video", target)
    if source.samefile(target) or filecmp.cmp(source, target, shallow=False):
        return True
    raise InTheWayError(
        "The project has another video of that name, which was left as it is; rename one of them", target
    )


def _put(
    source: Path,
    target: Path,
    *,
    link: bool | None,
    tell: Callable[[str], None],
    check: Callable[[], None],
) -> None:
    """Make the new name under a temporary one and give it its own in one step."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        if link is False:
            _copy(source, temporary, check)
        else:
            try:
                os.link(os.path.realpath(source), temporary)
            except OSError as error:
                reason = os_reason(error)
                if link:
                    raise PlacingError(f"The video cannot be linked ({reason}); copy it", target) from error
                tell(f"{source.name} is copied into the project, a link is not possible ({reason}).")
                _copy(source, temporary, check)
        if target.is_symlink():
            temporary.replace(target)
        else:
            _name_finally(temporary, target)
        sync_folder(target.parent)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def _copy(source: Path, target: Path, check: Callable[[], None]) -> None:
    """Copy bytes and times: DUSTrack's index of a video is valid for its time of change only."""
    with source.open("rb") as read, target.open("xb") as write:
        while piece := read.read(_CHUNK_BYTES):
            check()
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())
    shutil.copystat(source, target)


def _name_finally(temporary: Path, target: Path) -> None:
    """Give a file its name unless another one took it meanwhile."""
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise InTheWayError("Another program just made a file of that name", target) from error
    except OSError:
        if target.exists():
            raise InTheWayError("Another program just made a file of that name", target) from None
        temporary.rename(target)


def _take_index_along(source: Path, target: Path) -> None:
    """Bring DUSTrack's index of the video, which it would make anew; ours lies in the user's cache."""
    index, copy = toc_path(source), toc_path(target)
    if index.is_file() and not os.path.lexists(copy):
        _put(index, copy, link=None, tell=log.debug, check=_go_on)
