"""How the filter is cut into chunks and spans."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.tracking import SettingsError
from dustrack_imgui.tracking.filter_plan import FilterPlan, plan_filter

FRAME_BYTES = 1024 * 768
BUDGET_BYTES = 512 * 1024**2


def plan(
    *,
    n_frames: int = 100_000,
    window_frames: int = 50,
    frame_bytes: int = FRAME_BYTES,
    threads: int | None = 2,
    chunk_frames: int | None = None,
) -> FilterPlan:
    """Plan for ten labels with the default budget."""
    return plan_filter(
        n_frames=n_frames,
        n_labels=10,
        window_frames=window_frames,
        frame_bytes=frame_bytes,
        memory_bytes=BUDGET_BYTES,
        threads=threads,
        chunk_frames=chunk_frames,
    )


@given(
    n_frames=st.integers(2, 5_000),
    window_frames=st.integers(2, 300),
    frame_bytes=st.integers(1, 10**8),
    threads=st.one_of(st.none(), st.integers(1, 32)),
    chunk_frames=st.one_of(st.none(), st.integers(1, 1_000)),
)
def test_every_window_is_in_exactly_one_span(
    n_frames: int, window_frames: int, frame_bytes: int, threads: int | None, chunk_frames: int | None
) -> None:
    window_frames = min(window_frames, n_frames)
    cut = plan(
        n_frames=n_frames,
        window_frames=window_frames,
        frame_bytes=frame_bytes,
        threads=threads,
        chunk_frames=chunk_frames,
    )
    spans = list(chain.from_iterable(cut.spans(*chunk) for chunk in cut.chunks()))
    assert spans[0][0] == 0
    assert spans[-1][1] == n_frames - window_frames + 1
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert all(start < stop for start, stop in spans)


def test_the_frames_of_two_chunks_fit_the_budget() -> None:
    chunk_frames = plan().chunk_frames
    assert (2 * chunk_frames + 49) * FRAME_BYTES < BUDGET_BYTES
    assert chunk_frames > 200, "chunks are not smaller than they need be"


def test_tracking_begins_long_before_a_whole_chunk_is_decoded() -> None:
    cut = plan(n_frames=2_000)
    first, second, *_ = cut.chunks()
    assert first == (0, 100)
    assert second == (100, 100 + cut.chunk_frames)
    assert list(plan(n_frames=120, window_frames=50).chunks()) == [(0, 71)]


def test_frames_too_large_for_the_budget_still_make_progress() -> None:
    assert plan(frame_bytes=10**9).chunk_frames == 25


def test_more_threads_share_a_chunk_but_never_less_than_a_window_each() -> None:
    cut = plan(threads=8, chunk_frames=400)
    assert len(list(cut.spans(0, 400))) == 4
    assert len(list(cut.spans(0, 120))) == 2
    assert len(list(cut.spans(0, 10))) == 1


def test_senseless_numbers_are_refused() -> None:
    with pytest.raises(SettingsError, match="thread"):
        plan(threads=0)
    with pytest.raises(SettingsError, match="chunk"):
        plan(chunk_frames=0)
