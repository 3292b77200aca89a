"""The voice of the work in a job's process: what it says often is told seldom, and what it says is whole."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from dustrack_imgui.jobs.child import channel as channels
from dustrack_imgui.jobs.child.channel import Channel, JobCancelled
from dustrack_imgui.jobs.child.files import LineFile


class Clock:
    """Time that only passes when told to."""

    def __init__(self) -> None:
        self.secs = 100.0

    def monotonic(self) -> float:
        return self.secs

    def time(self) -> float:
        return self.secs


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(channels, "time", clock)
    return clock


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    return Channel(tmp_path, LineFile(tmp_path / "events.jsonl"))


def said(channel: Channel, kind: str) -> list[dict]:
    lines = (channel.job_folder / "events.jsonl").read_text().splitlines()
    return [event for event in map(json.loads, lines) if event["type"] == kind]


def test_progress_is_told_ten_times_a_second_at_most_and_its_end_always(
    clock: Clock, channel: Channel
) -> None:
    channel.phase("analyse")
    for frame in range(1_001):
        clock.secs += 0.001
        channel.progress(frame, 1_000, unit="frames")
    channel.progress(1_000, 1_000, unit="frames")
    told = said(channel, "progress")
    assert len(told) <= 12
    assert [event["done"] for event in told if event["done"] == 1_000] == [1_000]
    assert told[-1]["rate"] == pytest.approx(1_000)


def test_hours_of_progress_are_told_more_and_more_seldom(clock: Clock, channel: Channel) -> None:
    channel.phase("train")
    for batch in range(60_000):
        clock.secs += 0.1
        channel.progress(batch, 10**6)
    assert len(said(channel, "progress")) < 12_000


def test_progress_that_begins_anew_is_measured_anew(clock: Clock, channel: Channel) -> None:
    channel.phase("evaluate")
    for speed in (1.0, 10.0):
        for image in range(11):
            channel.progress(image, 10)
            clock.secs += speed
    assert said(channel, "progress")[-1]["rate"] == pytest.approx(0.1)


def test_figures_that_json_does_not_know_are_left_out(channel: Channel) -> None:
    channel.metrics({"a": float("inf"), "b": None, "c": 2}, step=1)
    assert said(channel, "metrics")[0]["values"] == {"a": None, "b": None, "c": 2.0}


def test_every_voice_that_may_wait_says_no_when_cancelled(channel: Channel) -> None:
    channel.obey("cancel")
    for speak in (
        lambda: channel.phase("x"),
        lambda: channel.progress(1, 2),
        lambda: channel.metrics({}, step=1),
        lambda: channel.item("video", "a"),
        lambda: channel.snapshot("a.pt", epoch=1, is_best=False),
        channel.check,
    ):
        with pytest.raises(JobCancelled):
            speak()
    channel.log("the last word is heard")
    assert [event["path"] for event in said(channel, "snapshot")] == ["a.pt"]


def test_threads_that_speak_at_once_do_not_mix_their_lines(channel: Channel) -> None:
    texts = [letter * 5_000 for letter in "abcdefgh"]
    threads = [
        threading.Thread(target=lambda text=text: [channel.log(text) for _ in range(50)]) for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = said(channel, "log")
    assert sorted({event["text"] for event in told}) == texts
    assert [event["seq"] for event in told] == list(range(1, 401))


def test_text_that_is_no_text_is_told_all_the_same(channel: Channel) -> None:
    channel.log("half a \ud83d pair")
    assert "half a" in said(channel, "log")[0]["text"]


def rest(channel: Channel, clock: Clock, *, secs: float, then: str) -> list[BaseException]:
    """Let another thread wait until an order comes, and return what that raised there."""
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            channel.wait_while_paused()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)

    channel.obey("pause")
    work = threading.Thread(target=wait)
    work.start()
    while not said(channel, "paused"):
        work.join(0.01)
    assert work.is_alive()
    clock.secs += secs
    channel.obey(then)
    work.join()
    return raised


@pytest.mark.parametrize("order", ["resume", "keep"])
def test_a_paused_job_rests_until_told_otherwise_and_its_rate_does_not_fall(
    clock: Clock, channel: Channel, order: str
) -> None:
    channel.phase("analyse")
    channel.progress(0, 10)
    clock.secs += 2
    channel.progress(2, 10)
    assert rest(channel, clock, secs=1_000, then=order) == []
    assert len(said(channel, "resumed")) == 1
    clock.secs += 2
    channel.progress(4, 10)
    assert said(channel, "progress")[-1]["rate"] == pytest.approx(1)
    channel.wait_while_paused()


def test_a_resting_job_can_be_cancelled(clock: Clock, channel: Channel) -> None:
    (error,) = rest(channel, clock, secs=1, then="cancel")
    assert isinstance(error, JobCancelled)
    assert said(channel, "resumed") == []


def test_a_copy_of_the_process_does_not_wait_for_an_order_that_never_reaches_it(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel.obey("pause")
    monkeypatch.setattr(channels.os, "getpid", lambda: -1)
    channel.wait_while_paused()
    assert said(channel, "paused") == []
