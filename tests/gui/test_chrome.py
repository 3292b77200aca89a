"""Sidebar, status bar and dialogs as a person uses them: real clicks and keys in, commands and pixels out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Interface, NumberKeys, Session, VideoData, VideoState
from dustrack_imgui.model.status import (
    Dialog,
    DialogKind,
    DirtyLayer,
    HistoryStatus,
    JobStatus,
    Message,
    RecoveryOffer,
    Severity,
)
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import Enhancement, View
from dustrack_imgui.store.command import Call, Refused, Result
from dustrack_imgui.views.colours import DARK, LIGHT
from dustrack_imgui.views.desk import Desk
from dustrack_imgui.views.key_names import chord_name, key_code
from dustrack_imgui.views.layout import Slot, layout
from dustrack_imgui.views.scene import Figures, Rect, Scene
from dustrack_imgui.views.typing_guard import is_typing

SIZE = (1280, 800)
TRACK = Track.from_points([3, 5, 40], [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)])
DIRTY = (DirtyLayer("clip.mp4", "pn", 12, 3, 40), DirtyLayer("clip.mp4", "dlccorr_pn", 0, 0, 7))


def a_session(**view: Any) -> Session:
    pn = Layer("pn", MappingProxyType({"0": TRACK, "3": TRACK}), Path("clip_annotations_pn.json"))
    dense = Layer("pn_lkmovavg_0.500", MappingProxyType({"0": TRACK}), None, LayerKind.DENSE)
    state = VideoState(
        Video(Path("clip.mp4"), 300, 320, 240, 30.0, warnings=("2 frames are missing.",)),
        VideoData((pn, dense, Layer("buffer", kind=LayerKind.SCRATCH))),
        View(**{"layer": "pn", "frame": 5, **view}),
        MappingProxyType({dense.name: dense.tracks}),
    )
    return Session((state,), history=HistoryStatus("place 3 at frame 5", None, 1))


class Pane:
    """Stands in for a canvas panel."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.rect = Rect(0, 0, 1, 1)
        self.scale = 0.0

    def build(self, parent: int | str, rect: Rect, scale: float) -> None:
        self.item = dpg.add_child_window(parent=parent)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        self.rect, self.scale = rect, scale
        dpg.configure_item(self.item, pos=(rect.left, rect.top), width=rect.width, height=rect.height)

    def draw(self, scene: Scene) -> None:
        if self.error is not None:
            raise self.error


