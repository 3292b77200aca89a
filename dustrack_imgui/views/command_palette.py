"""Dialog: the command palette, every listed command by fuzzy search, with keys and reasons of refusal."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call, Command, CommandTable
from dustrack_imgui.views.command_items import keys_of
from dustrack_imgui.views.command_list import MOVES, keep_in_sight
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.palette_search import Entry, entries, search
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field


def note(command: Command, session: Session) -> str:
    """What stands beside a command that applies: its section, and whether what it switches is on."""
    if command.is_on is None:
        return command.section
    return f"{command.section}  ·  {'on' if command.is_on(session) else 'off'}"


class PaletteRow:
    """One command: title, section (or why it is refused), key."""

    def __init__(self, palette: CommandPalette, look: Look, table: Item, number: int) -> None:
        self._palette = palette
        self._look = look
        self._number = number
        self._shown: tuple[Command | None, str, bool, bool] | None = None
        with dpg.table_row(parent=table) as self._row:
            self._title = dpg.add_selectable(span_columns=True, callback=self._pressed)
            self._note = look.text(font=Font.SMALL, style=Style.TEXT_DIM)
            self._keys = look.text(style=Style.TEXT_DIM)

    def draw(
        self, command: Command | None, note: str, *, is_refused: bool, is_chosen: bool, note_px: int
    ) -> None:
        """Show a command and a note about it; None hides the row."""
        shown = (command, note, is_refused, is_chosen)
        if shown == self._shown:
            return
        self._shown = shown
        dpg.configure_item(self._row, show=command is not None)
        if command is None:
            return
        dpg.configure_item(self._title, label=command.title)
        dpg.set_value(self._title, is_chosen)
        plain = Style.ROW_REFUSED if is_refused else Style.ROW
        self._look.wear(self._title, Style.ROW_CURRENT if is_chosen and not is_refused else plain)
        dpg.set_value(self._note, self._look.fitted(note, note_px))
        dpg.set_value(self._keys, keys_of(command))

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        self._shown = None
        self._palette.choose(self._number)


class CommandPalette:
    """A search field over a list; Up and Down choose, Enter runs, Esc closes."""

    size = (840, 520)
    closes_outside = True

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._entries: tuple[Entry, ...] = entries(commands)
        self._keys_revision = 0
        self._rows: list[PaletteRow] = []
        self._found: list[Command] = []
        self._query: str | None = None
        self._chosen = 0
        self._seen: tuple[Session, str, int] | None = None
        self._note_px = 0

    def build(self, card: Item) -> None:
        """Create the field and a row for every command."""
        self._field = add_text_field(card, hint="Type what you want to do")
        self._list = self._look.box(card, Style.BARE, is_scrolling=True)
        with columns(self._look, self._list, True, False, False, is_padded=True) as table:
            self._rows = [PaletteRow(self, self._look, table, number) for number in range(len(self._entries))]
        self._nothing = self._look.text(
            "No command is called that.", parent=self._list, style=Style.TEXT_DIM, is_shown=False
        )
        self._look.text(
            "↑ ↓  choose      Enter  run      Esc  close", parent=card, style=Style.TEXT_DIM, font=Font.SMALL
        )

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Start with an empty search."""
        del dialog, session
        if self._keys_revision != self._look.keys.revision:
            self._keys_revision = self._look.keys.revision
            self._entries = entries(self._look.keys.table)
        width_px, height_px = card_px
        self._note_px = width_px // 2 - self._look.px(60)
        dpg.configure_item(self._list, height=max(1, height_px - self._look.px(96)))
        dpg.set_value(self._field, "")
        dpg.focus_item(self._field)
        self._query = None
        self._seen = None

    def draw(self, scene: Scene) -> None:
        """Follow what is typed and which commands apply."""
        query = dpg.get_value(self._field)
        if query != self._query:
            self._query = query
            self._found = search(query, self._entries)
            self._chosen = 0
            dpg.set_y_scroll(self._list, 0)
            dpg.configure_item(self._nothing, show=not self._found)
        seen = (scene.session, query, self._chosen)
        if self._seen is not None and seen[0] is self._seen[0] and seen[1:] == self._seen[1:]:
            return
        self._seen = seen
        for number, row in enumerate(self._rows):
            command = self._found[number] if number < len(self._found) else None
            reason = command.when(scene.session) if command is not None else None
            row.draw(
                command,
                reason or (note(command, scene.session) if command is not None else ""),
                is_refused=reason is not None,
                is_chosen=number == self._chosen,
                note_px=self._note_px,
            )

    def press(self, key: str) -> None:
        """Answer a key."""
        if key == "esc":
            self._emit(Call("dialog.dismiss"))
        elif key == "enter":
            self.choose(self._chosen)
        elif key in MOVES and self._found:
            moved = self._chosen + MOVES[key]
            is_single = abs(MOVES[key]) == 1
            self._chosen = moved % len(self._found) if is_single else min(max(moved, 0), len(self._found) - 1)
            keep_in_sight(self._look, self._list, self._chosen)

    def choose(self, number: int) -> None:
        """Close and run a command of the list; refused ones say why in the status bar."""
        if number >= len(self._found):
            return
        command = self._found[number]
        self._emit(Call("dialog.dismiss"))
        self._emit(Call(command.id, command.arguments))
