"""Interval operations: one call over many pictures against pair by pair and OpenCV, and when it fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import DeviceError, DeviceMemoryError
from dustrack_imgui.tracking import (
    Cancelled,
    LKSettings,
    TrackResult,
    interpolate_gaps,
    lucas_kanade,
    lucas_kanade_rstc,
    predict,
)
from dustrack_imgui.tracking.backends.cuda import MOST_PICTURES, MOST_POINT_STEPS, CudaBackend
from dustrack_imgui.tracking.backends.cuda_geometry import pyramid_geometry
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.tracking.backends.protocol import Advanced, Backend
from dustrack_imgui.tracking.chains import chains_of, cut_chains, first_known

from .conftest import BACKENDS, EMULATED, make_backend
from .emulated_device import EmulatedDevice

if TYPE_CHECKING:
    from .conftest import Frames

SMALL = LKSettings(window_px=9, max_level=1)
N_FRAMES, HEIGHT_PX, WIDTH_PX = 40, 48, 64
GEOMETRY = pyramid_geometry(HEIGHT_PX, WIDTH_PX, SMALL)

Points = NDArray[np.float64]
Operation = Callable[[list["Frames"], Backend], TrackResult]


class PairByPair:
    """A backend that hides that it can do more than one pair at a time."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def advance(
        self, previous: Frames, following: Frames, xy_image: Points, *, settings: LKSettings
    ) -> Advanced:
        """Leave it to the backend."""
        return self._backend.advance(previous, following, xy_image, settings=settings)


def labels_between() -> tuple[list[int], Points]:
    """Labels of three points, of which the second begins late, ends early, and leaves one out."""
    labelled = [0, 9, 10, 22, 33, 39]
    drift = np.array(labelled)[:, np.newaxis, np.newaxis] * (0.6, -0.35)
    xy = np.array([[15.0, 30.0], [25.0, 25.0], [3.0, 20.0]]) + drift
    xy[[0, 2, 5], 1] = np.nan
    return labelled, xy


def gaps(frames: list[Frames], backend: Backend) -> TrackResult:
    """Interpolate between labels."""
    return interpolate_gaps(frames, *labels_between(), settings=SMALL, backend=backend)


def gaps_that_do_not_fit(frames: list[Frames], backend: Backend) -> TrackResult:
    """The same, with memory for 25 of 40 frames, so that it is decoded twice."""
    room = 25 * HEIGHT_PX * WIDTH_PX
    return interpolate_gaps(frames, *labels_between(), settings=SMALL, backend=backend, memory_bytes=room)


def rstc(frames: list[Frames], backend: Backend) -> TrackResult:
    """Track between two frames."""
    start, end = [[20.0, 24.0], [45.0, 30.0], [np.nan, 5.0]], [[34.0, 15.5], [55.0, 20.0], [9.0, 9.0]]
    return lucas_kanade_rstc(frames, 3, 27, start, end, settings=SMALL, backend=backend)


def rstc_that_does_not_fit(frames: list[Frames], backend: Backend) -> TrackResult:
    """The same, with memory for 11 of 25 frames."""
    start, end = [[20.0, 24.0], [45.0, 30.0]], [[34.0, 15.5], [55.0, 20.0]]
    room = 11 * HEIGHT_PX * WIDTH_PX
    return lucas_kanade_rstc(frames, 3, 27, start, end, settings=SMALL, backend=backend, memory_bytes=room)


def direct(frames: list[Frames], backend: Backend) -> TrackResult:
    """Jump from both ends."""
    start, end = [[20.0, 24.0], [45.0, 30.0]], [[25.0, 21.0], [50.0, 27.0]]
    return lucas_kanade_rstc(frames, 3, 11, start, end, mode="direct", settings=SMALL, backend=backend)


def forward(frames: list[Frames], backend: Backend) -> TrackResult:
    """Track forward; one point leaves the picture, one was never in it."""
    points = [[20.0, 24.0], [60.0, 3.0], [-500.0, 1e9]]
    return lucas_kanade(frames, 2, 39, points, settings=SMALL, backend=backend)


def backward(frames: list[Frames], backend: Backend) -> TrackResult:
    """Track backwards."""
    return lucas_kanade(frames, 39, 5, [[40.0, 20.0], [50.0, 12.0]], settings=SMALL, backend=backend)


LAUNCHES = {
    gaps: 1,
    gaps_that_do_not_fit: 4,
    rstc: 1,
    rstc_that_does_not_fit: 6,
    direct: 1,
    forward: 1,
    backward: 1,
}
"""How often the kernel is launched for each operation; where memory is short, for each part and direction."""


@pytest.fixture
def clip(speckle: Callable[..., Frames]) -> list[Frames]:
    """A clip of 40 small frames."""
    return list(speckle(N_FRAMES, HEIGHT_PX, WIDTH_PX))


