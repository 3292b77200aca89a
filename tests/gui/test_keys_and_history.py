"""Keys changed in the real window, and the history panel: keys in; commands, files and pixels out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dearpygui.dearpygui as dpg
import pytest

from dustrack_imgui.app.key_file import load_keys
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.status import DialogKind

from .desk import Desk, phantom_clip

KEYS = Path("config") / "keys.toml"


@pytest.fixture(scope="module")
def desk(tmp_path_factory, shared_dir, driver_for) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    made = Desk.start(driver_for, folder, phantom_clip(shared_dir, folder), keys_path=folder / KEYS)
    made.settle()
    yield made
    made.application.close()


def test_keys_typed_during_a_slow_frame_keep_their_own_modifiers(desk: Desk):
    last = desk.session.active.video.n_frames - 1
    desk.go_to(0)
    desk.driver.burst(*[(dpg.mvKey_Up, ("shift",)), (dpg.mvKey_Left, ())])
    desk.wait(lambda: desk.session.active.view.frame == last - 1)
    desk.driver.burst((dpg.mvKey_Left, ()), (dpg.mvKey_Down, ("shift",)), (dpg.mvKey_Right, ()))
    desk.wait(lambda: desk.session.active.view.frame == 1)
    desk.go_to(0)


def test_a_key_is_captured_taken_over_kept_and_reset(desk: Desk):
    desk.key("ctrl+shift+k")
    assert desk.session.dialog.kind is DialogKind.KEYS
    desk.driver.tick(3)
    desk.driver.type_text("toggle theme")
    desk.driver.type_text("")
    desk.shot("keys_none")
    desk.key("esc")
    assert desk.session.dialog is None
    desk.key("ctrl+shift+k")
    desk.driver.tick(3)
    desk.driver.type_text("next frame")
    desk.shot("keys_search")
    desk.key("enter")
    desk.key("x")
    desk.shot("keys_conflict")
    desk.key("esc")
    assert desk.session.interface.keys.own == ()
    desk.key("enter")
    desk.key("x")
    desk.key("enter")
    desk.driver.tick(3)
    assert desk.session.interface.keys.own == (("x", "frame.next"),)
    desk.shot("keys_bound")
    desk.key("esc")
    assert desk.session.dialog is None
    desk.key("x")
    assert desk.session.active.view.frame == 1
    assert load_keys(desk.folder / KEYS, COMMAND_TABLE).bindings == desk.session.interface.keys
    assert any("Next frame" in text and "X" in text for text in desk.words().splitlines())
    desk.application.ask("keys.reset_all")
    desk.key("left")


def lines_shown() -> list[int]:
    """All lines of the history panel, from the top, as items."""
    return [
        item
        for item in dpg.get_all_items()
        if dpg.get_item_info(item)["type"] == "mvAppItemType::mvSelectable"
        and dpg.is_item_shown(item)
        and str(dpg.get_item_label(item))[:3] in ("●  ", "○  ")
    ]


def words(items: list[int]) -> list[str]:
    return [str(dpg.get_item_label(item)) for item in items]


def signs() -> str:
    return "".join(label[0] for label in words(lines_shown()))


def click(desk: Desk, item: int) -> None:
    left, top = dpg.get_item_rect_min(item)
    desk.driver.click((left + 20, top + 8))
    desk.driver.tick(2)


def test_the_history_shows_branches_and_a_click_goes_anywhere(desk: Desk):
    ask = desk.application.ask
    for number in range(3):
        ask("point.place", xy_image=(50.0 + number, 60.0), exact_frame=desk.session.active.view.frame)
        desk.key("right")
    desk.key("ctrl+z")
    desk.key("ctrl+z")
    for number in range(2):
        ask("point.place", xy_image=(80.0 + number, 90.0), exact_frame=desk.session.active.view.frame)
        desk.key("left")
    wide = desk.application.image.rect.width
    desk.key("ctrl+h")
    desk.driver.tick(4)
    assert desk.application.image.rect.width < wide
    assert signs() == "●●○○●●"
    assert words(lines_shown())[0].endswith("Beginning")
    desk.shot("history")
    before = desk.session.active.layer.count()
    click(desk, lines_shown()[3])
    assert signs() == "●●●●○○"
    assert desk.session.active.layer.count() == 3 != before
    click(desk, lines_shown()[0])
    assert desk.session.active.layer.count() == 0
    desk.key("ctrl+h")
    assert desk.application.image.rect.width == wide


def test_ten_thousand_steps_are_two_hundred_items_and_the_newest_is_in_sight(desk: Desk):
    store = desk.application.store
    frame = desk.session.active.view.frame
    ask = desk.application.ask
    desk.key("ctrl+h")
    for number in range(400):
        ask("point.place", xy_image=(5.0 + number / 10, 6.0), exact_frame=frame)
    desk.driver.tick(6)
    assert len(store.history) > 400
    lines = lines_shown()
    assert len(lines) <= 200
    (current,) = (item for item in lines if dpg.get_value(item))
    assert dpg.is_item_visible(current)
    area = dpg.get_item_parent(dpg.get_item_parent(current))
    dpg.set_y_scroll(area, 0)
    desk.driver.tick(4)
    assert words(lines_shown())[0].endswith("Beginning")
    desk.shot("history_top")
    ask("edit.undo")
    desk.driver.tick(6)
    (current,) = (item for item in lines_shown() if dpg.get_value(item))
    assert dpg.is_item_visible(current)
    desk.shot("history_long")
    desk.key("ctrl+h")


def test_menus_open_by_mouse_and_keys_and_run_commands(desk: Desk):
    bar = {
        dpg.get_item_user_data(item): item
        for item in dpg.get_all_items()
        if dpg.get_item_info(item)["type"] == "mvAppItemType::mvButton" and dpg.get_item_user_data(item)
    }
    assert {command.section for command in COMMAND_TABLE.values() if command.is_listed} == set(bar)
    click(desk, bar["Window"])
    assert desk.session.dialog.kind is DialogKind.MENU
    desk.shot("menu_window")
    left, top = dpg.get_item_rect_min(bar["4. Edit annotation"])
    desk.driver.move((left + 8, top + 8), ticks=4)
    assert desk.session.dialog.title == "4. Edit annotation"
    desk.shot("menu_edit")
    desk.key("esc")
    assert desk.session.dialog is None
    is_dark = desk.session.interface.is_dark
    desk.driver.move((640.0, 500.0))
    desk.key("f10")
    for _ in range(40):
        if desk.session.dialog.title == "Window":
            break
        desk.key("left")
    titles = [c.title for c in COMMAND_TABLE.values() if c.is_listed and c.section == "Window"]
    for _ in range(titles.index("Dark or light") + 1):
        desk.key("down")
    desk.shot("menu_chosen")
    desk.key("enter")
    desk.driver.tick(3)
    assert desk.session.dialog is None
    assert desk.session.interface.is_dark is not is_dark
    desk.application.ask("window.toggle_theme")
    desk.application.ask("window.toggle_developer_panel")
    click(desk, bar["Window"])
    desk.driver.tick(3)
    assert "✓" in desk.words()
    desk.application.ask("window.toggle_developer_panel")
    desk.driver.tick(3)
    assert "✓" not in desk.words()
    desk.key("esc")
    click(desk, bar["Display"])
    desk.driver.click((1200.0, 740.0))
    desk.driver.tick(3)
    assert desk.session.dialog is None
    desk.key("alt+e")
    assert desk.session.dialog is None
