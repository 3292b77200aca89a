"""Dialog: the window is closing and layers have unsaved edits."""

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


class ConfirmUnsaved:
    """Save all (Enter), discard, or stay (Esc)."""

    size = (520, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._look = look
        self._list = DirtyList(look)
        self._answers = AnswerRow(
            look,
            (
                answering(emit, "Save all", "save"),
                answering(emit, "Discard", "discard"),
                answering(emit, "Cancel", "cancel"),
            ),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE)
        self._text = self._look.text(parent=card, style=Style.TEXT_DIM, wrap=480)
        self._list.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show what would be lost."""
        del session, card_px
        dpg.set_value(self._title, dialog.title or "Save before closing?")
        dpg.set_value(self._text, dialog.text or "These layers have edits that are not in their files yet.")
        self._list.show(dialog.layers)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Nothing moves while it is open."""

    def press(self, key: str) -> None:
        """Answer a key."""
        self._answers.press(key)
