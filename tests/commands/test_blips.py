"""Finding, removing and tracking blips of a dense layer by command."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.commands.effects import SaveLayers
from dustrack_imgui.commands.tracking_effects import InterpolateBlips
from dustrack_imgui.model.source import Source

KEY = "/clips/v.mp4"


@pytest.fixture
def dense(make_bench, make_layer):
    """Two labels on all 300 frames; label 0 jumps far away at 100 and at 200–201."""
    xy = np.cumsum(np.random.default_rng(1).normal(size=(300, 2)), axis=0) + 300
    bad = xy.copy()
    bad[[100, 200, 201]] += 2000
    tracks = {
        "0": {frame: tuple(at) for frame, at in enumerate(bad.tolist())},
        "1": {frame: tuple(at) for frame, at in enumerate(xy.tolist())},
    }
    return make_bench(make_layer("dlc_x", tracks), make_layer("hand", {"0": {1: (1.0, 1.0)}}))


def test_a_report_changes_nothing(dense):
    dense.do("blips.report")
    dialog = dense.session.dialog
    assert dialog is not None
    lines = dialog.text.splitlines()
    assert lines[0] == "2 blips on 3 frames of 300."
    assert lines[1].startswith("Label 0: 2 blips, jumps > ")
    assert lines[-1] == "Lengths: 1 × 1 frame, 1 × 2 frames."
    assert dense.said == "2 blips in dlc_x."
    assert dense.session.history.undo is None


def test_removing_makes_a_layer_over_its_source_and_saves_it(dense):
    effects = dense.do("blips.remove")
    assert (dense.state.view.layer, dense.state.view.overlay) == ("dlc_x_blip_removed", "dlc_x")
    assert dense.state.layer.path == Path("/clips/v_annotations_dlc_x_blip_removed.json")
    assert dense.state.layer.track("0").count == 297
    assert dense.state.layer.track("1") is dense.state.data.layer("dlc_x").track("1")
    assert effects == [SaveLayers(((KEY, "dlc_x_blip_removed"),), is_quiet=True)]
    assert dense.said == "dlc_x_blip_removed: 2 blips, 3 points removed."
    assert dense.session.history.undo == "remove 2 blips of dlc_x"
    dense.do("edit.undo")
    assert not dense.state.data.has_layer("dlc_x_blip_removed")
    assert dense.state.data.layer("dlc_x").count() == 600


def test_all_labels_can_go_with_a_bad_frame(dense):
    dense.do("blips.remove", drop_frame_if_any_blip=True)
    assert dense.state.layer.track("1").count == 297


def test_tracking_is_asked_for_with_the_blips_that_were_found(dense):
    (effect,) = dense.do("blips.interpolate", max_blip_length=1)
    assert isinstance(effect, InterpolateBlips)
    assert (effect.video, effect.layer) == (KEY, "dlc_x")
    assert [(blip.start, blip.end) for blip in effect.report.blips] == [(100, 100)]


def test_corrections_arrive_as_a_sparse_layer_ready_to_be_applied(dense):
    points = {
        "0": {"frames": np.array([100]), "xy": np.array([(5.0, 6.0)])},
        "1": {"frames": np.empty(0, np.int64), "xy": np.empty((0, 2))},
    }
    dense.do("blips.put_corrections", video=KEY, layer="dlc_x", points=points, sentence="track", note="Done.")
    name = "dlc_x_blip_corrections"
    assert (dense.state.view.layer, dense.state.view.overlay) == (name, "dlc_x")
    assert dense.state.layer.labels == ("0", "1")
    assert dense.xy(name, "0", 100) == (5.0, 6.0)
    assert dense.state.layer.track("0").source_at(100) is Source.RSTC
    dense.do("corrections.apply")
    assert dense.xy("dlccorr", "0", 100) == (5.0, 6.0)
    assert dense.state.layer.count() == 600


@pytest.mark.parametrize("command", ["blips.report", "blips.remove", "blips.interpolate"])
def test_what_cannot_be_searched_is_said(dense, command):
    dense.do("layer.select", layer="hand")
    assert dense.do(command) == []
    assert dense.said.startswith("Blips are searched in dense layers")
    dense.do("layer.select", layer="dlc_x")
    dense.do("blips.remove")
    dense.do(command)
    assert dense.said.startswith("dlc_x_blip_removed came out of a blip search")


def test_none_found_and_settings_out_of_range_are_said(dense):
    dense.do("blips.remove", threshold_factor=1e6)
    assert dense.said == "No blip in dlc_x of at most 50 frames beyond 1e+06 robust deviations."
    dense.do("blips.remove", max_blip_length=0)
    assert dense.said.startswith("Blip search needs")
    assert dense.session.history.undo is None


def test_a_result_for_a_layer_that_is_gone_is_refused(dense):
    dense.do("blips.put_corrections", video=KEY, layer="gone", points={}, sentence="x", note="x")
    assert dense.said == "Layer gone is gone; the corrections were dropped."
