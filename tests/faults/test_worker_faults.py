"""What can go wrong with a job's process, each with a real one: the user is told, and nothing runs on."""

from __future__ import annotations

import errno
import os
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.jobs import Cancelled, Done, Failed, LogLine, Patience, Phase, ResultReady, Stopped

posix = pytest.mark.skipif(os.name == "nt", reason="signals and limits are POSIX's")


@pytest.fixture
def desk(desks: Any, tmp_path: Path) -> Iterator[Any]:
    """A desk whose jobs stop when asked."""
    desk = desks.Desk(tmp_path / "jobs")
    yield desk
    desk.close()


def failure(desk: Any, entry: str, *steps: dict[str, Any], **options: Any) -> Failed:
    """Run an entry that must fail."""
    ending = desk.until_ended(desk.start(entry, *steps, **options))[-1]
    assert isinstance(ending, Failed), ending
    return ending


def test_an_exception_comes_with_its_traceback(desk: Any) -> None:
    failed = failure(desk, "raise_error", {"error": "ZeroDivisionError"})
    assert failed.cause == "ZeroDivisionError: division by zero"
    assert "mistake in the program" in failed.hint
    assert "in raise_error" in failed.traceback


def test_a_failure_that_the_work_understands_is_told_in_its_words(desk: Any) -> None:
    failed = failure(desk, "raise_error", {"error": "JobError"})
    assert (failed.title, failed.cause) == ("No labels", "The video has no labels.")
    assert failed.hint == "Label some frames."


def test_an_exit_is_no_good_end(desk: Any) -> None:
    assert "SystemExit: 5" in failure(desk, "raise_error", {"error": "SystemExit"}).cause


@posix
def test_a_segfault_names_the_line_of_python_that_led_to_it(desk: Any) -> None:
    failed = failure(desk, "crash", {"how": "segfault"})
    assert failed.title == "The job's process crashed"
    assert "SIGSEGV" in failed.cause
    assert "Fatal Python error: Segmentation fault" in failed.traceback
    assert not list(desk.folder.glob("*/*.part"))
    assert "in crash" in failed.traceback


def test_an_exit_without_a_word_is_told_with_the_last_words(desk: Any) -> None:
    failed = failure(desk, "crash", {"how": "exit"})
    assert failed.title == "The job ended too early"
    assert "exit code 3" in failed.cause
    assert "last words" in failed.traceback


@posix
def test_a_killed_process_points_to_memory(desk: Any) -> None:
    failed = failure(desk, "crash", {"how": "SIGKILL"})
    assert "killed from outside" in failed.cause
    assert "memory" in failed.hint


@posix
def test_too_little_memory_is_told(desk: Any) -> None:
    failed = failure(desk, "eat_memory")
    assert failed.title == "Not enough memory"
    assert "batch" in failed.hint


@posix
def test_a_job_that_hangs_is_killed_with_its_grandchildren(desks: Any, tmp_path: Path) -> None:
    desk = desks.Desk(tmp_path / "jobs", patience=Patience(grace_secs=0.5, quiet_secs=0.2))
    job = desk.start("stubborn")
    desk.until(job, lambda events: any(isinstance(event, LogLine) for event in events))
    quiet = next(event for event in desk.of(job) if isinstance(event, LogLine))
    assert "Not a word for" in quiet.text
    desk.until_said(job, Phase(job, "hanging"))
    folder = desk.jobs.folder_of(job)
    assert desks.lives(folder / "grandchild.json")
    assert desk.jobs.cancel(job)
    assert desk.until_ended(job)[-1] == Cancelled(job, "stubborn")
    desk.close()


@posix
def test_a_job_that_hangs_in_c_is_killed(desks: Any, tmp_path: Path) -> None:
    desk = desks.Desk(tmp_path / "jobs", patience=Patience(grace_secs=0.2))
    job = desk.start("hold_lock")
    desk.until_said(job, Phase(job, "hanging"))
    assert desk.jobs.cancel(job)
    assert desk.until_ended(job)[-1] == Cancelled(job, "hold_lock")
    desk.close()


def test_a_flood_takes_neither_memory_nor_the_result(desks: Any, desk: Any) -> None:
    job = desk.start("flood", {"count": 40_000})
    process = desk.jobs.folder_of
    desks.wait_until(
        lambda: process(job) is not None and (process(job) / "outcome.json").exists(), "the flood"
    )
    most = len(desk.jobs.drain(10**6))
    assert most < 20_000
    events = desk.until_ended(job)
    assert isinstance(events[-1], Done)
    assert [event.value for event in events if isinstance(event, ResultReady)] == [
        {"op": "flood", "value": 40_000}
    ]


