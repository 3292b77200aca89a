"""Tools of the sidebar, blips and batch work in the real window, at its smallest usual size."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.model.blips import BlipFindings, FoundBlip
from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.views.key_names import key_code, parse

SHOTS = os.environ.get("DUSTRACK_SHOTS")
WAIT_SECS = 30.0
BLIPS = {"0": (40, 41, 90), "1": (90, 150)}


class Window:
    """The application with hands."""

    def __init__(self, application: Application, driver, folder: Path) -> None:
        self.application = application
        self.driver = driver
        self.folder = folder

    @property
    def session(self):
        return self.application.session

    @property
    def state(self) -> VideoState:
        assert self.session.active is not None
        return self.session.active

    def ask(self, command: str, **arguments: object) -> None:
        self.application.ask(command, **arguments)
        self.driver.tick(2)

    def key(self, name: str) -> None:
        chord = parse(name)
        self.driver.press(key_code(chord.key), *chord.modifiers)

    def wait(self, condition: Callable[[], bool]) -> None:
        give_up = time.perf_counter() + WAIT_SECS
        while not condition():
            assert time.perf_counter() < give_up, f"in vain; the window says {self.session.message.text!r}"
            self.driver.tick()

    def shot(self, name: str) -> None:
        self.driver.tick(3)
        if SHOTS:
            self.driver.save_png(Path(SHOTS) / f"{name}.png")

    def items(self, label: str) -> list[int]:
        """Items with that label that are drawn now."""
        return [
            item
            for item in dpg.get_all_items()
            if dpg.get_item_label(item) == label and dpg.is_item_visible(item) and dpg.is_item_shown(item)
        ]

    def click(self, label: str) -> None:
        (item,) = self.items(label)
        self.click_item(item)

    def click_item(self, item: int) -> None:
        (left, top), (right, bottom) = dpg.get_item_rect_min(item), dpg.get_item_rect_max(item)
        self.driver.click(((left + min(right, left + 40)) / 2, (top + bottom) / 2))
        self.driver.tick(2)

    def over_picture(self) -> None:
        rect = self.application.image.rect
        self.driver.move((rect.left + rect.width / 2, rect.top + rect.height / 2), ticks=2)

    def over_panel(self) -> None:
        self.driver.move((dpg.get_viewport_client_width() - 60, 330), ticks=2)

    def texts(self) -> str:
        shown = (
            dpg.get_value(item)
            for item in dpg.get_all_items()
            if dpg.get_item_info(item)["type"] == "mvAppItemType::mvText" and dpg.is_item_visible(item)
        )
        return "\n".join(shown)


def scroll_sidebar(part: float) -> None:
    """Scroll the sidebar to a part of its length."""
    area = next(item for item in dpg.get_all_items() if dpg.get_item_label(item) == "Copy from overlay")
    while "ChildWindow" not in dpg.get_item_info(area)["type"]:
        area = dpg.get_item_parent(area)
    dpg.set_y_scroll(area, dpg.get_y_scroll_max(area) * part)


def field_beside(words: str) -> int:
    """The field in the same row as a text."""
    texts = [item for item in dpg.get_all_items() if "mvText" in dpg.get_item_info(item)["type"]]
    (text,) = [item for item in texts if dpg.get_value(item) == words]
    row = dpg.get_item_info(dpg.get_item_parent(text))["children"][1]
    return row[row.index(text) + 1]


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
def window(tmp_path_factory, shared_dir, driver_for) -> Iterator[Window]:
    folder = tmp_path_factory.mktemp("tools")
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    video = Path(shutil.copy(shared_dir / "data" / "phantom_easy" / "phantom_easy.mp4", folder / "clip.mp4"))
    capture = cv2.VideoCapture(str(video))
    n_frames = round(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    capture.release()
    (folder / "clip_annotations_dlc_net.json").write_text(json.dumps(dense_layer(n_frames)))
    (folder / "clip_annotations_hand.json").write_text(json.dumps({"0": {"3": [10.0, 11.0]}}))
    application = Application(
        Options(
            (video,),
            size_px=(1024, 640),
            state_folder=folder / "state",
            has_vsync=False,
            waits_for_input=False,
        )
    )
    made = Window(application, driver_for(application.turn), folder)
    made.wait(lambda: application.session.active is not None)
    made.wait(lambda: application.image.visible_frame == 0)
    yield made
    application.close()
    patch.undo()


def test_groups_of_tools_unfold_say_why_not_and_act(window: Window):
    window.ask("layer.select", layer="hand")
    window.shot("tools_folded")
    assert not window.items("All labels here")
    window.ask("window.toggle_tools", group="Track")
    scroll_sidebar(0.5)
    window.driver.tick(3)
    window.click("Copy from overlay")
    assert window.session.interface.open_tools == ("Copy from overlay",)
    scroll_sidebar(1.0)
    window.driver.tick(3)
    window.click("All labels here")
    assert "overlay" in window.session.message.text
    assert not window.session.history.undo
    window.ask("layer.select_overlay", layer="dlc_net")
    window.click("All labels here")
    assert window.state.layer.track("1").xy_at(0) is not None
    window.shot("tools_copy")
    window.ask("edit.undo")
    for group in ("Track", "Check labels", "Correct", "Layer tools", "Display and files"):
        window.ask("window.toggle_tools", group=group)
    window.driver.tick(3)
    for number, part in enumerate((0.3, 0.6, 1.0)):
        scroll_sidebar(part)
        window.shot(f"tools_all_{number}")
    assert window.items("Batch process videos…")
    for group in window.session.interface.open_tools:
        window.ask("window.toggle_tools", group=group)
    scroll_sidebar(0.0)
    window.driver.tick(3)
    assert not window.items("All labels here")


def test_each_blip_is_found_led_to_and_removed(window: Window):
    window.ask("layer.select", layer="hand")
    window.key("ctrl+u")
    assert not window.session.interface.blips.is_shown
    assert "dense layers" in window.session.message.text
    window.ask("layer.select", layer="dlc_net")
    wide = window.application.image.rect.width
    window.key("ctrl+u")
    window.driver.tick(4)
    assert window.application.image.rect.width < wide
    assert [(blip.label, blip.start, blip.end) for blip in window.session.blips.blips] == [
        ("0", 40, 41), ("0", 90, 90), ("1", 90, 90), ("1", 150, 150),
    ]  # fmt: skip
    window.shot("blips_found")
    assert "4 blips on 4 frames" in window.texts()

    window.click("150  ·  label 1  ·  1 frame")
    assert (window.state.view.frame, window.state.view.label) == (150, "1")
    window.over_panel()
    window.key("home")
    assert (window.state.view.frame, window.state.view.label) == (40, "0")
    window.key("down")
    window.key("down")
    assert (window.state.view.frame, window.state.view.label) == (90, "1")
    window.key("up")
    assert (window.state.view.frame, window.state.view.label) == (90, "0")
    window.over_picture()
    window.key("down")
    assert window.state.view.frame == 80
    window.key("alt+down")
    assert window.state.view.frame == 90
    window.shot("blips_chosen")
    window.key("alt+up")
    assert window.state.view.frame == 40


def test_settings_are_typed_and_hold_for_removing_and_tracking(window: Window):
    window.click_item(field_beside("Max length"))
    window.driver.type_text("1")
    assert window.session.interface.blips.max_length == 1
    assert "have changed since" in window.texts()
    window.key("enter")
    window.driver.tick(3)
    assert len(window.session.blips.blips) == 3
    assert window.state.view.frame == 40
    window.shot("blips_short")
    window.key("esc")
    window.click("Drop whole frames")
    window.click("Remove blips")
    assert window.state.view.layer == "dlc_net_blip_removed"
    removed = window.state.layer
    dropped = [("0", 90), ("1", 90), ("0", 150), ("1", 150)]
    assert not any(removed.track(label).xy_at(frame) for label, frame in dropped)
    assert removed.track("0").xy_at(40) is not None
    path = window.folder / "clip_annotations_dlc_net_blip_removed.json"
    window.wait(path.exists)

    window.ask("layer.select", layer="dlc_net")
    window.click("Remove blips")
    assert window.session.dialog.kind is DialogKind.CONFIRM
    window.shot("blips_replace")
    window.key("esc")
    assert window.state.view.layer == "dlc_net"
    window.click("Track blips anew")
    window.wait(lambda: window.state.data.has_layer("dlc_net_blip_corrections"))
    window.wait(lambda: not window.session.jobs)
    assert window.state.data.layer("dlc_net_blip_corrections").track("1").xy_at(150) is not None
    window.key("ctrl+h")
    assert not window.session.interface.blips.is_shown
    window.key("ctrl+h")


def test_thousands_of_blips_are_a_hundred_lines_and_the_chosen_one_is_in_sight(window: Window):
    found = tuple(FoundBlip("0", number // 10, number // 10) for number in range(3000))
    findings = BlipFindings(window.state.video.key, "dlc_net", blips=found)
    window.ask("layer.select", layer="dlc_net")
    window.ask("blips.toggle_panel")
    window.application.store.stand_at(replace(window.session, blips=findings))
    window.over_panel()
    window.key("end")
    window.driver.tick(6)
    assert window.state.view.frame == 299
    lines = [item for item in dpg.get_all_items() if str(dpg.get_item_label(item)).startswith("299  ")]
    assert any(dpg.is_item_visible(item) and dpg.get_value(item) for item in lines)
    assert sum("  ·  label" in str(dpg.get_item_label(item)) for item in dpg.get_all_items()) <= 100
    window.ask("window.scale", scale=2.0)
    window.ask("window.toggle_theme")
    window.shot("blips_many_large_light")
    window.ask("window.scale", scale=1.0)
    window.ask("window.toggle_theme")
    window.key("home")
    window.driver.tick(6)
    window.shot("blips_many")
    window.ask("blips.toggle_panel")


def small_clip(path: Path, n_frames: int) -> None:
    """A clip in colour, so that there is something to convert."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25, (160, 120))
    random = np.random.default_rng(0)
    for _ in range(n_frames):
        writer.write(random.integers(0, 255, (120, 160, 3), np.uint8))
    writer.release()


