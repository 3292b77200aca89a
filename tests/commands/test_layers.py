"""Choosing, swapping and saving layers."""

from __future__ import annotations

from types import MappingProxyType

from dustrack_imgui.commands.effects import SaveLayers

KEY = "/clips/v.mp4"


def test_active_layer_and_overlay_cycle_and_wrap(two_layers):
    seen = []
    for _ in range(3):
        two_layers.do("layer.next")
        seen.append(two_layers.state.view.layer)
    assert seen == ["dlc_x", "buffer", "hand"]
    overlays = []
    for _ in range(4):
        two_layers.do("layer.next_overlay")
        overlays.append(two_layers.state.view.overlay)
    assert overlays == ["hand", "dlc_x", "buffer", None]
    two_layers.do("layer.previous_overlay")
    assert two_layers.state.view.overlay == "buffer"


def test_swap_needs_an_overlay(two_layers):
    two_layers.do("layer.swap")
    assert two_layers.said.startswith("Choose an overlay first")
    two_layers.do("layer.select_overlay", layer="dlc_x")
    two_layers.do("layer.swap")
    assert (two_layers.state.view.layer, two_layers.state.view.overlay) == ("dlc_x", "hand")


def test_a_layer_is_dirty_until_it_is_saved_and_clean_again_after_undo(bench):
    bench.do("layer.saved", video=KEY, layer="hand", tracks=bench.state.layer.tracks, path="v.json")
    assert not bench.state.is_dirty(bench.state.layer)
    bench.do("point.place", xy_image=(1.0, 1.0), exact_frame=0)
    assert bench.state.is_dirty(bench.state.layer)
    assert bench.do("layer.save_all") == [SaveLayers(((KEY, "hand"),))]
    bench.do("edit.undo")
    assert not bench.state.is_dirty(bench.state.layer)
    bench.do("layer.save_all")
    assert bench.said == "Everything is saved."


def test_undo_never_claims_that_a_file_changed_back(bench):
    bench.do("point.place", xy_image=(1.0, 1.0), exact_frame=0)
    bench.do("layer.saved", video=KEY, layer="hand", tracks=bench.state.layer.tracks, path="v.json")
    bench.do("edit.undo")
    assert bench.state.is_dirty(bench.state.layer)


def test_the_scratch_layer_is_never_dirty(bench):
    bench.do("layer.select", layer="buffer")
    bench.do("point.place", xy_image=(1.0, 1.0), exact_frame=0)
    assert not bench.state.is_dirty(bench.state.layer)


def test_save_as_wants_a_json_name(bench):
    assert bench.do("layer.save_as", path="copy.txt") == []
    assert bench.said == "Give a file name that ends in .json."


def test_quitting_asks_with_counts_and_obeys(bench):
    bench.do("layer.saved", video=KEY, layer="hand", tracks=MappingProxyType({}), path="v.json")
    bench.do("app.quit")
    dialog = bench.session.dialog
    assert dialog is not None
    assert [(one.layer, one.added, one.removed, one.moved) for one in dialog.layers] == [("hand", 3, 0, 0)]
    assert not bench.session.is_closing
    bench.do("dialog.answer", answer="cancel")
    assert bench.session.dialog is None
    assert not bench.session.is_closing
    bench.do("app.quit")
    (effect,) = bench.do("dialog.answer", answer="save")
    assert effect == SaveLayers(((KEY, "hand"),), then_quit=True)
    assert not bench.session.is_closing
    bench.do("app.quit")
    bench.do("dialog.answer", answer="discard")
    assert bench.session.is_closing
