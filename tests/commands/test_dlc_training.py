"""The Train dialog's commands: gates, choices, and what is asked to be done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.commands.dlc_access import BUSY, LOOKING, NO_PROJECT
from dustrack_imgui.commands.dlc_effects import AskDlcEnvironment, CheckRound, StartDlcJob, TrainRound
from dustrack_imgui.commands.effects import ChooseFor
from dustrack_imgui.model.dlc import Dlc, DlcProject, Environment, Iteration, Refine, Snapshot
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.store import Store

ROOT = Path("/clips")
VIDEO = ROOT / "v.mp4"
SNAPSHOTS = (Snapshot("snapshot-050", 50, False, 3.0, 4.0), Snapshot("snapshot-100", 100, True, 1.0, 2.0))
TRAINED = DlcProject(
    ROOT,
    "swing",
    labels=("0", "1"),
    videos=(VIDEO, ROOT / "w.mp4"),
    iterations=(Iteration(0, SNAPSHOTS, True),),
)
FRESH = replace(TRAINED, iterations=(Iteration(0),))


@pytest.fixture
def with_project(make_bench):
    """A bench whose video lies in a project."""

    def make(project: DlcProject | None = TRAINED, **facts: object):
        bench = make_bench()
        dlc = Dlc(projects=() if project is None else (project,), looked_at=(VIDEO,))
        session = replace(bench.session, dlc=replace(dlc, **facts))
        bench.store = Store(session, bench.store._table, is_strict=True)
        return bench

    return make


def test_training_is_refused_with_the_reason(with_project, make_bench):
    cases = (
        (make_bench(), LOOKING),
        (with_project(None), NO_PROJECT),
        (with_project(replace(TRAINED, problem="Only to be looked at.")), "Only to be looked at."),
        (with_project(environment=Environment(problem="DeepLabCut is missing.")), "DeepLabCut is missing."),
        (with_project(jobs=(DlcJob(1, "train", ROOT, "t"),)), BUSY),
    )
    for bench, reason in cases:
        assert bench.do("dlc.train") == []
        assert bench.said == reason
        assert bench.session.dialog is None


def test_another_project_may_be_at_work_and_an_ended_job_is_no_hindrance(with_project):
    jobs = (DlcJob(1, "train", Path("/other"), "t"), DlcJob(2, "train", ROOT, "t", end=JobEnd.DONE))
    bench = with_project(jobs=jobs)
    assert bench.do("dlc.train") == [AskDlcEnvironment()]
    assert bench.session.dialog.kind is DialogKind.TRAIN


@pytest.mark.parametrize(("project", "refine"), [(TRAINED, Refine.IN_PROJECT), (FRESH, Refine.SCRATCH)])
def test_by_default_weights_come_from_the_project_where_anything_is_trained(with_project, project, refine):
    bench = with_project(project)
    (effect,) = bench.do("dlc.ask_round")
    assert isinstance(effect, CheckRound)
    assert effect.training.refine is refine
    assert effect.training.source_iteration == (0 if refine is Refine.IN_PROJECT else None)
    assert effect.then == ("dlc.preflight", "dlc.start_round")


def test_choosing_a_source_chooses_its_radio_button_too(with_project):
    bench = with_project()
    bench.do("dlc.set_training", name="refine", value="scratch")
    bench.do("dlc.set_training", name="source_snapshot", value="snapshot-050")
    assert bench.session.dlc.training.refine is Refine.IN_PROJECT
    bench.do("dlc.set_training", name="external_path", value=' "/a b/snapshot-1.pt" ')
    assert bench.session.dlc.training.refine is Refine.EXTERNAL
    assert bench.session.dlc.training.external_path == "/a b/snapshot-1.pt"
    bench.do("dlc.set_training", name="source_iteration", value=0)
    assert bench.session.dlc.training.source_snapshot == "best"


def test_choices_are_checked_before_anything_begins(with_project):
    bench = with_project(FRESH)
    bench.do("dlc.set_training", name="refine", value="in_project")
    assert bench.do("dlc.ask_round") == []
    assert "Nothing in this project is trained" in bench.said
    bench.do("dlc.set_training", name="refine", value="external")
    assert bench.do("dlc.ask_round") == []
    assert "path of the snapshot" in bench.said
    bench.do("dlc.set_training", name="nonsense", value=3)
    assert "no choice nonsense" in bench.said


def test_browsing_begins_where_the_last_snapshot_was(with_project):
    bench = with_project()
    bench.do("dlc.set_training", name="external_path", value="/models/a/snapshot-1.pt")
    (effect,) = bench.do("dlc.choose_external")
    assert isinstance(effect, ChooseFor)
    assert Path(effect.start) == Path("/models/a")
    bench.do(effect.command, **{effect.argument: "/x.pt", **dict(effect.more)})
    assert bench.session.dlc.training.external_path == "/x.pt"


def test_a_round_starts_with_the_choices_and_the_panel_takes_the_column(with_project):
    bench = with_project()
    bench.do("window.toggle_history")
    bench.do("dlc.train")
    bench.do("dlc.set_training", name="epochs", value=7)
    (effect,) = bench.do("dlc.start_round")
    assert isinstance(effect, StartDlcJob)
    assert isinstance(effect.work, TrainRound)
    assert (effect.kind, effect.work.project, effect.work.training.epochs) == ("train", ROOT, 7)
    assert bench.session.dialog is None
    assert bench.session.dlc.shows_panel
    assert not bench.session.interface.shows_history
    bench.do("window.toggle_history")
    assert not bench.session.dlc.shows_panel


def test_choices_of_another_project_are_brought_into_this_one(with_project):
    bench = with_project(FRESH)
    bench.do("dlc.set_training", name="videos", value=("/elsewhere/u.mp4",))
    bench.do("dlc.set_training", name="source_iteration", value=4)
    bench.do("dlc.set_training", name="epochs", value=33)
    bench.do("dlc.train")
    training = bench.session.dlc.training
    assert (training.videos, training.source_iteration, training.refine) == (None, None, None)
    assert training.epochs == 33
    bench.do("dlc.train")
    assert bench.session.dialog is None


def test_remembered_choices_are_taken_over(with_project):
    bench = with_project()
    earlier = replace(bench.session.dlc.training, net_type="hrnet_w32")
    bench.do("dlc.remembered", training=earlier)
    assert bench.session.dlc.training is earlier
    assert isinstance(bench.session, Session)
