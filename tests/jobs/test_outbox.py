"""The queue between jobs and main loop: order, coalescing, bounds and waking."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.jobs import JobEvent, JobId, LogLine, Metric, Phase, Progress
from dustrack_imgui.jobs.outbox import Outbox

A, B = JobId(1), JobId(2)


def test_events_come_out_in_the_order_they_went_in() -> None:
    outbox = Outbox(None)
    events: list[JobEvent] = [
        Phase(A, "read"),
        LogLine(A, "one"),
        Phase(B, "read"),
        LogLine(A, "two"),
        Metric(B, "loss", 0.5, 1),
    ]
    for event in events:
        outbox.put(event)
    assert outbox.drain(100) == events


def test_only_the_latest_progress_of_each_job_waits() -> None:
    outbox = Outbox(None)
    for done in range(10_000):
        outbox.put(Progress(A, done, 10_000, None))
        outbox.put(Progress(B, done, 10_000, None))
    assert len(outbox) == 2
    assert [event.done for event in outbox.drain(100) if isinstance(event, Progress)] == [9_999, 9_999]


def test_progress_never_overtakes_the_phase_it_belongs_to() -> None:
    outbox = Outbox(None)
    outbox.put(Progress(A, 9, 10, None))
    outbox.put(Phase(A, "second"))
    outbox.put(Progress(A, 1, 10, None))
    assert outbox.drain(100) == [Phase(A, "second"), Progress(A, 1, 10, None)]


def test_a_chatty_job_is_cut_and_the_cut_is_told() -> None:
    outbox = Outbox(None, most_remarks=3)
    for line in range(10):
        outbox.put(LogLine(A, str(line)))
    texts = [event.text for event in outbox.drain(100) if isinstance(event, LogLine)]
    assert texts == ["(7 earlier lines and figures were left out)", "7", "8", "9"]
    assert outbox.drain(100) == []


def test_the_loop_is_woken_once_until_it_drains() -> None:
    calls: list[int] = []
    outbox = Outbox(lambda: calls.append(1))
    for line in range(5):
        outbox.put(LogLine(A, str(line)))
    assert len(calls) == 1
    outbox.drain(100)
    outbox.put(LogLine(A, "again"))
    assert len(calls) == 2


def test_a_loop_that_drains_only_some_is_woken_again_for_the_rest() -> None:
    calls: list[int] = []
    outbox = Outbox(lambda: calls.append(1))
    for line in range(5):
        outbox.put(LogLine(A, str(line)))
    assert len(outbox.drain(2)) == 2
    assert len(calls) == 2
    assert len(outbox.drain(100)) == 3
    assert len(calls) == 2


@given(
    st.lists(
        st.one_of(
            st.builds(Progress, st.sampled_from([A, B]), st.floats(0, 1), st.just(1.0), st.none()),
            st.builds(LogLine, st.sampled_from([A, B]), st.text(max_size=3)),
            st.builds(Phase, st.sampled_from([A, B]), st.text(max_size=3)),
        )
    ),
    st.integers(1, 5),
)
def test_draining_piecewise_loses_nothing_but_stale_progress(events: list[JobEvent], step: int) -> None:
    outbox = Outbox(None)
    for event in events:
        outbox.put(event)
    drained: list[JobEvent] = []
    while some := outbox.drain(step):
        drained += some
    latest = {event.job: number for number, event in enumerate(events) if isinstance(event, Progress)}
    assert drained == [
        event
        for number, event in enumerate(events)
        if not isinstance(event, Progress) or latest[event.job] == number
    ]
