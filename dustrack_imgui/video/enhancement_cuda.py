"""CLAHE of many frames on a device, several under way at a time; OpenCV takes over if it fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Argument, Buffer, Device, DeviceError, Event, Program, Stream
from dustrack_imgui.cuda.sources import source_text
from dustrack_imgui.video.enhancement import GRID, ImageU8, as_rgb, enhanced, grey_of, level_table

SLOTS = 3
"""Frames under way: one going up, one being computed, one coming back."""

_TILE_THREADS = 256
_PIXEL_THREADS = 256
_TILING = np.dtype(
    [
        (name, np.int32)
        for name in ("width", "height", "tiles_x", "tiles_y", "tile_width_px", "tile_height_px")
    ]
)


@dataclass(slots=True)
class _Slot:
    host: NDArray[np.uint8]
    raw: Buffer
    equalised: Buffer
    tables: Buffer
    frame: ImageU8 | None = None
    done: Event | None = None


class CudaEnhancer:
    """`enhanced` with CLAHE on a device, within a grey level of OpenCV's before gamma and brightness.

    A device that fails is not used again, and a notice says so.

    Parameters
    ----------
    notice
        Told in a sentence when the device failed.
    """

    def __init__(self, device: Device, notice: Callable[[str], object]) -> None:
        self._device: Device | None = device
        self._notice = notice

    @property
    def works(self) -> bool:
        """Whether the device has not failed."""
        return self._device is not None

    def enhanced_frames(
        self,
        frames: Iterable[ImageU8],
        *,
        clip: float,
        gamma: float = 1.0,
        brightness: int = 0,
        grid: int = GRID,
    ) -> Generator[ImageU8, None, None]:
        """Yield frames, all of one size, as `enhanced` makes them; ``clip`` is above 1."""
        waiting: deque[ImageU8] = deque()
        rest = iter(frames)
        table = level_table(gamma, brightness)
        yield from self._on_device(rest, waiting, clip=clip, grid=grid, table=table)
        for frame in chain(waiting, rest):
            yield enhanced(frame, clip=clip, gamma=gamma, brightness=brightness, grid=grid)

    def _on_device(
        self, frames: Iterator[ImageU8], waiting: deque[ImageU8], *, clip: float, grid: int, table: ImageU8
    ) -> Generator[ImageU8, None, None]:
        """Yield frames as long as the device works; those that it has not done are left in ``waiting``."""
        if self._device is None:
            return
        pipeline: _Pipeline | None = None
        try:
            for frame in frames:
                waiting.append(frame)
                if pipeline is None:
                    pipeline = _Pipeline(self._device, frame.shape[:2], clip=clip, grid=grid, table=table)
                pipeline.submit(frame)
                if pipeline.is_full:
                    shown = pipeline.collect()
                    waiting.popleft()
                    yield shown
            while pipeline is not None and waiting:
                shown = pipeline.collect()
                waiting.popleft()
                yield shown
        except DeviceError as error:
            self._give_up(error)
        finally:
            if pipeline is not None:
                self._finish(pipeline)

    def _finish(self, pipeline: _Pipeline) -> None:
        try:
            pipeline.finish()
        except DeviceError as error:
            self._give_up(error)

    def _give_up(self, error: DeviceError) -> None:
        if self._device is not None:
            name, self._device = self._device.name, None
            self._notice(f"{name} failed, pictures are made clearer by the CPU: {error}")


class _Pipeline:
    """Frames of one size and look on their way through a device, in the order given."""

    def __init__(
        self, device: Device, shape: tuple[int, ...], *, clip: float, grid: int, table: ImageU8
    ) -> None:
        """Take all memory at once, and compile; raises `DeviceError`."""
        height_px, width_px = shape
        self._shape = height_px, width_px
        self._n_pixels = height_px * width_px
        self._grid = grid
        tiling = tiling_of(width_px, height_px, grid)
        area_px = int(tiling["tile_width_px"][0] * tiling["tile_height_px"][0])
        self._limit = np.int32(max(1, int(clip * area_px / 256)))
        self._program: Program = device.compile(source_text("enhance"), {"THREADS": _TILE_THREADS})
        self._stream: Stream = device.stream()
        self._tiling = device.allocate(tiling.nbytes)
        self._table = device.allocate(table.nbytes)
        self._has_table = not np.array_equal(table, np.arange(256))
        self._idle = deque(
            _Slot(
                device.host_memory(self._n_pixels),
                device.allocate(self._n_pixels),
                device.allocate(self._n_pixels),
                device.allocate(grid * grid * 256),
            )
            for _ in range(SLOTS)
        )
        self._busy: deque[_Slot] = deque()
        self._stream.upload(self._tiling, tiling)
        self._stream.upload(self._table, table)

    @property
    def is_full(self) -> bool:
        """Whether a frame must be collected before another is submitted."""
        return not self._idle

    def submit(self, frame: ImageU8) -> None:
        """Begin with a frame; returns while the device is at work."""
        slot = self._idle.popleft()
        self._busy.append(slot)
        slot.frame = frame
        slot.host.reshape(self._shape)[:] = grey_of(frame)
        self._stream.upload(slot.raw, slot.host)
        self._launch("clahe_luts", (self._grid, self._grid), slot.raw, slot.tables, self._tiling, self._limit)
        blocks = -(-self._n_pixels // _PIXEL_THREADS), 1
        self._launch("clahe_blend", blocks, slot.raw, slot.equalised, slot.tables, self._tiling)
        shown = slot.equalised
        if self._has_table:
            shown = slot.raw
            self._launch("apply_lut", blocks, slot.equalised, shown, self._table, np.int64(self._n_pixels))
        self._stream.download(slot.host, shown)
        slot.done = self._stream.record()

    def collect(self) -> ImageU8:
        """Wait for the frame that was submitted first; grey or RGB, as it was."""
        slot = self._busy[0]
        assert slot.done is not None
        assert slot.frame is not None
        slot.done.synchronize()
        grey = slot.host.reshape(self._shape).copy()
        shown = as_rgb(grey) if slot.frame.ndim == 3 else grey
        self._busy.popleft()
        slot.frame = slot.done = None
        self._idle.append(slot)
        return shown

    def finish(self) -> None:
        """Return when the device no longer uses the memory; raises `DeviceError`."""
        self._stream.synchronize()

    def _launch(self, kernel: str, grid: tuple[int, int], *arguments: Argument) -> None:
        threads = _TILE_THREADS if kernel == "clahe_luts" else _PIXEL_THREADS
        self._program.launch(self._stream, kernel, grid=grid, threads=threads, arguments=arguments)


def tiling_of(width_px: int, height_px: int, grid: int) -> NDArray[np.void]:
    """Return how OpenCV cuts a picture into ``grid`` by ``grid`` tiles: the kernels' ``struct Tiling``.

    Where either side is no multiple of the grid, both are continued by mirroring; a side that is one, by a
    pixel for each tile.
    """
    is_whole = width_px % grid == 0 and height_px % grid == 0
    tile_px = [(side if is_whole else side + grid - side % grid) // grid for side in (width_px, height_px)]
    return np.array([(width_px, height_px, grid, grid, *tile_px)], dtype=_TILING)
