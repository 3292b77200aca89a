"""Layers that come from DeepLabCut while somebody labels: nothing else moves, and undo leaves them alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.model.dlc import Dlc, DlcProject
from dustrack_imgui.model.layer import LayerKind
from dustrack_imgui.store.store import Store

VIDEO = Path("/clips/v.mp4")
PROJECT = DlcProject(Path("/clips"), "swing", labels=("0", "1", "2"), videos=(VIDEO,))


@pytest.fixture
def bench(make_bench, make_layer):
    made = make_bench(
        make_layer("hand", {"0": {10: (1.0, 2.0)}, "1": {10: (5.0, 6.0)}}),
        make_layer("empty", {"0": {}}),
        make_layer("old", {"0": {3: (1.0, 1.0)}}),
        frame=42,
        label="1",
        overlay="old",
    )
    session = replace(made.session, dlc=Dlc(projects=(PROJECT,), looked_at=(VIDEO,)))
    made.store = Store(session, made.store._table, is_strict=True)
    return made


@pytest.fixture
def come(bench, make_layer):
    """Let a prediction come."""

    def tell(x: float = 7.0, *, next_layer: str | None = "iteration-1", **more: object) -> None:
        made = make_layer("dlc_iteration-0_best-2", {"0": {1: (x, x)}, "1": {1: (x, x)}})
        layer = replace(made, kind=LayerKind.DENSE, path=Path("/clips/videos/iteration-0/v.h5"))
        arguments = {
            "video": str(VIDEO),
            "layers": (layer,),
            "saved": {layer.name: layer.tracks},
            "overlay": layer.name,
            "next_layer": next_layer,
        }
        bench.do("dlc.layers_came", **{**arguments, **more})

    return tell


def test_the_trace_becomes_the_overlay_and_an_empty_layer_waits(bench, come):
    come()
    names = [layer.name for layer in bench.state.data.layers]
    assert {"dlc_iteration-0_best-2", "iteration-1"} <= set(names)
    assert bench.state.view.overlay == "dlc_iteration-0_best-2"
    following = bench.state.data.layer("iteration-1")
    assert following.labels == ("0", "1", "2")
    assert following.path == Path("/clips/v_annotations_iteration-1.json")
    assert not bench.state.is_dirty(bench.state.data.layer("dlc_iteration-0_best-2"))
    assert "dlc_iteration-0_best-2 is the overlay" in bench.said


def test_frame_layer_label_and_points_stay(bench, come):
    before = bench.state
    come()
    view = bench.state.view
    assert (view.frame, view.layer, view.label) == (42, "hand", "1")
    assert bench.state.data.layer("hand") is before.data.layer("hand")


def test_empty_hand_layers_get_the_labels_of_the_project(bench, come):
    come()
    assert bench.state.data.layer("empty").labels == ("0", "1", "2")
    assert bench.state.data.layer("hand").labels == ("0", "1")


def test_undo_and_redo_of_what_was_done_before_leave_the_layers_there(bench, come):
    bench.do("point.place", xy_image=(3.0, 3.0), exact_frame=42)
    come()
    steps = bench.store.history.next_undo
    bench.do("edit.undo")
    assert bench.xy("hand", "1", 42) is None
    assert bench.state.data.has_layer("dlc_iteration-0_best-2")
    assert bench.state.data.has_layer("iteration-1")
    assert bench.state.view.overlay == "dlc_iteration-0_best-2"
    bench.do("edit.redo")
    assert bench.xy("hand", "1", 42) == (3.0, 3.0)
    assert bench.store.history.next_undo is steps
    assert bench.state.data.has_layer("iteration-1")


def test_predictions_made_anew_replace_the_old_ones(bench, come):
    come(7.0)
    come(9.0, next_layer=None)
    assert bench.xy("dlc_iteration-0_best-2", "0", 1) == (9.0, 9.0)
    assert not bench.state.is_dirty(bench.state.data.layer("dlc_iteration-0_best-2"))


def test_a_layer_with_unsaved_edits_is_not_replaced(bench, come):
    come(7.0)
    bench.do("layer.select", layer="dlc_iteration-0_best-2")
    bench.do("point.place", xy_image=(1.0, 1.0), exact_frame=42)
    come(9.0, next_layer=None)
    assert bench.xy("dlc_iteration-0_best-2", "0", 1) == (7.0, 7.0)
    assert bench.xy("dlc_iteration-0_best-2-new", "0", 1) == (9.0, 9.0)
    assert bench.state.view.overlay == "dlc_iteration-0_best-2-new"


def test_a_video_that_was_closed_meanwhile_is_told(bench, come):
    come(video="/clips/gone.mp4")
    assert "closed" in bench.said


def test_what_could_not_be_read_is_told(bench, come):
    come(problems=("x.h5 is damaged.",))
    assert "damaged" in bench.said
    assert bench.state.data.has_layer("dlc_iteration-0_best-2")


def test_without_a_project_the_next_layer_has_one_label(bench, come):
    session = replace(bench.session, dlc=Dlc())
    bench.store = Store(session, bench.store._table, is_strict=True)
    come()
    assert bench.state.data.layer("iteration-1").labels == ("0",)
