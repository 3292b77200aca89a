"""List of layers with what each gained, lost and moved, for the dialogs about unsaved edits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.status import DirtyLayer
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_ROW_HEIGHT = 25
_MAX_ROWS = 10


def difference(layer: DirtyLayer) -> str:
    """Counts of a layer's edits in words, parts that are zero left out."""
    parts = [
        f"{sign}{number} {word}"
        for sign, number, word in (
            ("+", layer.added, "added"), ("−", layer.removed, "removed"), ("~", layer.moved, "moved")
        )
        if number
    ]  # fmt: skip
    return "   ".join(parts) or "no points changed"


def lines(layers: Sequence[DirtyLayer]) -> list[tuple[str, str]]:
    """Lines "layer, edits", below the name of their video where there are several."""
    by_video: dict[str, list[DirtyLayer]] = {}
    for layer in layers:
        by_video.setdefault(layer.video, []).append(layer)
    found = []
    for video, its_layers in by_video.items():
        if len(by_video) > 1:
            found.append((Path(video).name, ""))
        indent = "    " if len(by_video) > 1 else ""
        found += [(f"{indent}{layer.layer}", difference(layer)) for layer in its_layers]
    return found


class DirtyList:
    """Rows "layer, edits", grouped by video; the list scrolls when there are many."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._rows: list[tuple[Item, Item, Item]] = []

    def build(self, parent: Item) -> None:
        """Create an empty list."""
        self._box = self._look.box(parent, Style.BARE, is_scrolling=True)
        with columns(self._look, self._box, True, False) as self._table:
            pass

    def show(self, layers: tuple[DirtyLayer, ...]) -> None:
        """Show these layers."""
        shown = lines(layers)
        while len(self._rows) < len(shown):
            with dpg.table_row(parent=self._table) as row:
                self._rows.append((row, self._look.text(), self._look.text(style=Style.TEXT_DIM)))
        for number, (row, name, edits) in enumerate(self._rows):
            is_shown = number < len(shown)
            dpg.configure_item(row, show=is_shown)
            if is_shown:
                dpg.set_value(name, shown[number][0])
                dpg.set_value(edits, shown[number][1])
        height = self._look.px(_ROW_HEIGHT) * min(len(shown), _MAX_ROWS)
        dpg.configure_item(self._box, show=bool(shown), height=max(1, height))
