"""The CUDA backend: the same numbers as OpenCV's, from one or several GPUs, and a CPU to fall back on."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Device, DeviceError, DeviceMemoryError
from dustrack_imgui.tracking.backends.cuda_geometry import pyramid_geometry
from dustrack_imgui.tracking.backends.cuda_kernels import LARGEST_WINDOW_PX
from dustrack_imgui.tracking.backends.cuda_lane import (
    MEMORY_SHARE,
    WaitingChunks,
    WindowLane,
    windows_in_memory,
)
from dustrack_imgui.tracking.backends.cuda_pairs import PairTracker
from dustrack_imgui.tracking.backends.cuda_paths import fitting_pictures, follow_paths
from dustrack_imgui.tracking.backends.cuda_windows import SLOTS
from dustrack_imgui.tracking.backends.protocol import (
    Advanced,
    Backend,
    Paths,
    WindowChunk,
    WindowSums,
    WindowTracks,
)
from dustrack_imgui.tracking.notices import NoticeCallback
from dustrack_imgui.tracking.settings import LKSettings

MOST_POINT_STEPS = 1_000_000
"""Points times frames of a chunk: enough to fill any device many times over, and less than a second of work.

Cancelling waits for it, and a display driver stops kernels that run for seconds.
"""

MOST_PICTURES = 10_000
"""Pictures of one call, whatever the number of points: a block walks over them one after the other."""

FEWEST_POINTS = 64
"""Fewer points between one pair of frames are left to the CPU.

A GPU has to be sent the frames first, and so few blocks leave most of it idle; the CPU is done with 64 points
in about the time that copying and launching take. An estimate: no GPU was at hand to measure it.
"""

FEWEST_STEPS = 500
"""Fewer steps over a run of pictures are left to the CPU, which is done with them in some milliseconds.

