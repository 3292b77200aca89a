"""Dialog: type a name for a layer or a label."""

from __future__ import annotations

from dataclasses import dataclass

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field


@dataclass(frozen=True, slots=True)
class _Question:
    """What is named: the command that gets the name, words on the button, what the name is for."""

    command: str
    button: str
    help: str


_QUESTIONS = {
    DialogKind.NEW_LAYER: _Question(
        "layer.new",
        "Make layer",
        "Its file is called after video and layer, and written when it is saved.",
    ),
    DialogKind.DUPLICATE_LAYER: _Question(
        "layer.duplicate", "Duplicate", "The copy has all points of the layer, and a file of its own."
    ),
    DialogKind.RENAME_LAYER: _Question(
        "layer.rename", "Rename", "The file keeps its old name until the layer is saved."
    ),
    DialogKind.NAME_LABEL: _Question(
        "label.name", "Name it", "The name stands beside the number. An empty one takes it away."
    ),
}


class AskName:
    """A field with a suggestion; what is wrong with a name is said below it."""

    size = (480, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._dialog = Dialog(DialogKind.NEW_LAYER)
        self._refusal = RefusalLine(look)
        self._answers = AnswerRow(look)

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE)
        self._help = self._look.text(parent=card, style=Style.TEXT_DIM, wrap=440)
        self._field = add_text_field(card, hint="name")
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Offer the suggested name, and put the keyboard into the field."""
        del card_px
        self._dialog = dialog
        question = _QUESTIONS[dialog.kind]
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(self._help, question.help)
        dpg.set_value(self._field, dialog.text)
        dpg.focus_item(self._field)
        self._refusal.begin(session)
        cancel = Answer("Cancel", lambda: self._emit(Call("dialog.dismiss")))
        self._answers.offer((Answer(question.button, self._done), cancel))

    def draw(self, scene: Scene) -> None:
        """Say why a name was refused."""
        if self._refusal.draw(scene):
            dpg.focus_item(self._field)

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the field, Tab marks the next button."""
        if key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)

    def _done(self) -> None:
        arguments = {"name": dpg.get_value(self._field)}
        if self._dialog.subject:
            arguments["label"] = self._dialog.subject
        self._emit(Call(_QUESTIONS[self._dialog.kind].command, arguments))
