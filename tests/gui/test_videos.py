"""Several videos in the real window: the list, keys that switch, and what arrives in the background."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from .desk import Desk


class VideosDesk(Desk):
    """The application with several videos."""

    def level(self) -> int:
        """Grey level in the middle of the picture, once the frame is on screen."""
        self.settle()
        middle = self.application.image.transform(self.session).screen_from_image((40, 30))
        return self.driver.pixel(middle)[0]


@pytest.fixture(scope="module")
def desk(tmp_path_factory, driver_for) -> Iterator[VideosDesk]:
    folder = tmp_path_factory.mktemp("videos")
    clips = []
    for name, level in (("one", 40), ("two", 120), ("three", 200)):
        clip = folder / name
        clip.mkdir()
        for frame in range(30):
            cv2.imwrite(str(clip / f"{frame:03d}.png"), np.full((60, 80), level, np.uint8))
        clips.append(clip)
    bad = folder / "bad.mp4"
    bad.write_bytes(b"this is no video")
    made = VideosDesk.start(driver_for, folder, clips[0], clips[1], bad, clips[2])
    made.wait(lambda: len(made.session.videos) == 3)
    made.driver.tick(3)
    yield made
    made.application.close()


def middle_of(label: str) -> tuple[float, float]:
    """Left part of the selectable row with that label."""
    (row,) = (item for item in dpg.get_all_items() if dpg.get_item_label(item) == label)
    x, y = dpg.get_item_rect_min(row)
    return x + 20, y + dpg.get_item_rect_size(row)[1] / 2


def test_the_first_video_is_on_screen_and_keys_switch(desk):
    assert desk.shown == "one"
    assert abs(desk.level() - 40) <= 3
    desk.key("alt+right")
    assert desk.shown == "two"
    assert abs(desk.level() - 120) <= 3
    desk.key("alt+right")
    assert desk.shown == "three"
    assert abs(desk.level() - 200) <= 3
    desk.key("alt+left")
    desk.key("alt+left")
    assert desk.shown == "one"


def test_the_view_of_each_video_is_its_own_and_can_be_carried(desk):
    desk.application.ask("video.show", video=desk.session.videos[0].video.key)
    desk.application.ask("frame.go_to", frame=12)
    desk.key("alt+right")
    assert desk.session.active.view.frame == 0
    desk.key("alt+left")
    assert desk.session.active.view.frame == 12
    desk.key("ctrl+alt+right")
    assert (desk.shown, desk.session.active.view.frame) == ("two", 12)


def test_a_click_in_the_list_shows_a_video_and_a_failed_one_says_why(desk, tmp_path):
    desk.application.ask("video.show", video=desk.session.videos[0].video.key)
    desk.driver.tick(3)
    desk.driver.save_png(tmp_path / "videos.png")
    desk.driver.click(middle_of("two"))
    desk.driver.tick(2)
    assert desk.shown == "two"
    desk.driver.click(middle_of("bad.mp4"))
    desk.wait(lambda: desk.session.dialog is not None)
    assert "bad.mp4" in desk.session.dialog.text
    desk.key("enter")
    assert desk.session.dialog is None


def test_removing_a_video_with_unsaved_edits_asks_and_saves_first(desk, tmp_path):
    desk.application.ask("video.show", video=desk.session.videos[2].video.key)
    desk.application.ask("point.place", xy_image=(3.0, 4.0), exact_frame=desk.session.active.view.frame)
    path = desk.session.active.layer.path
    desk.key("ctrl+shift+w")
    desk.driver.tick(3)
    desk.driver.save_png(tmp_path / "remove.png")
    assert desk.session.dialog is not None
    desk.key("esc")
    assert (desk.shown, path.exists()) == ("three", False)
    desk.key("ctrl+shift+w")
    desk.key("enter")
    desk.wait(lambda: len(desk.session.videos) == 2)
    assert path.exists()
    assert desk.shown == "two"


def test_the_path_field_adds_a_video_and_shows_it(desk, tmp_path):
    clip = tmp_path / "four"
    clip.mkdir()
    cv2.imwrite(str(clip / "0.png"), np.full((60, 80), 90, np.uint8))
    n_before = len(desk.session.videos)
    desk.key("ctrl+o")
    desk.driver.type_text(str(clip))
    desk.driver.save_png(tmp_path / "open.png")
    desk.key("enter")
    desk.wait(lambda: len(desk.session.videos) == n_before + 1)
    assert desk.shown == "four"
