"""What can go wrong with a video: each error names the reason first and the file last."""

from __future__ import annotations

from pathlib import Path


class VideoError(Exception):
    """A video cannot be opened or read.

    Parameters
    ----------
    reason : str
        What failed and what to do, a clause without the path.
    path : str or Path
        The file or folder.
    """

    def __init__(self, reason: str, path: str | Path) -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = Path(path)

    def __str__(self) -> str:
        return f"{self.reason}: {self.path}"


class VideoNotFoundError(VideoError):
    """There is no such file or folder, or it may not be read."""


class UnreadableVideoError(VideoError):
    """The file is there but is no video that can be read (text, damaged header, unknown codec)."""


class NoPictureError(VideoError):
    """The file is sound only, or the folder holds no images."""


class EmptyVideoError(VideoError):
    """The file has no byte or not one frame that can be decoded."""


class VideoChangedError(VideoError):
    """The file on disk is no longer the one that was opened."""


class VideoClosedError(VideoError):
    """The reader was closed while a frame was being waited for."""


class HardwareError(VideoError):
    """A device cannot decode this file, or failed while it did; the software decoder still can."""


class ProxyError(VideoError):
    """A proxy cannot be made: no room for it, or no encoder."""


class OpenCancelledError(VideoError):
    """Opening was given up because the caller asked for it."""


class FrameError(VideoError):
    """One frame cannot be had.

    Parameters
    ----------
    reason, path
        As for `VideoError`.
    frame : int
        The number of the frame.
    """

    def __init__(self, reason: str, path: str | Path, frame: int) -> None:
        super().__init__(f"frame {frame} cannot be had, {reason}", path)
        self.args = (reason, path, frame)
        self.frame = frame


class FrameUndecodableError(FrameError):
    """The bytes of this frame are damaged; its number stays, its picture does not exist."""


class FrameTimeoutError(FrameError):
    """The frame took longer to decode than the caller wished to wait."""
