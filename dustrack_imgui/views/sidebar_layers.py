"""Sidebar: the layers; a click makes one active, the ring shows it as overlay, the box draws it or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.layer_look import DrawnLayer, TraceStyle, look_of
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
from dustrack_imgui.views.wording import counted, padded, short_count

_SIDE_COLUMNS_WIDTH = 163
_KIND_SIGNS = {LayerKind.HAND: " ", LayerKind.DENSE: "∿", LayerKind.SCRATCH: "□"}
_KIND_WORDS = {
    LayerKind.HAND: "labelled by hand",
    LayerKind.DENSE: "computed for every frame",
    LayerKind.SCRATCH: "scratch, never saved",
}
_NO_OVERLAY, _OVERLAY = "○", "◉"
_DIRTY = "●"
_NOT_DRAWN = padded("–", 3)
_BUTTONS = {
    "dialog.ask_new_layer": "New",
    "dialog.ask_rename_layer": "Rename",
    "dialog.ask_remove_layer": "Remove",
    "layer.trace_line": "∿",
    "layer.trace_dot": "••",
}
OPACITIES = (1.0, 0.75, 0.45, 0.25)
"""What a click on a row's opacity steps through."""


def next_opacity(opacity: float) -> float:
    """The next weaker opacity of `OPACITIES`, from the weakest to the strongest."""
    return next((one for one in OPACITIES if one < opacity - 0.01), OPACITIES[0])


