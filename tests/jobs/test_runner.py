"""Jobs in threads as the main loop sees them."""

from __future__ import annotations

import concurrent.futures
import os
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from dustrack_imgui.jobs import (
    ENDINGS,
    Cancelled,
    Done,
    Failed,
    JobContext,
    JobEvent,
    JobId,
    JobRunner,
    LogLine,
    Metric,
    Phase,
    Progress,
    ResultReady,
    RunnerClosedError,
    Started,
)

PATIENCE_SECS = 10


@pytest.fixture
def runner() -> Iterator[JobRunner]:
    """A runner of two threads that must be idle within seconds after the test."""
    runner = JobRunner(max_threads=2)
    yield runner
    assert runner.shutdown(PATIENCE_SECS) == []


def until_ended(runner: JobRunner, *jobs: JobId) -> list[JobEvent]:
    """Drain until all ``jobs`` have ended; return what was said."""
    events: list[JobEvent] = []
    open_jobs = set(jobs)
    deadline = time.monotonic() + PATIENCE_SECS
    while open_jobs:
        assert time.monotonic() < deadline, f"these jobs did not end: {open_jobs}; said: {events}"
        some = runner.drain()
        events += some
        open_jobs -= {event.job for event in some if isinstance(event, ENDINGS)}
        time.sleep(0.002)
    return events


def test_a_job_tells_its_story_in_order(runner: JobRunner) -> None:
    def work(context: JobContext) -> str:
        context.phase("reading")
        context.progress(1, 2)
        context.log("half way")
        context.metric("loss", 0.25, step=10)
        return "result"

    job = runner.start(work, "Read something")
    events = until_ended(runner, job)
    assert [type(event) for event in events] == [Started, Phase, Progress, LogLine, Metric, ResultReady, Done]
    assert events[0] == Started(job, "Read something")
    result = events[5]
    assert isinstance(result, ResultReady)
    assert result.value == "result"
    assert runner.titles() == {}


def test_a_job_without_a_result_just_ends(runner: JobRunner) -> None:
    events = until_ended(runner, runner.start(lambda _: None, "Nothing"))
    assert [type(event) for event in events] == [Started, Done]


def test_a_running_job_is_cancelled_promptly(runner: JobRunner) -> None:
    def work(context: JobContext) -> None:
        while True:
            context.raise_if_cancelled()
            context.cancel.wait(PATIENCE_SECS)

    job = runner.start(work, "Endless")
    assert runner.cancel(job)
    assert until_ended(runner, job)[-1] == Cancelled(job, "Endless")
    assert not runner.cancel(job)


def test_any_library_cancellation_counts_once_the_user_has_cancelled(runner: JobRunner) -> None:
    def work(context: JobContext) -> None:
        context.cancel.wait(PATIENCE_SECS)
        raise concurrent.futures.CancelledError

    job = runner.start(work, "Tracking")
    runner.cancel(job)
    assert isinstance(until_ended(runner, job)[-1], Cancelled)


def test_a_cancellation_nobody_asked_for_is_a_failure(runner: JobRunner) -> None:
    def work(_: JobContext) -> None:
        raise concurrent.futures.CancelledError

    assert isinstance(until_ended(runner, runner.start(work, "Tracking"))[-1], Failed)


def test_a_result_that_comes_after_the_cancel_is_dropped(runner: JobRunner) -> None:
    def work(context: JobContext) -> str:
        context.cancel.wait(PATIENCE_SECS)
        return "too late"

    job = runner.start(work, "Deaf")
    runner.cancel(job)
    events = until_ended(runner, job)
    assert isinstance(events[-1], Cancelled)
    assert not any(isinstance(event, ResultReady) for event in events)