def assert_same(result: TrackResult, expected: TrackResult, *, within_px: float) -> None:
    """Assert that two results say the same; to the last bit when within 0 px."""
    assert np.array_equal(result.frames, expected.frames)
    assert np.array_equal(result.status, expected.status)
    for ours, theirs in ((result.positions, expected.positions), (result.gap_px, expected.gap_px)):
        assert np.array_equal(np.isnan(ours), np.isnan(theirs))
        assert np.nanmax(np.abs(ours - theirs), initial=0.0) <= within_px


@pytest.mark.parametrize("operation", list(LAUNCHES))
@pytest.mark.parametrize("name", BACKENDS)
def test_one_call_gives_the_numbers_of_going_pair_by_pair(
    clip: list[Frames], name: str, operation: Operation
) -> None:
    backend = make_backend(name)
    result = operation(clip, backend)
    assert_same(result, operation(clip, PairByPair(backend)), within_px=0.0)
    assert_same(result, operation(clip, OpenCVBackend()), within_px=0.005)


def test_a_real_clip(backend: Backend, muscle: tuple[Frames, Points]) -> None:
    frames, labels = muscle
    given = (list(frames), 0, 12, labels[0], labels[12])
    expected = lucas_kanade_rstc(*given, backend=OpenCVBackend())
    assert_same(lucas_kanade_rstc(*given, backend=backend), expected, within_px=0.005)


def test_a_prediction_is_the_end_of_a_track(clip: list[Frames], backend: Backend) -> None:
    points = [[20.0, 24.0], [45.0, 30.0]]
    guess = predict(clip, 4, 30, points, settings=SMALL, backend=backend)
    whole = lucas_kanade(clip, 4, 30, points, settings=SMALL, backend=OpenCVBackend())
    assert np.allclose(guess, whole.positions[-1], atol=0.005, rtol=0)


@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 1_000_000), st.booleans())
def test_chains_cover_what_a_walk_from_row_to_row_covers(
    n_rows: int, n_points: int, seed: int, has_needed: bool
) -> None:
    rng = np.random.default_rng(seed)
    known = rng.uniform(0, 9, (n_rows, n_points, 2))
    known[rng.uniform(size=(n_rows, n_points)) < 0.6] = np.nan
    needed = rng.uniform(size=(n_rows, n_points)) < 0.7 if has_needed else None
    expected = np.zeros((n_rows, n_points), dtype=np.int64)
    for point in range(n_points):
        held = False
        for row in range(1, n_rows):
            held = bool(np.isfinite(known[row - 1, point, 0])) or held
            held = held and (needed is None or bool(needed[row, point]))
            expected[row, point] = held
    arrived = first_known(known)
    reached = np.zeros_like(expected)
    cut = cut_chains(chains_of(known, needed), known, arrived, 0, n_rows)
    np.add.at(reached, cut.cells(), 1)
    assert np.array_equal(reached, expected)