class LayerRow:
    """One layer: whether it is drawn, overlay ring, name, unsaved edits or kind, points, opacity."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look, table: Item) -> None:
        self._emit = emit
        self._look = look
        self._layer: Layer | None = None
        self._shown: tuple[Any, ...] = ()
        self._opacity = 1.0
        with dpg.table_row(parent=table, show=False) as self._row:
            with dpg.group(horizontal=True, horizontal_spacing=1):
                self._eye = dpg.add_checkbox(callback=self._eye_pressed)
                self._ring = dpg.add_button(label=_NO_OVERLAY, small=True, callback=self._ring_pressed)
                self._strength = dpg.add_button(label="", small=True, callback=self._strength_pressed)
            self._name = dpg.add_selectable(span_columns=True, callback=self._pressed)
            self._sign = look.text(style=Style.TEXT_DIM)
            self._count = look.text(style=Style.TEXT_DIM)
        look.wear(self._ring, Style.FLAT)
        look.wear(self._strength, Style.FLAT)
        look.use(self._strength, Font.SMALL)
        look.wear(self._name, Style.ROW)
        Tip(look, self._eye, commands["layer.toggle_shown"])
        Tip(look, self._ring, commands["layer.select_overlay"])
        Tip(look, self._strength, commands["layer.opacity"])
        with look.tip(self._name):
            self._full_name = look.text(font=Font.STRONG)
            self._file = look.text(style=Style.TEXT_DIM)

    def draw(
        self,
        layer: Layer | None,
        state: VideoState,
        drawn: Mapping[str, DrawnLayer],
        *,
        is_dirty: bool,
        width_px: int,
    ) -> None:
        """Show a layer; None hides the row."""
        is_active = layer is not None and layer.name == state.view.layer
        is_overlay = layer is not None and layer.name == state.view.overlay
        look = None if layer is None else drawn.get(layer.name)
        opacity = None if look is None else look.opacity
        shown = (layer, is_active, is_overlay, is_dirty, width_px, opacity)
        if shown == self._shown:
            return
        self._shown = shown
        self._layer = layer
        self._is_active, self._is_overlay = is_active, is_overlay
        dpg.configure_item(self._row, show=layer is not None)
        if layer is None:
            return
        dpg.set_value(self._eye, opacity is not None)
        self._opacity = opacity or 1.0
        dpg.configure_item(
            self._strength, label=_NOT_DRAWN if opacity is None else padded(round(opacity * 100), 3)
        )
        dpg.configure_item(self._ring, label=_OVERLAY if is_overlay else _NO_OVERLAY)
        dpg.configure_item(self._name, label=self._look.fitted(layer.name, width_px))
        dpg.set_value(self._name, is_active)
        self._look.wear(self._name, Style.ROW_CURRENT if is_active else Style.ROW)
        self._look.wear(self._sign, Style.TEXT_WARNING if is_dirty else Style.TEXT_DIM)
        dpg.set_value(self._sign, _DIRTY if is_dirty else _KIND_SIGNS[layer.kind])
        dpg.set_value(self._count, padded(short_count(layer.count()), 4))
        dpg.set_value(self._full_name, layer.name)
        facts = [_KIND_WORDS[layer.kind], counted(layer.count(), "point")]
        facts += ["unsaved edits"] if is_dirty else []
        facts += [f"its file is still {layer.moved_from.name}"] if layer.moved_from is not None else []
        dpg.set_value(self._file, f"{', '.join(facts)}\n{layer.path or 'no file yet'}")

    def _eye_pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del app_data, user_data
        dpg.set_value(sender, self._shown[-1] is not None)
        if self._layer is not None:
            self._emit(Call("layer.toggle_shown", {"layer": self._layer.name}))

    def _strength_pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        if self._layer is not None:
            opacity = next_opacity(self._opacity)
            self._emit(Call("layer.opacity", {"layer": self._layer.name, "opacity": opacity}))

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
            text="⇅ Swap",
            style=Style.FLAT,
            refused_style=Style.FLAT_REFUSED,
        )
        self._buttons = {
            command: CommandButton(
                commands, emit, look, command, text=text, style=Style.FLAT, refused_style=Style.FLAT_REFUSED
            )
            for command, text in _BUTTONS.items()
        }
        self._rows: list[LayerRow] = []
        self._seen: tuple[Any, ...] = ()
        self._width_px = 0

    def build(self, parent: Item) -> None:
        """Create the heading and an empty table."""
        with heading(self._look, parent, "Layers"):
            self._swap.build(0)
        flags = (False, True, False, False)
        with columns(self._look, parent, *flags, is_padded=True) as self._table:
            pass
        with dpg.group(parent=parent, horizontal=True, horizontal_spacing=2) as group:
            for button in self._buttons.values():
                button.build(group)
                self._look.use(button.item, Font.SMALL)

    def place(self, width_px: int) -> None:
        """Fit the names into a width."""
        self._width_px = max(self._look.px(40), width_px - self._look.px(_SIDE_COLUMNS_WIDTH))
        self._seen = ()

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the layers of the active video."""
        self._swap.draw(scene.session)
        for button in self._buttons.values():
            button.draw(scene.session)
        view = state.view
        seen = (state.data.layers, state.saved, view.layer, view.overlay, view.looks)
        if self._seen and all(a is b for a, b in zip(seen, self._seen, strict=True)):
            return
        self._seen = seen
        layers = state.data.layers
        drawn = {one.layer.name: one for one in state.drawn_layers}
        self._show_style(state)
        while len(self._rows) < len(layers):
            self._rows.append(LayerRow(self._commands, self._emit, self._look, self._table))
        for number, row in enumerate(self._rows):
            layer = layers[number] if number < len(layers) else None
            is_dirty = layer is not None and self._unsaved.is_dirty(state, layer)
            row.draw(layer, state, drawn, is_dirty=is_dirty, width_px=self._width_px)

    def _show_style(self, state: VideoState) -> None:
        chosen = look_of(state.view.looks, state.view.layer).style
        style = chosen or TraceStyle.of_kind(state.layer.kind)
        for command, its_style in (
            ("layer.trace_line", TraceStyle.LINE),
            ("layer.trace_dot", TraceStyle.DOT),
        ):
            self._buttons[command].wear(Style.FLAT_ON if its_style is style else Style.FLAT)