class Chrome:
    """A desk with stand-ins for canvas and store; what it emits takes effect at once."""

    def __init__(self, viewport: Any) -> None:
        self.session = a_session()
        self.calls: list[Call] = []
        self.now_secs = 0.0
        self.scene_extras: dict[str, Any] = {}
        self.image = Pane()
        canvas = {Slot.IMAGE: self.image, Slot.TIMELINE: Pane(), Slot.TRACES: Pane()}
        self.desk = Desk(COMMAND_TABLE, self._emit, canvas, clock_secs=lambda: self.now_secs)
        self.desk.build(*SIZE, self.session.interface)
        self.driver = viewport.driver
        viewport.draw = self._draw
        with dpg.handler_registry() as self.handlers:
            dpg.add_key_press_handler(callback=self._key)
        self.driver.move((700.0, 300.0), ticks=2)

    @property
    def emitted(self) -> list[tuple[str, dict[str, Any]]]:
        return [(call.command, dict(call.arguments)) for call in self.calls]

    def scene(self) -> Scene:
        xy_mouse = tuple(float(part) for part in dpg.get_mouse_pos(local=False))
        return Scene(self.session, xy_mouse=xy_mouse, **self.scene_extras)

    def show(self, session: Session, ticks: int = 3) -> None:
        self.session = session
        self.driver.tick(ticks)

    def ask(self, kind: DialogKind, **details: Any) -> None:
        self.show(replace(self.session, dialog=Dialog(kind, **details)))
        self.calls.clear()

    def press(self, key: str, *modifiers: str) -> None:
        self.driver.press(key_code(key), *modifiers)

    def find(self, label: str) -> int:
        """The visible button, row or text with these words."""
        for item in dpg.get_all_items():
            words = dpg.get_item_label(item) if not dpg.get_item_type(item).endswith("mvText") else None
            if words is None and dpg.get_item_type(item).endswith("mvText"):
                words = dpg.get_value(item)
            if words is not None and words.strip(" ") == label and dpg.is_item_visible(item):
                return int(item)
        raise AssertionError(f"nothing in the window says {label!r}: {sorted(self.words())}")

    def words(self) -> set[str]:
        """All words in sight."""
        found = set()
        for item in dpg.get_all_items():
            kind = dpg.get_item_type(item)
            if kind.endswith(("mvText", "mvButton", "mvSelectable")) and dpg.is_item_visible(item):
                text = dpg.get_value(item) if kind.endswith("mvText") else dpg.get_item_label(item)
                found.add((text or "").strip(" "))
        return found

    def middle(self, item: int) -> tuple[float, float]:
        left, top = dpg.get_item_rect_min(item)
        width, height = dpg.get_item_rect_size(item)
        return left + width / 2, top + height / 2

    def reveal(self, item: int) -> None:
        """Scroll a list to its end when the item lies below what is in sight."""
        box = dpg.get_item_parent(item)
        while not dpg.get_item_type(box).endswith("mvChildWindow"):
            box = dpg.get_item_parent(box)
        dpg.set_y_scroll(box, dpg.get_y_scroll_max(box))
        self.driver.tick(3)

    def click(self, label: str) -> None:
        self.calls.clear()
        self.driver.click(self.middle(self.find(label)))
        self.driver.tick()

    def _draw(self) -> None:
        self.desk.draw(self.scene())

    def _key(self, sender: Any, code: int, user_data: Any) -> None:
        name = chord_name(
            code, ctrl=dpg.is_key_down(dpg.mvKey_ModCtrl), shift=dpg.is_key_down(dpg.mvKey_ModShift)
        )
        if name is not None:
            self.desk.dialogs.handle_key(name)

    def _emit(self, call: Call) -> None:
        self.calls.append(call)
        command = COMMAND_TABLE[call.command]
        reason = command.when(self.session)
        try:
            if reason is not None:
                raise Refused(reason)
            answer = command.do(self.session, **call.arguments)
        except Refused as refused:
            answer = self.session.saying(str(refused), Severity.WARNING)
        self.session = answer.session if isinstance(answer, Result) else answer


def roots() -> dict[int, str]:
    """Windows, themes, fonts and other items without a parent, with their types."""
    return {item: dpg.get_item_type(item).rpartition("::")[2] for item in dpg.get_windows()}


@pytest.fixture
def chrome(_process_viewport: Any) -> Iterator[Chrome]:
    before = roots()
    made = Chrome(_process_viewport)
    yield made
    _process_viewport.draw = lambda: None
    dpg.bind_theme(0)
    dpg.bind_font(0)
    _process_viewport.fresh()
    dpg.delete_item(made.handlers)
    for kind in ("mvWindowAppItem", "mvTheme"):
        for item, its_kind in roots().items():
            if its_kind == kind and item not in before and item != _process_viewport.window:
                dpg.delete_item(item)
        _process_viewport.driver.tick()


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
    chrome.click("number keys select  (Backtick)")
    assert chrome.session.interface.number_keys is NumberKeys.PLACE
    assert "number keys place points  (Backtick)" in chrome.words()


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
    assert {"All saved", "all saved"} <= chrome.words()


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


def test_go_to_frame_says_where_it_leads_and_goes(chrome: Chrome) -> None:
    chrome.ask(DialogKind.GO_TO_FRAME)
    assert "0 to 299" in chrome.words()
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
    chrome.click("Discard")
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
