"""Commands about jobs of DeepLabCut, the snapshots they leave, and the question when the window closes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.commands.dlc_effects import (
    AnalyseVideos,
    AttachDlcJob,
    DismissDlcJob,
    EvaluateIteration,
    StartDlcJob,
    SteerDlcJob,
    Steering,
)
from dustrack_imgui.model.dlc import MAX_ENDED_JOBS, Dlc, DlcProject, Iteration, Snapshot
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd
from dustrack_imgui.model.status import DialogKind, JobStatus
from dustrack_imgui.store.store import Store

ROOT = Path("/clips")
VIDEO = ROOT / "v.mp4"
SNAPSHOTS = (Snapshot("snapshot-050", 50, False, 3.0, 4.0), Snapshot("snapshot-100", 100, True, 1.0, 2.0))
PROJECT = DlcProject(ROOT, "swing", videos=(VIDEO,), iterations=(Iteration(0, SNAPSHOTS, True), Iteration(1)))
RUNNING = DlcJob(7, "train", ROOT, "Training swing").with_phase("train")


@pytest.fixture
def with_jobs(make_bench):
    """A bench with a project and jobs."""

    def make(*jobs: DlcJob):
        bench = make_bench()
        session = replace(bench.session, dlc=Dlc(projects=(PROJECT,), looked_at=(VIDEO,), jobs=jobs))
        bench.store = Store(session, bench.store._table, is_strict=True)
        return bench

    return make


@pytest.mark.parametrize(
    ("command", "steering"),
    [
        ("dlc.cancel", Steering.CANCEL),
        ("dlc.keep", Steering.KEEP),
        ("dlc.toggle_pause", Steering.PAUSE),
        ("dlc.detach", Steering.DETACH),
    ],
)
def test_a_running_job_is_steered(with_jobs, command, steering):
    assert with_jobs(RUNNING).do(command) == [SteerDlcJob(7, steering)]
    nothing = with_jobs(replace(RUNNING, end=JobEnd.DONE))
    assert nothing.do(command) == []
    assert nothing.said == "No job of DeepLabCut is running."


def test_what_was_asked_already_is_refused(with_jobs):
    for job, command in (
        (replace(RUNNING, is_cancelling=True), "dlc.cancel"),
        (replace(RUNNING, is_keeping=True), "dlc.keep"),
        (replace(RUNNING, kind="analyse"), "dlc.keep"),
        (replace(RUNNING, is_detached=True), "dlc.detach"),
    ):
        bench = with_jobs(job)
        assert bench.do(command) == []
        assert bench.said.startswith(("It ", "There is nothing to keep"))


def test_a_paused_job_goes_on(with_jobs):
    bench = with_jobs(replace(RUNNING, is_pausing=True, is_paused=True))
    assert bench.do("dlc.toggle_pause") == [SteerDlcJob(7, Steering.RESUME)]


def test_of_two_jobs_the_one_in_the_panel_is_meant(with_jobs):
    other = replace(RUNNING, id=8, project=Path("/other"))
    bench = with_jobs(RUNNING, other)
    assert bench.do("dlc.cancel") == [SteerDlcJob(8, Steering.CANCEL)]
    bench.do("dlc.show_job", job=7)
    assert bench.do("dlc.cancel") == [SteerDlcJob(7, Steering.CANCEL)]


def test_ended_jobs_are_put_away_and_running_ones_are_not(with_jobs):
    bench = with_jobs(RUNNING)
    assert bench.do("dlc.dismiss_job", job=7) == []
    bench.do("dlc.jobs_changed", jobs=(replace(RUNNING, end=JobEnd.DONE),))
    assert bench.do("dlc.dismiss_job", job=7) == [DismissDlcJob(7)]
    assert bench.session.dlc.jobs == ()


def test_a_job_that_went_on_without_the_window_is_followed_in_the_panel(with_jobs):
    bench = with_jobs()
    told = {
        "folder": "/clips/dustrack-jobs/1",
        "kind": "train",
        "title": "Training swing",
        "project": "/clips",
    }
    (effect,) = bench.do("dlc.job_found", **told, is_alive=True)
    assert effect == AttachDlcJob(Path("/clips/dustrack-jobs/1"), "train", "Training swing", ROOT)
    assert bench.session.dlc.shows_panel
    assert "went on" in bench.said


def test_a_job_of_this_session_is_not_taken_for_one_of_an_earlier_window(with_jobs):
    """A project that was just created is looked at when its first job runs already."""
    bench = with_jobs(RUNNING)
    told = {"folder": "/clips/dustrack-jobs/1", "kind": "analyse", "title": "x", "project": str(ROOT)}
    assert bench.do("dlc.job_found", **told, is_alive=True) == []
    assert bench.said == ""


def test_closing_the_window_asks_what_becomes_of_a_job(with_jobs):
    bench = with_jobs(RUNNING)
    bench.do("app.quit")
    assert not bench.session.is_closing
    dialog = bench.session.dialog
    assert dialog.kind is DialogKind.CONFIRM
    assert [choice.command for choice in dialog.choices] == ["dlc.quit_detaching", "dlc.quit_stopping", ""]
    assert dialog.default == 2


def test_then_it_goes_on_or_ends_and_unsaved_layers_are_still_asked_about(with_jobs):
    detaching = with_jobs(RUNNING)
    detaching.do("layer.save_all")
    asked = detaching.do("dlc.quit_detaching")
    assert asked == [SteerDlcJob(7, Steering.DETACH)]
    assert detaching.session.dialog.kind is DialogKind.UNSAVED
    stopping = with_jobs(RUNNING)
    assert stopping.do("dlc.quit_stopping") == []
    assert stopping.session.dialog.kind is DialogKind.UNSAVED


def test_a_job_that_goes_on_anyway_is_not_asked_about(with_jobs):
    bench = with_jobs(replace(RUNNING, is_detached=True))
    bench.do("app.quit")
    assert bench.session.dialog.kind is DialogKind.UNSAVED


def test_a_snapshot_is_chosen_in_the_table_and_analysed_with(with_jobs):
    bench = with_jobs()
    bench.do("dlc.evaluation")
    bench.do("dlc.set_analysis", name="snapshot", value="snapshot-050")
    bench.do("dlc.analyse")
    assert bench.session.dialog.kind is DialogKind.ANALYSE
    (effect,) = bench.do("dlc.start_analysis")
    assert isinstance(effect, StartDlcJob)
    assert isinstance(effect.work, AnalyseVideos)
    assert (effect.work.analysis.iteration, effect.work.analysis.snapshot) == (0, "snapshot-050")
    assert bench.session.dialog is None


def test_analysis_of_what_is_not_trained_or_of_no_video_is_refused(with_jobs):
    bench = with_jobs()
    bench.do("dlc.set_analysis", name="iteration", value=1)
    assert bench.do("dlc.start_analysis") == []
    assert "Iteration 1 is not trained" in bench.said
    bench.do("dlc.set_analysis", name="iteration", value=0)
    bench.do("dlc.set_analysis", name="videos", value=())
    assert bench.do("dlc.start_analysis") == []
    assert "at least one video" in bench.said


def test_the_video_on_screen_alone_is_analysed(with_jobs):
    bench = with_jobs()
    bench.do("dlc.analyse_active")
    assert bench.session.dlc.analysis.videos == (str(VIDEO),)


def test_an_iteration_is_evaluated_anew(with_jobs):
    (effect,) = with_jobs().do("dlc.evaluate")
    assert effect.work == EvaluateIteration(ROOT, 0)


def test_hours_of_work_are_not_cancelled_by_a_slip(with_jobs):
    bench = with_jobs(RUNNING)
    bench.do("job.changed", status=JobStatus(7, RUNNING.title, is_aside=True))
    for command, arguments in (("dlc.ask_cancel", {}), ("job.cancel", {"job": 7})):
        assert bench.do(command, **arguments) == []
        dialog = bench.session.dialog
        assert [choice.command for choice in dialog.choices] == ["dlc.cancel", "dlc.keep", ""]
        assert dialog.default == 2
        bench.do("dialog.dismiss")
    bench.do("dlc.ask_cancel")
    assert bench.do("dlc.cancel") == [SteerDlcJob(7, Steering.CANCEL)]
    assert bench.session.dialog is None


def test_only_training_can_be_kept(with_jobs):
    bench = with_jobs(replace(RUNNING, kind="analyse"))
    bench.do("dlc.ask_cancel")
    assert [choice.command for choice in bench.session.dialog.choices] == ["dlc.cancel", ""]


def test_snapshots_of_a_project_that_can_only_be_looked_at_are_listed(with_jobs):
    bench = with_jobs()
    looked_at = replace(PROJECT, problem="Only to be looked at.")
    bench.store = Store(
        replace(bench.session, dlc=replace(bench.session.dlc, projects=(looked_at,))),
        bench.store._table,
        is_strict=True,
    )
    bench.do("dlc.evaluation")
    assert bench.session.dialog.kind is DialogKind.EVALUATION
    assert bench.do("dlc.analyse") == []
    assert bench.said == "Only to be looked at."


def test_old_ended_jobs_give_way():
    dlc = Dlc(jobs=(RUNNING,))
    for number in range(100, 120):
        dlc = dlc.with_job(replace(RUNNING, id=number, end=JobEnd.DONE))
    assert len(dlc.jobs) == 1 + MAX_ENDED_JOBS
    assert dlc.jobs[0] is RUNNING
    assert dlc.jobs[-1].id == 119
