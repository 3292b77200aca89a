"""Dialogs by keys and clicks: what they ask, what they answer, and that all of them close."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg
import pytest

from dustrack_imgui.model.status import (
    DialogKind,
    RecoveryOffer,
)
from dustrack_imgui.views.scene import Rect
from dustrack_imgui.views.typing_guard import is_typing

from .chrome import DIRTY, SIZE, Chrome


def test_go_to_frame_says_where_it_leads_and_goes(chrome: Chrome) -> None:
    chrome.ask(DialogKind.GO_TO_FRAME)
    assert "A frame (0 to 299), a step, or a time." in chrome.words()
    chrome.driver.type_text("+40")
    chrome.driver.tick(2)
    assert "frame 45  ·  0:00:01.500" in chrome.words()
    chrome.press("enter")
    assert chrome.emitted == [("dialog.dismiss", {}), ("frame.go_to", {"frame": 45})]


def test_go_to_frame_refuses_what_is_outside_and_stays(chrome: Chrome) -> None:
    chrome.ask(DialogKind.GO_TO_FRAME)
    chrome.driver.type_text("300")
    chrome.press("enter")
    chrome.driver.tick(3)
    assert chrome.emitted == []
    assert "Frame 300 is outside the video: 0 to 299." in chrome.words()
    assert is_typing()


def test_open_video_takes_a_quoted_path(chrome: Chrome) -> None:
    chrome.ask(DialogKind.OPEN_VIDEO)
    chrome.driver.type_text('"some folder/clip.mp4"')
    chrome.press("enter")
    assert chrome.emitted == [("dialog.dismiss", {}), ("app.open_video", {"path": "some folder/clip.mp4"})]


def test_save_as_replaces_a_file_only_when_told(chrome: Chrome) -> None:
    chrome.ask(DialogKind.SAVE_AS, title="Save pn as", text="copy.json")
    chrome.press("enter")
    assert chrome.emitted == [("layer.save_as", {"path": "copy.json", "overwrite": False})]
    chrome.ask(DialogKind.SAVE_AS, title="Save pn as", text="copy.json")
    chrome.click("Save, replacing the file")
    assert chrome.emitted == [("layer.save_as", {"path": "copy.json", "overwrite": True})]


UNSAVED = {"title": "Unsaved annotations", "text": "2 layers not saved.", "layers": DIRTY}
OFFER = {"offer": RecoveryOffer("journal", "14:32", 52, DIRTY)}


@pytest.mark.parametrize(
    ("kind", "details", "keys", "answer"),
    [
        (DialogKind.UNSAVED, UNSAVED, ["enter"], "save"),
        (DialogKind.UNSAVED, UNSAVED, ["right", "enter"], "discard"),
        (DialogKind.UNSAVED, UNSAVED, ["tab", "tab", "enter"], "cancel"),
        (DialogKind.UNSAVED, UNSAVED, ["left", "left", "enter"], "discard"),
        (DialogKind.UNSAVED, UNSAVED, ["esc"], "cancel"),
        (DialogKind.RECOVERY, OFFER, ["enter"], "restore"),
        (DialogKind.RECOVERY, OFFER, ["right", "enter"], "discard"),
        (DialogKind.RECOVERY, OFFER, ["esc"], "later"),
        (DialogKind.NOTICE, {"title": "No picture", "text": "It cannot be read."}, ["enter"], "ok"),
        (DialogKind.NOTICE, {"title": "No picture", "text": "It cannot be read."}, ["esc"], "ok"),
        (DialogKind.ABOUT, {"title": "About", "text": "Version"}, ["esc"], "ok"),
    ],
)
def test_questions_are_answered_by_keys(
    chrome: Chrome, kind: DialogKind, details: dict[str, Any], keys: list[str], answer: str
) -> None:
    chrome.ask(kind, **details)
    for key in keys:
        chrome.press(key)
    assert chrome.emitted == [("dialog.answer", {"answer": answer})]
    chrome.driver.tick(2)
    assert not chrome.desk.dialogs.is_open


def test_a_dialog_that_is_too_high_for_the_window_scrolls_inside_it(chrome: Chrome) -> None:
    for n_lines in (60, 2):
        chrome.ask(DialogKind.NOTICE, title="Long", text="line\n" * n_lines)
        chrome.driver.tick(8)
        card = dpg.get_item_parent(chrome.find("Long"))
        bottom = dpg.get_item_pos(card)[1] + dpg.get_item_rect_size(card)[1]
        assert bottom <= SIZE[1] if n_lines > 2 else bottom < SIZE[1] / 2
        assert (dpg.get_y_scroll_max(card) > 0) is (n_lines > 2)
        chrome.press("enter")
        assert chrome.emitted == [("dialog.answer", {"answer": "ok"})]
        chrome.driver.tick(3)


def test_unsaved_layers_are_listed_and_buttons_answer(chrome: Chrome) -> None:
    chrome.ask(DialogKind.UNSAVED, **UNSAVED)
    assert {"2 layers not saved.", "dlccorr_pn", "+12 added   −3 removed   ~40 moved"} <= chrome.words()
    chrome.click("Quit without saving")
    assert chrome.emitted == [("dialog.answer", {"answer": "discard"})]


@pytest.mark.parametrize("kind", list(DialogKind))
def test_every_dialog_opens_takes_all_keys_and_closes_by_esc(chrome: Chrome, kind: DialogKind) -> None:
    chrome.ask(kind, title="Title", text="Text")
    assert chrome.desk.dialogs.is_open
    assert chrome.desk.bad_frames == 0
    assert chrome.desk.dialogs.handle_key("ctrl+z")
    assert chrome.emitted == []
    assert chrome.desk.covers() == (Rect(0, 0, *SIZE),)
    chrome.press("esc")
    chrome.driver.tick(2)
    assert chrome.session.dialog is None
    assert not chrome.desk.dialogs.handle_key("ctrl+z")
    assert chrome.desk.covers() == ()


def test_desk_below_an_open_dialog_takes_no_clicks(chrome: Chrome) -> None:
    spot = chrome.middle(chrome.find("buffer"))
    chrome.ask(DialogKind.NOTICE, title="Title", text="Text")
    chrome.driver.click(spot)
    assert chrome.emitted == []
