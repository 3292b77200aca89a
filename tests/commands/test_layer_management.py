"""Making, renaming, removing and restoring layers: names, files, undo, and what is asked before."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.commands.effects import (
    MoveLayerFile,
    ReloadLayers,
    SaveLayerAs,
    SaveLayers,
    TrashLayerFile,
)
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.model.track import Track

KEY = "/clips/v.mp4"
FOLDER = Path("/clips")


def names(bench):
    return [layer.name for layer in bench.state.data.layers]


def save(bench, name="hand"):
    tracks = bench.state.data.layer(name).tracks
    bench.do("layer.saved", video=KEY, layer=name, tracks=tracks, path="v.json")


def answers(bench):
    return [choice.text for choice in bench.session.dialog.choices]


def test_a_new_layer_is_active_empty_and_where_its_kind_is_listed(two_layers):
    two_layers.do("dialog.ask_new_layer")
    assert two_layers.session.dialog.kind is DialogKind.NEW_LAYER
    assert two_layers.session.dialog.text == "iteration-0"
    two_layers.do("layer.new", name="  second ")
    assert two_layers.session.dialog is None
    assert names(two_layers) == ["hand", "second", "dlc_x", "buffer"]
    assert two_layers.state.view.layer == "second"
    assert two_layers.state.layer.path == FOLDER / "v_annotations_second.json"
    assert two_layers.state.layer.labels == ("0",)
    assert not two_layers.state.is_dirty(two_layers.state.layer)
    two_layers.do("edit.undo")
    assert names(two_layers) == ["hand", "dlc_x", "buffer"]
    assert two_layers.state.view.layer == "hand"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Type a name for the layer."),
        ("  ", "Type a name for the layer."),
        ("HAND", "There is a layer hand already."),
        ("buffer", "There is a layer buffer already."),
        ("a/b", "'a/b' cannot be part of a file name."),
        ("con?", "'con?' cannot be part of a file name."),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_and_asked_again(bench, name, reason):
    bench.do("dialog.ask_new_layer")
    bench.do("layer.new", name=name)
    assert bench.said == reason
    assert bench.session.dialog is not None
    assert names(bench) == ["hand", "buffer"]


def test_a_duplicate_has_the_same_points_and_its_own_file(bench):
    bench.do("dialog.ask_duplicate_layer")
    assert bench.session.dialog.text == "hand-copy"
    bench.do("layer.duplicate", name="hand-copy")
    assert bench.xy("hand-copy", "0", 10) == (1.0, 2.0)
    assert bench.state.layer.path != bench.state.data.layer("hand").path
    bench.do("point.remove")
    bench.do("dialog.ask_duplicate_layer")
    assert bench.session.dialog.text == "hand-copy-copy"


def test_a_renamed_layer_keeps_points_intervals_and_look_and_moves_its_file_when_saved(bench):
    save(bench)
    bench.do("interval.set", first=10, last=20)
    bench.do("layer.opacity", opacity=0.5)
    bench.do("layer.rename", name="better")
    layer = bench.state.layer
    assert (layer.name, layer.path) == ("better", FOLDER / "v_annotations_better.json")
    assert bench.xy("better", "0", 10) == (1.0, 2.0)
    assert bench.state.interval is not None
    assert bench.state.drawn_layers[-1].opacity == 0.5
    assert bench.state.is_dirty(layer)
    old = FOLDER / "v_annotations_hand.json"
    assert bench.do("layer.save") == [MoveLayerFile(KEY, "better", "hand", old)]
    assert bench.do("layer.save_all") == [MoveLayerFile(KEY, "better", "hand", old)]
    bench.do("layer.saved", video=KEY, layer="better", tracks=layer.tracks, path="v.json")
    bench.do("layer.file_moved", video=KEY, old_layer="hand")
    assert not bench.state.is_dirty(bench.state.layer)
    assert bench.do("layer.save") == [SaveLayers(((KEY, "better"),))]


def test_renaming_is_undone_without_a_file(bench):
    save(bench)
    bench.do("layer.rename", name="better")
    bench.do("edit.undo")
    assert names(bench) == ["hand", "buffer"]
    assert not bench.state.is_dirty(bench.state.layer)
    assert bench.do("layer.save") == [SaveLayers(((KEY, "hand"),))]


def test_undoing_a_rename_after_it_was_saved_tells_that_the_file_is_gone(bench):
    save(bench)
    bench.do("layer.rename", name="better")
    bench.do("layer.saved", video=KEY, layer="better", tracks=bench.state.layer.tracks, path="v.json")
    bench.do("layer.file_moved", video=KEY, old_layer="hand")
    bench.do("edit.undo")
    assert bench.state.view.layer == "hand"
    assert bench.state.is_dirty(bench.state.layer)


def test_the_old_name_of_a_renamed_layer_is_taken_until_it_is_saved(bench):
    save(bench)
    bench.do("layer.rename", name="better")
    bench.do("layer.new", name="hand")
    assert bench.said == "v_annotations_hand.json is the file of better until that is saved."
    bench.do("layer.rename", name="hand")
    assert not bench.state.is_dirty(bench.state.layer)


def test_a_layer_that_was_never_saved_is_just_called_otherwise(bench):
    bench.do("layer.rename", name="better")
    assert bench.do("layer.save") == [SaveLayers(((KEY, "better"),))]


def test_the_scratch_layer_keeps_its_name_and_place(bench):
    bench.do("layer.select", layer="buffer")
    for command in ("dialog.ask_rename_layer", "dialog.ask_remove_layer", "dialog.ask_delete_layer"):
        bench.do(command)
        assert bench.said == "buffer is the scratch layer, which every video has."
    bench.do("layer.rename", name="x")
    assert names(bench) == ["hand", "buffer"]


def test_removing_asks_by_kind_and_by_what_would_be_lost(two_layers):
    bench = two_layers
    bench.do("dialog.ask_remove_layer")
    assert answers(bench) == ["Save and remove", "Remove", "Cancel"]
    assert bench.session.dialog.default == 2
    assert "edits that are not in its file" in bench.session.dialog.text
    save(bench)
    save(bench, "dlc_x")
    bench.do("dialog.ask_remove_layer")
    assert (answers(bench), bench.session.dialog.default) == (["Remove", "Cancel"], 1)


def test_what_was_computed_is_removed_by_enter(make_bench):
    tracks = MappingProxyType({"0": Track.from_points([1], [(2.0, 3.0)])})
    bench = make_bench(Layer("dlc_x", tracks, kind=LayerKind.DENSE), Layer("hand"))
    save(bench, "dlc_x")
    bench.do("dialog.ask_remove_layer")
    assert (answers(bench), bench.session.dialog.default) == (["Remove", "Cancel"], 0)


def test_a_removed_layer_leaves_the_one_before_it_active_and_no_overlay_and_comes_back(two_layers):
    bench = two_layers
    bench.do("layer.select", layer="dlc_x")
    bench.do("layer.select_overlay", layer="hand")
    bench.do("layer.remove", layer="dlc_x")
    assert names(bench) == ["hand", "buffer"]
    assert (bench.state.view.layer, bench.state.view.overlay) == ("hand", None)
    bench.do("edit.undo")
    assert names(bench) == ["hand", "dlc_x", "buffer"]
    assert bench.xy("dlc_x", "1", 20) == (9.5, 9.5)


def test_the_last_layer_stays(bench):
    bench.do("dialog.ask_remove_layer")
    assert bench.said == "hand is the last layer of this video; it has to stay."
    bench.do("layer.remove", layer="hand")
    assert names(bench) == ["hand", "buffer"]


def test_save_and_remove_removes_only_what_is_on_disk(two_layers):
    effects = two_layers.do("layer.save_and_remove", layer="hand")
    assert effects == [SaveLayers(((KEY, "hand"),), drops_layers=True)]
    assert "hand" in names(two_layers)


def test_deleting_a_file_asks_with_cancel_first_and_goes_to_the_trash(two_layers):
    two_layers.do("dialog.ask_delete_layer")
    assert two_layers.said == "hand has no file yet; use Remove layer."
    save(two_layers)
    two_layers.do("dialog.ask_delete_layer")
    assert (answers(two_layers), two_layers.session.dialog.default) == (["Move to trash", "Cancel"], 1)
    effects = two_layers.do("layer.delete_file", layer="hand")
    assert effects == [TrashLayerFile(KEY, "hand", FOLDER / "v_annotations_hand.json")]
    assert "hand" in names(two_layers)


def test_discarding_goes_back_to_the_file_in_one_step(bench):
    save(bench)
    bench.do("point.move", label="0", frame=10, xy=(9.0, 9.0))
    bench.do("point.move", label="1", frame=20, xy=(9.0, 9.0))
    bench.do("dialog.ask_discard")
    assert bench.session.dialog.text.startswith("All edits of hand since it was saved")
    assert bench.session.dialog.default == 1
    bench.do("layer.discard", layer="hand")
    assert bench.xy("hand", "0", 10) == (1.0, 2.0)
    assert not bench.state.is_dirty(bench.state.layer)
    bench.do("dialog.ask_discard")
    assert bench.said == "hand has no unsaved edits."
    bench.do("edit.undo")
    assert bench.xy("hand", "1", 20) == (9.0, 9.0)


def test_discarding_what_was_never_saved_keeps_the_labels(bench):
    bench.do("dialog.ask_discard")
    assert "was never saved" in bench.session.dialog.text
    bench.do("layer.discard", layer="hand")
    assert bench.state.layer.labels == ("0", "1")
    assert bench.state.layer.count() == 0


def test_computed_layers_are_not_discarded(make_bench):
    tracks = MappingProxyType({"0": Track.from_points([1], [(2.0, 3.0)])})
    dense = Layer("dlc_x", tracks, kind=LayerKind.DENSE)
    bench = make_bench(dense)
    bench.do("dialog.ask_discard")
    assert bench.said.startswith("dlc_x is computed, not made by hand; remove the layer")


def test_a_conflict_lists_every_layer_and_one_answer_counts_for_all(two_layers):
    bench = two_layers
    counts = {"added": 1, "removed": 2, "moved": 3}
    bench.do("layer.changed_on_disk", video=KEY, layer="hand", **counts)
    assert bench.session.dialog.title == "hand was changed on disk"
    bench.do("layer.changed_on_disk", video=KEY, layer="dlc_x", **counts)
    assert [one.layer for one in bench.session.dialog.layers] == ["hand", "dlc_x"]
    assert answers(bench)[bench.session.dialog.default] == "Cancel"
    both = ((KEY, "hand"), (KEY, "dlc_x"))
    asked = bench.session
    assert bench.do("layer.keep_mine") == [SaveLayers(both, overwrites=True)]
    assert bench.session.dialog is None
    bench.store.stand_at(asked)
    assert bench.do("layer.take_theirs") == [ReloadLayers(both)]


def test_what_the_file_holds_is_taken_as_one_step(bench):
    save(bench)
    bench.do("point.move", label="0", frame=10, xy=(9.0, 9.0))
    theirs = MappingProxyType({"0": Track.from_points([5], [(7.0, 7.0)])})
    bench.do("layer.disk_read", video=KEY, layer="hand", tracks=theirs)
    bench.do("layer.restore_saved", video=KEY, layer="hand", sentence="reload hand from v.json")
    assert bench.xy("hand", "0", 5) == (7.0, 7.0)
    assert not bench.state.is_dirty(bench.state.layer)
    bench.do("edit.undo")
    assert bench.said == "Undid: reload hand from v.json"
    assert bench.xy("hand", "0", 10) == (9.0, 9.0)


def test_a_table_is_not_written_but_saved_as_a_copy(make_bench):
    tracks = MappingProxyType({"0": Track.from_points([1], [(2.0, 3.0)])})
    table = Layer("labeled_data", tracks, FOLDER / "CollectedData_x.h5")
    bench = make_bench(table)
    assert bench.do("layer.save") == []
    assert bench.session.dialog.kind is DialogKind.SAVE_AS
    copy = FOLDER / "v_annotations_labeled_data_edited.json"
    assert bench.session.dialog.text == str(copy)
    expected = SaveLayerAs(KEY, "labeled_data", copy, stands_for_file=True)
    assert bench.do("layer.save_all") == [expected]
    bench.do("app.quit")
    assert bench.do("dialog.answer", answer="save") == [SaveLayers((), then_quit=True), expected]
    bench.do("layer.reload")
    assert "never saved" in bench.said
