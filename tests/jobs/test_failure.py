"""An exception in a job becomes something a person can act on."""

from __future__ import annotations

import errno
import os
import time

import pytest

from dustrack_imgui.jobs import Failed, JobContext, JobEvent, JobRunner, LogLine
from dustrack_imgui.jobs.child.explain import explain


class HelpfulError(RuntimeError):
    """An error that brings its own hint."""

    hint = "Turn it off and on again."


@pytest.mark.parametrize("error", [KeyError("lost"), SystemExit(3), ValueError("bad"), AssertionError()])
def test_whatever_a_job_raises_becomes_failed_and_the_runner_goes_on(error: BaseException) -> None:
    def work(_: JobContext) -> None:
        raise error

    runner = JobRunner(max_threads=1)
    runner.start(work, "Break")
    runner.start(lambda context: context.log("still alive"), "After")
    events: list[JobEvent] = []
    deadline = time.monotonic() + 10
    while not any(isinstance(event, LogLine) for event in events):
        assert time.monotonic() < deadline
        events += runner.drain()
        time.sleep(0.002)
    failure = next(event for event in events if isinstance(event, Failed))
    assert failure.title == "Break"
    assert failure.cause
    assert type(error).__name__ in failure.traceback
    assert "in work" in failure.traceback
    assert runner.shutdown(10) == []


@pytest.mark.parametrize(
    ("error", "cause", "hint"),
    [
        (ValueError("The window is too long. Choose a shorter one."), "too long", ""),
        (HelpfulError("The box hums."), "The box hums.", "off and on"),
        (MemoryError(), "not enough memory", "shorter"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a.json"), "a.json", "disk space"),
        (FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "v.mp4"), "v.mp4", "still there"),
        (KeyError("label"), "KeyError: 'label'", "mistake in the program"),
        (ZeroDivisionError(), "ZeroDivisionError", "mistake in the program"),
    ],
)
def test_cause_and_hint(error: Exception, cause: str, hint: str) -> None:
    told = explain(error)
    assert told.title
    assert cause in told.cause
    assert hint in told.hint
    assert bool(hint) == bool(told.hint)
