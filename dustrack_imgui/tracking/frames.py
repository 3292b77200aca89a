"""Grey frames for the tracker, in order or in reverse, from whatever serves frames by number."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Literal, Protocol, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.errors import FrameRangeError, FramesMissingError, SettingsError

Frame = NDArray[np.uint8]
"""uint8 ``(height, width)`` luma or ``(height, width, 3)`` RGB."""

GrayFrame = NDArray[np.uint8]
"""uint8 ``(height, width)``, C-contiguous."""

GrayKind = Literal["luma", "rgb"]
"""``"luma"``: the Y plane as it lies in the file; ``"rgb"``: BT.601 grey of the picture, as in DUSTrack."""

DEFAULT_MEMORY_BYTES = 512 * 1024**2


class FrameSource(Protocol):
    """A video as the tracker sees it; a list or array of frames will do.

    Every frame is an array of its own that stays valid while it is held.
    """

    def __len__(self) -> int:
        """Return the number of frames."""
        ...

    def __getitem__(self, index: int, /) -> Frame:
        """Return one frame by number."""
        ...


@runtime_checkable
class LumaSource(Protocol):
    """A source that can decode a run of luma planes faster than one by one."""

    def luma_frames(self, start: int, stop: int) -> Iterator[Frame]:
        """Yield the luma planes of frames ``start`` to ``stop - 1``."""
        ...


@runtime_checkable
class RGBSource(Protocol):
    """A source that can decode a run of RGB pictures faster than one by one."""

    def rgb_frames(self, start: int, stop: int) -> Iterator[Frame]:
        """Yield the RGB pictures of frames ``start`` to ``stop - 1``."""
        ...


def gray(frame: Frame) -> GrayFrame:
    """Return the grey picture of a frame: BT.601 of RGB; a frame that is grey already passes through."""
    if frame.ndim == 3:
        frame = cv2.cvtColor(np.ascontiguousarray(frame), cv2.COLOR_RGB2GRAY)
    return np.ascontiguousarray(frame)


def iterate_gray(
    frames: FrameSource, start: int, stop: int, *, kind: GrayKind, each: Callable[[], object] | None = None
) -> Generator[GrayFrame, None, None]:
    """Yield the grey frames ``start`` to ``stop - 1`` in order, calling ``each`` for every one.

    Raises
    ------
    FramesMissingError
        When the source ends before ``stop`` or a frame differs in size from the first.
    """
    shape: tuple[int, ...] | None = None
    index = start
    for frame in _decode(frames, start, stop, kind):
        if each is not None:
            each()
        picture = gray(frame)
        shape = shape or picture.shape
        if picture.shape != shape:
            raise FramesMissingError(
                f"Frame {index} measures {picture.shape[1]}x{picture.shape[0]} pixels, the frames before it "
                f"{shape[1]}x{shape[0]}. Track the parts of the video separately."
            )
        yield picture
        index += 1
    if index < stop:
        raise FramesMissingError(
            f"The video ended at frame {index}, before frame {stop - 1}. "
            "Open it again to count its frames anew."
        )


def read_gray_if_fits(
    frames: FrameSource,
    start: int,
    stop: int,
    *,
    kind: GrayKind,
    memory_bytes: int,
    each: Callable[[], object] | None = None,
) -> list[GrayFrame] | None:
    """Return the grey frames ``start`` to ``stop - 1``, or None when they exceed the memory."""
    pictures: list[GrayFrame] = []
    for picture in iterate_gray(frames, start, stop, kind=kind, each=each):
        if not pictures and stop - start > _fitting(picture, memory_bytes):
            return None
        pictures.append(picture)
    return pictures


def iterate_gray_reversed(
    frames: FrameSource,
    start: int,
    stop: int,
    *,
    kind: GrayKind,
    memory_bytes: int,
    each: Callable[[], object] | None = None,
) -> Generator[GrayFrame, None, None]:
    """Yield the grey frames ``stop - 1`` down to ``start``, calling ``each`` for every one that is decoded.

    They are decoded forward, in blocks that fit ``memory_bytes``.
    """
    block = read_gray_if_fits(frames, start, stop, kind=kind, memory_bytes=memory_bytes, each=each)
    if block is not None:
        yield from _popped(block)
        return
    block_frames = frames_in_memory(frames, start, kind=kind, memory_bytes=memory_bytes)
    for block_stop in range(stop, start, -block_frames):
        block_start = max(start, block_stop - block_frames)
        yield from _popped(list(iterate_gray(frames, block_start, block_stop, kind=kind, each=each)))


def frames_in_memory(frames: FrameSource, index: int, *, kind: GrayKind, memory_bytes: int) -> int:
    """Return how many grey frames of the size of frame ``index`` fit into ``memory_bytes``, at least 2."""
    return _fitting(next(iterate_gray(frames, index, index + 1, kind=kind)), memory_bytes)


def require_frame(frames: FrameSource, index: int) -> None:
    """Raise `FrameRangeError` unless the video has frame ``index``."""
    if not 0 <= index < len(frames):
        raise FrameRangeError(f"There is no frame {index}: the video has frames 0 to {len(frames) - 1}.")


def _decode(frames: FrameSource, start: int, stop: int, kind: GrayKind) -> Iterator[Frame]:
    if kind not in ("luma", "rgb"):
        raise SettingsError(f'The kind of grey must be "luma" or "rgb", not {kind!r}.')
    if kind == "luma" and isinstance(frames, LumaSource):
        return iter(frames.luma_frames(start, stop))
    if kind == "rgb" and isinstance(frames, RGBSource):
        return iter(frames.rgb_frames(start, stop))
    return (frames[index] for index in range(start, stop))


def _fitting(picture: GrayFrame, memory_bytes: int) -> int:
    return max(2, memory_bytes // max(1, picture.nbytes))


def _popped(pictures: list[GrayFrame]) -> Iterator[GrayFrame]:
    """Yield from the end, letting each picture go."""
    while pictures:
        yield pictures.pop()
