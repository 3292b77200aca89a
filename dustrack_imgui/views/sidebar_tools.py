"""Sidebar: tools in groups that fold, each row a command with its key."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import VideoState
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views.command_items import CommandRow, emitting
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.tool_groups import TOOL_GROUPS, ToolGroup

_FOLDED, _OPEN = "+", "–"


class FoldingRows:
    """One group: a heading that folds it, and rows; those that do not apply now are grey and say why."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look, group: ToolGroup) -> None:
        self._emit = emit
        self._look = look
        self._group = group
        self._is_open: bool | None = None
        self._rows = [
            CommandRow(commands, emit, look, command, text=text) for command, text in group.rows.items()
        ]

    def build(self, parent: Item) -> None:
        """Create the heading and the rows."""
        emit = emitting(self._emit, "window.toggle_tools", {"group": self._group.name})

        def toggle(heading: Item, is_selected: bool, user_data: None) -> None:
            dpg.set_value(heading, False)  # a heading is never selected, only the toolkit makes it so
            emit(heading, is_selected, user_data)

        with columns(self._look, parent, True, False, is_padded=True), dpg.table_row():
            self._heading = dpg.add_selectable(label=self._group.name, span_columns=True, callback=toggle)
            self._sign = self._look.text(style=Style.TEXT_DIM, font=Font.STRONG)
        self._look.wear(self._heading, Style.ROW)
        self._look.use(self._heading, Font.STRONG)
        with columns(self._look, parent, True, False, is_padded=True) as self._table:
            for row in self._rows:
                row.build(self._table)

    def draw(self, scene: Scene) -> None:
        """Follow whether it is unfolded, and which of the commands apply."""
        is_open = self._group.name in scene.session.interface.open_tools
        if is_open is not self._is_open:
            self._is_open = is_open
            dpg.configure_item(self._table, show=is_open)
            dpg.set_value(self._sign, _OPEN if is_open else _FOLDED)
        if is_open:
            for row in self._rows:
                row.draw(scene.session)


class ToolsSection:
    """All groups, below one another."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._look = look
        self._groups = [FoldingRows(commands, emit, look, group) for group in TOOL_GROUPS]

    def build(self, parent: Item) -> None:
        """Create the groups."""
        self._look.space(3, parent=parent)
        for group in self._groups:
            group.build(parent)

    def place(self, width_px: int) -> None:
        """Tables follow the width of the sidebar by themselves."""

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Follow the groups."""
        del state
        for group in self._groups:
            group.draw(scene)
