"""A desk with stand-ins for canvas and store: what sidebar, bars and dialogs emit takes effect at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.status import (
    Dialog,
    DialogKind,
    DirtyLayer,
    HistoryStatus,
    Severity,
)
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call, Refused, Result
from dustrack_imgui.views.desk import Desk
from dustrack_imgui.views.key_names import chord_name, key_code
from dustrack_imgui.views.layout import Slot
from dustrack_imgui.views.scene import Rect, Scene

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
