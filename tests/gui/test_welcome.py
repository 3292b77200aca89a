"""The welcome page: recent sessions by number, Enter and click, and files dropped on the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.app.recent_sessions import FILE_NAME, load_recent, push_recent
from dustrack_imgui.model.recent import RecentSession

from .desk import Desk


class WelcomeDesk(Desk):
    """The application, with videos or without."""

    def empty(self) -> None:
        self.ask("dialog.dismiss")
        while self.session.videos:
            self.ask("video.discard", video=self.session.active.video.key)
        self.wait(lambda: not self.application.loop.is_active())
        self.driver.tick(5)


def clip(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    for frame in range(4):
        cv2.imwrite(str(made / f"{frame}.png"), np.full((48, 64), 90, np.uint8))
    return made.resolve()


@pytest.fixture(scope="module")
def desk(tmp_path_factory, driver_for) -> Iterator[WelcomeDesk]:
    folder = tmp_path_factory.mktemp("welcome")
    one, two, three = (clip(folder, name) for name in ("one", "two", "three"))
    state = folder / "state"
    push_recent(state / FILE_NAME, RecentSession((str(folder / "gone.mp4"),), str(folder / "gone.mp4")))
    push_recent(state / FILE_NAME, RecentSession((str(one),), str(one)))
    push_recent(state / FILE_NAME, RecentSession((str(two), str(three)), str(three)))
    made = WelcomeDesk.start(driver_for, folder)
    made.wait(lambda: bool(made.session.recent))
    made.driver.tick(3)
    yield made
    made.application.close()
    assert load_recent(state / FILE_NAME)[0].videos == (str(one),)


def test_the_page_lists_what_is_still_there_and_a_number_opens_it(desk, tmp_path):
    desk.driver.save_png(tmp_path / "welcome.png")
    assert [len(one.videos) for one in desk.session.recent] == [2, 1]
    desk.key("1")
    desk.wait(lambda: len(desk.session.videos) == 2)
    assert desk.shown == "three"
    assert [state.video.stem for state in desk.session.videos] == ["two", "three"]


def test_digits_choose_labels_again_once_a_video_is_open(desk):
    if not desk.session.videos:
        desk.key("1")
    desk.wait(lambda: desk.shown == "three")
    desk.key("2")
    assert desk.session.active.view.label == "2"
    desk.empty()
    assert not desk.session.videos


def test_enter_opens_the_marked_session_and_arrows_move_the_mark(desk):
    desk.empty()
    desk.key("down")
    desk.key("enter")
    desk.wait(lambda: bool(desk.session.videos))
    assert desk.shown == "one"
    desk.empty()


def test_a_click_opens_a_session(desk):
    desk.empty()
    rows = [item for item in dpg.get_all_items() if dpg.get_item_label(item) == "one"]
    (row,) = (item for item in rows if dpg.is_item_visible(item))
    x, y = dpg.get_item_rect_min(row)
    desk.driver.click((x + 10, y + 6))
    desk.wait(lambda: desk.shown == "one")
    desk.empty()


def test_dropped_files_are_opened_with_the_first_on_screen(desk):
    desk.empty()
    names = [str(desk.folder / name).encode() for name in ("two", "one")]
    desk.application._drop_target._dropped(0, len(names), names)
    desk.wait(lambda: len(desk.session.videos) == 2)
    assert desk.shown == "two"
    desk.empty()


def test_the_page_comes_back_with_the_session_just_left_on_top(desk):
    desk.empty()
    desk.application.ask("app.open_video", path=str(desk.folder / "one"))
    desk.wait(lambda: desk.shown == "one")
    desk.empty()
    desk.wait(lambda: desk.session.recent[0].active.endswith("one"))
