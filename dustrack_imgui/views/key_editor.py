"""Dialog: every command with its keys; give it others, take them away, choose a preset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.chords import shown
from dustrack_imgui.commands.key_presets import TITLES
from dustrack_imgui.commands.keymap import is_bindable, with_current_keys
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call, Command, CommandTable
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.command_list import MOVES, keep_in_sight
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.key_capture import Capture, pressed
from dustrack_imgui.views.key_row import KeyRow
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.palette_search import Entry, search
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field

_OTHER_HEIGHT = 258
_MAX_KEYS = 6


class KeyEditor:
    """A searchable list of commands; the chosen one's keys stand below it, and Enter asks for another."""

    size = (900, 660)
    closes_outside = False

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._commands = commands
        self._emit = emit
        self._look = look
        self._rows: list[KeyRow] = []
        self._entries: tuple[Entry, ...] = ()
        self._unchanged: CommandTable = commands
        self._found: list[Command] = []
        self._query: str | None = None
        self._chosen = 0
        self._capture: Capture | None = None
        self._bindings: KeyBindings | None = None
        self._revision = -1
        self._presets = {
            preset: CommandButton(commands, emit, look, f"keys.use_{preset.replace('-', '_')}", text=title)
            for preset, title in TITLES.items()
        }
        self._reset_all = CommandButton(commands, emit, look, "keys.reset_all")

    def build(self, card: Item) -> None:
        """Create the presets, the field, a row for every command, and the keys of the chosen one."""
        self._look.text("Keys", parent=card, font=Font.TITLE)
        with dpg.group(parent=card, horizontal=True):
            for button in (*self._presets.values(), self._reset_all):
                button.build(0)
        self._look.space(2, parent=card)
        self._field = add_text_field(card, hint="Find a command by name or key")
        self._prompt = self._look.text(parent=card, style=Style.TEXT_WARNING, is_shown=False)
        self._list = self._look.box(card, Style.BARE, is_scrolling=True)
        n_rows = sum(is_bindable(command) for command in self._commands.values())
        with columns(self._look, self._list, True, True, False, is_padded=True) as table:
            self._rows = [KeyRow(self._look, table, self._choosing(number)) for number in range(n_rows)]
        self._look.space(2, parent=card)
        self._title = self._look.text(parent=card, font=Font.STRONG)
        self._help = self._look.text(parent=card, style=Style.TEXT_DIM, font=Font.SMALL)
        with dpg.group(parent=card, horizontal=True) as self._buttons:
            self._keys = [
                dpg.add_button(show=False, callback=self._removing(number)) for number in range(_MAX_KEYS)
            ]
            add = dpg.add_button(label="Add a key…  Enter", callback=self._pressed(self._ask))
            self._look.wear(add, Style.BUTTON_PRIMARY)
            self._reset = dpg.add_button(label="Reset", callback=self._pressed(self._reset_chosen))
        self._look.text(
            "↑ ↓  choose      Enter  add a key      click a key  remove it      Esc  close",
            parent=card, style=Style.TEXT_DIM, font=Font.SMALL,
        )  # fmt: skip

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Start with an empty search."""
        del dialog, session
        dpg.configure_item(self._list, height=max(1, card_px[1] - self._look.px(_OTHER_HEIGHT)))
        dpg.set_value(self._field, "")
        self._wait(None)
        self._query = None
        self._bindings = None

    def draw(self, scene: Scene) -> None:
        """Follow what is typed and what is bound."""
        session = scene.session
        for button in (*self._presets.values(), self._reset_all):
            button.draw(session)
        bindings, query = session.interface.keys, dpg.get_value(self._field)
        if bindings is not self._bindings or self._revision != self._look.keys.revision:
            self._take(bindings)
        if query != self._query:
            is_new_search = self._query is not None or not self._found
            self._query = query
            self._found = search(query, self._entries)
            if is_new_search:
                self._chosen = 0
                dpg.set_y_scroll(self._list, 0)
            self._show()

    def press(self, key: str) -> None:
        """Answer a key."""
        if self._capture is not None:
            capture, call = pressed(self._capture, key, self._look.keys.table)
            self._wait(capture)
            if call is not None:
                self._emit(call)
        elif key == "esc":
            self._emit(Call("dialog.dismiss"))
        elif key == "enter":
            self._ask()
        elif key in MOVES and self._found:
            self._choose(min(max(self._chosen + MOVES[key], 0), len(self._found) - 1))
            keep_in_sight(self._look, self._list, self._chosen)

    def _take(self, bindings: KeyBindings) -> None:
        """Know other keys."""
        self._bindings = bindings
        self._revision = self._look.keys.revision
        self._unchanged = with_current_keys(self._commands, KeyBindings(bindings.preset))
        self._entries = tuple(
            Entry.of(command) for command in self._look.keys.table.values() if is_bindable(command)
        )
        for preset, button in self._presets.items():
            button.wear(Style.FLAT_ON if preset == bindings.preset else None)
        if self._query is not None:
            self._found = search(self._query, self._entries)
            self._show()

    def _show(self) -> None:
        for number, row in enumerate(self._rows):
            command = self._found[number] if number < len(self._found) else None
            row.draw(command, self._is_changed(command), is_chosen=number == self._chosen)
        command = self._found[self._chosen] if self._found else None
        dpg.configure_item(self._buttons, show=command is not None and self._capture is None)
        dpg.set_value(self._title, command.title if command is not None else "No command is called that.")
        dpg.set_value(self._help, command.help if command is not None else "")
        if command is None:
            return
        for number, item in enumerate(self._keys):
            is_key = number < len(command.keys)
            dpg.configure_item(
                item, show=is_key, label=f"{shown(command.keys[number])}   ×" if is_key else ""
            )
        dpg.configure_item(self._reset, show=self._is_changed(command))

    def _is_changed(self, command: Command | None) -> bool:
        return command is not None and set(command.keys) != set(self._unchanged[command.id].keys)

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._wait(None)
        self._show()

    def _wait(self, capture: Capture | None) -> None:
        """Wait for a key, or no longer; the field is away meanwhile, so that the key is not typed into it."""
        self._capture = capture
        dpg.configure_item(self._field, enabled=capture is None, show=capture is None)
        dpg.configure_item(self._prompt, show=capture is not None)
        dpg.configure_item(self._buttons, show=capture is None)
        if capture is None:
            dpg.focus_item(self._field)
        else:
            dpg.set_value(self._prompt, capture.prompt)

    def _ask(self) -> None:
        if self._found:
            self._wait(Capture(self._found[self._chosen]))

    def _reset_chosen(self) -> None:
        if self._found:
            self._emit(Call("keys.reset", {"command": self._found[self._chosen].id}))

    def _choosing(self, number: int) -> Callable[[], None]:
        return lambda: self._choose(number)

    def _removing(self, number: int) -> Callable[[Any, Any, Any], None]:
        def remove() -> None:
            command = self._found[self._chosen] if self._found else None
            if command is not None and number < len(command.keys):
                self._emit(Call("keys.unbind", {"key": command.keys[number]}))

        return self._pressed(remove)

    @staticmethod
    def _pressed(act: Callable[[], None]) -> Callable[[Any, Any, Any], None]:
        def callback(sender: Any, app_data: Any, user_data: Any) -> None:
            del sender, app_data, user_data
            act()

        return callback
