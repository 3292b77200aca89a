"""The blip panel's commands: what is searched, where a jump leads, what is remembered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dustrack_imgui.commands.blip_panel import is_current
from dustrack_imgui.model.blips import BlipFindings
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.value_codec import built, plain


@pytest.fixture
def dense(make_bench, make_layer):
    """Label 0 jumps far away at 100 and at 200–201, label 1 at 100."""
    xy = np.cumsum(np.random.default_rng(1).normal(size=(300, 2)), axis=0) + 300
    tracks = {}
    for label, frames in (("0", [100, 200, 201]), ("1", [100])):
        bad = xy.copy()
        bad[frames] += 2000
        tracks[label] = {frame: tuple(at) for frame, at in enumerate(bad.tolist())}
    return make_bench(make_layer("dlc_x", tracks), make_layer("hand", {"0": {1: (1.0, 1.0)}}))


def at(bench) -> tuple[int, str]:
    return bench.frame, bench.state.view.label


def test_blips_are_gone_through_by_frame_and_label(dense):
    dense.do("blips.toggle_panel")
    assert dense.said == "3 blips in dlc_x."
    for where in ((100, "0"), (100, "1"), (200, "0")):
        dense.do("blips.next")
        assert at(dense) == where
    assert dense.said == "Blip 3 of 3: label 0, frames 200–201."
    dense.do("blips.next")
    assert dense.said == "No blip after this one."
    dense.do("blips.previous")
    assert at(dense) == (100, "1")


def test_after_moving_away_the_next_blip_counts_from_the_frame(dense):
    dense.do("blips.detect")
    dense.do("blips.go_to", number=2)
    dense.do("frame.go_to", frame=50)
    dense.do("blips.next")
    assert at(dense) == (100, "0")
    dense.do("frame.go_to", frame=150)
    dense.do("blips.previous")
    assert at(dense) == (100, "1")


def test_a_zoomed_trace_brings_the_blip_into_sight(dense):
    dense.do("blips.detect")
    view = dense.state.view
    zoomed = replace(view, traces=replace(view.traces, frames=(0.0, 40.0)))
    dense.store.stand_at(dense.session.with_video_state(replace(dense.state, view=zoomed)))
    dense.do("blips.go_to", number=2)
    assert dense.state.view.traces.frames == (180.5, 220.5)
    dense.do("blips.go_to", number=99)
    assert dense.state.view.traces.frames == (180.5, 220.5)


def test_jumping_shows_the_layer_that_was_searched(dense):
    dense.do("blips.detect")
    dense.do("layer.select", layer="hand")
    assert dense.state.view.overlay is None
    dense.do("blips.next")
    assert dense.state.view.layer == "dlc_x"


def test_settings_are_kept_in_range_and_used_by_removing(dense):
    dense.do("blips.configure", threshold_factor=1e9, max_blip_length=1, return_position_factor=-1)
    search = dense.session.interface.blips
    assert search.parameters == (1000.0, 1, 0.0)
    dense.do("blips.configure", threshold_factor=100, return_position_factor=3, drop_frame_if_any_blip=True)
    dense.do("blips.ask_remove")
    layer = dense.state.data.layer("dlc_x_blip_removed")
    assert layer.track("0").xy_at(200) is not None
    assert layer.track("0").count == layer.track("1").count == 299


def test_replacing_an_earlier_result_is_asked_first(dense):
    dense.do("blips.ask_remove")
    first = dense.state.data.layer("dlc_x_blip_removed")
    dense.do("layer.select", layer="dlc_x")
    dense.do("blips.configure", max_blip_length=1)
    dense.do("blips.ask_remove")
    assert dense.session.dialog.kind is DialogKind.CONFIRM
    assert dense.session.dialog.choices[dense.session.dialog.default].command == ""
    assert dense.state.data.layer("dlc_x_blip_removed") is first
    dense.do("blips.replace_removed")
    assert dense.session.dialog is None
    assert dense.state.data.layer("dlc_x_blip_removed").track("0").xy_at(200) is not None
    dense.do("edit.undo")
    assert dense.state.data.layer("dlc_x_blip_removed").track("0").xy_at(200) is None


def test_findings_are_known_to_be_out_of_date(dense):
    dense.do("blips.detect")
    assert is_current(dense.session)
    dense.do("blips.configure", max_blip_length=9)
    assert not is_current(dense.session)
    dense.do("blips.detect")
    dense.do("label.delete", label="1")
    assert not is_current(dense.session)


def test_a_sparse_layer_is_refused_and_an_open_panel_can_be_closed(dense):
    dense.do("layer.select", layer="hand")
    dense.do("blips.toggle_panel")
    assert "dense layers" in dense.said
    dense.do("blips.next")
    assert dense.said.startswith("No blip is known")
    dense.do("layer.select", layer="dlc_x")
    dense.do("blips.toggle_panel")
    dense.do("window.toggle_history")
    assert not dense.session.interface.blips.is_shown
    dense.do("blips.toggle_panel")
    assert not dense.session.interface.shows_history
    dense.do("layer.select", layer="hand")
    dense.do("blips.toggle_panel")
    assert not dense.session.interface.blips.is_shown


def test_groups_of_tools_fold_and_unfold(dense):
    dense.do("window.toggle_tools", group="Correct")
    assert dense.session.interface.open_tools == ("Track", "Correct")
    dense.do("window.toggle_tools", group="Track")
    assert dense.session.interface.open_tools == ("Correct",)


def test_findings_come_back_with_a_snapshot(dense):

    dense.do("blips.detect")
    dense.do("blips.next")
    found = dense.session.blips
    again = built(BlipFindings, plain(replace(found, tracks=None)))
    assert (again.blips, again.chosen, again.parameters, again.text) == (
        found.blips, found.chosen, found.parameters, found.text,
    )  # fmt: skip
    assert built(BlipFindings, {}).blips == ()
