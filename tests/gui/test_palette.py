"""Command palette and sheet of keys: typed words and clicks in, commands out."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.status import (
    DialogKind,
)
from dustrack_imgui.views.typing_guard import is_typing

from .chrome import Chrome


def test_palette_runs_what_is_typed(chrome: Chrome) -> None:
    chrome.ask(DialogKind.PALETTE)
    assert is_typing()
    chrome.driver.type_text("undo")
    chrome.press("enter")
    assert chrome.emitted == [("dialog.dismiss", {}), ("edit.undo", {})]
    chrome.driver.tick(2)
    assert not is_typing()
    assert not chrome.desk.dialogs.is_open


def test_palette_moves_by_keys_while_typing(chrome: Chrome) -> None:
    chrome.ask(DialogKind.PALETTE)
    chrome.driver.type_text("label")
    chrome.driver.tick(2)
    first = [command for command in chrome.words() if command]
    chrome.press("down")
    chrome.press("down")
    chrome.press("up")
    chrome.press("enter")
    chosen = chrome.emitted[-1][0]
    chrome.ask(DialogKind.PALETTE)
    chrome.driver.type_text("label")
    chrome.driver.tick(2)
    chrome.press("enter")
    assert first
    assert chosen != chrome.emitted[-1][0]


def test_palette_starts_empty_again_and_keeps_the_choice_in_sight(chrome: Chrome) -> None:
    chrome.ask(DialogKind.PALETTE)
    for _ in range(4):
        chrome.press("pagedown")
    chosen = [
        item
        for item in dpg.get_all_items()
        if dpg.get_item_type(item).endswith("mvSelectable")
        and dpg.is_item_visible(item)
        and dpg.get_value(item)
    ]
    card = dpg.get_item_rect_min(chosen[-1])
    assert 100 < card[1] < 640
    chrome.press("esc")
    assert chrome.emitted == [("dialog.dismiss", {})]


def test_palette_tells_why_a_command_is_refused(chrome: Chrome) -> None:
    chrome.ask(DialogKind.PALETTE)
    chrome.driver.type_text("clear label in")
    chrome.driver.tick(3)
    reason = COMMAND_TABLE["interval.clear"].when(chrome.session)
    assert reason is not None
    assert any(word and reason.startswith(word.split("…")[0]) for word in chrome.words() if len(word) > 8)
    chrome.press("enter")
    chrome.driver.tick(2)
    assert f"⚠ {reason}" in chrome.words()


def test_click_on_a_palette_row_runs_it_and_beside_the_card_closes(chrome: Chrome) -> None:
    chrome.ask(DialogKind.PALETTE)
    chrome.driver.type_text("reset view")
    chrome.driver.tick(3)
    chrome.click("Reset view to data")
    assert [command for command, _ in chrome.emitted] == ["dialog.dismiss", "view.reset_to_data"]
    chrome.ask(DialogKind.PALETTE)
    chrome.driver.click((1260.0, 780.0))
    assert chrome.emitted == [("dialog.dismiss", {})]


def test_shortcut_sheet_scrolls_and_closes(chrome: Chrome) -> None:
    chrome.ask(DialogKind.SHORTCUTS)
    assert {"Keyboard shortcuts", "Ctrl+Z", "Place point"} <= chrome.words()
    chrome.press("end")
    chrome.press("home")
    chrome.press("enter")
    assert chrome.emitted == [("dialog.dismiss", {})]
