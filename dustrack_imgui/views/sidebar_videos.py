"""Sidebar: all videos of the session in their order, open or not, when there is more than one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.queued_video import Hydration, QueuedVideo
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns, heading
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.unsaved import UnsavedMemo
from dustrack_imgui.views.wording import counted, told_apart

_SIDE_COLUMNS_WIDTH = 96
_BUTTONS = (
    ("dialog.ask_video", "+"),
    ("video.move_up", "↑"),
    ("video.move_down", "↓"),
    ("video.remove", "×"),
)
_PHASES = {Hydration.PENDING: "waiting", Hydration.HYDRATING: "opening", Hydration.FAILED: "failed"}
_Entry = VideoState | QueuedVideo


def explanation(entry: _Entry) -> str:
    """What a row says when the mouse rests on it."""
    if isinstance(entry, VideoState):
        return f"{entry.video.path}\n{counted(entry.video.n_frames, 'frame')}"
    if entry.phase is Hydration.FAILED:
        return f"{entry.reason}\nClick to try again."
    if entry.phase is Hydration.HYDRATING:
        return f"{entry.path}\nIs being opened."
    return f"{entry.path}\nWaits to be opened; click to have it next."


class VideoRow:
    """One video: name, and how it stands with it."""

    def __init__(self, emit: Emit, look: Look, table: Item) -> None:
        self._emit = emit
        self._look = look
        self._entry: _Entry | None = None
        self._is_current = False
        self._shown: tuple[Any, ...] = ()
        with dpg.table_row(parent=table, show=False) as self._row:
            self._name = dpg.add_selectable(span_columns=True, callback=self._pressed)
            self._dirty = look.text(style=Style.TEXT_WARNING)
            self._phase = look.text(font=Font.SMALL, style=Style.TEXT_DIM)
        look.wear(self._name, Style.ROW)
        with look.tip(self._name):
            self._tip = look.text()

    def draw(
        self, entry: _Entry | None, name: str, *, is_current: bool, is_dirty: bool, width_px: int
    ) -> None:
        """Show a video by a name; None hides the row."""
        what = entry.video if isinstance(entry, VideoState) else entry
        shown = (what, name, is_current, is_dirty, width_px)
        if self._shown and what is self._shown[0] and shown[1:] == self._shown[1:]:
            return
        self._shown = shown
        self._entry, self._is_current = entry, is_current
        dpg.configure_item(self._row, show=entry is not None)
        if entry is None:
            return
        dpg.configure_item(self._name, label=self._look.fitted(name, width_px))
        dpg.set_value(self._name, is_current)
        self._look.wear(self._name, Style.ROW_CURRENT if is_current else Style.ROW)
        dpg.set_value(self._dirty, "●" if is_dirty else " ")
        phase = "" if isinstance(entry, VideoState) else _PHASES[entry.phase]
        dpg.set_value(self._phase, phase)
        has_failed = isinstance(entry, QueuedVideo) and entry.phase is Hydration.FAILED
        self._look.wear(self._phase, Style.TEXT_WARNING if has_failed else Style.TEXT_DIM)
        dpg.set_value(self._tip, explanation(entry))

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del app_data, user_data
        dpg.set_value(sender, self._is_current)
        if isinstance(self._entry, VideoState):
            self._emit(Call("video.show", {"video": self._entry.video.key}))
        elif self._entry is not None:
            command = "video.retry" if self._entry.phase is Hydration.FAILED else "video.show"
            self._emit(Call(command, {"video": self._entry.key}))


class VideosSection:
    """The list of videos, and buttons to add, move and remove."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look, unsaved: UnsavedMemo) -> None:
        self._emit = emit
        self._look = look
        self._unsaved = unsaved
        self._buttons = [
            CommandButton(
                commands, emit, look, command, text=text, style=Style.FLAT, refused_style=Style.FLAT_REFUSED
            )
            for command, text in _BUTTONS
        ]
        self._rows: list[VideoRow] = []
        self._seen: tuple[Any, ...] = ()
        self._width_px = 0

    def build(self, parent: Item) -> None:
        """Create the heading and an empty list."""
        self._group = dpg.add_group(parent=parent, show=False)
        with heading(self._look, self._group, "Videos"):
            for button in self._buttons:
                button.build(0)
        with columns(self._look, self._group, True, False, False, is_padded=True) as self._table:
            pass

    def place(self, width_px: int) -> None:
        """Fit the names into a width."""
        self._width_px = max(self._look.px(40), width_px - self._look.px(_SIDE_COLUMNS_WIDTH))
        self._seen = ()

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the videos of the session."""
        session = scene.session
        seen = (session.videos, session.queue, session.video_order, state.video)
        if self._seen and all(a is b for a, b in zip(seen, self._seen, strict=True)):
            return
        self._seen = seen
        entries = _entries(session)
        dpg.configure_item(self._group, show=len(entries) > 1)
        for button in self._buttons:
            button.draw(session)
        while len(self._rows) < len(entries):
            self._rows.append(VideoRow(self._emit, self._look, self._table))
        names = told_apart([_path(entry) for entry in entries])
        for number, row in enumerate(self._rows):
            entry, name = (entries[number], names[number]) if number < len(entries) else (None, "")
            is_current = isinstance(entry, VideoState) and entry.video is state.video
            is_dirty = isinstance(entry, VideoState) and any(
                self._unsaved.is_dirty(entry, layer) for layer in entry.data.layers
            )
            row.draw(entry, name, is_current=is_current, is_dirty=is_dirty, width_px=self._width_px)


def _path(entry: _Entry) -> Path:
    return entry.video.path if isinstance(entry, VideoState) else entry.path


def _entries(session: Session) -> list[_Entry]:
    found = (session.video_state(key) or session.queued(key) for key in session.video_keys)
    return [entry for entry in found if entry is not None]
