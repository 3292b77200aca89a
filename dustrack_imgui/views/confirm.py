"""Dialog: a question whose answers are commands."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Choice, Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.dirty_list import DirtyList
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style


class Confirm:
    """A title, a text, layers with what differs, and the choices that the dialog brings along."""

    size = (560, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._list = DirtyList(look)
        self._refusal = RefusalLine(look)
        self._answers = AnswerRow(look)

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE, wrap=520)
        self._text = self._look.text(parent=card, style=Style.TEXT_DIM, wrap=520)
        self._list.build(card)
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Ask the question."""
        del card_px
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(self._text, dialog.text)
        self._list.show(dialog.layers)
        self._refusal.begin(session)
        self._answers.offer(
            [self._answer(choice, dialog) for choice in dialog.choices or (Choice("OK"),)], dialog.default
        )

    def draw(self, scene: Scene) -> None:
        """Say why an answer was refused."""
        self._refusal.draw(scene)

    def press(self, key: str) -> None:
        """Answer a key."""
        self._answers.press(key)

    def _answer(self, choice: Choice, dialog: Dialog) -> Answer:
        arguments = {choice.argument: dialog.subject} if choice.argument else {}
        call = Call(choice.command or "dialog.dismiss", arguments)
        return Answer(choice.text, lambda: self._emit(call))
