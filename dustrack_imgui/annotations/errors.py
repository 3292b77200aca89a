"""What can go wrong when a script uses an annotation; each error says what to do about it."""

from __future__ import annotations


class AnnotationUseError(ValueError, AssertionError):
    """A call on an annotation that cannot be carried out.

    It is an `AssertionError` too, because scripts written for DUSTrack catch that one.
    """


class UnknownLabelError(AnnotationUseError):
    """The annotation has no such label, or the name can be none."""


class PositionError(AnnotationUseError):
    """A position is not two finite numbers, or a frame is no frame number."""


class NoVideoError(AnnotationUseError):
    """The annotation knows of no video, and the call needs one."""


class NoFileError(AnnotationUseError):
    """The annotation has no file name, or one that this call cannot use."""


class SignalsMissingError(ImportError):
    """The package pysampled, which signals are made of, is not installed."""


class NoWindowError(RuntimeError):
    """The call is about a window, and there is none, or ours draws it by other means."""


class LayerGoneError(RuntimeError):
    """The layer of a live session that an annotation stands for was removed or renamed."""


class AnnotationWarning(UserWarning):
    """Something was left as it was, and why."""
