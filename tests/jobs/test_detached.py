"""Jobs and the windows that come and go: killed, closed, opened again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.jobs import (
    Cancelled,
    Done,
    Failed,
    Phase,
    ResultReady,
    Started,
    UnfinishedJob,
    unfinished_jobs,
)
from dustrack_imgui.jobs.child.identity import birth_of


@pytest.fixture
def windows(desks: Any, desk: Any) -> Iterator[Any]:
    """Opens windows beside ours, with a job in the same folder; they are closed in the end."""
    opened = []

    def open_window(then: str) -> subprocess.Popen[str]:
        opened.append(desks.open_window(desk.folder, then))
        return opened[-1]

    yield open_window
    (desk.folder / "go").touch()
    for window in opened:
        window.kill()
        window.communicate()


def only_unfinished(folder: Path) -> UnfinishedJob:
    jobs = unfinished_jobs(folder)
    assert len(jobs) == 1, jobs
    return jobs[0]


def guards(folder: Path) -> list[str]:
    """Command lines of the guards of the jobs in a folder that run now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if "guard" in words and any(word.startswith(str(folder)) for word in words):
            found.append(" ".join(words))
    return found


@pytest.mark.parametrize("then", ["killed", "hung", "held"])
def test_a_job_is_gone_soon_after_its_window_was_killed(
    desks: Any, desk: Any, windows: Any, then: str
) -> None:
    window = windows(then)
    job = only_unfinished(desk.folder)
    assert job.is_alive
    assert job.is_followed
    window.kill()
    window.wait()
    desk.assert_nothing_runs()
    desks.wait_until((job.folder / "outcome.json").exists, "the outcome")
    desks.wait_until(lambda: not guards(desk.folder), "the end of the guard")
    left = only_unfinished(desk.folder)
    assert (left.is_alive, left.is_followed, left.status) == (False, False, "cancelled")
    again = desk.jobs.attach(left.folder)
    assert isinstance(desk.until_ended(again)[-1], Cancelled)
    assert unfinished_jobs(desk.folder) == []


@pytest.mark.parametrize("then", ["detached", "detached-killed"])
def test_a_detached_job_goes_on_and_another_window_follows_it(desk: Any, windows: Any, then: str) -> None:
    assert windows(then).wait() == (0 if then == "detached" else -9)
    left = only_unfinished(desk.folder)
    assert (left.is_alive, left.is_followed, left.status) == (True, False, None)
    assert (left.title, left.kind) == ("until_file", "test")
    job = desk.jobs.attach(left.folder)
    desk.until_said(job, Phase(job, "train"))
    assert only_unfinished(desk.folder).is_followed
    (desk.folder / "go").touch()
    events = desk.until_ended(job)
    assert events[:2] == [Started(job, "until_file"), Phase(job, "train")]
    assert [event.value["op"] for event in events if isinstance(event, ResultReady)] == ["train", "end"]
    assert isinstance(events[-1], Done)
    assert unfinished_jobs(desk.folder) == []


def test_a_detached_job_that_ended_meanwhile_is_told_with_all_it_said(
    desks: Any, desk: Any, windows: Any
) -> None:
    windows("detached").wait()
    (desk.folder / "go").touch()
    desk.assert_nothing_runs()
    left = only_unfinished(desk.folder)
    assert (left.is_alive, left.status) == (False, "done")
    job = desk.jobs.attach(left.folder)
    events = desk.until_ended(job)
    assert [event.value["op"] for event in events if isinstance(event, ResultReady)] == ["train", "end"]
    assert isinstance(events[-1], Done)
    assert unfinished_jobs(desk.folder) == []


def test_a_detached_job_can_be_cancelled_by_the_next_window(desk: Any, windows: Any) -> None:
    windows("detached").wait()
    job = desk.jobs.attach(only_unfinished(desk.folder).folder)
    desk.until_said(job, Phase(job, "train"))
    assert desk.jobs.cancel(job)
    assert desk.until_ended(job)[-1] == Cancelled(job, "until_file")
    desk.assert_nothing_runs()


