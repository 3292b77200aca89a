"""The whole application in its real window: keys and mouse in, files and pixels out."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import numpy as np
import pytest

from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.model.session import NumberKeys
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.tracking.backends.native import NativeBackend

from .desk import Desk, phantom_clip


@pytest.fixture(scope="module")
def desk(tmp_path_factory, shared_dir, driver_for) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    made = Desk.start(driver_for, folder, phantom_clip(shared_dir, folder))
    made.settle()
    yield made
    made.application.close()


@pytest.fixture
def fresh(desk: Desk) -> Desk:
    """The desk with an empty layer, at frame 0, nothing selected."""
    desk.application.ask("dialog.dismiss")
    name = "iteration-0"
    desk.application.ask("layer.select", layer=name)
    desk.application.ask("layer.select_overlay", layer=None)
    desk.application.ask("image.fit")
    desk.application.ask("traces.fit")
    desk.application.ask("label.select", label="0")
    for command in ("interval.set", "interval.clear_all", "interval.forget"):
        arguments = {"first": 0, "last": 10_000} if command == "interval.set" else {}
        desk.application.ask(command, **arguments)
    desk.go_to(0)
    assert desk.state.layer.count() == 0
    return desk


@pytest.fixture(scope="module")
def truth(shared_dir):
    return load_annotation(shared_dir / "data" / "phantom_easy" / "phantom_easy_truth_labels.json").tracks


def test_placing_stores_the_pixel_pointed_at_and_draws_its_ring(fresh):
    desk = fresh
    before = desk.around((200, 150))
    desk.place("0", (200, 150))
    xy = desk.xy("0", 0)
    zoom = desk.application.image.transform(desk.session).zoom
    assert xy == pytest.approx((200, 150), abs=0.51 / zoom)
    assert np.abs(desk.around((200, 150)) - before).max() > 60
    desk.key("ctrl+z")
    assert desk.xy("0", 0) is None
    assert desk.session.message.text == "Undid: place 0 at frame 0"
    desk.driver.move((5, 5), ticks=4)
    assert np.abs(desk.around((200, 150)) - before).max() < 12
    desk.key("ctrl+y")
    assert desk.xy("0", 0) == xy


def test_every_refused_key_says_why(fresh):
    desk = fresh
    for key, reason in (
        ("y", "not marked"),
        ("a", "Select an interval"),
        ("ctrl+j", "interpolate the gaps first"),
        ("alt+b", "nothing to track from"),
        ("n", "No later frame with label 0"),
        ("ctrl+shift+s", "Everything is saved"),
    ):
        desk.application.ask("layer.save_all") if key == "ctrl+shift+s" else None
        desk.wait(lambda: not desk.application.loop.is_active())
        serial = desk.session.message.serial
        desk.key(key)
        assert desk.session.message.serial > serial, key
        assert reason in desk.session.message.text, key


def test_the_mouse_off_the_picture_places_nothing(fresh):
    desk = fresh
    desk.driver.move((20, 20), ticks=2)
    desk.key("t")
    assert desk.state.layer.count() == 0
    assert "Move the mouse over the picture" in desk.session.message.text


def test_keys_step_and_a_held_key_runs_on(fresh):
    desk = fresh
    for key, frame in (
        ("right", 1),
        ("g", 2),
        ("up", 12),
        ("down", 2),
        ("left", 1),
        ("shift+up", 359),
        ("home", 0),
    ):
        desk.key(key)
        assert desk.frame == frame, key
    desk.key("g", ticks_held=80)
    held = desk.frame
    assert held > 2
    desk.driver.tick(30)
    assert desk.frame == held


def test_dragging_a_marker_moves_it_and_is_one_undo_step(fresh):
    desk = fresh
    desk.place("1", (120, 120))
    start = desk.xy("1", 0)
    assert start is not None
    x, y = desk.screen(start)
    desk.driver.drag([(x, y), (x + 10, y + 4), (x + 30, y + 20)])
    moved = desk.xy("1", 0)
    zoom = desk.application.image.transform(desk.session).zoom
    assert moved == pytest.approx((start[0] + 30 / zoom, start[1] + 20 / zoom), abs=0.01)
    desk.key("ctrl+z")
    assert desk.xy("1", 0) == start


def test_place_mode_places_with_a_digit(fresh):
    desk = fresh
    desk.key("`")
    assert desk.session.interface.number_keys is NumberKeys.PLACE
    desk.driver.move(desk.screen((60, 60)), ticks=2)
    desk.key("4")
    assert desk.xy("4", 0) == pytest.approx((60, 60), abs=0.5)
    desk.key("`")


def test_typing_a_frame_number_does_not_trigger_keys(fresh):
    desk = fresh
    desk.key("ctrl+g")
    assert desk.session.dialog.kind is DialogKind.GO_TO_FRAME
    desk.driver.tick(4)
    desk.driver.type_text("123")
    desk.key("y")
    desk.key("enter")
    desk.driver.tick(3)
    assert desk.session.dialog is None
    assert desk.frame == 123


def test_the_palette_finds_a_command_and_runs_it(fresh):
    desk = fresh
    desk.key("ctrl+p")
    desk.driver.tick(4)
    desk.driver.type_text("last frame")
    desk.key("enter")
    desk.driver.tick(3)
    assert desk.session.dialog is None
    assert desk.frame == 359


def test_timeline_and_trace_clicks_go_to_the_frame_under_the_cursor(fresh):
    desk = fresh
    rect = desk.application.timeline.rect
    x = rect.left + rect.width * 0.5
    desk.driver.click((x, rect.top + rect.height / 2))
    assert desk.frame == desk.application.timeline.frame_at_clamped(x)
    assert 150 < desk.frame < 210
    traces = desk.application.desk.layout().traces
    xy = (int(traces.left + traces.width * 0.75), int(traces.top + traces.height * 0.25))  # as a mouse
    desk.driver.click(xy, button=1)
    assert desk.frame == round(desk.application.traces.frame_at(xy))
    assert desk.frame > 240


def test_space_plays_and_space_stops(fresh):
    desk = fresh
    desk.key("space")
    assert desk.session.playback.direction == 1
    desk.wait(lambda: desk.frame > 10)
    desk.key("space")
    stopped = desk.frame
    desk.driver.tick(20)
    assert desk.frame == stopped
    desk.key("shift+space")
    desk.wait(lambda: desk.frame < stopped - 5)
    desk.key("space")


def test_wheel_zooms_about_the_cursor_and_r_fits_again(fresh):
    desk = fresh
    point = desk.screen((100, 80))
    image = desk.application.image
    before = image.transform(desk.session)
    desk.driver.wheel(point, 3)
    after = image.transform(desk.session)
    assert after.zoom == pytest.approx(before.zoom * 1.25**3)
    moved = after.screen_from_image(before.image_from_screen(point))
    assert moved == pytest.approx(point, abs=1.6)
    desk.key("r")
    assert image.transform(desk.session).zoom == pytest.approx(before.zoom)


def test_label_track_smooth_save(fresh, truth):
    desk = fresh
    chosen = ("0", "1", "2")
    for frame in (0, 359):
        desk.go_to(frame)
        for label in chosen:
            desk.place(label, truth[label].xy_at(frame))
    desk.key("home")
    desk.key("z")
    desk.key("end")
    desk.key("z")
    desk.key("ctrl+a")
    desk.wait(lambda: all(desk.state.layer.track(label).count == 360 for label in chosen))
    tracked = desk.state.layer.tracks
    errors = np.concatenate([np.hypot(*(tracked[x].array(360) - truth[x].array(360)).T) for x in chosen])
    assert np.median(errors) < 1.0
    assert desk.session.history.undo.startswith("interpolate 0, 1, 2 in 0–359")
    desk.key("ctrl+z")
    assert all(desk.state.layer.track(label).count == 2 for label in chosen)
    desk.key("ctrl+shift+z")
    assert all(desk.state.layer.track(x).holds_same_points(tracked[x]) for x in chosen)
    desk.key("ctrl+j")
    desk.wait(lambda: desk.state.view.layer == "iteration-0_lkmovavg_0.500" and not desk.session.jobs)
    assert desk.state.view.overlay == "iteration-0"
    desk.key("ctrl+shift+s")
    desk.wait(lambda: not any(desk.state.is_dirty(layer) for layer in desk.state.data.layers))
    for layer in ("iteration-0", "iteration-0_lkmovavg_0.500"):
        path = desk.state.data.layer(layer).path
        on_disk = json.loads(path.read_text())
        assert {label: len(points) for label, points in on_disk.items() if points} == dict.fromkeys(
            chosen, 360
        )
        xy = desk.state.data.layer(layer).track("1").xy_at(200)
        assert tuple(on_disk["1"]["200"]) == xy


def test_escape_cancels_tracking_and_nothing_is_changed(fresh, monkeypatch):
    advance = NativeBackend.advance

    def slow(self, *arguments, **named):
        time.sleep(0.02)
        return advance(self, *arguments, **named)

    monkeypatch.setattr(NativeBackend, "advance", slow)
    desk = fresh
    for frame, xy in ((0, (150, 150)), (359, (150, 150))):
        desk.go_to(frame)
        desk.place("0", xy)
    desk.application.ask("interval.set", first=0, last=359)
    step = desk.session.history.undo
    desk.key("ctrl+a")
    desk.wait(lambda: bool(desk.session.jobs))
    desk.key("esc")
    desk.wait(lambda: not desk.session.jobs)
    assert desk.session.message.text.startswith("Cancelled: Tracking 0 in 0–359")
    assert desk.session.history.undo == step
    assert desk.state.layer.track("0").count == 2


def test_closing_with_unsaved_edits_asks_and_escape_goes_back(fresh):
    desk = fresh
    desk.place("0", (90, 90))
    desk.key("ctrl+q")
    assert desk.session.dialog.kind is DialogKind.UNSAVED
    desk.driver.tick(3)
    desk.key("esc")
    assert desk.session.dialog is None
    assert not desk.session.is_closing


def test_idle_uploads_nothing(fresh):
    desk = fresh
    desk.driver.move((5, 5), ticks=5)
    uploads = desk.application.image.uploads
    desk.driver.tick(20)
    assert desk.application.image.uploads == uploads
