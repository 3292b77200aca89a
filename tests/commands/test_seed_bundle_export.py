"""Asking where a seed bundle goes: only of a trained project, and only to a place that is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.commands.creating_effects import ExportBundle, ProposeBundle
from dustrack_imgui.commands.effects import ChooseFor
from dustrack_imgui.model.dlc import Dlc, DlcProject, Iteration
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.store import Store

ROOT = Path("/clips")
PLACE = "/bundles/swing_iteration-1_snapshot-100.zip"


@pytest.fixture
def asked(make_bench):
    bench = make_bench()
    video = bench.state.video.path
    project = DlcProject(ROOT, "swing", videos=(video,), iterations=(Iteration(1, is_trained=True),))
    session = replace(bench.session, dlc=Dlc(projects=(project,), looked_at=(video,)))
    bench.store = Store(session, bench.store._table, is_strict=True)
    assert bench.do("dlc.ask_seed_bundle") == [ProposeBundle(ROOT)]
    bench.do("dlc.seed_bundle_proposed", project=str(ROOT), path=PLACE, words="snapshot-100 of iteration 1.")
    assert bench.session.dialog.kind is DialogKind.EXPORT_BUNDLE
    return bench


def test_the_place_that_was_typed_is_used(asked, tmp_path):
    place = tmp_path / "legs.zip"
    (effect,) = asked.do("dlc.seed_bundle_export", path=f' "{place}" ', description=" legs ")
    assert effect == ExportBundle(ROOT, destination=place, description="legs")
    assert asked.session.dialog is None


def test_another_folder_keeps_the_name(asked, tmp_path):
    (effect,) = asked.do("dlc.seed_bundle_choose_folder", path=str(tmp_path / "mine.zip"))
    more = (("name", "mine.zip"),)
    assert effect == ChooseFor("dlc.seed_bundle_into", "folder", True, str(tmp_path), more)
    asked.do("dlc.seed_bundle_into", folder=str(tmp_path / "other"), name="mine.zip")
    assert asked.session.dialog.text == str(tmp_path / "other" / "mine.zip")
    asked.do("dialog.dismiss")
    asked.do("dlc.seed_bundle_into", folder=str(tmp_path), name="mine.zip")
    assert asked.session.dialog is None, "an answer that comes late opens nothing"


@pytest.mark.parametrize(("path", "words"), [("  ", "Give the file"), ("legs.zip", "Give the whole path")])
def test_a_place_that_is_none_is_refused_and_the_dialog_stays(asked, path, words):
    assert asked.do("dlc.seed_bundle_export", path=path) == []
    assert words in asked.said
    assert asked.session.dialog is not None


def test_a_project_that_is_not_trained_has_nothing_to_give(make_bench):
    bench = make_bench()
    video = bench.state.video.path
    project = DlcProject(ROOT, "swing", videos=(video,))
    session = replace(bench.session, dlc=Dlc(projects=(project,), looked_at=(video,)))
    bench.store = Store(session, bench.store._table, is_strict=True)
    assert bench.do("dlc.ask_seed_bundle") == []
    assert "train first" in bench.said
