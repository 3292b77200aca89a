"""Dialogs about layers with edits that are in no file: before closing, and after a session that broke off."""

from __future__ import annotations

from collections.abc import Sequence

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.views.dialog_view import AnswerRow, answering
from dustrack_imgui.views.dirty_list import DirtyList
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import counted

CLOSING = (("Save all and quit", "save"), ("Quit without saving", "discard"), ("Cancel", "cancel"))
FOUND = (("Restore", "restore"), ("Set aside", "discard"), ("Later", "later"))
"""Words on the buttons and answers, first the one for Enter, last the one for Esc."""


def words_of(dialog: Dialog) -> str:
    """What is asked: the dialog's own text, and what an offer found."""
    if dialog.offer is None:
        return dialog.text
    edits = counted(dialog.offer.n_edits, "edit")
    found = (
        f"{edits} not saved when the program ended, the last at {dialog.offer.ended_at}. Set aside, they "
        "stay on disk for 30 days; later, they are offered again when the video is next opened."
    )
    return f"{dialog.text}\n{found}" if dialog.text else found


class LayersQuestion:
    """A question, layers with what each would gain or lose, and answers."""

    size = (560, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look, answers: Sequence[tuple[str, str]]) -> None:
        self._look = look
        self._list = DirtyList(look)
        self._answers = AnswerRow(look, [answering(emit, text, answer) for text, answer in answers])

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE)
        self._text = self._look.text(parent=card, style=Style.TEXT_DIM, wrap=520)
        self._list.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show what would be lost, or was found."""
        del session, card_px
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(self._text, words_of(dialog))
        self._list.show(dialog.layers if dialog.offer is None else dialog.offer.layers)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Nothing moves while it is open."""

    def press(self, key: str) -> None:
        """Answer a key."""
        self._answers.press(key)
