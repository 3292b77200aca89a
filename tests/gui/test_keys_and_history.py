"""Keys changed in the real window, and the history panel: keys in; commands, files and pixels out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import dearpygui.dearpygui as dpg
import pytest

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.app.key_file import load_keys
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.views.key_names import key_code, parse

SHOTS = os.environ.get("DUSTRACK_SHOTS")


class Window:
    """The application with hands."""

    def __init__(self, application: Application, driver, keys: Path) -> None:
        self.application = application
        self.driver = driver
        self.keys_path = keys

    @property
    def session(self):
        return self.application.session

    def key(self, name: str, *, ticks_held: int = 1) -> None:
        chord = parse(name)
        self.driver.press(key_code(chord.key), *chord.modifiers, ticks_held=ticks_held)

    def type(self, text: str) -> None:
        self.driver.type_text(text)

    def wait(self, condition: Callable[[], bool], ticks: int = 3000) -> None:
        for _ in range(ticks):
            if condition():
                return
            self.driver.tick()
        raise AssertionError(f"waited in vain; the window says {self.session.message.text!r}")

    def shot(self, name: str) -> None:
        self.driver.tick(3)
        if SHOTS:
            self.driver.save_png(Path(SHOTS) / f"{name}.png")

    def texts(self) -> set[str]:
        """Words of all text items that are drawn now."""
        found = set()
        for item in dpg.get_all_items():
            if dpg.get_item_info(item)["type"] == "mvAppItemType::mvText" and dpg.is_item_shown(item):
                found.add(dpg.get_value(item))
        return found


@pytest.fixture(scope="module")
def window(tmp_path_factory, shared_dir, driver_for) -> Iterator[Window]:
    folder = tmp_path_factory.mktemp("desk")
    video = Path(shutil.copy(shared_dir / "data" / "phantom_easy" / "phantom_easy.mp4", folder / "clip.mp4"))
    keys = folder / "config" / "keys.toml"
    application = Application(
        Options(
            (video,),
            size_px=(1280, 800),
            state_folder=folder / "state",
            has_vsync=False,
            waits_for_input=False,
            keys_path=keys,
        )
    )
    made = Window(application, driver_for(application.turn), keys)
    made.wait(lambda: application.session.active is not None)
    made.wait(lambda: application.image.visible_frame == 0)
    yield made
    application.close()


def test_a_key_is_captured_taken_over_kept_and_reset(window: Window):
    window.key("ctrl+shift+k")
    assert window.session.dialog.kind is DialogKind.KEYS
    window.driver.tick(3)
    window.type("toggle theme")
    window.type("")
    window.shot("keys_none")
    window.key("esc")
    assert window.session.dialog is None
    window.key("ctrl+shift+k")
    window.driver.tick(3)
    window.type("next frame")
    window.shot("keys_search")
    window.key("enter")
    window.key("x")
    window.shot("keys_conflict")
    window.key("esc")
    assert window.session.interface.keys.own == ()
    window.key("enter")
    window.key("x")
    window.key("enter")
    window.driver.tick(3)
    assert window.session.interface.keys.own == (("x", "frame.next"),)
    window.shot("keys_bound")
    window.key("esc")
    assert window.session.dialog is None
    window.key("x")
    assert window.session.active.view.frame == 1
    assert load_keys(window.keys_path, COMMAND_TABLE).bindings == window.session.interface.keys
    assert any("Next frame" in text and "X" in text for text in window.texts())
    window.application.ask("keys.reset_all")
    window.key("left")


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


def click(window: Window, item: int) -> None:
    left, top = dpg.get_item_rect_min(item)
    window.driver.click((left + 20, top + 8))
    window.driver.tick(2)


def test_the_history_shows_branches_and_a_click_goes_anywhere(window: Window):
    ask = window.application.ask
    for number in range(3):
        ask("point.place", xy_image=(50.0 + number, 60.0), exact_frame=window.session.active.view.frame)
        window.key("right")
    window.key("ctrl+z")
    window.key("ctrl+z")
    for number in range(2):
        ask("point.place", xy_image=(80.0 + number, 90.0), exact_frame=window.session.active.view.frame)
        window.key("left")
    wide = window.application.image.rect.width
    window.key("ctrl+h")
    window.driver.tick(4)
    assert window.application.image.rect.width < wide
    assert signs() == "●●○○●●"
    assert words(lines_shown())[0].endswith("Beginning")
    window.shot("history")
    before = window.session.active.layer.count()
    click(window, lines_shown()[3])
    assert signs() == "●●●●○○"
    assert window.session.active.layer.count() == 3 != before
    click(window, lines_shown()[0])
    assert window.session.active.layer.count() == 0
    window.key("ctrl+h")
    assert window.application.image.rect.width == wide


def test_ten_thousand_steps_are_two_hundred_items_and_the_newest_is_in_sight(window: Window):
    store = window.application.store
    frame = window.session.active.view.frame
    ask = window.application.ask
    window.key("ctrl+h")
    for number in range(400):
        ask("point.place", xy_image=(5.0 + number / 10, 6.0), exact_frame=frame)
    window.driver.tick(6)
    assert len(store.history) > 400
    lines = lines_shown()
    assert len(lines) <= 200
    (current,) = (item for item in lines if dpg.get_value(item))
    assert dpg.is_item_visible(current)
    area = dpg.get_item_parent(dpg.get_item_parent(current))
    dpg.set_y_scroll(area, 0)
    window.driver.tick(4)
    assert words(lines_shown())[0].endswith("Beginning")
    window.shot("history_top")
    ask("edit.undo")
    window.driver.tick(6)
    (current,) = (item for item in lines_shown() if dpg.get_value(item))
    assert dpg.is_item_visible(current)
    window.shot("history_long")
    window.key("ctrl+h")


def test_menus_open_by_mouse_and_keys_and_run_commands(window: Window):
    bar = {
        dpg.get_item_user_data(item): item
        for item in dpg.get_all_items()
        if dpg.get_item_info(item)["type"] == "mvAppItemType::mvButton" and dpg.get_item_user_data(item)
    }
    assert {command.section for command in COMMAND_TABLE.values() if command.is_listed} == set(bar)
    click(window, bar["Window"])
    assert window.session.dialog.kind is DialogKind.MENU
    window.shot("menu_window")
    left, top = dpg.get_item_rect_min(bar["4. Edit annotation"])
    window.driver.move((left + 8, top + 8), ticks=4)
    assert window.session.dialog.title == "4. Edit annotation"
    window.shot("menu_edit")
    window.key("esc")
    assert window.session.dialog is None
    is_dark = window.session.interface.is_dark
    window.driver.move((640.0, 500.0))
    window.key("f10")
    for _ in range(40):
        if window.session.dialog.title == "Window":
            break
        window.key("left")
    titles = [c.title for c in COMMAND_TABLE.values() if c.is_listed and c.section == "Window"]
    for _ in range(titles.index("Dark or light") + 1):
        window.key("down")
    window.shot("menu_chosen")
    window.key("enter")
    window.driver.tick(3)
    assert window.session.dialog is None
    assert window.session.interface.is_dark is not is_dark
    window.application.ask("window.toggle_theme")
    click(window, bar["Display"])
    window.driver.click((1200.0, 740.0))
    window.driver.tick(3)
    assert window.session.dialog is None
    window.key("alt+e")
    assert window.session.dialog is None
