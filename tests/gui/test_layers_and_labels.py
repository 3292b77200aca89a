"""Layers and labels in the real window: dialogs, rows, names and visibility by keys and mouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.formats.annotation_json import load_annotation

from .desk import Desk, phantom_clip

POINT = {"0": {"0": [200.0, 150.0]}, "1": {"0": [100.0, 100.0]}}


class LayersDesk(Desk):
    """The application with two layers beside its video."""

    ticks_after_ask = 4

    @property
    def layers(self) -> list[str]:
        return [layer.name for layer in self.state.data.layers]

    def file(self, layer: str) -> Path:
        return self.folder / f"clip_annotations_{layer}.json"

    def type_name(self, name: str) -> None:
        self.driver.tick(3)
        self.key("ctrl+a")
        self.driver.type_text(name)

    def save(self) -> None:
        self.key("s")
        self.wait(lambda: not self.state.is_dirty(self.state.layer))

    def boxes(self) -> list[int]:
        """Boxes of the layers in sight, from top to bottom."""
        found = [item for item in dpg.get_all_items() if dpg.get_item_type(item).endswith("mvCheckbox")]
        shown = [item for item in found if dpg.is_item_visible(item)]
        return sorted(shown, key=lambda item: dpg.get_item_rect_min(item)[1])


@pytest.fixture(scope="module")
def desk(tmp_path_factory, shared_dir, driver_for) -> Iterator[LayersDesk]:
    folder = tmp_path_factory.mktemp("layers")
    video = phantom_clip(shared_dir, folder)
    (folder / "clip_annotations_hand.json").write_text(json.dumps(POINT))
    (folder / "clip_annotations_dlc_x.json").write_text(json.dumps({"0": {"0": [300.0, 250.0]}}))
    made = LayersDesk.start(driver_for, folder, video, layer="hand")
    made.settle()
    yield made
    made.application.close()


@pytest.fixture(autouse=True)
def back_to_the_beginning(desk: LayersDesk) -> Iterator[None]:
    yield
    desk.ask("dialog.dismiss")
    for _ in range(60):
        if desk.session.history.undo is None:
            break
        desk.ask("edit.undo")
    desk.ask("layer.select", layer="hand")
    desk.ask("layer.select_overlay", layer=None)
    desk.ask("layer.show_usual")
    desk.ask("label.show_all")
    desk.ask("label.select", label="0")
    if desk.state.is_dirty(desk.state.layer):
        desk.save()
    assert desk.layers == ["hand", "dlc_x", "buffer"]


def test_a_layer_is_made_by_its_key_and_a_bad_name_is_explained_in_the_dialog(desk: LayersDesk):
    desk.key("ctrl+n")
    desk.type_name("hand")
    desk.key("enter")
    desk.driver.tick(3)
    assert desk.session.dialog is not None
    assert desk.session.message.text == "There is a layer hand already."
    desk.type_name("second")
    desk.key("enter")
    desk.wait(lambda: desk.session.dialog is None)
    assert desk.layers == ["hand", "second", "dlc_x", "buffer"]
    assert desk.state.view.layer == "second"
    desk.key("ctrl+n")
    desk.driver.tick(3)
    desk.key("esc")
    desk.wait(lambda: desk.session.dialog is None)
    assert len(desk.layers) == 4


def test_a_renamed_layer_moves_its_file_when_it_is_saved(desk: LayersDesk):
    desk.save() if desk.state.is_dirty(desk.state.layer) else None
    desk.ask("dialog.ask_rename_layer")
    desk.type_name("better")
    desk.key("enter")
    desk.wait(lambda: "better" in desk.layers)
    assert desk.file("hand").exists()
    assert not desk.file("better").exists()
    desk.save()
    desk.wait(lambda: not desk.file("hand").exists())
    assert load_annotation(desk.file("better")).tracks["0"].xy_at(0) == (200.0, 150.0)
    desk.ask("layer.rename", name="hand")
    desk.save()
    desk.wait(lambda: desk.file("hand").exists() and not desk.file("better").exists())


def test_the_box_of_a_row_draws_any_layer_beside_the_active_one(desk: LayersDesk):
    away = (300.0, 250.0)
    before = desk.around(away)
    box = desk.boxes()[1]
    left, top = dpg.get_item_rect_min(box)
    width, height = dpg.get_item_rect_size(box)
    desk.driver.click((left + width / 2, top + height / 2))
    desk.driver.tick(4)
    assert [one.layer.name for one in desk.state.drawn_layers] == ["dlc_x", "hand"]
    faint = np.abs(desk.around(away) - before).max()
    assert faint > 25
    desk.ask("layer.opacity", layer="dlc_x", opacity=1.0)
    assert np.abs(desk.around(away) - before).max() > faint + 20
    desk.driver.click((left + width / 2, top + height / 2))
    desk.driver.tick(4)
    assert np.abs(desk.around(away) - before).max() < 12


def test_a_hidden_label_is_not_drawn(desk: LayersDesk):
    shown = desk.around((100.0, 100.0))
    desk.ask("label.toggle_hidden", label="1")
    hidden = desk.around((100.0, 100.0))
    assert np.abs(shown - hidden).max() > 60


def test_a_label_gets_a_name_that_is_shown_and_written_beside_the_video(desk: LayersDesk):
    desk.key("f2")
    desk.type_name("muscle")
    desk.key("enter")
    desk.wait(lambda: desk.session.dialog is None)
    desk.driver.tick(3)
    labels = {dpg.get_item_label(item) for item in dpg.get_all_items()}
    assert "0 muscle" in labels
    names = desk.folder / "clip_label_names.txt"
    desk.wait(lambda: names.exists() and names.read_text("utf-8") == "point0 - muscle\n")
    desk.key("ctrl+z")
    desk.wait(lambda: names.read_text("utf-8") == "")


def test_another_program_s_points_are_kept_taken_or_overwritten(desk: LayersDesk):
    desk.save() if desk.state.is_dirty(desk.state.layer) else None
    theirs = {"0": {"0": [10.0, 10.0]}}
    desk.file("hand").write_text(json.dumps(theirs))
    desk.ask("point.move", label="0", frame=0, xy=(20.0, 20.0))
    desk.key("s")
    desk.wait(lambda: desk.session.dialog is not None)
    assert desk.session.dialog.title == "hand was changed on disk"
    desk.key("esc")
    desk.wait(lambda: desk.session.dialog is None)
    assert json.loads(desk.file("hand").read_text()) == theirs
    desk.key("s")
    desk.wait(lambda: desk.session.dialog is not None)
    desk.driver.tick(2)
    desk.key("left")
    desk.key("enter")
    desk.wait(lambda: desk.state.layer.track("0").xy_at(0) == (10.0, 10.0))
    assert not desk.state.is_dirty(desk.state.layer)
    desk.key("ctrl+z")
    desk.driver.tick(2)
    assert desk.state.layer.track("0").xy_at(0) == (20.0, 20.0)
    desk.save()
    assert load_annotation(desk.file("hand")).tracks["0"].xy_at(0) == (20.0, 20.0)


def test_a_layer_is_removed_after_a_question_and_its_file_stays(desk: LayersDesk):
    desk.ask("layer.select", layer="dlc_x")
    desk.ask("dialog.ask_remove_layer")
    desk.key("enter")
    desk.wait(lambda: "dlc_x" not in desk.layers)
    assert desk.state.view.layer == "hand"
    assert desk.file("dlc_x").exists()


def test_a_label_is_deleted_after_a_question(desk: LayersDesk):
    desk.ask("label.select", label="1")
    desk.ask("dialog.ask_delete_label")
    desk.key("enter")
    desk.wait(lambda: "1" not in desk.state.layer.labels)
    desk.key("ctrl+z")
    desk.wait(lambda: "1" in desk.state.layer.labels)


def test_traces_of_several_layers_are_drawn_in_their_style(desk: LayersDesk):
    desk.ask("layer.show_all")
    desk.ask("layer.trace_line")
    assert desk.application.desk.bad_frames == 0
    assert len(desk.state.drawn_layers) == 3
