"""A line of a dialog that says why its command was refused; the dialog stays open then."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Severity
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style


class RefusalLine:
    """Shows warnings and errors that came up since the dialog was opened."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._serial = 0

    def build(self, parent: Item) -> None:
        """Create the line, empty."""
        self._text = self._look.text(parent=parent, style=Style.TEXT_WARNING, wrap=480, is_shown=False)

    def begin(self, session: Session) -> None:
        """Forget what was said before."""
        self._serial = session.message.serial
        dpg.configure_item(self._text, show=False)

    def draw(self, scene: Scene) -> bool:
        """Show what was said since; true when that is new."""
        message = scene.session.message
        if message.serial == self._serial:
            return False
        self._serial = message.serial
        is_shown = message.severity is not Severity.INFO
        dpg.set_value(self._text, message.text)
        dpg.configure_item(self._text, show=is_shown)
        return is_shown
