"""Dialog: from which likelihood on a model's point counts as sure."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.likelihood import unsure_words
from dustrack_imgui.model.confidence import DEFAULT_THRESHOLD
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style


class LikelihoodDialog:
    """A slider that takes effect at once, and how many points it makes unsure."""

    size = (520, 0)
    closes_outside = True

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._session: Session | None = None
        usual = {"threshold": DEFAULT_THRESHOLD}
        self._answers = AnswerRow(
            look,
            (
                Answer(f"Back to {DEFAULT_THRESHOLD}", lambda: emit(Call("likelihood.threshold", usual))),
                Answer("Done", lambda: emit(Call("dialog.dismiss"))),
            ),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._look.text("Likelihood threshold", parent=card, font=Font.TITLE)
        self._look.text(
            "Points below it are unsure: marked in the strip below the traces, and faint on the picture.",
            parent=card,
            style=Style.TEXT_DIM,
            wrap=480,
        )
        self._look.space(4, parent=card)
        self._slider = dpg.add_slider_float(
            parent=card,
            width=-1,
            min_value=0.0,
            max_value=1.0,
            format="%.2f",
            clamped=True,
            callback=self._slid,
        )
        self._words = self._look.text(parent=card, wrap=480)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show the threshold."""
        del dialog, session, card_px
        self._session = None
        self._answers.reset(1)

    def draw(self, scene: Scene) -> None:
        """Follow the threshold, and count."""
        session = scene.session
        if session is self._session:
            return
        self._session = session
        if not dpg.is_item_active(self._slider):
            dpg.set_value(self._slider, session.interface.confidence.threshold)
        words = unsure_words(session)
        dpg.set_value(self._words, f"Unsure in {words}" if words else "No layer on screen has likelihoods.")

    def press(self, key: str) -> None:
        """Answer a key; the arrows move the threshold."""
        if key in ("left", "down"):
            self._emit(Call("likelihood.lower"))
        elif key in ("right", "up"):
            self._emit(Call("likelihood.raise"))
        else:
            self._answers.press(key)

    def _slid(self, sender: Any, value: Any, user_data: Any) -> None:
        del sender, user_data
        self._emit(Call("likelihood.threshold", {"threshold": float(value)}))
