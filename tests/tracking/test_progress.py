"""Progress that several threads make together."""

from __future__ import annotations

import concurrent.futures
import threading

import pytest

from dustrack_imgui.tracking import Cancelled
from dustrack_imgui.tracking.progress import Ticker


def test_many_threads_report_rising_fractions_and_not_too_many() -> None:
    fractions: list[float] = []
    ticker = Ticker(fractions.append, None)
    ticker.start(40_000)
    threads = [threading.Thread(target=lambda: [ticker.tick() for _ in range(10_000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ticker.finish()
    assert fractions == sorted(set(fractions))
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(fractions) <= 1_001


def test_more_steps_than_announced_stay_at_one() -> None:
    fractions: list[float] = []
    ticker = Ticker(fractions.append, None)
    ticker.start(0)
    ticker.tick()
    ticker.tick()
    assert fractions == [0.0, 1.0]


def test_both_the_caller_and_a_failing_fellow_can_stop_everybody() -> None:
    cancel = threading.Event()
    asked, failed = Ticker(None, cancel), Ticker(None, None)
    asked.tick()
    cancel.set()
    failed.stop()
    for ticker in (asked, failed):
        with pytest.raises(Cancelled):
            ticker.tick()
        with pytest.raises(Cancelled):
            ticker.check()
    assert issubclass(Cancelled, concurrent.futures.CancelledError), "how a job tells it from a failure"
