"""What can go wrong with a file, each with the reason first and the path last."""

from __future__ import annotations

from pathlib import Path


class FormatError(Exception):
    """A file could not be read, understood or written.

    Attributes
    ----------
    reason
        What failed and, where there is one, what to do; a sentence without its full stop.
    path
        The file.
    """

    def __init__(self, reason: str, path: Path) -> None:
        super().__init__(f"{reason}: {path}")
        self.reason = reason
        self.path = path


class ReadError(FormatError):
    """The file is missing or the system refuses to read it."""


class AnnotationError(FormatError):
    """The file is there but is no valid annotation file."""


class WriteError(FormatError):
    """The file could not be written; what was there before is untouched unless the reason says so."""


class LayerNameError(FormatError):
    """A name cannot be part of a file name."""


class TableError(FormatError):
    """The file is there but is no table that DeepLabCut would write."""


class UnsafeFileError(FormatError):
    """The file holds pickled Python objects, which could run anything when read; it was not opened."""


class IntervalFileError(FormatError):
    """The file is there but is no valid file of intervals."""


class SidecarError(FormatError):
    """A file that accompanies a layer or a video is damaged."""


class TrackerMapError(FormatError):
    """The names of body parts cannot be read or written."""


class RebaseError(FormatError, ValueError):
    """A path does not lead into the project that it is said to belong to."""


def os_reason(error: OSError) -> str:
    """The system's words for an error, without number and path."""
    return error.strerror or type(error).__name__
