"""Filling the gaps between labels, and predicting a label."""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.tracking import (
    Cancelled,
    FrameRangeError,
    IntervalTooShortError,
    LKSettings,
    PointsError,
    TrackMode,
    interpolate_gaps,
    lucas_kanade_rstc,
    nearest_labelled_frame,
    predict,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .conftest import ClipFrames, CountingBackend

    Frames = list[NDArray[np.uint8]]
    Points = NDArray[np.float64]

SMALL = LKSettings(window_px=21)


def test_labels_every_30_frames_of_the_phantom_suffice(phantom: ClipFrames, phantom_truth: Points) -> None:
    labelled = [*range(0, len(phantom) - 1, 30), len(phantom) - 1]
    path = interpolate_gaps(phantom, labelled, phantom_truth[labelled])
    error_px = np.linalg.norm(path.positions - phantom_truth, axis=2)
    assert np.median(error_px) <= 0.3
    assert error_px.max() < 1.0
    assert np.array_equal(path.positions[labelled], phantom_truth[labelled])
    assert path.status.all()


@settings(max_examples=15, deadline=None)
@given(
    labelled=st.lists(st.integers(0, 23), min_size=2, max_size=6, unique=True).map(sorted),
    frames_in_memory=st.sampled_from([2, 7, 100]),
)
def test_every_gap_is_its_own_rstc(
    speckle: Frames, speckle_truth: Points, labelled: list[int], frames_in_memory: int
) -> None:
    labels = speckle_truth[labelled] + np.random.default_rng(3).normal(0, 0.4, (len(labelled), 3, 2))
    path = interpolate_gaps(
        speckle, labelled, labels, settings=SMALL, memory_bytes=frames_in_memory * 96 * 120
    )
    assert path.frames.tolist() == list(range(labelled[0], labelled[-1] + 1))
    for number, (start, end) in enumerate(pairwise(labelled)):
        alone = lucas_kanade_rstc(speckle, start, end, labels[number], labels[number + 1], settings=SMALL)
        rows = slice(start - labelled[0], end - labelled[0] + 1)
        assert np.allclose(path.positions[rows], alone.positions, atol=1e-12)
        assert np.allclose(path.gap_px[rows][1:-1], alone.gap_px[1:-1], atol=1e-12)
        assert (path.gap_px[rows] >= alone.gap_px - 1e-12).all()
    assert np.array_equal(path.positions[np.array(labelled) - labelled[0]], labels)


@pytest.mark.parametrize("frames_in_memory", [4, 100])
def test_points_with_labels_on_different_frames_keep_their_own_gaps(
    speckle: Frames, speckle_truth: Points, counting_backend: CountingBackend, frames_in_memory: int
) -> None:
    labelled = [1, 6, 11, 20]
    labels = speckle_truth[labelled].copy()
    labels[0, 1] = labels[2, 1] = labels[3, 2] = np.nan
    path = interpolate_gaps(
        speckle,
        labelled,
        labels,
        settings=SMALL,
        backend=counting_backend,
        memory_bytes=frames_in_memory * 96 * 120,
    )
    second = lucas_kanade_rstc(speckle, 6, 20, speckle_truth[6, 1:2], speckle_truth[20, 1:2], settings=SMALL)
    assert np.allclose(path.positions[5:, 1], second.positions[:, 0], atol=1e-12)
    assert np.isnan(path.positions[:5, 1]).all()
    assert np.isnan(path.positions[11:, 2]).all()
    assert not path.lost.any(), "nothing was asked before the first and after the last label"
    assert len(counting_backend.points_per_call) == 2 * 19, "one call serves all points of a frame pair"


def test_a_gap_that_loses_its_point_says_so_and_others_do_not_suffer(
    speckle: Frames, speckle_truth: Points
) -> None:
    frames = [*speckle[:12], *[np.zeros_like(speckle[0])] * 4, *speckle[16:]]
    labelled = [0, 10, 23]
    path = interpolate_gaps(frames, labelled, speckle_truth[labelled], settings=SMALL)
    assert path.status[:10].all()
    assert not path.status[11:].any()
    assert np.array_equal(path.positions[labelled], speckle_truth[labelled])


def test_interpolation_needs_two_labelled_frames_in_order(speckle: Frames, speckle_truth: Points) -> None:
    with pytest.raises(IntervalTooShortError, match="label one more"):
        interpolate_gaps(speckle, [3], speckle_truth[[3]])
    with pytest.raises(PointsError, match="rise"):
        interpolate_gaps(speckle, [5, 3], speckle_truth[[5, 3]])
    with pytest.raises(PointsError):
        interpolate_gaps(speckle, [3, 5], speckle_truth[[3, 5, 6]])
    with pytest.raises(FrameRangeError):
        interpolate_gaps(speckle, [3, 24], speckle_truth[[3, 5]])


def test_interpolation_can_be_cancelled_and_tells_its_progress(
    speckle: Frames, speckle_truth: Points
) -> None:
    fractions: list[float] = []
    labelled = [0, 8, 23]
    interpolate_gaps(speckle, labelled, speckle_truth[labelled], settings=SMALL, progress=fractions.append)
    assert fractions == sorted(set(fractions))
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        interpolate_gaps(speckle, labelled, speckle_truth[labelled], cancel=cancel)


@pytest.mark.parametrize(
    ("labelled", "frame", "nearest"),
    [([2, 9], 5, 2), ([2, 9], 6, 9), ([2, 8], 5, 8), ([2, 5, 9], 5, 2), ([5], 5, None), ([], 5, None)],
)
def test_the_nearest_label_is_another_frame_and_of_two_the_later(
    labelled: list[int], frame: int, nearest: int | None
) -> None:
    assert nearest_labelled_frame(labelled, frame) == nearest


@pytest.mark.parametrize(("known", "wanted"), [(4, 12), (12, 4)])
@pytest.mark.parametrize("mode", ["full", "direct"])
def test_predicting_a_label(
    speckle: Frames, speckle_truth: Points, known: int, wanted: int, mode: TrackMode
) -> None:
    guess = predict(
        speckle,
        known,
        wanted,
        speckle_truth[known],
        mode=mode,
        settings=SMALL,
    )
    assert np.abs(guess - speckle_truth[wanted]).max() < 0.3
