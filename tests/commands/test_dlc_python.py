"""Choosing which Python runs DeepLabCut."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.commands.dlc_effects import AskDlcEnvironment, UseDlcPython
from dustrack_imgui.commands.effects import ChooseFor
from dustrack_imgui.model.dlc_job import DlcJob
from dustrack_imgui.model.status import DialogKind


def test_the_dialog_shows_what_is_used_now_and_closes_by_the_same_command(bench):
    assert bench.do("dlc.ask_python") == [AskDlcEnvironment()]
    assert bench.session.dialog.kind is DialogKind.DLC_PYTHON
    assert bench.do("dlc.ask_python") == []
    assert bench.session.dialog is None


def test_a_path_is_used_without_its_quotes(bench):
    assert bench.do("dlc.use_python", python=' "/envs/dlc" ') == [UseDlcPython("/envs/dlc")]
    assert bench.do("dlc.forget_python") == [UseDlcPython(None)]


def test_nothing_typed_is_refused(bench):
    assert bench.do("dlc.use_python", python="  ") == []
    assert "Type or paste" in bench.said


def test_the_chosen_folder_is_used(bench):
    (effect,) = bench.do("dlc.choose_python")
    assert isinstance(effect, ChooseFor)
    assert (effect.command, effect.argument, effect.wants_folder) == ("dlc.use_python", "python", True)


def test_a_running_job_keeps_its_python(bench):
    job = DlcJob(1, "train", Path("/p"), "Training p", folder=Path("/p/jobs/1"))
    bench.do("dlc.jobs_changed", jobs=(job,))
    assert bench.do("dlc.use_python", python="/envs/dlc") == []
    assert "is running" in bench.said
