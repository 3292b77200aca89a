"""Foot of the sidebar, always in sight: undo and redo with their next step, save, and what is unsaved."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.status import HistoryStatus
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.unsaved import UnsavedMemo
from dustrack_imgui.views.wording import counted

HEIGHT = 127


class HistorySection:
    """Undo, redo, save; the save button stands out while the active layer has unsaved edits."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look, unsaved: UnsavedMemo) -> None:
        self._commands = commands
        self._look = look
        self._unsaved = unsaved
        self._history: HistoryStatus | None = None
        self._unsaved_names: tuple[str, ...] | None = None
        self._width_px = 0
        self._undo, self._redo = (
            CommandButton(
                commands,
                emit,
                look,
                command,
                style=Style.BUTTON_LEFT,
                refused_style=Style.BUTTON_LEFT_REFUSED,
            )
            for command in ("edit.undo", "edit.redo")
        )
        self._save = CommandButton(commands, emit, look, "layer.save", text="Save")
        self._save_all = CommandButton(commands, emit, look, "layer.save_all", text="Save all")

    def build(self, parent: Item) -> None:
        """Create the items."""
        self._undo.build(parent, width_px=-1)
        self._redo.build(parent, width_px=-1)
        self._state = self._look.text(parent=parent, font=Font.SMALL)
        with dpg.group(parent=parent, horizontal=True):
            self._save.build(0)
            self._save_all.build(0)

    def place(self, width_px: int) -> None:
        """Share a width between the two save buttons."""
        self._width_px = width_px
        self._history = None
        half = (width_px - self._look.px(6)) // 2
        dpg.configure_item(self._save.item, width=half)
        dpg.configure_item(self._save_all.item, width=width_px - half - self._look.px(6))

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the next steps and what is unsaved."""
        session = scene.session
        for button in (self._undo, self._redo, self._save, self._save_all):
            button.draw(session)
        if session.history is not self._history:
            self._history = session.history
            self._undo.say(self._step("↶", "Undo", session.history.undo))
            self._redo.say(self._step("↷", "Redo", session.history.redo))
        names = self._unsaved.names(session)
        if names != self._unsaved_names:
            self._unsaved_names = names
            words = f"{counted(len(names), 'unsaved layer')}: {', '.join(names)}" if names else "All saved"
            dpg.set_value(self._state, self._look.fitted(words, self._width_px))
            self._look.wear(self._state, Style.TEXT_WARNING if names else Style.TEXT_GOOD)
        is_active_dirty = self._unsaved.is_dirty(state, state.layer)
        self._save.wear(Style.BUTTON_PRIMARY if is_active_dirty else None)

    def _step(self, sign: str, verb: str, sentence: str | None) -> str:
        return self._look.fitted(
            f"{sign}  {verb} {sentence or ''}".rstrip(), self._width_px - self._look.px(16)
        )
