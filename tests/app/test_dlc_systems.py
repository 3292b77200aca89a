"""Jobs of DeepLabCut as the session sees them, with a stand-in for the processes."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from dustrack_imgui.app.systems.dlc_all import tell_terminal
from dustrack_imgui.app.systems.dlc_events import advanced
from dustrack_imgui.app.systems.dlc_jobs import DlcJobsSystem
from dustrack_imgui.commands.dlc_effects import (
    AttachDlcJob,
    DismissDlcJob,
    EvaluateIteration,
    StartDlcJob,
    SteerDlcJob,
    Steering,
)
from dustrack_imgui.commands.effects import CancelJob, SaveLayers
from dustrack_imgui.jobs import (
    Cancelled,
    Done,
    Failed,
    ItemStarted,
    JobId,
    LogLine,
    Metric,
    Paused,
    Phase,
    Progress,
    ResultReady,
    Resumed,
    SnapshotSaved,
    Stopped,
)
from dustrack_imgui.model.dlc_job import MAX_CURVE_POINTS, MAX_LINES, DlcJob, JobEnd
from dustrack_imgui.model.session import Session

ROOT = Path("/clips")
ME = JobId(41)
JOB = DlcJob(ME, "train", ROOT, "Training swing")


class StandIn:
    """Processes that never run."""

    def __init__(self) -> None:
        self.numbers = count(41)
        self.asked: list[tuple[str, int]] = []
        self.events: list = []
        self.is_willing = True

    def start(self, request, title):
        self.request, self.title = request, title
        return JobId(next(self.numbers))

    def attach(self, folder):
        self.folder = folder
        return JobId(next(self.numbers))

    def _ask(self, what, job):
        self.asked.append((what, job))
        return self.is_willing

    def cancel(self, job):
        return self._ask("cancel", job)

    def keep(self, job):
        return self._ask("keep", job)

    def pause(self, job):
        return self._ask("pause", job)

    def resume(self, job):
        return self._ask("resume", job)

    def detach(self, job):
        return self._ask("detach", job)

    def drain(self, max_events):
        taken, self.events = self.events[:max_events], self.events[max_events:]
        return taken

    def shutdown(self, timeout_secs):
        self.asked.append(("shutdown", 0))
        return ["Training swing"]


@pytest.fixture
def processes() -> StandIn:
    return StandIn()


@pytest.fixture
def system(processes):
    return DlcJobsSystem(processes, lambda: "python")


def start(system: DlcJobsSystem, kind: str = "train") -> None:
    assert system.run(StartDlcJob(kind, "Training swing", EvaluateIteration(ROOT, 0)), Session())


def job_after(system: DlcJobsSystem) -> DlcJob:
    """The job that the session is told of."""
    told = [call for call in system.tick(Session(), 0.0) if call.command == "dlc.jobs_changed"]
    return told[-1].arguments["jobs"][-1]


def test_a_job_is_started_and_told_at_once(system, processes):
    start(system)
    calls = system.tick(Session(), 0.0)
    assert processes.title == "Training swing"
    assert callable(processes.request)
    (job,) = calls[0].arguments["jobs"]
    assert (job.id, job.kind, job.project, job.is_running) == (41, "train", ROOT, True)
    assert calls[1].arguments["status"].is_aside
    assert system.tick(Session(), 0.0) == []


def test_phases_progress_and_items_follow_one_another():
    job = advanced(
        JOB, [Phase(ME, "load", 0, 6), Phase(ME, "train", 2, 6), Progress(ME, 3.5, 10, 0.5, "epochs", 13.0)]
    )
    assert [(phase.name, phase.is_over) for phase in job.phases] == [("load", True), ("train", False)]
    assert (job.fraction, job.unit, job.rate, job.remaining_secs) == (0.35, "epochs", 0.5, 13.0)
    job = advanced(job, [ItemStarted(ME, "video", "/clips/videos/v.mp4")])
    assert job.item == "v.mp4"
    job = advanced(job, [Phase(ME, "evaluate", 3, 6)])
    assert (job.fraction, job.item, job.rate) == (None, "", None)


def test_figures_become_curves_and_snapshots_are_kept():
    events = [Metric(ME, "test_rmse", 10.0 / step, step) for step in (1, 2, 3)]
    events += [SnapshotSaved(ME, "/p/train/snapshot-best-003.pt", 3, True)]
    job = advanced(JOB, events)
    assert job.curve("test_rmse").steps == (1, 2, 3)
    assert job.curve("train_loss").steps == ()
    assert job.snapshots[-1].name == "snapshot-best-003"


def test_memory_is_bounded_however_long_a_job_talks():
    lines = [LogLine(ME, f"line {number}" + "x" * 5_000) for number in range(3 * MAX_LINES)]
    job = advanced(JOB, lines)
    assert len(job.lines) == MAX_LINES
    assert job.lines[-1].text.startswith(f"line {3 * MAX_LINES - 1}")
    assert all(len(line.text) <= 1_000 for line in job.lines)
    for step in range(0, 2 * MAX_CURVE_POINTS, 1):
        job = job.with_point("train_loss", step, 1.0)
    curve = job.curve("train_loss")
    assert len(curve.steps) <= MAX_CURVE_POINTS
    assert curve.steps[-1] == 2 * MAX_CURVE_POINTS - 1
    assert list(curve.steps) == sorted(set(curve.steps))


def test_what_came_of_it_is_said_in_sentences():
    results = (
        {"op": "create_training_dataset", "value": {"n_train": 8, "n_test": 2}},
        {"op": "seed", "value": {"snapshot": "x"}},
        {"op": "train", "value": {"epochs_done": 12, "stopped_early": True}},
        {"op": "evaluate", "value": {"rows": [
            {"snapshot": "snapshot-012", "is_best": True, "train_rmse": 1.0, "test_rmse": 2.345},
            {"snapshot": "snapshot-006", "is_best": False, "train_rmse": 1.0, "test_rmse": 9.0},
        ]}},
        {"op": "analyze", "value": {"snapshot": "snapshot-012", "files": {"/c/v.mp4": "/c/v.h5"}}},
        "nonsense",
    )  # fmt: skip
    job = advanced(JOB, [ResultReady(ME, value) for value in results])
    assert job.outcome == (
        "8 frames to learn from, 2 to test with.",
        "Trained 12 epochs, stopped early.",
        "Best snapshot: snapshot-012, 2.35 px on test frames, 1.00 px on training frames.",
        "Tracked with snapshot-012: v.mp4.",
    )
    assert job.files == (Path("/c/v.h5"),)


@pytest.mark.parametrize(
    ("event", "end"),
    [
        (Done(ME, "t", 1.0), JobEnd.DONE),
        (Stopped(ME, "t", 1.0), JobEnd.KEPT),
        (Cancelled(ME, "t"), JobEnd.CANCELLED),
        (Failed(ME, "t", "It broke.", "Mend it.", "Traceback\n  line 1"), JobEnd.FAILED),
    ],
)
def test_every_end_is_told_once(system, processes, event, end):
    start(system)
    processes.events = [Phase(ME, "train"), event, LogLine(ME, "after the end")]
    calls = system.tick(Session(), 0.0)
    job = calls[0].arguments["jobs"][0]
    assert job.end is end
    assert [call.command for call in calls[1:]] == ["message.say", "job.ended"]
    assert calls[1].arguments["severity"] == ("error" if end is JobEnd.FAILED else "info")
    processes.events = [LogLine(ME, "late")]
    assert system.tick(Session(), 0.0) == []


def test_an_error_has_title_cause_hint_and_traceback_to_copy():
    job = advanced(JOB, [Failed(ME, "Out of memory", "The GPU is full.", "Smaller batch.", "Traceback\n x")])
    assert job.fault.text == "Out of memory\n\nThe GPU is full.\n\nSmaller batch.\n\nTraceback\n x"
    assert job.lines[-1].text == " x"
    own = advanced(JOB, [Failed(ME, JOB.title, "No labels.", "", "")])
    assert own.fault.title == "Training swing failed"


@pytest.mark.parametrize(
    ("steering", "flag"),
    [
        (Steering.CANCEL, "is_cancelling"),
        (Steering.KEEP, "is_keeping"),
        (Steering.PAUSE, "is_pausing"),
        (Steering.DETACH, "is_detached"),
    ],
)
def test_what_is_asked_reaches_the_process_and_is_shown(system, processes, steering, flag):
    start(system)
    system.run(SteerDlcJob(41, steering), Session())
    assert processes.asked == [(steering.value, 41)]
    assert getattr(job_after(system), flag)


def test_a_pause_takes_effect_and_ends(system, processes):
    start(system)
    system.run(SteerDlcJob(41, Steering.PAUSE), Session())
    processes.events = [Paused(ME)]
    assert job_after(system).is_paused
    system.run(SteerDlcJob(41, Steering.RESUME), Session())
    processes.events = [Resumed(ME)]
    job = job_after(system)
    assert not job.is_paused
    assert not job.is_pausing


def test_a_paused_job_that_shall_end_its_epoch_pauses_no_more(system, processes):
    start(system)
    system.run(SteerDlcJob(41, Steering.PAUSE), Session())
    processes.events = [Paused(ME)]
    assert job_after(system).is_paused
    system.run(SteerDlcJob(41, Steering.KEEP), Session())
    job = job_after(system)
    assert (job.is_keeping, job.is_pausing, job.is_paused) == (True, False, False)


def test_a_process_that_is_past_being_asked_is_told(system, processes):
    start(system)
    system.tick(Session(), 0.0)
    processes.is_willing = False
    system.run(SteerDlcJob(41, Steering.KEEP), Session())
    (call,) = system.tick(Session(), 0.0)
    assert "about to end" in call.arguments["text"]


def test_the_status_bar_cancels_jobs_of_this_system_alone(system, processes):
    start(system)
    assert system.run(CancelJob(41), Session())
    assert processes.asked == [("cancel", 41)]
    assert not system.run(CancelJob(3), Session())
    assert not system.run(SaveLayers(()), Session())


def test_jobs_that_went_on_alone_are_followed(system, processes):
    folder = ROOT / "dustrack-jobs" / "1"
    assert system.run(AttachDlcJob(folder, "train", "Training swing", ROOT), Session())
    assert processes.folder == folder
    job = job_after(system)
    assert (job.is_detached, job.title, job.folder) == (True, "Training swing", folder)


def test_two_jobs_run_side_by_side(system, processes):
    start(system)
    start(system)
    system.tick(Session(), 0.0)
    processes.events = [Phase(JobId(42), "train"), Phase(ME, "evaluate"), Done(ME, "t", 1.0)]
    calls = system.tick(Session(), 0.0)
    jobs = {job.id: job for job in calls[0].arguments["jobs"]}
    assert (jobs[41].end, jobs[42].phase) == (JobEnd.DONE, "train")


def test_what_was_put_away_is_forgotten(system, processes):
    start(system)
    processes.events = [Done(ME, "t", 1.0)]
    system.tick(Session(), 0.0)
    system.run(DismissDlcJob(41), Session())
    system.run(SteerDlcJob(41, Steering.CANCEL), Session())
    assert processes.asked == []


def test_closing_ends_the_processes(system, processes):
    system.close()
    assert processes.asked == [("shutdown", 0)]


def test_a_job_in_the_session_is_replaced_as_a_whole():
    session = Session()
    session = replace(session, dlc=session.dlc.with_job(JOB).with_job(replace(JOB, title="again")))
    assert [job.title for job in session.dlc.jobs] == ["again"]


def test_output_of_a_job_still_reaches_the_terminal(monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    tell_terminal("Epoch 1 ✓")
    assert terminal.buffer.getvalue().rstrip() == b"Epoch 1 ?"
    monkeypatch.setattr(sys, "stdout", None)
    tell_terminal("nobody hears this")


def test_the_window_never_imports_deeplabcut_or_torch():
    code = (
        "import sys, dustrack_imgui.app.application, dustrack_imgui.app.headless, dustrack_imgui.gui\n"
        "from dustrack_imgui.app.headless import Headless\n"
        "assert not {'deeplabcut', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