def test_a_flood_that_nobody_fetches_can_be_cancelled(desks: Any, desk: Any) -> None:
    job = desk.start("flood", {"count": 10**9})
    desks.wait_until(lambda: desk.jobs.folder_of(job) is not None, "the folder")
    events = desk.jobs.folder_of(job) / "events.jsonl"
    desks.wait_until(lambda: events.stat().st_size > 2_000_000, "a flood")
    assert desk.jobs.cancel(job)
    desks.wait_until(lambda: desk.jobs.titles() == {}, "the end")
    assert desk.until_ended(job)[-1] == Cancelled(job, "flood")


def test_garbage_and_torn_lines_cost_only_themselves(desk: Any) -> None:
    job = desk.start("garble")
    events = desk.until_ended(job)
    assert isinstance(events[-1], Done)
    assert [event.name for event in events if isinstance(event, Phase)] == ["before", "after"]
    warnings = [event.text for event in events if isinstance(event, LogLine) and event.level == "warning"]
    assert len(warnings) == 4
    assert warnings[-1].startswith("8 lines")


def test_deeplabcut_missing_in_the_chosen_python_is_told_with_the_way_to_get_it(
    desk: Any, tmp_path: Path
) -> None:
    venv.create(tmp_path / "env", with_pip=False, symlinks=os.name != "nt")
    python = str(tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    failed = failure(desk, "need_deeplabcut", python=python)
    assert failed.title == "DeepLabCut is missing"
    assert python in failed.cause
    assert "pip install" in failed.hint


def test_an_interpreter_that_does_not_exist(desk: Any, tmp_path: Path) -> None:
    failed = failure(desk, "story", python=str(tmp_path / "python"))
    assert failed.title == "The Python for this job does not start"
    assert "There is no such program" in failed.cause
    assert "--dlc-python" in failed.hint


@posix
@pytest.mark.parametrize("content", ["just some text\n", "#!/bin/sh\necho I am a shell; exit 0\n"])
def test_an_interpreter_that_is_no_python(desk: Any, tmp_path: Path, content: str) -> None:
    program = tmp_path / "program"
    program.write_text(content)
    program.chmod(0o755)
    failed = failure(desk, "story", python=str(program))
    assert failed.title.startswith("The Python for this job does not")
    assert "--dlc-python" in failed.hint


@posix
def test_an_interpreter_that_is_too_old(desk: Any, tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    pretend = (
        "import runpy, sys; sys.version_info = (3, 8, 1); sys.argv[:1] = []; runpy.run_path(sys.argv[0])"
    )
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{pretend}" "$3" "$4"\n')
    old.chmod(0o755)
    failed = failure(desk, "story", python=str(old))
    assert failed.title == "This Python is too old"
    assert "3.10" in failed.cause


@posix
@pytest.mark.parametrize("what", ["snapshot", "events"])
def test_a_full_disk_is_told(desk: Any, what: str) -> None:
    failed = failure(desk, "fill_disk", {"what": what})
    assert failed.title == "The disk is full"
    assert "Free some disk space" in failed.hint


def test_a_folder_that_cannot_be_made_is_refused(desk: Any) -> None:
    desk.folder.write_text("a file where the folder should be")
    failed = failure(desk, "story")
    assert failed.title == "The job's folder cannot be made"
    assert str(desk.folder) in failed.cause
    desk.folder.unlink()


def test_a_read_only_disk_is_refused(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", refuse)
        failed = failure(desk, "story")
    assert os.strerror(errno.EROFS) in failed.cause
    assert "copy the project to another one" in failed.hint


def test_work_that_asks_the_terminal_fails_at_once(desk: Any) -> None:
    assert "EOF" in failure(desk, "read_input").cause


def test_an_entry_that_is_not_there_is_a_failure(desk: Any) -> None:
    assert "no attribute" in failure(desk, "lost").cause


@posix
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_control_file_that_cannot_be_written_does_not_keep_a_job_from_ending(
    desk: Any, is_kept: bool
) -> None:
    job = desk.start("wait", {"op": "train", "stay": True})
    desk.until_said(job, Phase(job, "train"))
    control = desk.jobs.folder_of(job) / "control.jsonl"
    control.unlink()
    control.mkdir()
    if is_kept:
        desk.jobs.keep(job)
        desk.until(job, lambda events: any(getattr(event, "level", "") == "error" for event in events))
    desk.jobs.cancel(job)
    assert not isinstance(desk.until_ended(job)[-1], (Done, Stopped))
