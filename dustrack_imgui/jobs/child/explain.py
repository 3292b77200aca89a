"""An exception told to a person: what went wrong and what to do."""

from __future__ import annotations

import errno
import sys
from dataclasses import dataclass

_NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_HINT_NO_ROOM = "Free some disk space, then try again."
_HINTS_BY_ERRNO = {
    **dict.fromkeys(_NO_ROOM, _HINT_NO_ROOM),
    errno.EACCES: "Check that you may read and write there, then try again.",
    errno.EPERM: "Check that you may read and write there, then try again.",
    errno.EROFS: "That disk cannot be written to. Choose another folder.",
    errno.ENOENT: "Check that the file is still there and that its disk is connected.",
}
_HINT_MEMORY = (
    "Close other programs, or ask for less at a time: a shorter interval or window, a smaller batch."
)
_HINT_GPU_MEMORY = "Choose a smaller batch, end other programs that use the GPU, or choose the CPU."
_HINT_UNEXPECTED = "This looks like a mistake in the program. The details help to find it."


@dataclass(frozen=True)
class Explained:
    """What is said of an exception; the hint is empty when the cause says what to do."""

    title: str
    cause: str
    hint: str


def explain(error: BaseException) -> Explained:
    """Say what an exception means.

    An exception may bring its own text as string attributes ``title``, ``cause`` and ``hint``. The project's
    typed errors derive from `ValueError` or `OSError` and say in their message what to do, so those get no
    hint of ours.
    """
    text = str(error).strip()
    own_title, own_cause, own_hint = (_own(error, name) for name in ("title", "cause", "hint"))
    if own_title or own_hint:
        return Explained(own_title or "It did not work", own_cause or text or type(error).__name__, own_hint)
    if isinstance(error, MemoryError):
        return Explained("Not enough memory", "There was not enough memory.", _HINT_MEMORY)
    if type(error).__name__ == "OutOfMemoryError" or "CUDA out of memory" in text:
        return Explained("Not enough GPU memory", _first_line(text), _HINT_GPU_MEMORY)
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _missing(error.name)
    if isinstance(error, OSError) and error.errno in _HINTS_BY_ERRNO:
        place = f": {error.filename}" if error.filename else ""
        title = "The disk is full" if error.errno in _NO_ROOM else "A file could not be used"
        return Explained(title, f"{error.strerror}{place}", _HINTS_BY_ERRNO[error.errno])
    if isinstance(error, (OSError, ValueError)) and text:
        return Explained("It did not work", text, "")
    cause = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return Explained("Something unexpected happened", cause, _HINT_UNEXPECTED)


def _missing(module: str) -> Explained:
    package = module.partition(".")[0]
    if package == "deeplabcut":
        return Explained(
            "DeepLabCut is missing",
            f"DeepLabCut is not installed in the Python that was to run it: {sys.executable}",
            "Install it there (pip install 'dustrack-imgui[dlc]'), or choose another Python for DeepLabCut.",
        )
    return Explained(
        f"{package} is missing",
        f"The package {package} is not installed in this Python: {sys.executable}",
        f"Install it there (pip install {package}), or choose another Python.",
    )


def _own(error: BaseException, name: str) -> str:
    value = getattr(error, name, "")
    return value if isinstance(value, str) else ""


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else "The GPU has no memory left."