def test_a_job_that_was_attached_survives_that_window_too(desks: Any, desk: Any, windows: Any) -> None:
    windows("detached").wait()
    left = only_unfinished(desk.folder)
    second = desks.Desk(desk.folder)
    job = second.jobs.attach(left.folder)
    second.until_said(job, Phase(job, "train"))
    assert second.jobs.shutdown(desks.PATIENCE_SECS) == []
    left = only_unfinished(desk.folder)
    assert (left.is_alive, left.is_followed) == (True, False)
    third = desk.jobs.attach(left.folder)
    desk.until_said(third, Phase(third, "train"))


def test_a_job_that_another_window_follows_is_left_alone(desk: Any, windows: Any) -> None:
    windows("killed")
    job = desk.jobs.attach(only_unfinished(desk.folder).folder)
    failed = desk.until_ended(job)[-1]
    assert isinstance(failed, Failed)
    assert "Another window follows this job" in failed.cause
    assert only_unfinished(desk.folder).is_alive


def test_a_process_that_was_given_the_number_of_a_dead_job_is_not_taken_for_it(desk: Any) -> None:
    job = desk.start("story")
    desk.until_ended(job)
    (folder,) = desk.folder.iterdir()
    for name in ("told.json", "outcome.json"):
        (folder / name).unlink()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        about = json.loads((folder / "process.json").read_text())
        (folder / "process.json").write_text(json.dumps({**about, "pid": stranger.pid}))
        left = only_unfinished(desk.folder)
        assert (left.is_alive, left.status) == (False, None)
        again = desk.jobs.attach(folder)
        desk.jobs.cancel(again)
        events = desk.until_ended(again)
        assert birth_of(stranger.pid) is not None
        assert stranger.poll() is None
    assert isinstance(events[-1], (Failed, Cancelled))


def test_a_job_that_died_unseen_is_told_once(desk: Any) -> None:
    job = desk.start("story")
    desk.until_ended(job)
    (folder,) = desk.folder.iterdir()
    for name in ("told.json", "outcome.json"):
        (folder / name).unlink()
    again = desk.jobs.attach(folder)
    failed = desk.until_ended(again)[-1]
    assert isinstance(failed, Failed)
    assert failed.title == "The job ended unseen"
    assert unfinished_jobs(desk.folder) == []


def test_a_job_of_another_computer_is_named_but_not_followed(desk: Any) -> None:
    job = desk.start("story")
    desk.until_ended(job)
    (folder,) = desk.folder.iterdir()
    for name in ("told.json", "outcome.json"):
        (folder / name).unlink()
    about = json.loads((folder / "process.json").read_text())
    (folder / "process.json").write_text(json.dumps({**about, "host": "far-away"}))
    left = only_unfinished(desk.folder)
    assert (left.is_alive, left.host) == (True, "far-away")
    failed = desk.until_ended(desk.jobs.attach(folder))[-1]
    assert isinstance(failed, Failed)
    assert "far-away" in failed.cause
    (folder / "process.json").write_text(json.dumps(about))


def test_folders_that_hold_no_job_are_passed_over(desk: Any, tmp_path: Path) -> None:
    assert unfinished_jobs(tmp_path / "none") == []
    (desk.folder / "notes").mkdir(parents=True)
    (desk.folder / "torn").mkdir()
    (desk.folder / "torn" / "request.json").write_text('{"title": "Tr')
    assert unfinished_jobs(desk.folder) == []
    failed = desk.until_ended(desk.jobs.attach(desk.folder / "notes"))[-1]
    assert isinstance(failed, Failed)
    assert "not the folder of a job" in failed.cause


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked for in /proc")
def test_a_guard_stands_as_long_as_the_job_and_no_longer(desks: Any, desk: Any, tmp_path: Path) -> None:
    job = desk.start("until_file", {"op": "train", "file": str(tmp_path / "go")})
    desk.until_said(job, Phase(job, "train"))
    desks.wait_until(lambda: len(guards(desk.folder)) == 1, "the guard")
    (tmp_path / "go").touch()
    assert isinstance(desk.until_ended(job)[-1], Done)
    desks.wait_until(lambda: not guards(desk.folder), "the end of the guard")


def test_the_guard_of_a_detached_job_leaves_it_alone(desks: Any, desk: Any, windows: Any) -> None:
    windows("detached-killed").wait()
    desks.wait_until(lambda: not guards(desk.folder), "the end of the guard")
    assert only_unfinished(desk.folder).is_alive