An estimate, too.
"""

_FEWEST_WINDOWS = 64
_FEWEST_PICTURES = 8
_CHUNKS_PER_DEVICE = 4
_DECODED_CHUNKS = 2
"""Chunks that are only on the host: one ready, one being decoded."""

Outcome = tuple[WindowChunk, WindowSums | WindowTracks | None]


class CudaBackend:
    """Tracks on GPUs; what they cannot do, the fallback does, and a notice says so.

    A device that fails is not used again. One that lacks memory gets smaller chunks and, if these do not
    help, another try with the next request.
    """

    def __init__(
        self,
        devices: Sequence[Device],
        *,
        fallback: Backend,
        notice: NoticeCallback,
        fewest_points: int = FEWEST_POINTS,
        fewest_steps: int = FEWEST_STEPS,
    ) -> None:
        self._fewest_points = fewest_points
        self._fewest_steps = fewest_steps
        self._devices = list(devices)
        self._fallback = fallback
        self._notice = notice
        self._pairs: dict[tuple[tuple[int, ...], LKSettings], PairTracker] = {}
        self._told: set[str] = set()
        self._lock = threading.Lock()
        self._following = threading.Lock()

    @property
    def devices(self) -> tuple[Device, ...]:
        """The devices in use; none after all have failed."""
        return tuple(self._devices)

    @property
    def device_names(self) -> list[str]:
        """What the devices in use are called."""
        return [device.name for device in self._devices]

    def advance(
        self,
        previous: NDArray[np.uint8],
        following: NDArray[np.uint8],
        xy_image: NDArray[np.float64],
        *,
        settings: LKSettings,
    ) -> Advanced:
        """Find ``xy_image`` of frame ``previous`` again in frame ``following``; see `Backend.advance`."""
        enough = len(xy_image) >= self._fewest_points
        while enough and (device := self._first_device(settings)) is not None:
            try:
                tracker = self._pair_tracker(device, previous.shape, settings)
                return tracker.advance(previous, following, xy_image)
            except DeviceMemoryError as error:
                self._give_up(device, error)
                break
            except DeviceError as error:
                self._give_up(device, error)
        return self._fallback.advance(previous, following, xy_image, settings=settings)

    def pictures_per_call(
        self, shape: tuple[int, int], *, n_pictures: int, n_steps: int, settings: LKSettings
    ) -> int:
        """Return the pictures that fit the free memory of the first device; see `PathBackend`."""
        steps_per_picture = n_steps / max(1, n_pictures)
        while n_steps >= self._fewest_steps and (device := self._first_device(settings)) is not None:
            try:
                free_bytes = int(device.free_bytes() * MEMORY_SHARE)
            except DeviceError as error:
                self._give_up(device, error)
                continue
            geometry = pyramid_geometry(*shape, settings)
            fitting = fitting_pictures(free_bytes, geometry, steps_per_picture=steps_per_picture)
            soon_done = max(_FEWEST_PICTURES, int(MOST_POINT_STEPS / max(1, steps_per_picture)))
            wanted = min(fitting, soon_done, MOST_PICTURES)
            return wanted if wanted >= _FEWEST_PICTURES else 0
        return 0

    def follow_paths(
        self, pictures: Sequence[NDArray[np.uint8]], paths: Paths, *, settings: LKSettings
    ) -> NDArray[np.float64] | None:
        """Follow all paths by one launch on the first device that can; see `PathBackend`."""
        height_px, width_px = pictures[0].shape
        geometry = pyramid_geometry(height_px, width_px, settings)
        with self._following:
            while (device := self._first_device(settings)) is not None:
                try:
                    return follow_paths(device, geometry, pictures, paths, settings=settings)
                except DeviceMemoryError as error:
                    self._give_up(device, error)
                    return None
                except DeviceError as error:
                    self._give_up(device, error)
        return None

    def windows_per_chunk(
        self,
        shape: tuple[int, int],
        *,
        n_windows: int,
        window_frames: int,
        n_labels: int,
        settings: LKSettings,
        memory_bytes: int,
    ) -> int:
        """Return the windows that fit the free memory of every device and of the host; see `WindowBackend`.

        A video is cut into several chunks for each device, so that tracking begins before all is decoded.
        """
        if not self._can_track(settings):
            return 0
        geometry = pyramid_geometry(*shape, settings)
        chunks_held = SLOTS * len(self._devices) + _DECODED_CHUNKS
        on_host = memory_bytes // (chunks_held * geometry.raw_bytes) - window_frames + 1
        share = -(-n_windows // (_CHUNKS_PER_DEVICE * len(self._devices)))
        most = MOST_POINT_STEPS // (2 * window_frames * n_labels)
        wanted = min(most, on_host, max(share, 2 * window_frames, _FEWEST_WINDOWS))
        for device in list(self._devices):
            try:
                fitting = windows_in_memory(device, geometry, window_frames, n_labels)
                wanted = min(wanted, max(fitting, window_frames))
            except DeviceError as error:
                self._give_up(device, error)
        return max(1, wanted) if self._devices else 0

    def track_chunks(
        self,
        chunks: Iterable[WindowChunk],
        weights: NDArray[np.float64],
        *,
        settings: LKSettings,
        keep_tracks: bool,
    ) -> Generator[Outcome, None, None]:
        """Track chunks on all devices at once, each new one on the least busy; see `WindowBackend`."""
        waiting = WaitingChunks(chunks)
        usable = self._devices if self._can_track(settings) else []
        lanes = [WindowLane(device, weights, settings=settings, keep_tracks=keep_tracks) for device in usable]
        submitted: deque[WindowLane] = deque()
        try:
            while lanes:
                lane = min(lanes, key=submitted.count)
                try:
                    chunk = waiting.next(lane.capacity) if lane.has_room else None
                    if chunk is not None and lane.capacity is None:
                        waiting.put_back([chunk])
                        lane.plan(chunk)
                    elif chunk is not None:
                        lane.submit(chunk)
                        submitted.append(lane)
                    elif submitted:
                        lane = submitted[0]
                        outcome = lane.collect()
                        submitted.popleft()
                        yield outcome
                    else:
                        return
                except DeviceError as error:
                    waiting.put_back(lane.under_way)
                    submitted = deque(other for other in submitted if other is not lane)
                    if not self._shrink(lane, error):
                        lanes.remove(lane)
                        self._give_up(lane.device, error)
        finally:
            for lane in lanes:
                self._close(lane)
        while (chunk := waiting.next(None)) is not None:
            yield chunk, None

    def _close(self, lane: WindowLane) -> None:
        try:
            lane.close()
        except DeviceError as error:
            self._give_up(lane.device, error)

    def _shrink(self, lane: WindowLane, error: DeviceError) -> bool:
        """Halve the chunks of a device that lacks memory; tells whether there is still something to halve."""
        try:
            if not isinstance(error, DeviceMemoryError) or not lane.shrink():
                return False
        except DeviceError:
            return False
        self._tell_once(
            f"{lane.device.name} has little free memory, so the filter takes smaller steps there."
        )
        return True

    def _give_up(self, device: Device, error: DeviceError) -> None:
        """Do without a device: from now on or, if it only lacks memory, this time."""
        if isinstance(error, DeviceMemoryError):
            self._tell_once(f"{device.name} has too little free memory, so others do its work: {error}")
            return
        with self._lock:
            known = device in self._devices
            if known:
                self._devices.remove(device)
                self._pairs.clear()
        if known:
            instead = self._devices[0].name if self._devices else "the CPU"
            self._notice(f"{device.name} failed, tracking goes on with {instead}: {error}")

    def _first_device(self, settings: LKSettings) -> Device | None:
        devices = self._devices[:1] if self._can_track(settings) else []
        return devices[0] if devices else None

    def _can_track(self, settings: LKSettings) -> bool:
        window_px = settings.window_px
        if window_px <= LARGEST_WINDOW_PX:
            return bool(self._devices)
        if self._devices:
            self._tell_once(
                f"The CPU tracks patches of {window_px} pixels: the GPU only up to {LARGEST_WINDOW_PX}."
            )
        return False

    def _tell_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._notice(sentence)

    def _pair_tracker(self, device: Device, shape: tuple[int, ...], settings: LKSettings) -> PairTracker:
        with self._lock:
            tracker = self._pairs.get((shape, settings))
            if tracker is None:
                self._pairs.clear()
                tracker = PairTracker(device, pyramid_geometry(shape[0], shape[1], settings), settings)
                self._pairs[shape, settings] = tracker
            return tracker
