"""Dialog: which of the points that were dropped before training go back into the layer."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.preflight import DroppedPoints
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.pick_list import PickList
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import counted, shortened

WIDTH = 600


def dropped_words(one: DroppedPoints, layer: str) -> str:
    """One file in a line: when, how much, of which labels."""
    of = "" if one.layer == layer else f"   of {one.layer}"
    if one.problem:
        return f"{one.when}   cannot be read: {one.problem}{of}"
    labels = shortened(", ".join(one.labels), 24)
    frames, points = counted(one.n_frames, "frame"), counted(one.n_points, "point")
    return f"{one.when}   {frames}, {points}   labels {labels}{of}"


class RestoreDialog:
    """The files with dropped points, newest first; restoring can be undone, and the file stays."""

    size = (WIDTH + 40, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._list = PickList(look, width=WIDTH, max_lines=8)
        self._refusal = RefusalLine(look)
        self._answers = AnswerRow(
            look,
            (Answer("Restore", self._restore), Answer("Cancel", lambda: emit(Call("dialog.dismiss")))),
        )
        self._dropped: tuple[DroppedPoints, ...] = ()

    def build(self, card: Item) -> None:
        """Create the items."""
        look = self._look
        self._title = look.text(parent=card, font=Font.TITLE)
        look.text(
            "Points that were taken out before a model was trained, newest first. Restoring is one step that "
            "can be undone; the file with the points stays.",
            parent=card, style=Style.TEXT_DIM, wrap=WIDTH,
        )  # fmt: skip
        self._list.build(card)
        self._overwrites = dpg.add_checkbox(parent=card, label="Also where I placed a point since")
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show the files; the newest is chosen."""
        del card_px
        self._dropped = session.dlc.dropped
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(self._overwrites, False)
        self._list.show([dropped_words(one, dialog.subject) for one in self._dropped])
        self._refusal.begin(session)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Say why nothing was restored."""
        self._refusal.draw(scene)

    def press(self, key: str) -> None:
        """Answer a key; the arrows choose a file."""
        if key in ("up", "down"):
            self._list.step(-1 if key == "up" else 1)
        else:
            self._answers.press(key)

    def _restore(self) -> None:
        chosen: Any = self._list.chosen
        if chosen is not None and chosen < len(self._dropped):
            arguments = {
                "path": str(self._dropped[chosen].path),
                "overwrites": bool(dpg.get_value(self._overwrites)),
            }
            self._emit(Call("layer.restore_dropped", arguments))
