"""What the end of a process means, in words; with the codes of Windows too, which no test here can make."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.jobs import Cancelled, Done, Failed, JobEvent, JobId, Stopped
from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.endings import ending_of


def ended(folder: Path, code: int | None, *, is_cancelled: bool = False, has_begun: bool = True) -> JobEvent:
    return ending_of(
        JobId(1), "Train", folder, code=code, is_cancelled=is_cancelled, has_begun=has_begun, secs=9.0
    )


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (-11, "SIGSEGV"),
        (-9, "killed from outside"),
        (-15, "SIGTERM"),
        (-99, "signal 99"),
        (0xC0000005, "access violation"),
        (0xC0000005 - (1 << 32), "access violation"),
        (0xC0000135, "DLL"),
        (0, "before the work was done"),
        (3, "exit code 3"),
        (74, "could not be written"),
        (None, "left no word"),
    ],
)
def test_each_code_has_its_words(tmp_path: Path, code: int | None, cause: str) -> None:
    failed = ended(tmp_path, code)
    assert isinstance(failed, Failed)
    assert cause in failed.cause
    assert failed.hint


@pytest.mark.parametrize("code", [0, 1, 0xC0000135, None])
def test_a_program_that_never_said_a_word_is_no_python(tmp_path: Path, code: int | None) -> None:
    failed = ended(tmp_path, code, has_begun=False)
    assert isinstance(failed, Failed)
    assert "Python" in failed.title
    assert "--dlc-python" in failed.hint


def test_the_outcome_of_the_process_counts_and_a_failure_after_cancel_is_a_cancel(tmp_path: Path) -> None:
    files.write_outcome(tmp_path, {"status": "done", "elapsed_secs": 2.5})
    assert ended(tmp_path, 0, is_cancelled=True) == Done(JobId(1), "Train", 2.5)
    files.write_outcome(tmp_path, {"status": "stopped"})
    assert ended(tmp_path, 0) == Stopped(JobId(1), "Train", 9.0)
    files.write_outcome(
        tmp_path, {"status": "failed", "title": "No", "cause": "why", "hint": "", "traceback": ""}
    )
    assert ended(tmp_path, 1) == Failed(JobId(1), "No", "why", "", "")
    assert ended(tmp_path, 1, is_cancelled=True) == Cancelled(JobId(1), "Train")


def test_a_spoilt_outcome_is_none(tmp_path: Path) -> None:
    (tmp_path / files.OUTCOME).write_text("[1, 2")
    (tmp_path / files.LOG).write_text("\n".join(map(str, range(500))))
    failed = ended(tmp_path, -11)
    assert isinstance(failed, Failed)
    assert failed.traceback.splitlines()[-1] == "499"
    assert len(failed.traceback.splitlines()) < 100
