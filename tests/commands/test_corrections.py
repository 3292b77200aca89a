"""Applying manual corrections: the spliced layer, the renamed patch, its interval, and undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.commands.effects import MoveLayerFile, SaveLayers
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import LayerKind

KEY = "/clips/v.mp4"
FOLDER = Path("/clips")


@pytest.fixture
def ready(make_bench, make_layer):
    """Corrections of frames 10 and 99 active, over a dense layer of frames 0 to 49."""
    dense = {frame: (float(frame), 1.0) for frame in range(50)}
    bench = make_bench(
        make_layer("hand", {"0": {10: (9.0, 9.0), 99: (8.0, 8.0)}, "5": {}}),
        make_layer("dlc_x", {"0": dense, "1": dense}),
    )
    bench.do("interval.set", first=3, last=7)
    bench.do("layer.select_overlay", layer="dlc_x")
    return bench


def test_corrections_stand_over_the_overlay_in_a_layer_of_their_own(ready):
    effects = ready.do("corrections.apply")
    assert ready.state.view.layer == "dlccorr"
    assert ready.state.view.overlay == "hand_manual_corrections"
    result = ready.state.layer
    assert result.kind is LayerKind.DENSE
    assert result.path == FOLDER / "v_annotations_dlccorr.json"
    assert result.labels == ("0", "1", "5")
    assert [result.track("0").xy_at(frame) for frame in (9, 10, 99)] == [(9.0, 1.0), (9.0, 9.0), (8.0, 8.0)]
    assert result.track("1").count == 50
    assert effects == [
        MoveLayerFile(KEY, "hand_manual_corrections", "hand", FOLDER / "v_annotations_hand.json"),
        SaveLayers(((KEY, "dlccorr"),), is_quiet=True),
    ]
    assert ready.said == (
        "dlccorr: dlc_x with 2 corrections of hand_manual_corrections, 1 of them where it had none."
    )


def test_the_patch_keeps_points_place_and_interval_under_its_new_name(ready):
    ready.do("corrections.apply")
    names = [layer.name for layer in ready.state.data.layers]
    assert names == ["hand_manual_corrections", "dlc_x", "dlccorr", "buffer"]
    patch = ready.state.data.layer("hand_manual_corrections")
    assert patch.path == FOLDER / "v_annotations_hand_manual_corrections.json"
    assert patch.count() == 2
    assert dict(ready.state.data.intervals) == {("hand_manual_corrections", "0"): Interval(3, 7)}


def test_one_step_takes_all_of_it_back(ready):
    ready.do("corrections.apply")
    ready.do("edit.undo")
    assert [layer.name for layer in ready.state.data.layers] == ["hand", "dlc_x", "buffer"]
    assert dict(ready.state.data.intervals) == {("hand", "0"): Interval(3, 7)}
    assert ready.state.view.layer in ("hand", "dlc_x")
    ready.do("edit.redo")
    assert ready.state.data.layer("dlccorr").count() == 101


def test_applying_again_makes_the_result_anew(ready):
    ready.do("corrections.apply")
    ready.do("layer.select", layer="hand_manual_corrections")
    ready.do("layer.select_overlay", layer="dlc_x")
    ready.do("frame.go_to", frame=10)
    ready.do("point.remove")
    effects = ready.do("corrections.apply")
    assert ready.xy("dlccorr", "0", 10) == (10.0, 1.0)
    assert effects == [
        SaveLayers(((KEY, "hand_manual_corrections"),), is_quiet=True),
        SaveLayers(((KEY, "dlccorr"),), is_quiet=True),
    ]


def test_a_layer_that_was_renamed_on_disk_is_unsaved_when_it_comes_back(ready):
    ready.do("layer.saved", video=KEY, layer="hand", tracks=ready.state.layer.tracks, path="h.json")
    ready.do("corrections.apply")
    ready.do("layer.file_moved", video=KEY, old_layer="hand")
    ready.do("edit.undo")
    assert ready.state.is_dirty(ready.state.data.layer("hand"))


def test_refusals_say_what_to_do(ready):
    ready.do("layer.select_overlay", layer=None)
    ready.do("corrections.apply")
    assert ready.said == "Choose an overlay first: [ and ] step through the layers."
    ready.do("layer.select_overlay", layer="dlc_x")
    ready.do("layer.select", layer="buffer")
    ready.do("corrections.apply")
    assert ready.said == "buffer is only for scratch; make the layer with the corrections active."
    ready.do("layer.select", layer="hand")
    ready.do("corrections.apply")
    ready.do("corrections.apply")
    assert ready.said.startswith("dlccorr is the result of corrections")


def test_an_empty_patch_and_a_taken_name_are_refused(make_bench, make_layer):
    dense = make_layer("dlc_x", {"0": {1: (1.0, 1.0)}})
    empty = make_bench(make_layer("hand", {"0": {}}), dense, overlay="dlc_x")
    empty.do("corrections.apply")
    assert empty.said == "hand holds no corrections: it has no point."
    taken = make_bench(
        make_layer("hand", {"0": {2: (2.0, 2.0)}}),
        make_layer("hand_manual_corrections", {"0": {}}),
        dense,
        overlay="dlc_x",
    )
    taken.do("corrections.apply")
    assert taken.said.startswith("There is a layer hand_manual_corrections already")
    assert not taken.state.data.has_layer("dlccorr")