def test_no_more_jobs_run_at_once_than_allowed_and_they_run_in_order() -> None:
    runner = JobRunner(max_threads=2)
    lock = threading.Lock()
    running: set[JobId] = set()
    most = 0
    order: list[JobId] = []

    def work(context: JobContext) -> None:
        nonlocal most
        with lock:
            running.add(context.job)
            order.append(context.job)
            most = max(most, len(running))
        time.sleep(0.005)
        with lock:
            running.discard(context.job)

    jobs = [runner.start(work, f"Job {number}") for number in range(12)]
    until_ended(runner, *jobs)
    assert most <= 2
    assert sorted(order) == jobs
    assert all(abs(order.index(job) - place) <= 1 for place, job in enumerate(jobs))
    assert runner.shutdown(PATIENCE_SECS) == []


def test_a_waiting_job_is_cancelled_at_once_and_never_runs() -> None:
    runner = JobRunner(max_threads=1)
    release = threading.Event()
    ran: list[str] = []
    first = runner.start(lambda _: release.wait(PATIENCE_SECS), "First")
    second = runner.start(lambda _: ran.append("second"), "Second")
    assert runner.cancel(second)
    assert Cancelled(second, "Second") in runner.drain()
    assert runner.titles() == {first: "First"}
    release.set()
    until_ended(runner, first)
    assert runner.shutdown(PATIENCE_SECS) == []
    assert ran == []


def test_progress_knows_its_rate_and_the_time_that_is_left(runner: JobRunner) -> None:
    def work(context: JobContext) -> None:
        context.progress(0, 10)
        time.sleep(0.02)
        context.progress(5, 10)

    events = until_ended(runner, runner.start(work, "Half"))
    last = [event for event in events if isinstance(event, Progress)][-1]
    assert last.fraction == 0.5
    assert last.rate is not None
    assert last.rate > 0
    assert last.remaining_secs == pytest.approx(5 / last.rate)
    assert Progress(last.job, 3, 0, None).fraction is None


def test_a_flood_of_progress_does_not_pile_up(runner: JobRunner) -> None:
    def work(context: JobContext) -> None:
        for done in range(50_000):
            context.progress(done, 50_000)

    job = runner.start(work, "Flood")
    while runner.titles():
        time.sleep(0.002)
    events = runner.drain(10)
    assert [type(event) for event in events] == [Started, Progress, Done]
    assert isinstance(events[1], Progress)
    assert (events[1].job, events[1].done) == (job, 49_999)


def test_events_wake_the_main_loop() -> None:
    woken = threading.Event()
    runner = JobRunner(wake=woken.set)
    runner.start(lambda _: None, "Quick")
    assert woken.wait(PATIENCE_SECS)
    assert runner.shutdown(PATIENCE_SECS) == []


def test_shutdown_cancels_what_listens_and_names_what_does_not() -> None:
    runner = JobRunner(max_threads=2)
    both_run = threading.Barrier(3)
    release = threading.Event()

    def listen(context: JobContext) -> None:
        both_run.wait(PATIENCE_SECS)
        context.cancel.wait(PATIENCE_SECS)

    def stay_deaf(_: JobContext) -> None:
        both_run.wait(PATIENCE_SECS)
        release.wait(PATIENCE_SECS)

    runner.start(listen, "Listens")
    runner.start(stay_deaf, "Deaf")
    runner.start(lambda _: None, "Waiting")
    both_run.wait(PATIENCE_SECS)
    assert runner.shutdown(0.3) == ["Deaf"]
    endings = [event for event in runner.drain() if isinstance(event, ENDINGS)]
    assert {event.title for event in endings} == {"Listens", "Waiting"}
    assert all(isinstance(event, Cancelled) for event in endings)
    with pytest.raises(RunnerClosedError, match="Late"):
        runner.start(lambda _: None, "Late")
    release.set()
    assert runner.shutdown(PATIENCE_SECS) == []


def test_jobs_yield_to_the_window_where_threads_have_a_niceness(runner: JobRunner) -> None:
    def work(_: JobContext) -> int:
        if sys.platform != "linux":
            return 5
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    events = until_ended(runner, runner.start(work, "Nice"))
    niceness = next(event.value for event in events if isinstance(event, ResultReady))
    assert isinstance(niceness, int)
    assert niceness >= 5