def test_a_batch_converts_and_indexes_in_the_background_and_can_be_cancelled(window: Window):
    clips = window.folder / "clips"
    clips.mkdir()
    for name in ("a.mp4", "b.mp4"):
        small_clip(clips / name, 12)
    window.key("ctrl+shift+p")
    assert window.session.dialog.kind is DialogKind.BATCH
    assert window.session.batch.sources == (str(window.folder / "clip.mp4"),)
    window.ask("batch.clear")
    window.key("enter")
    assert "Choose videos first" in window.texts()
    window.driver.tick(3)
    window.driver.type_text(str(clips))
    window.shot("batch_typed")
    window.key("enter")
    assert window.session.batch.sources == (str(clips),)
    window.click("Make indexes, so that each opens at once")
    assert window.session.batch.indexes
    window.key("enter")
    assert window.session.batch.is_running
    window.shot("batch_running")
    window.wait(lambda: not window.session.batch.is_running)
    window.driver.tick(3)
    assert window.session.batch.summary == "Done: 2 indexed, 2 converted."
    assert {path.name for path in clips.iterdir()} == {"a.mp4", "b.mp4", "a_mono.mp4", "b_mono.mp4"}
    assert "a.mp4: converted" in window.texts()
    assert not window.session.jobs
    window.shot("batch_done")
    window.key("enter")
    assert window.session.dialog is None

    small_clip(clips / "long.mp4", 900)
    window.key("ctrl+shift+p")
    window.ask("batch.clear")
    window.ask("batch.add", paths=(str(clips / "long.mp4"),))
    window.key("enter")
    assert window.session.batch.is_running
    window.wait(lambda: bool(window.session.jobs) and "long.mp4" in window.session.batch.phase)
    window.shot("batch_long")
    window.key("esc")
    assert window.session.dialog is None
    assert window.session.batch.is_running
    window.ask("job.cancel")
    window.wait(lambda: not window.session.batch.is_running)
    assert window.session.batch.summary.startswith("Cancelled")
    assert not (clips / "long_mono.mp4").exists()
    assert not [path for path in clips.iterdir() if "long" in path.name and path.name != "long.mp4"]
