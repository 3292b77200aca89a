"""Clearer pictures and direct manipulation in the real window, by real keys and drags."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from dustrack_imgui.video.enhancement import equalised, grey_of

from .desk import WAIT_SECS, Desk, phantom_clip


@pytest.fixture(scope="module")
def desk(tmp_path_factory, shared_dir, driver_for) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("hands")
    made = Desk.start(driver_for, folder, phantom_clip(shared_dir, folder))
    made.settle()
    yield made
    made.application.close()


@pytest.fixture
def fresh(desk: Desk) -> Desk:
    """Frame 0 with points 0, 1 and 2 in an otherwise empty layer, nothing selected or enhanced."""
    for command in (
        "dialog.dismiss",
        "points.clear_selection",
        "image.no_enhancement",
        "image.fit",
        "traces.fit",
    ):
        desk.ask(command)
    desk.ask("label.select", label="0")
    desk.ask("interval.set", first=0, last=10_000)
    desk.ask("interval.clear_all")
    desk.ask("interval.forget")
    desk.go_to(0)
    for label, xy in (("0", (100.0, 100.0)), ("1", (140.0, 120.0)), ("2", (220.0, 180.0))):
        desk.ask("label.select", label=label)
        desk.ask("point.place", xy_image=xy)
    desk.settle()
    return desk


def test_a_box_selects_points_that_are_dragged_and_nudged_together(fresh):
    desk = fresh
    (x, y), corner = desk.screen((85, 85)), desk.screen((160, 140))
    desk.driver.drag([(x, y), (x + 20, y + 20), corner])
    assert desk.state.view.selected == ("0", "1")
    start = desk.screen((100, 100))
    desk.driver.drag([start, (start[0] + 9, start[1]), (start[0] + 20, start[1] + 10)])
    zoom = desk.application.image.transform(desk.session).zoom
    assert desk.xy("0") == pytest.approx((100 + 20 / zoom, 100 + 10 / zoom), abs=0.01)
    assert desk.xy("1") == pytest.approx((140 + 20 / zoom, 120 + 10 / zoom), abs=0.01)
    assert desk.xy("2") == (220, 180)
    desk.key("ctrl+z")
    assert (desk.xy("0"), desk.xy("1")) == ((100, 100), (140, 120))
    for key, step in (("ctrl+right", 1.0), ("ctrl+shift+right", 0.25), ("alt+shift+right", 5.0)):
        desk.key(key)
        assert (desk.xy("0"), desk.xy("1")) == ((100 + step, 100), (140 + step, 120)), key
        desk.key("ctrl+z")
    desk.key("esc")
    assert desk.state.view.selected == ()


def test_clahe_is_shown_is_only_for_the_eye_and_is_there_when_the_next_frame_is(fresh):
    desk = fresh
    reader = desk.application.readers.get(desk.state.video.key)
    raw = reader.get(1).copy()
    desk.ask("image.clip", clip=3.0)
    desk.settle()
    shown = desk.application.enhancing.picture
    expected = equalised(grey_of(reader.get(0), reader.display_lut().tobytes()), clip=3.0)
    assert np.array_equal(shown.image, expected)
    before = desk.driver.pixels()
    desk.key("right")
    desk.settle()
    assert desk.application.enhancing.picture.index == 1
    assert np.array_equal(reader.get(1), raw)
    desk.ask("image.no_enhancement")
    desk.settle()
    assert np.abs(before.astype(int) - desk.driver.pixels()).max() > 40


def test_automatic_enhancement_by_the_button(fresh):
    desk = fresh
    desk.ask("image.auto_enhance")
    assert desk.session.message.text.startswith("Clip ")
    desk.settle()
    assert desk.application.enhancing.hint == ""


def test_stepping_fast_with_clahe_on_never_shows_other_settings_without_a_hint(fresh):
    desk = fresh
    desk.ask("image.clip", clip=2.0)
    desk.settle()
    enhancing, reader = desk.application.enhancing, desk.application.readers.get(desk.state.video.key)
    lut = reader.display_lut().tobytes()
    for _ in range(40):
        desk.ask("frame.next")
        desk.driver.tick()
        picture = enhancing.picture
        if not enhancing.hint:
            assert picture.index == desk.state.view.frame
            assert np.array_equal(picture.image, equalised(grey_of(reader.get(picture.index), lut), clip=2.0))
        else:
            assert not picture.is_exact or picture.image is not None


def test_the_loupe_shows_the_pixel_under_the_cursor(fresh):
    desk = fresh
    desk.driver.move(desk.screen((200, 100)), ticks=3)
    before = desk.driver.pixels()
    desk.key("h")
    desk.driver.tick(2)
    with_loupe = desk.driver.pixels()
    changed = np.abs(before.astype(int) - with_loupe).max(axis=2) > 20
    assert 8_000 < changed.sum() < 60_000
    x, y = desk.screen((200, 100))
    assert not changed[y - 12 : y + 12, x - 12 : x + 12].any()
    desk.key("h")
    desk.driver.tick(2)
    assert np.abs(before.astype(int) - desk.driver.pixels()).max() < 12


def test_interval_ends_are_dragged_on_traces_and_timeline(fresh):
    desk = fresh
    desk.ask("label.select", label="0")
    desk.ask("interval.set", first=100, last=200)
    desk.driver.tick(2)
    surfaces = desk.application.surfaces
    for pane, rect in (
        ("traces", desk.application.traces.rect),
        ("timeline", desk.application.timeline.rect),
    ):
        y = rect.top + rect.height / 3
        start = surfaces.frame_x(pane, desk.state.interval.end)
        desk.driver.drag([(start, y), (start + 10, y), (start + 60, y)])
        assert desk.state.interval.start == 100
        moved = desk.state.interval.end
        assert moved > 205
        assert desk.state.view.frame == 0
        desk.key("ctrl+z")
        assert desk.state.interval.end == 200
        desk.go_to(0)


def test_reset_is_for_the_pane_under_the_cursor(fresh):
    desk = fresh
    desk.ask("image.zoom", factor=3.0, anchor_xy_image=(100.0, 100.0), shown_zoom=1.0)
    desk.key("l")
    frozen = desk.state.view.traces
    assert frozen.x_px is not None
    desk.driver.move(desk.screen((100, 100)), ticks=2)
    desk.key("r")
    assert desk.state.view.image.zoom is None
    assert desk.state.view.traces is frozen
    rect = desk.application.traces.rect
    desk.driver.move((rect.left + 300, rect.top + 40), ticks=2)
    desk.key("r")
    assert desk.state.view.traces.x_px is None


def test_frozen_axes_stay_when_the_label_changes(fresh):
    desk = fresh
    desk.ask("label.select", label="0")
    desk.driver.tick(2)
    before = desk.application.traces.value_range("x")
    desk.key("shift+f")
    desk.key("2")
    desk.driver.tick(2)
    assert desk.application.traces.value_range("x") == before
    desk.key("shift+f")
    desk.driver.tick(2)
    low, high = desk.application.traces.value_range("x")
    assert low <= 220 <= high


def test_a_picture_of_the_window_is_written(fresh, tmp_path):
    desk = fresh
    path = tmp_path / "window.png"
    desk.ask("window.screenshot", path=str(path))
    desk.wait(lambda: "Picture of the window" in desk.session.message.text)
    with Image.open(path) as picture:
        assert picture.size == (1280, 800)


def test_an_interval_is_typed_kept_by_name_and_chosen_again(fresh):
    desk = fresh
    desk.ask("label.select", label="1")
    desk.key("ctrl+i")
    desk.driver.tick(3)
    desk.driver.type_text("120 +30")
    desk.key("enter")
    assert (desk.state.interval.start, desk.state.interval.end) == (120, 150)
    desk.key("ctrl+shift+i")
    desk.ask("interval.set", first=5, last=9)
    desk.key("alt+i")
    assert (desk.state.interval.start, desk.state.interval.end) == (120, 150)
    desk.key("ctrl+i")
    desk.driver.tick(3)
    desk.driver.type_text("7 7")
    desk.key("enter")
    assert desk.session.dialog is not None
    desk.key("esc")
    assert desk.session.dialog is None
    assert desk.state.interval.end == 150


def test_playback_loops_in_the_interval_and_shows_every_frame(fresh):
    desk = fresh
    desk.ask("label.select", label="1")
    desk.ask("interval.set", first=40, last=44)
    desk.key("shift+o")
    desk.key("shift+i")
    desk.key("o")
    seen = []
    give_up = time.perf_counter() + WAIT_SECS
    while len(seen) < 12:
        assert time.perf_counter() < give_up
        desk.driver.tick()
        frame = desk.application.image.visible_frame
        if not seen or seen[-1] != frame:
            seen.append(frame)
    desk.key("i")
    assert desk.session.playback.direction == 0
    desk.key("shift+o")
    desk.key("shift+i")
    looped = seen[seen.index(40) :]
    assert looped == [40 + at % 5 for at in range(len(looped))]
