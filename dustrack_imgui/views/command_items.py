"""A command on screen: buttons and menu rows with title, key, tooltip, and the reason while it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Command, CommandTable
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.key_words import all_keys, first_key
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

NO_ARGUMENTS: Mapping[str, Any] = MappingProxyType({})
TIP_WIDTH = 320


def emitting(
    emit: Emit, command: str, arguments: Mapping[str, Any] = NO_ARGUMENTS
) -> Callable[[Any, Any, Any], None]:
    """Widget callback that emits one command."""
    call = Call(command, arguments)

    def pressed(sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        emit(call)

    return pressed


def keys_of(command: Command) -> str:
    """First key of a command as people write it, "" when it has none."""
    return first_key(command)


def title_with_keys(command: Command) -> str:
    """Title of a command with its keys, for a tooltip."""
    keys = all_keys(command)
    return f"{command.title} ({keys})" if keys else command.title


class Tip:
    """Tooltip of a command: title with its keys, help, and why it is refused now."""

    def __init__(self, look: Look, owner: Item, command: Command) -> None:
        with look.tip(owner):
            look.keys.follow(look.text(font=Font.STRONG), command, title_with_keys)
            look.text(command.help, style=Style.TEXT_DIM, wrap=TIP_WIDTH)
            self._reason = look.text(style=Style.TEXT_WARNING, wrap=TIP_WIDTH, is_shown=False)

    def explain(self, reason: str | None) -> None:
        """Show why the command is refused; None when it applies."""
        dpg.set_value(self._reason, reason or "")
        dpg.configure_item(self._reason, show=reason is not None)


class Gate:
    """Remembers whether a command was refused, so that only a change touches Dear PyGui."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._reason: str | object | None = self

    def changed(self, session: Session) -> tuple[bool, str | None]:
        """Whether the answer differs from last time, and the reason of a refusal."""
        reason = self._command.when(session)
        if reason == self._reason:
            return False, reason
        self._reason = reason
        return True, reason


class CommandButton:
    """A button that emits a command and is greyed, with the reason, while it is refused."""

    def __init__(
        self,
        commands: CommandTable,
        emit: Emit,
        look: Look,
        command: str,
        *,
        text: str | None = None,
        arguments: Mapping[str, Any] = NO_ARGUMENTS,
        style: Style | None = None,
        refused_style: Style = Style.BUTTON_REFUSED,
    ) -> None:
        self._command = commands[command]
        self._emit = emit
        self._look = look
        self._text = self._command.title if text is None else text
        self._arguments = arguments
        self._style = style
        self._refused_style = refused_style
        self._gate = Gate(self._command)
        self._is_refused = False
        self.item: Item = 0

    def build(self, parent: Item, *, width_px: int = 0) -> Item:
        """Create the button; width 0 fits its text, -1 fills the rest."""
        self.item = dpg.add_button(
            label=self._text,
            parent=parent,
            width=width_px,
            callback=emitting(self._emit, self._command.id, self._arguments),
        )
        self._look.wear(self.item, self._style)
        self._tip = Tip(self._look, self.item, self._command)
        return self.item

    def draw(self, session: Session) -> None:
        """Follow the session's answer to whether the command applies."""
        has_changed, reason = self._gate.changed(session)
        if has_changed:
            self._is_refused = reason is not None
            self._dress()
            self._tip.explain(reason)

    def say(self, text: str) -> None:
        """Change the words on the button."""
        if text != self._text:
            self._text = text
            dpg.configure_item(self.item, label=text)

    def wear(self, style: Style | None) -> None:
        """Change its look while it is not refused."""
        if style is not self._style:
            self._style = style
            self._dress()

    def _dress(self) -> None:
        self._look.wear(self.item, self._refused_style if self._is_refused else self._style)


class CommandRow:
    """A line of a two-column table, title left and key right, that emits a command when clicked."""

    def __init__(
        self, commands: CommandTable, emit: Emit, look: Look, command: str, *, text: str | None = None
    ) -> None:
        self._command = commands[command]
        self._emit = emit
        self._look = look
        self._text = self._command.title if text is None else text
        self._gate = Gate(self._command)

    def build(self, table: Item) -> None:
        """Create the row in a table of two columns."""
        with dpg.table_row(parent=table) as self._row:
            self._item = dpg.add_selectable(label=self._text, span_columns=True, callback=self._pressed)
            self._key = self._look.text(style=Style.TEXT_DIM)
        self._look.keys.follow(self._key, self._command, keys_of)
        self._look.wear(self._item, Style.ROW)
        self._tip = Tip(self._look, self._item, self._command)

    def draw(self, session: Session) -> None:
        """Follow the session's answer to whether the command applies."""
        has_changed, reason = self._gate.changed(session)
        if has_changed:
            self._look.wear(self._item, Style.ROW if reason is None else Style.ROW_REFUSED)
            self._look.wear(self._key, Style.TEXT_DIM if reason is None else Style.TEXT_REFUSED)
            self._tip.explain(reason)

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del app_data, user_data
        dpg.set_value(sender, False)
        self._emit(Call(self._command.id))
