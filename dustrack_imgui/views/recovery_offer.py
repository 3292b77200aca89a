"""Dialog: an earlier session ended without saving, and its edits can be brought back."""

from __future__ import annotations

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


class RecoveryOfferDialog:
    """Restore (Enter), set aside for 30 days, or decide later (Esc)."""

    size = (560, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._look = look
        self._list = DirtyList(look)
        self._answers = AnswerRow(
            look,
            (
                answering(emit, "Restore", "restore"),
                answering(emit, "Set aside", "discard"),
                answering(emit, "Later", "later"),
            ),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE)
        self._text = self._look.text(parent=card, style=Style.TEXT_DIM, wrap=520)
        self._list.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show what was found."""
        del session, card_px
        offer = dialog.offer
        dpg.set_value(self._title, dialog.title or "Bring back unsaved edits?")
        if offer is None:
            words, layers = dialog.text, dialog.layers
        else:
            edits = counted(offer.n_edits, "edit")
            found = f"{edits} not saved when the program ended, the last at {offer.ended_at}."
            words, layers = f"{dialog.text}\n{found}" if dialog.text else found, offer.layers
        dpg.set_value(self._text, words)
        self._list.show(layers)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Nothing moves while it is open."""

    def press(self, key: str) -> None:
        """Answer a key."""
        self._answers.press(key)
