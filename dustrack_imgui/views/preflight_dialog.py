"""Dialog: what is wrong with the labels before training; saving and cleaning them, or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.preflight import CheckedLayer, Preflight
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.text_list import Line, TextList
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import counted

WIDTH = 660
_ONLY_COMPLETE = (
    "A model learns from frames on which every label of the project is marked. What is dropped goes into a "
    "file beside the layer first and can be restored."
)
_NOTHING_TO_CLEAN = "The labels are saved and complete."
_NOT_CHECKED = "The labels were not checked yet; train again."
_UNCHECKED = Preflight(Path())


def layer_lines(layers: tuple[CheckedLayer, ...]) -> list[Line]:
    """What is wrong with each layer, in lines."""
    several = len({layer.video for layer in layers}) > 1
    lines = []
    for layer in layers:
        where = f"   {Path(layer.video).name}" if several else ""
        lines.append(Line(f"{layer.name}{where}", is_heading=True))
        edits = [
            f"{sign}{count} {word}"
            for sign, count, word in (
                ("+", layer.added, "added"), ("−", layer.removed, "removed"), ("~", layer.moved, "modified")
            )
            if count
        ]  # fmt: skip
        if edits:
            lines.append(Line(f"not saved: {', '.join(edits)}"))
        if layer.n_incomplete:
            lines.append(Line(f"Incomplete frames: {layer.n_incomplete}"))
            lines += [
                Line(f"    frame {frame} lacks {', '.join(missing)}", is_dim=True)
                for frame, missing in layer.shown
            ]
            if layer.n_incomplete > len(layer.shown):
                lines.append(Line(f"    and {layer.n_incomplete - len(layer.shown)} more", is_dim=True))
        if layer.strays:
            told = ", ".join(f"{label} ({counted(count, 'point')})" for label, count in layer.strays)
            lines.append(Line(f"Labels not in the project: {told}"))
    return lines


class PreflightDialog:
    """Counts per layer; “Save and clean” has to be chosen, Enter and Esc cancel."""

    size = (WIDTH + 40, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._list = TextList(look, width=WIDTH, max_lines=16)
        self._refusal = RefusalLine(look)
        cancel = Answer("Cancel", lambda: emit(Call("dialog.dismiss")))
        self._to_clean = (Answer("Save and clean", lambda: emit(Call("dlc.save_and_clean"))), cancel)
        self._to_confirm = (Answer("Continue training", lambda: emit(Call("dlc.start_round"))), cancel)
        self._answers = AnswerRow(look, self._to_clean)
        self._found: Preflight | None = None

    def build(self, card: Item) -> None:
        """Create the items."""
        look = self._look
        look.text("Before training", parent=card, font=Font.TITLE)
        self._text = look.text(parent=card, style=Style.TEXT_DIM, wrap=WIDTH)
        self._list.build(card)
        self._problems = look.text(parent=card, style=Style.TEXT_WARNING, wrap=WIDTH)
        self._question = look.text(parent=card, style=Style.TEXT_WARNING, wrap=WIDTH)
        self._strays = dpg.add_checkbox(
            parent=card,
            label="Save labels not in this DLC project (won't affect training)",
            callback=self._ticked,
        )
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show what was found."""
        del dialog, card_px
        self._found = None
        self._refusal.begin(session)

    def draw(self, scene: Scene) -> None:
        """Follow what was found, and the choice of strays."""
        self._refusal.draw(scene)
        found = scene.session.dlc.preflight or _UNCHECKED
        if found is self._found:
            return
        before, self._found = self._found, found
        dpg.set_value(self._strays, found.keeps_strays)
        if before is not None and before.layers is found.layers:
            return
        words = _ONLY_COMPLETE if found.layers else _NOTHING_TO_CLEAN
        dpg.set_value(self._text, _NOT_CHECKED if found is _UNCHECKED else words)
        self._list.show(layer_lines(found.layers))
        problems = "Left out, because they cannot be read:\n" + "\n".join(found.problems)
        for item, words in (
            (self._problems, problems if found.problems else ""),
            (self._question, found.question),
        ):
            dpg.set_value(item, words)
            dpg.configure_item(item, show=bool(words))
        dpg.configure_item(self._strays, show=found.has_strays)
        if found is _UNCHECKED:
            self._answers.offer(self._to_clean[1:])
        else:
            self._answers.offer(self._to_clean if found.layers else self._to_confirm, default=1)

    def press(self, key: str) -> None:
        """Answer a key."""
        self._answers.press(key)

    def _ticked(self, sender: Any, value: Any, user_data: Any) -> None:
        del sender, user_data
        self._emit(Call("dlc.keep_strays", {"keeps": bool(value)}))
