"""Tools of the sidebar, blips and batch work in the real window, at its smallest usual size."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.model.blips import BlipFindings, FoundBlip
from dustrack_imgui.model.status import DialogKind

from .desk import Desk, field_beside, phantom_clip

BLIPS = {"0": (40, 41, 90), "1": (90, 150)}


class ToolsDesk(Desk):
    """The application at its smallest usual size."""

    ticks_after_ask = 2

    def over_panel(self) -> None:
        self.driver.move((dpg.get_viewport_client_width() - 60, 330), ticks=2)


def scroll_sidebar(part: float) -> None:
    """Scroll the sidebar to a part of its length."""
    area = next(item for item in dpg.get_all_items() if dpg.get_item_label(item) == "Copy from overlay")
    while "ChildWindow" not in dpg.get_item_info(area)["type"]:
        area = dpg.get_item_parent(area)
    dpg.set_y_scroll(area, dpg.get_y_scroll_max(area) * part)


def dense_layer(n_frames: int) -> dict[str, dict[str, list[float]]]:
    """Two labels on every frame that wander a little, with jumps far away."""
    layer = {}
    for number, (label, frames) in enumerate(BLIPS.items()):
        xy = np.cumsum(np.random.default_rng(number).normal(scale=0.3, size=(n_frames, 2)), axis=0)
        xy += 200 + 40 * number
        xy[list(frames)] += 190
        layer[label] = {str(frame): at for frame, at in enumerate(xy.tolist())}
    return layer


@pytest.fixture(scope="module")
def desk(tmp_path_factory, shared_dir, driver_for) -> Iterator[ToolsDesk]:
    folder = tmp_path_factory.mktemp("tools")
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    video = phantom_clip(shared_dir, folder)
    capture = cv2.VideoCapture(str(video))
    n_frames = round(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    capture.release()
    (folder / "clip_annotations_dlc_net.json").write_text(json.dumps(dense_layer(n_frames)))
    (folder / "clip_annotations_hand.json").write_text(json.dumps({"0": {"3": [10.0, 11.0]}}))
    made = ToolsDesk.start(driver_for, folder, video, size_px=(1024, 640))
    made.settle()
    yield made
    made.application.close()
    patch.undo()


def test_groups_of_tools_unfold_say_why_not_and_act(desk: ToolsDesk):
    desk.ask("layer.select", layer="hand")
    desk.shot("tools_folded")
    assert not desk.items("All labels here")
    desk.ask("window.toggle_tools", group="Track")
    scroll_sidebar(0.5)
    desk.driver.tick(3)
    desk.click("Copy from overlay")
    assert desk.session.interface.open_tools == ("Copy from overlay",)
    scroll_sidebar(1.0)
    desk.driver.tick(3)
    desk.click("All labels here")
    assert "overlay" in desk.session.message.text
    assert not desk.session.history.undo
    desk.ask("layer.select_overlay", layer="dlc_net")
    desk.click("All labels here")
    assert desk.state.layer.track("1").xy_at(0) is not None
    desk.shot("tools_copy")
    desk.ask("edit.undo")
    for group in ("Track", "Check labels", "Correct", "Layer tools", "Display and files"):
        desk.ask("window.toggle_tools", group=group)
    desk.driver.tick(3)
    for number, part in enumerate((0.3, 0.6, 1.0)):
        scroll_sidebar(part)
        desk.shot(f"tools_all_{number}")
    assert desk.items("Batch process videos…")
    for group in desk.session.interface.open_tools:
        desk.ask("window.toggle_tools", group=group)
    scroll_sidebar(0.0)
    desk.driver.tick(3)
    assert not desk.items("All labels here")


def test_each_blip_is_found_led_to_and_removed(desk: ToolsDesk):
    desk.ask("layer.select", layer="hand")
    desk.key("ctrl+u")
    assert not desk.session.interface.blips.is_shown
    assert "dense layers" in desk.session.message.text
    desk.ask("layer.select", layer="dlc_net")
    wide = desk.application.image.rect.width
    desk.key("ctrl+u")
    desk.driver.tick(4)
    assert desk.application.image.rect.width < wide
    assert [(blip.label, blip.start, blip.end) for blip in desk.session.blips.blips] == [
        ("0", 40, 41), ("0", 90, 90), ("1", 90, 90), ("1", 150, 150),
    ]  # fmt: skip
    desk.shot("blips_found")
    assert "4 blips on 4 frames" in desk.words()

    desk.click("150  ·  label 1  ·  1 frame")
    assert (desk.state.view.frame, desk.state.view.label) == (150, "1")
    desk.over_panel()
    desk.key("home")
    assert (desk.state.view.frame, desk.state.view.label) == (40, "0")
    desk.key("down")
    desk.key("down")
    assert (desk.state.view.frame, desk.state.view.label) == (90, "1")
    desk.key("up")
    assert (desk.state.view.frame, desk.state.view.label) == (90, "0")
    desk.over_picture()
    desk.key("down")
    assert desk.state.view.frame == 80
    desk.key("alt+down")
    assert desk.state.view.frame == 90
    desk.shot("blips_chosen")
    desk.key("alt+up")
    assert desk.state.view.frame == 40


def test_settings_are_typed_and_hold_for_removing_and_tracking(desk: ToolsDesk):
    desk.click_item(field_beside("Longest"))
    desk.driver.type_text("1")
    assert desk.session.interface.blips.max_length == 1
    assert "have changed since" in desk.words()
    desk.key("enter")
    desk.driver.tick(3)
    assert len(desk.session.blips.blips) == 3
    assert desk.state.view.frame == 40
    desk.shot("blips_short")
    desk.key("esc")
    desk.click("Drop whole frames")
    desk.click("Remove blips")
    assert desk.state.view.layer == "dlc_net_blip_removed"
    removed = desk.state.layer
    dropped = [("0", 90), ("1", 90), ("0", 150), ("1", 150)]
    assert not any(removed.track(label).xy_at(frame) for label, frame in dropped)
    assert removed.track("0").xy_at(40) is not None
    path = desk.folder / "clip_annotations_dlc_net_blip_removed.json"
    desk.wait(path.exists)

    desk.ask("layer.select", layer="dlc_net")
    desk.click("Remove blips")
    assert desk.session.dialog.kind is DialogKind.CONFIRM
    desk.shot("blips_replace")
    desk.key("esc")
    assert desk.state.view.layer == "dlc_net"
    desk.click("Track blips anew")
    desk.wait(lambda: desk.state.data.has_layer("dlc_net_blip_corrections"))
    desk.wait(lambda: not desk.session.jobs)
    assert desk.state.data.layer("dlc_net_blip_corrections").track("1").xy_at(150) is not None
    desk.key("ctrl+h")
    assert not desk.session.interface.blips.is_shown
    desk.key("ctrl+h")


def test_thousands_of_blips_are_a_hundred_lines_and_the_chosen_one_is_in_sight(desk: ToolsDesk):
    found = tuple(FoundBlip("0", number // 10, number // 10) for number in range(3000))
    findings = BlipFindings(desk.state.video.key, "dlc_net", blips=found)
    desk.ask("layer.select", layer="dlc_net")
    desk.ask("blips.toggle_panel")
    desk.application.store.stand_at(replace(desk.session, blips=findings))
    desk.over_panel()
    desk.key("end")
    desk.driver.tick(6)
    assert desk.state.view.frame == 299
    lines = [item for item in dpg.get_all_items() if str(dpg.get_item_label(item)).startswith("299  ")]
    assert any(dpg.is_item_visible(item) and dpg.get_value(item) for item in lines)
    assert sum("  ·  label" in str(dpg.get_item_label(item)) for item in dpg.get_all_items()) <= 100
    desk.ask("window.scale", scale=2.0)
    desk.ask("window.toggle_theme")
    desk.shot("blips_many_large_light")
    desk.ask("window.scale", scale=1.0)
    desk.ask("window.toggle_theme")
    desk.key("home")
    desk.driver.tick(6)
    desk.shot("blips_many")
    desk.ask("blips.toggle_panel")


def small_clip(path: Path, n_frames: int) -> None:
    """A clip in colour, so that there is something to convert."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25, (160, 120))
    random = np.random.default_rng(0)
    for _ in range(n_frames):
        writer.write(random.integers(0, 255, (120, 160, 3), np.uint8))
    writer.release()


