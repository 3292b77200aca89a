"""Sidebar: the layers; a click makes one active, the ring at its left shows it as overlay."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import VideoState
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.command_items import CommandButton, Tip
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns, heading
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.unsaved import UnsavedMemo
from dustrack_imgui.views.wording import counted, padded

_SIDE_COLUMNS_WIDTH = 158
_KIND_SIGNS = {LayerKind.HAND: " ", LayerKind.DENSE: "∿", LayerKind.SCRATCH: "□"}
_KIND_WORDS = {
    LayerKind.HAND: "labelled by hand",
    LayerKind.DENSE: "computed for every frame",
    LayerKind.SCRATCH: "scratch, never saved",
}
_NO_OVERLAY, _OVERLAY = "○", "◉"


class LayerRow:
    """One layer: overlay ring, name, whether it has unsaved edits, kind, number of points."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look, table: Item) -> None:
        self._emit = emit
        self._look = look
        self._layer: Layer | None = None
        self._shown: tuple[Any, ...] = ()
        with dpg.table_row(parent=table, show=False) as self._row:
            self._ring = dpg.add_button(label=_NO_OVERLAY, small=True, callback=self._ring_pressed)
            self._name = dpg.add_selectable(span_columns=True, callback=self._pressed)
            self._dirty = look.text(style=Style.TEXT_WARNING)
            self._kind = look.text(style=Style.TEXT_DIM)
            self._count = look.text(style=Style.TEXT_DIM)
        look.wear(self._ring, Style.FLAT)
        look.wear(self._name, Style.ROW)
        Tip(look, self._ring, commands["layer.select_overlay"])
        with look.tip(self._name):
            self._full_name = look.text(font=Font.STRONG)
            self._file = look.text(style=Style.TEXT_DIM)

    def draw(self, layer: Layer | None, state: VideoState, *, is_dirty: bool, width_px: int) -> None:
        """Show a layer; None hides the row."""
        is_active = layer is not None and layer.name == state.view.layer
        is_overlay = layer is not None and layer.name == state.view.overlay
        shown = (layer, is_active, is_overlay, is_dirty, width_px)
        if self._shown and all(a is b for a, b in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        self._layer = layer
        self._is_active, self._is_overlay = is_active, is_overlay
        dpg.configure_item(self._row, show=layer is not None)
        if layer is None:
            return
        dpg.configure_item(self._ring, label=_OVERLAY if is_overlay else _NO_OVERLAY)
        dpg.configure_item(self._name, label=self._look.fitted(layer.name, width_px))
        dpg.set_value(self._name, is_active)
        self._look.wear(self._name, Style.ROW_CURRENT if is_active else Style.ROW)
        dpg.set_value(self._dirty, "●" if is_dirty else " ")
        dpg.set_value(self._kind, _KIND_SIGNS[layer.kind])
        dpg.set_value(self._count, padded(layer.count(), 5))
        dpg.set_value(self._full_name, layer.name)
        facts = [_KIND_WORDS[layer.kind], counted(layer.count(), "point")]
        facts += ["unsaved edits"] if is_dirty else []
        dpg.set_value(self._file, f"{', '.join(facts)}\n{layer.path or 'no file yet'}")

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del app_data, user_data
        dpg.set_value(sender, self._is_active)
        if self._layer is not None:
            self._emit(Call("layer.select", {"layer": self._layer.name}))

    def _ring_pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        if self._layer is not None:
            chosen = None if self._is_overlay else self._layer.name
            self._emit(Call("layer.select_overlay", {"layer": chosen}))


class LayersSection:
    """All layers of the active video."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look, unsaved: UnsavedMemo) -> None:
        self._commands = commands
        self._emit = emit
        self._look = look
        self._unsaved = unsaved
        self._swap = CommandButton(
            commands,
            emit,
            look,
            "layer.swap",
            text="⇅ swap",
            style=Style.FLAT,
            refused_style=Style.FLAT_REFUSED,
        )
        self._rows: list[LayerRow] = []
        self._seen: tuple[Any, ...] = ()
        self._width_px = 0

    def build(self, parent: Item) -> None:
        """Create the heading and an empty table."""
        with heading(self._look, parent, "Layers"):
            self._swap.build(0)
        with columns(self._look, parent, False, True, False, False, False, is_padded=True) as self._table:
            pass

    def place(self, width_px: int) -> None:
        """Fit the names into a width."""
        self._width_px = max(self._look.px(40), width_px - self._look.px(_SIDE_COLUMNS_WIDTH))
        self._seen = ()

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the layers of the active video."""
        self._swap.draw(scene.session)
        view = state.view
        seen = (state.data.layers, state.saved, view.layer, view.overlay)
        if self._seen and all(a is b for a, b in zip(seen, self._seen, strict=True)):
            return
        self._seen = seen
        layers = state.data.layers
        while len(self._rows) < len(layers):
            self._rows.append(LayerRow(self._commands, self._emit, self._look, self._table))
        for number, row in enumerate(self._rows):
            layer = layers[number] if number < len(layers) else None
            is_dirty = layer is not None and self._unsaved.is_dirty(state, layer)
            row.draw(layer, state, is_dirty=is_dirty, width_px=self._width_px)