if EMULATED:

    class Bench:
        """A backend over one emulated device, whose notices are kept."""

        def __init__(self, *, memory_bytes: int = 1 << 30, fewest_steps: int = 1) -> None:
            self.device = EmulatedDevice(memory_bytes=memory_bytes)
            self.notices: list[str] = []
            self.backend = CudaBackend(
                [self.device],
                fallback=OpenCVBackend(),
                notice=self.notices.append,
                fewest_points=1_000_000,
                fewest_steps=fewest_steps,
            )

    @pytest.mark.parametrize(("operation", "launches"), LAUNCHES.items())
    def test_a_stretch_is_one_launch_and_each_frame_goes_up_once(
        clip: list[Frames], operation: Operation, launches: int
    ) -> None:
        bench = Bench()
        n_frames = len(operation(clip, bench.backend).frames)
        assert bench.device.operations["track_paths"] == launches
        again = {gaps_that_do_not_fit: n_frames + 2, rstc_that_does_not_fit: n_frames + 4, direct: 2}
        frames_up = n_frames + again.get(operation, 0)
        others = bench.device.uploaded_bytes - frames_up * HEIGHT_PX * WIDTH_PX
        assert 0 <= others < 5_000, "beside the frames only what is to be tracked"
        assert bench.device.used_bytes == 0
        assert bench.notices == []

    @pytest.mark.parametrize("copies_at_once", [False, True])
    def test_copies_and_kernels_may_run_whenever_they_like(clip: list[Frames], copies_at_once: bool) -> None:
        bench = Bench()
        bench.device.copies_at_once = copies_at_once
        assert_same(gaps(clip, bench.backend), gaps(clip, OpenCVBackend()), within_px=0.005)

    @pytest.mark.parametrize("operation", list(LAUNCHES))
    def test_little_memory_means_several_calls(clip: list[Frames], operation: Operation) -> None:
        raw = 2 * 16 * GEOMETRY.raw_bytes
        bench = Bench(memory_bytes=int((raw + 14 * GEOMETRY.frame_bytes) / 0.8))
        result = operation(clip, bench.backend)
        assert_same(result, operation(clip, OpenCVBackend()), within_px=0.005)
        assert bench.device.operations["track_paths"] >= LAUNCHES[operation]
        assert bench.notices == []

    def test_too_little_memory_for_a_few_pictures_means_the_cpu(clip: list[Frames]) -> None:
        bench = Bench(memory_bytes=4 * GEOMETRY.frame_bytes)
        assert_same(gaps(clip, bench.backend), gaps(clip, OpenCVBackend()), within_px=0.0)
        assert bench.device.operations["track_paths"] == 0

    @pytest.mark.parametrize("operation", list(LAUNCHES))
    @pytest.mark.parametrize("failing", ["compile", "allocate", "upload", "track_paths", "synchronize"])
    def test_after_any_failure_the_cpu_goes_on_and_the_user_is_told(
        clip: list[Frames], failing: str, operation: Operation
    ) -> None:
        bench = Bench()

        def fail(name: str) -> None:
            if name == failing:
                raise DeviceError(f"{failing} went wrong")

        bench.device.failure = fail
        assert_same(operation(clip, bench.backend), operation(clip, OpenCVBackend()), within_px=0.0)
        said = f"Emulated GPU failed, tracking goes on with the CPU: {failing} went wrong"
        assert bench.notices == [said]

    def test_memory_that_others_took_means_smaller_calls_and_a_notice(clip: list[Frames]) -> None:
        bench = Bench()
        seen = 0

        def fail(name: str) -> None:
            nonlocal seen
            seen += name == "track_paths"
            if name == "track_paths" and seen == 1:
                raise DeviceMemoryError("all of it is taken")

        bench.device.failure = fail
        expected = forward(clip, OpenCVBackend())
        assert_same(forward(clip, bench.backend), expected, within_px=0.0)
        assert len(bench.notices) == 1
        assert "too little free memory" in bench.notices[0]
        assert_same(forward(clip, bench.backend), expected, within_px=0.005)
        assert bench.device.operations["track_paths"] == 2, "the next request tries again"

    def test_when_one_of_two_devices_fails_the_other_does_its_work(clip: list[Frames]) -> None:
        good, bad = EmulatedDevice(name="Good"), EmulatedDevice(name="Bad")

        def fail(name: str) -> None:
            if name == "synchronize":
                raise DeviceError("no answer")

        bad.failure = fail
        notices: list[str] = []
        backend = CudaBackend([bad, good], fallback=OpenCVBackend(), notice=notices.append, fewest_steps=1)
        assert_same(rstc(clip, backend), rstc(clip, OpenCVBackend()), within_px=0.005)
        assert good.operations["track_paths"] == 1
        assert notices == ["Bad failed, tracking goes on with Good: no answer"]

    def test_few_steps_are_left_to_the_cpu(clip: list[Frames]) -> None:
        n_steps = 24 * (2 + 3)
        bench = Bench(fewest_steps=n_steps + 1)
        rstc(clip, bench.backend)
        assert bench.device.operations["track_paths"] == 0
        bench = Bench(fewest_steps=n_steps)
        rstc(clip, bench.backend)
        assert bench.device.operations["track_paths"] == 1

    def test_calls_are_small_enough_to_cancel_soon(clip: list[Frames]) -> None:
        bench = Bench(memory_bytes=1 << 40)
        for n_points in (1, 10, 10_000):
            room = bench.backend.pictures_per_call(
                (580, 728), n_pictures=100_000, n_steps=2 * n_points * 100_000, settings=SMALL
            )
            assert room * 2 * n_points <= MOST_POINT_STEPS
            assert room <= MOST_PICTURES

    def test_cancel_stops_between_calls(clip: list[Frames]) -> None:
        bench = Bench()
        cancel = threading.Event()
        bench.device.failure = lambda name: cancel.set() if name == "track_paths" else None
        with pytest.raises(Cancelled):
            lucas_kanade(
                clip,
                39,
                0,
                [[40.0, 20.0]],
                settings=SMALL,
                backend=bench.backend,
                memory_bytes=11 * HEIGHT_PX * WIDTH_PX,
                cancel=cancel,
            )
        assert bench.device.operations["track_paths"] == 1
        assert bench.device.used_bytes == 0

    @pytest.mark.parametrize("method", ["gaps", "rstc", "walk"])
    def test_progress_grows_to_all(clip: list[Frames], method: str) -> None:
        fractions: list[float] = []
        options = {"settings": SMALL, "backend": Bench().backend, "progress": fractions.append}
        if method == "gaps":
            interpolate_gaps(clip, *labels_between(), **options)
        elif method == "rstc":
            lucas_kanade_rstc(clip, 0, 39, [[20.0, 24.0]], [[43.0, 11.0]], **options)
        else:
            lucas_kanade(clip, 0, 39, [[20.0, 24.0]], **options)
        assert fractions == sorted(set(fractions))
        assert (fractions[0], fractions[-1]) == (0.0, 1.0)
        assert len(fractions) >= 5