def test_a_batch_converts_and_indexes_in_the_background_and_can_be_cancelled(desk: ToolsDesk):
    clips = desk.folder / "clips"
    clips.mkdir()
    for name in ("a.mp4", "b.mp4"):
        small_clip(clips / name, 12)
    desk.key("ctrl+shift+p")
    assert desk.session.dialog.kind is DialogKind.BATCH
    assert desk.session.batch.sources == (str(desk.folder / "clip.mp4"),)
    desk.ask("batch.clear")
    desk.key("enter")
    assert "Choose videos first" in desk.words()
    desk.driver.tick(3)
    desk.driver.type_text(str(clips))
    desk.shot("batch_typed")
    desk.key("enter")
    assert desk.session.batch.sources == (str(clips),)
    desk.click("Make indexes, so that each opens at once")
    assert desk.session.batch.indexes
    desk.key("enter")
    assert desk.session.batch.is_running
    desk.shot("batch_running")
    desk.wait(lambda: not desk.session.batch.is_running)
    desk.driver.tick(3)
    assert desk.session.batch.summary == "Done: 2 indexed, 2 converted."
    assert {path.name for path in clips.iterdir()} == {"a.mp4", "b.mp4", "a_mono.mp4", "b_mono.mp4"}
    assert "a.mp4: converted" in desk.words()
    assert not desk.session.jobs
    desk.shot("batch_done")
    desk.key("enter")
    assert desk.session.dialog is None

    small_clip(clips / "long.mp4", 900)
    desk.key("ctrl+shift+p")
    desk.ask("batch.clear")
    desk.ask("batch.add", paths=(str(clips / "long.mp4"),))
    desk.key("enter")
    assert desk.session.batch.is_running
    desk.wait(lambda: bool(desk.session.jobs) and "long.mp4" in desk.session.batch.phase)
    desk.shot("batch_long")
    desk.key("esc")
    assert desk.session.dialog is None
    assert desk.session.batch.is_running
    desk.ask("job.cancel")
    desk.wait(lambda: not desk.session.batch.is_running)
    assert desk.session.batch.summary.startswith("Cancelled")
    assert not (clips / "long_mono.mp4").exists()
    assert not [path for path in clips.iterdir() if "long" in path.name and path.name != "long.mp4"]
