"""The desk around the canvas as a whole: errors, scale, size, figures, and what an unchanged scene costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dearpygui.dearpygui as dpg
import pytest

from dustrack_imgui.model.session import Interface, Session
from dustrack_imgui.views.colours import DARK, LIGHT
from dustrack_imgui.views.layout import layout
from dustrack_imgui.views.scene import Figures

from .chrome import SIZE, Chrome, a_session


def test_panel_that_raises_turns_red_and_recovers(chrome: Chrome, caplog: pytest.LogCaptureFixture) -> None:
    chrome.image.error = ValueError("track has no frames")
    chrome.driver.tick(4)
    rect = layout(*SIZE, 1.0).image
    corner = chrome.driver.pixels()[rect.top + rect.height - 20, rect.left + rect.width - 20]
    assert tuple(corner) == DARK.error_fill[:3]
    assert "ValueError: track has no frames" in chrome.words()
    assert chrome.desk.bad_frames == 4
    assert len([record for record in caplog.records if "picture" in record.message]) == 1
    chrome.click("buffer")
    assert chrome.emitted == [("layer.select", {"layer": "buffer"})]
    chrome.image.error = None
    chrome.driver.tick(2)
    assert chrome.desk.bad_frames == 0
    assert "ValueError: track has no frames" not in chrome.words()


def test_unchanged_scene_touches_no_item(chrome: Chrome, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = chrome.scene()
    chrome.desk.draw(scene)

    def touch(*arguments: Any, **options: Any) -> None:
        raise AssertionError(f"touched {arguments} {options}")

    for name in ("set_value", "configure_item", "bind_item_theme", "delete_item", "add_text", "get_value"):
        monkeypatch.setattr(dpg, name, touch)
    chrome.desk.draw(scene)
    monkeypatch.undo()
    assert chrome.desk.bad_frames == 0


def test_moving_through_frames_creates_and_deletes_nothing(chrome: Chrome) -> None:
    items = set(dpg.get_all_items())
    for frame in range(0, 300, 30):
        chrome.show(a_session(frame=frame), ticks=1)
    assert set(dpg.get_all_items()) == items


def test_scale_and_palette_change_while_it_runs(chrome: Chrome) -> None:
    small = dpg.get_item_rect_size(chrome.find("Save"))[1]
    text = dpg.get_text_size("Layers")[1]
    chrome.show(replace(chrome.session, interface=Interface(scale=1.5)), ticks=6)
    assert dpg.get_text_size("Layers")[1] == pytest.approx(text * 1.5, abs=1)
    assert dpg.get_item_rect_size(chrome.find("Save"))[1] == pytest.approx(small * 1.5, abs=2)
    assert chrome.image.scale == 1.5
    assert chrome.image.rect == layout(*SIZE, 1.5).image
    spot = (layout(*SIZE, 1.5).status.top + 4, 4)
    assert tuple(chrome.driver.pixels()[spot]) == DARK.panel[:3]
    chrome.show(replace(chrome.session, interface=Interface(scale=1.5, is_dark=False)))
    assert tuple(chrome.driver.pixels()[spot]) == LIGHT.panel[:3]


def test_resize_moves_every_panel(chrome: Chrome) -> None:
    chrome.desk.resize(1024, 640)
    chrome.driver.tick(3)
    places = layout(1024, 640, 1.0)
    assert chrome.image.rect == places.image
    assert dpg.get_item_rect_min(chrome.find("Save"))[1] < places.status.top
    chrome.desk.resize(1024, 640)
    assert chrome.desk.layout() == places


def test_empty_session_says_how_to_begin_and_how_far_opening_is(chrome: Chrome) -> None:
    chrome.show(Session())
    assert {"DUSTrack", "Ctrl+O", "Open video…"} <= chrome.words()
    assert "Layers" not in chrome.words()
    chrome.scene_extras["opening"] = ("heart.dcm", 0.4)
    chrome.driver.tick(3)
    assert "Opening heart.dcm" in chrome.words()
    chrome.scene_extras.pop("opening")
    chrome.show(a_session())
    assert "DUSTrack" not in chrome.words()
    assert "Layers" in chrome.words()


def test_developer_panel_shows_figures_over_the_picture(chrome: Chrome) -> None:
    chrome.scene_extras["figures"] = Figures(
        (("render", 3.25, 8.5),), frames_drawn=1234, notes=("decode 412 fps",)
    )
    interface = replace(chrome.session.interface, shows_developer_panel=True)
    chrome.show(replace(chrome.session, interface=interface))
    text = next(word for word in chrome.words() if word.startswith("stage"))
    assert "3.250" in text
    assert "1234" in text
    assert "decode 412 fps" in text
    (rect,) = chrome.desk.covers()
    assert layout(*SIZE, 1.0).image.contains((rect.left + 5, rect.top + 5))
