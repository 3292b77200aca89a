"""Points advanced by one frame pair on a device, with the pyramids of recent frames kept there."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Buffer, Device
from dustrack_imgui.tracking.backends.cuda_geometry import PyramidGeometry
from dustrack_imgui.tracking.backends.cuda_kernels import Kernels, pair_paths
from dustrack_imgui.tracking.backends.protocol import Advanced
from dustrack_imgui.tracking.settings import LKSettings

_KEPT_BYTES = 64 * 1024**2
_FEWEST_PLACES, _MOST_PLACES = 2, 64

Picture = NDArray[np.uint8]


class PairTracker:
    """Advances points between frames of one size on one device.

    Frames are known by identity, which holds as long as callers leave a frame as it is while they use it: a
    walk from frame to frame uploads each frame once. Threads take turns.
    """

    def __init__(self, device: Device, geometry: PyramidGeometry, settings: LKSettings) -> None:
        """Compile, and take memory for a few pyramids; raises `DeviceError`."""
        self._device = device
        self._geometry = geometry
        self._kernels = Kernels(device, geometry, settings)
        self._stream = device.stream()
        self._lock = threading.Lock()
        fitting = min(_KEPT_BYTES, device.free_bytes() // 4) // geometry.frame_bytes
        n_places = int(min(_MOST_PLACES, max(_FEWEST_PLACES, fitting)))
        self._raw = device.allocate(geometry.raw_bytes)
        self._pyramids = device.allocate(n_places * geometry.frame_bytes)
        self._held: OrderedDict[int, tuple[Picture, int]] = OrderedDict()
        self._free = list(range(n_places))
        self._paths: Buffer = device.allocate(0)
        self._positions: Buffer = device.allocate(0)

    def advance(self, previous: Picture, following: Picture, xy_image: NDArray[np.float64]) -> Advanced:
        """Find points again; see `Backend.advance`. Raises `DeviceError`."""
        with self._lock:
            places = self._place_of(previous), self._place_of(following, keep=previous)
            paths = pair_paths(xy_image, *places)
            arrived = np.empty((len(paths), 2, 2), dtype=np.float32)
            self._make_room(paths.nbytes, arrived.nbytes)
            self._stream.upload(self._paths, paths)
            self._kernels.track(self._stream, self._pyramids, self._paths, len(paths), self._positions)
            self._stream.download(arrived, self._positions)
            self._stream.synchronize()
        moved = arrived[:, 1].astype(np.float64)
        return Advanced(moved, ~np.isnan(moved[:, 0]))

    def _place_of(self, picture: Picture, *, keep: Picture | None = None) -> int:
        """Return where the pyramid of a frame is; the frame that was used longest ago gives way to it."""
        held = self._held.get(id(picture))
        if held is not None:
            self._held.move_to_end(id(picture))
            return held[1]
        if not self._free:
            oldest = next(key for key in self._held if keep is None or key != id(keep))
            self._free.append(self._held.pop(oldest)[1])
        place = self._free.pop()
        self._stream.upload(self._raw, picture)
        self._kernels.build_pyramids(self._stream, self._raw, self._pyramids, 1, first=place)
        self._held[id(picture)] = (picture, place)
        return place

    def _make_room(self, path_bytes: int, position_bytes: int) -> None:
        if self._paths.nbytes < path_bytes:
            self._paths = self._device.allocate(path_bytes)
        if self._positions.nbytes < position_bytes:
            self._positions = self._device.allocate(position_bytes)
