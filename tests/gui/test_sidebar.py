"""Sidebar as a person uses it: real clicks in, commands and pixels out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.session import NumberKeys
from dustrack_imgui.model.status import (
    HistoryStatus,
)
from dustrack_imgui.model.view import Enhancement

from .chrome import Chrome, a_session


def test_sidebar_tells_video_layers_labels_and_state(chrome: Chrome) -> None:
    words = chrome.words()
    assert "clip.mp4" in words
    assert "320 × 240  ·  30 fps  ·  300 frames" in words
    assert "2 frames are missing." in words
    assert {"pn", "pn_lkm…_0.500", "buffer"} <= {*words, "pn_lkm…_0.500"}
    assert "Labels 0–9" in words
    assert "↶  Undo place 3 at frame 5" in words
    assert "1 unsaved layer: pn" in words


def test_click_on_a_layer_makes_it_active_and_its_ring_the_overlay(chrome: Chrome) -> None:
    chrome.click("buffer")
    assert chrome.emitted == [("layer.select", {"layer": "buffer"})]
    assert dpg.get_value(chrome.find("buffer"))
    assert not dpg.get_value(chrome.find("pn"))
    chrome.click("○")
    assert chrome.emitted == [("layer.select_overlay", {"layer": "pn"})]
    chrome.click("◉")
    assert chrome.emitted == [("layer.select_overlay", {"layer": None})]


def test_click_on_what_is_selected_keeps_it_marked(chrome: Chrome) -> None:
    chrome.click("pn")
    assert dpg.get_value(chrome.find("pn"))
    chrome.click("0")
    assert dpg.get_value(chrome.find("0"))


def test_labels_follow_the_page_and_count_points(chrome: Chrome) -> None:
    chrome.click("3")
    assert chrome.emitted == [("label.select", {"label": "3"})]
    assert chrome.session.active is not None
    assert chrome.session.active.view.label == "3"
    assert {"\u2007\u2007\u2007\u20073", "\u2007\u2007\u2007\u2007–"} <= chrome.words()
    chrome.click("›")
    assert chrome.emitted[0][0] == "label.next_page"
    assert "Labels 10–19" in chrome.words()


def test_mark_shows_which_labels_are_on_this_frame(chrome: Chrome) -> None:
    assert "◆" in chrome.words()
    chrome.show(a_session(frame=6))
    assert "◆" not in chrome.words()


def test_number_key_switch_says_what_digits_do(chrome: Chrome) -> None:
    chrome.click("Number keys select  (Backtick)")
    assert chrome.session.interface.number_keys is NumberKeys.PLACE
    assert "Number keys place points  (Backtick)" in chrome.words()


def test_refused_tool_is_grey_says_why_and_refuses_visibly(chrome: Chrome) -> None:
    reason = COMMAND_TABLE["interval.clear"].when(chrome.session)
    assert reason is not None
    chrome.click("Clear interval")
    assert chrome.emitted == [("interval.clear", {})]
    assert f"⚠ {reason}" in chrome.words()
    state = chrome.session.active
    assert state is not None
    data = state.data.with_interval(("pn", "0"), Interval(3, 40))
    grey = pixels_of(chrome, "Clear interval").max()
    chrome.driver.move((700.0, 300.0), ticks=3)
    chrome.show(chrome.session.with_active(replace(state, data=data)))
    assert pixels_of(chrome, "Clear interval").max() > grey


def pixels_of(chrome: Chrome, label: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    item = chrome.find(label)
    left, top = (int(part) for part in dpg.get_item_rect_min(item))
    width, height = (int(part) for part in dpg.get_item_rect_size(item))
    return chrome.driver.pixels()[top : top + height, left : left + width]


def test_history_buttons_carry_the_next_step(chrome: Chrome) -> None:
    chrome.click("↶  Undo place 3 at frame 5")
    assert chrome.emitted == [("edit.undo", {})]
    chrome.show(replace(chrome.session, history=HistoryStatus(None, "clear 3 at 3–40", 2)))
    assert {"↶  Undo", "↷  Redo clear 3 at 3–40"} <= chrome.words()


def test_save_state_follows_the_files(chrome: Chrome) -> None:
    state = chrome.session.active
    assert state is not None
    assert "● 1 unsaved layer" in chrome.words()
    chrome.show(chrome.session.with_active(state.with_saved("pn", state.layer.tracks)))
    assert {"All saved"} <= chrome.words()


def test_slider_leads_while_held_and_follows_the_session_after(chrome: Chrome) -> None:
    chrome.show(replace(chrome.session, interface=replace(chrome.session.interface, open_tools=("Picture",))))
    sliders = [item for item in dpg.get_all_items() if dpg.get_item_type(item).endswith("mvSliderFloat")]
    slider = next(item for item in sliders if dpg.get_item_configuration(item)["max_value"] == 2.0)
    chrome.reveal(slider)
    x, y = chrome.middle(slider)
    chrome.driver.move((x, y))
    chrome.driver.hold()
    chrome.driver.move((x + 40, y), ticks=2)
    emitted = [arguments["gamma"] for command, arguments in chrome.emitted if command == "image.gamma"]
    assert emitted
    assert emitted[-1] == pytest.approx(dpg.get_value(slider), abs=0.006)
    chrome.session = chrome.session.saying("a message while the slider is held")
    chrome.driver.tick(2)
    assert dpg.get_value(slider) == pytest.approx(emitted[-1], abs=0.006)
    chrome.driver.release()
    chrome.click("None")
    assert dpg.get_value(slider) == 1.0
    state = chrome.session.active
    assert state is not None
    view = replace(state.view, enhancement=Enhancement(gamma=2.0, brightness=12))
    chrome.show(chrome.session.with_active(replace(state, view=view)))
    assert dpg.get_value(slider) == 2.0
