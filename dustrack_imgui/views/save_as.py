"""Dialog: type the file that a copy of the active layer goes to."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.open_video import bare_path, homely
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field


class SaveAs:
    """A path field with the usual name filled in; replacing a file is a button, never the default."""

    size = (680, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._answers = AnswerRow(
            look,
            (
                Answer("Save", lambda: self._save(overwrite=False)),
                Answer("Save, replacing the file", lambda: self._save(overwrite=True)),
                Answer("Cancel", lambda: emit(Call("dialog.dismiss"))),
            ),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE)
        self._look.text(
            "A copy of the layer goes to this file; the layer keeps its own.",
            parent=card,
            style=Style.TEXT_DIM,
        )
        self._field = add_text_field(card, hint="path ending in .json")
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Offer the suggested path, and put the keyboard into the field."""
        del session, card_px
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(self._field, homely(dialog.text))
        dpg.focus_item(self._field)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Nothing moves while it is open."""

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the field, Tab marks the next button."""
        if key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)

    def _save(self, *, overwrite: bool) -> None:
        path = bare_path(dpg.get_value(self._field))
        self._emit(Call("layer.save_as", {"path": path, "overwrite": overwrite}))
