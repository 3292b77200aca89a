"""An exception told to a person: what went wrong and what to do."""

from __future__ import annotations

import errno
import traceback

from dustrack_imgui.jobs.events import Failed, JobId

_HINTS_BY_ERRNO = {
    errno.ENOSPC: "Free some disk space, then try again.",
    errno.EACCES: "Check that you may read and write there, then try again.",
    errno.EPERM: "Check that you may read and write there, then try again.",
    errno.EROFS: "That disk cannot be written to. Choose another folder.",
    errno.ENOENT: "Check that the file is still there and that its disk is connected.",
}
_HINT_MEMORY = "Close other programs, or choose a shorter interval or a shorter window."
_HINT_UNEXPECTED = "This looks like a mistake in the program. The details help to find it."


def failed(job: JobId, title: str, error: BaseException) -> Failed:
    """Return the event that tells of ``error``."""
    cause, hint = explain(error)
    details = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return Failed(job, title, cause, hint, details)


def explain(error: BaseException) -> tuple[str, str]:
    """Return cause and hint of an exception.

    An exception may bring its own text as a string attribute ``hint``. The project's typed errors derive from
    `ValueError` or `OSError` and say in their message what to do, so those get no hint of ours.
    """
    text = str(error).strip()
    own_hint = getattr(error, "hint", "")
    if isinstance(own_hint, str) and own_hint:
        return text or type(error).__name__, own_hint
    if isinstance(error, MemoryError):
        return "There was not enough memory.", _HINT_MEMORY
    if isinstance(error, OSError) and error.errno in _HINTS_BY_ERRNO:
        place = f": {error.filename}" if error.filename else ""
        return f"{error.strerror}{place}", _HINTS_BY_ERRNO[error.errno]
    if isinstance(error, (OSError, ValueError)) and text:
        return text, ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__, _HINT_UNEXPECTED
