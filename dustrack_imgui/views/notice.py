"""Dialog: something the user has to know, with one button."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.views.dialog_view import AnswerRow, answering
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item


class Notice:
    """A title and a text; Enter and Esc both mean OK."""

    size = (520, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._look = look
        self._answers = AnswerRow(look, (answering(emit, "OK", "ok"),))

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE)
        self._text = self._look.text(parent=card, wrap=480)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show the words."""
        del session, card_px
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(self._text, dialog.text)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Nothing moves while it is open."""

    def press(self, key: str) -> None:
        """Answer a key."""
        self._answers.press(key)
