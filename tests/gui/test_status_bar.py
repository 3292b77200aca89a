"""Status bar and transport as a person sees and uses them."""

from __future__ import annotations

from dataclasses import replace

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.status import (
    HistoryStatus,
    JobStatus,
    Message,
    Severity,
)
from dustrack_imgui.views.layout import layout
from dustrack_imgui.views.scene import Figures

from .chrome import SIZE, Chrome, a_session


def test_status_bar_tells_frame_time_and_cursor(chrome: Chrome) -> None:
    chrome.scene_extras["xy_image"] = (12.25, 7.0)
    chrome.show(a_session(frame=150))
    words = chrome.words()
    assert "150 / 300    0:00:05.000    30 fps    1×" in words
    assert any(word.startswith("x") and "12.2" in word and "7.0" in word for word in words)
    chrome.scene_extras["xy_image"] = None
    chrome.driver.tick(2)
    assert not any("12.2" in word for word in chrome.words())


def test_refusal_flashes_and_fades(chrome: Chrome) -> None:
    message = layout(*SIZE, 1.0).status
    spot = (message.top + message.height // 2, 640)
    calm = chrome.driver.pixels()[spot].copy()
    chrome.show(chrome.session.saying("Nothing to undo.", Severity.WARNING))
    assert not chrome.desk.is_settled
    assert chrome.driver.pixels()[spot][0] > calm[0] + 30
    assert "⚠ Nothing to undo." in chrome.words()
    chrome.now_secs += 5
    chrome.driver.tick(3)
    assert chrome.desk.is_settled
    assert (chrome.driver.pixels()[spot] == calm).all()
    chrome.show(chrome.session.saying("Nothing to undo.", Severity.WARNING))
    assert not chrome.desk.is_settled


def test_job_shows_its_progress_and_can_be_cancelled(chrome: Chrome) -> None:
    jobs = (JobStatus(7, "Reduce jitter", "tracking", 0.25), JobStatus(8, "Interpolate"))
    chrome.show(replace(chrome.session, jobs=jobs))
    bar = next(
        item
        for item in dpg.get_all_items()
        if dpg.get_item_type(item).endswith("mvProgressBar") and dpg.get_value(item) > 0
    )
    assert dpg.get_value(bar) == 0.25
    assert dpg.get_item_configuration(bar)["overlay"].startswith("Reduce jitter")
    chrome.click("✕")
    assert chrome.emitted == [("job.cancel", {"job": 7})]
    chrome.show(replace(chrome.session, jobs=()))
    assert "✕" not in chrome.words()


def test_late_journal_is_said(chrome: Chrome) -> None:
    chrome.scene_extras["figures"] = Figures(journal_lag_ms=4200.0)
    chrome.driver.tick(2)
    assert "journal 4 s late" in chrome.words()


def test_transport_plays_and_asks_for_a_frame(chrome: Chrome) -> None:
    chrome.click("▶")
    assert chrome.emitted == [("play.toggle", {})]
    assert "❚❚" in chrome.words()
    chrome.click("frame \u2007\u20075 / 300")
    assert chrome.emitted == [("dialog.ask_frame", {})]
    chrome.driver.tick(2)
    assert chrome.desk.dialogs.is_open


def test_long_message_keeps_both_ends_in_the_bar(chrome: Chrome) -> None:
    text = f"The file cannot be written; {'free some space and try again, ' * 4}then save: clip.json"
    chrome.show(replace(chrome.session, message=Message(text, Severity.ERROR, 9)))
    (shown,) = (word for word in chrome.words() if word.startswith("✖ "))
    assert shown.startswith("✖ The file cannot be written")
    assert "…" in shown
    assert shown.endswith("clip.json")


def test_a_step_takes_the_place_of_an_older_message_but_not_of_an_error(chrome: Chrome) -> None:
    chrome.show(chrome.session.saying("6 blips in lk."))
    assert "6 blips in lk." in chrome.words()
    chrome.show(replace(chrome.session, history=HistoryStatus("remove 3 at frame 5", None, 1)))
    assert "Remove 3 at frame 5" in chrome.words()
    assert "6 blips in lk." not in chrome.words()
    chrome.show(chrome.session.saying("The disk is full.", Severity.ERROR))
    chrome.show(replace(chrome.session, history=HistoryStatus("place 3 at frame 6", None, 1)))
    assert "✖ The disk is full." in chrome.words()
