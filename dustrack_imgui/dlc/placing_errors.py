"""What can go wrong when files are brought into a project, each with the reason first and the path last."""

from __future__ import annotations

from dustrack_imgui.formats.errors import FormatError


class PlacingError(FormatError):
    """A file cannot be brought into the project; nothing that was there before is changed."""


class InTheWayError(PlacingError, FileExistsError):
    """The project has another file of that name, which is never overwritten."""


class NoProjectVideoError(PlacingError, ValueError):
    """DeepLabCut could not read this video, or could not tell it from another one of the project."""
