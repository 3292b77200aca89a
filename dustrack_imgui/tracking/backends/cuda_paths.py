"""Points over a run of pictures on one device: the pictures go up once, and one launch tracks all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Buffer, Device, Event, Stream
from dustrack_imgui.tracking.backends.cuda_geometry import PyramidGeometry
from dustrack_imgui.tracking.backends.cuda_kernels import PATH, Kernels
from dustrack_imgui.tracking.backends.protocol import Paths
from dustrack_imgui.tracking.settings import LKSettings

STAGED_PICTURES = 16
"""Pictures that go up at one time, while the host copies the next ones into page-locked memory."""

_POSITION_BYTES = 2 * 4
_STEP_BYTES = 2 * _POSITION_BYTES + PATH.itemsize
"""What a step takes at most: its position, and those of its path if that has no other step."""


@dataclass(slots=True)
class _Stage:
    pinned: NDArray[np.uint8]
    raw: Buffer
    free: Event | None = None


def fitting_pictures(free_bytes: int, geometry: PyramidGeometry, *, steps_per_picture: float) -> int:
    """Return how many pictures fit into a device with the paths over them, 0 if none does."""
    left = free_bytes - 2 * STAGED_PICTURES * geometry.raw_bytes
    return max(0, int(left / (geometry.frame_bytes + steps_per_picture * _STEP_BYTES)))


def follow_paths(
    device: Device,
    geometry: PyramidGeometry,
    pictures: Sequence[NDArray[np.uint8]],
    paths: Paths,
    *,
    settings: LKSettings,
) -> NDArray[np.float64]:
    """Follow all paths by one launch, a block for each; see `PathBackend`. Raises `DeviceError`.

    All memory is taken before any work begins, and kept until all is done.
    """
    kernels = Kernels(device, geometry, settings)
    described, is_start = _described(paths)
    positions = device.host_memory(len(is_start) * _POSITION_BYTES).view(np.float32).reshape(-1, 2)
    on_device = device.allocate(described.nbytes), device.allocate(positions.nbytes)
    pyramids = device.allocate(len(pictures) * geometry.frame_bytes)
    n_bytes = min(STAGED_PICTURES, len(pictures)) * geometry.raw_bytes
    stages = [_Stage(device.host_memory(n_bytes), device.allocate(n_bytes)) for _ in range(2)]
    stream = device.stream()
    stream.upload(on_device[0], described)
    for number, start in enumerate(range(0, len(pictures), STAGED_PICTURES)):
        part = pictures[start : start + STAGED_PICTURES]
        _upload(stages[number % 2], part, stream)
        kernels.build_pyramids(stream, stages[number % 2].raw, pyramids, len(part), first=start)
        stages[number % 2].free = stream.record()
    kernels.track(stream, pyramids, on_device[0], len(paths), on_device[1])
    stream.download(positions, on_device[1])
    stream.synchronize()
    return positions[~is_start].astype(np.float64)


def _upload(stage: _Stage, pictures: Sequence[NDArray[np.uint8]], stream: Stream) -> None:
    """Send pictures up as soon as the device has done with those that were there."""
    if stage.free is not None:
        stage.free.synchronize()
    shape = len(pictures), *pictures[0].shape
    pinned = stage.pinned[: int(np.prod(shape))]
    np.stack(pictures, out=pinned.reshape(shape))
    stream.upload(stage.raw, pinned)


def _described(paths: Paths) -> tuple[NDArray[np.void], NDArray[np.bool_]]:
    """Return the paths as the kernel reads them, and which of its results are only where a path begins."""
    lengths = paths.n_steps + 1
    begins = np.cumsum(lengths) - lengths
    described = np.zeros(len(paths), dtype=PATH)
    described["first_frame"], described["frame_step"] = paths.first, paths.step
    described["n_steps"], described["out_step"] = paths.n_steps, 1
    described["x"], described["y"] = paths.xy_image[:, 0], paths.xy_image[:, 1]
    described["out"] = begins
    is_start = np.zeros(int(lengths.sum()), dtype=np.bool_)
    is_start[begins] = True
    return described, is_start
