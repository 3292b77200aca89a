"""Sidebar: the ten labels of the current page with colour, mark on this frame and number of points."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import LabelPalette, NumberKeys, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.colours import Palette, label_ink, palette
from dustrack_imgui.views.command_items import CommandButton, keys_of
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns, heading
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import FIGURE_SPACE, counted, padded

_PAGE = 10
_ROWS = 5
_MODES = {NumberKeys.SELECT: "Number keys select", NumberKeys.PLACE: "Number keys place points"}
_CHIP, _CHIP_HIDDEN = "●", "○"
_HERE, _NOT_HERE = "◆", FIGURE_SPACE


class LabelRow:
    """One label: colour, number and name, whether it is marked on this frame, points in the active layer.

    Where a page has names, they take the place of the numbers of points, which stand in the tooltips.
    """

    def __init__(self, emit: Emit, look: Look, table: Item) -> None:
        self._emit = emit
        self._look = look
        self._label = ""
        self._shown: tuple[Any, ...] = ()
        self._is_current = False
        self._track: Track | None = None
        self._is_here = False
        with dpg.table_row(parent=table):
            self._chip = dpg.add_text(_CHIP)
            self._item = dpg.add_selectable(span_columns=True, callback=self._pressed)
            self._here = look.text(_NOT_HERE, style=Style.TEXT_ACCENT, font=Font.SMALL)
            self._count = look.text(style=Style.TEXT_DIM)
        look.wear(self._item, Style.ROW)
        with look.tip(self._item):
            self._full_name = look.text(font=Font.STRONG)
            self._facts = look.text(style=Style.TEXT_DIM)

    def draw(
        self,
        label: str,
        track: Track,
        state: VideoState,
        colours: LabelPalette,
        ground: Palette,
        *,
        has_names: bool,
    ) -> None:
        """Show a label with its track in the active layer; counts make room for names."""
        view, name = state.view, state.data.label_names.get(label, "")
        is_hidden = label in view.hidden_labels
        is_current = label == view.label
        shown = (label, name, is_hidden, colours, ground, has_names, is_current, track)
        if shown != self._shown:
            self._shown, self._label, self._is_current = shown, label, is_current
            text = f"{label} {name}" if name else label
            dpg.configure_item(self._item, label=text)
            dpg.configure_item(self._chip, color=label_ink(label, colours, ground))
            dpg.set_value(self._chip, _CHIP_HIDDEN if is_hidden else _CHIP)
            dpg.set_value(self._item, is_current)
            style = Style.ROW_REFUSED if is_hidden else Style.ROW
            self._look.wear(self._item, Style.ROW_CURRENT if is_current else style)
            count = padded(track.count, 5) if track.count else f"{FIGURE_SPACE * 4}–"
            dpg.set_value(self._count, "" if has_names else count)
            dpg.set_value(self._full_name, f"Label {text}")
            facts = [counted(track.count, "point"), *(["hidden"] if is_hidden else [])]
            dpg.set_value(self._facts, f"{', '.join(facts)} in {view.layer}")
        is_here = view.frame in track
        if is_here is not self._is_here:
            self._is_here = is_here
            dpg.set_value(self._here, _HERE if is_here else _NOT_HERE)

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del app_data, user_data
        dpg.set_value(sender, self._is_current)
        self._emit(Call("label.select", {"label": self._label}))


class LabelsSection:
    """The page of labels around the current one, and what number keys do."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._rows: list[LabelRow] = []
        self._tables: list[Item] = []
        self._page = -1
        self._mode: NumberKeys | None = None
        self._toggle_command = commands["label.toggle_number_keys"]
        self._keys_revision = 0
        self._arrows = [
            CommandButton(
                commands, emit, look, command, text=text, style=Style.FLAT, refused_style=Style.FLAT_REFUSED
            )
            for command, text in (("label.previous_page", "‹"), ("label.next_page", "›"))
        ]
        self._toggle = CommandButton(
            commands, emit, look, "label.toggle_number_keys", style=Style.BUTTON_LEFT,
            refused_style=Style.BUTTON_LEFT_REFUSED,
        )  # fmt: skip

    def build(self, parent: Item) -> None:
        """Create the heading, two columns of five labels, and the switch of the number keys."""
        with heading(self._look, parent, "Labels") as self._title:
            for arrow in self._arrows:
                arrow.build(0)
        with dpg.group(parent=parent, horizontal=True):
            for _ in range(_PAGE // _ROWS):
                with columns(self._look, 0, False, True, False, False, width=1, is_padded=True) as table:
                    self._tables.append(table)
                    self._rows += [LabelRow(self._emit, self._look, table) for _ in range(_ROWS)]
        self._toggle.build(parent, width_px=-1)
        self._look.use(self._toggle.item, Font.SMALL)

    def place(self, width_px: int) -> None:
        """Share a width between the two columns."""
        for table in self._tables:
            dpg.configure_item(table, width=(width_px - self._look.px(10)) // 2)

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the labels of the current page."""
        session = scene.session
        for button in (*self._arrows, self._toggle):
            button.draw(session)
        view, layer = state.view, state.layer
        first = view.label_page * _PAGE
        if first != self._page:
            self._page = first
            dpg.set_value(self._title, f"Labels {first}–{first + _PAGE - 1}")
        keys = self._look.keys
        if (session.interface.number_keys, keys.revision) != (self._mode, self._keys_revision):
            self._mode, self._keys_revision = session.interface.number_keys, keys.revision
            self._toggle.say(f"{_MODES[self._mode]}  ({keys_of(keys.current(self._toggle_command))})")
        names = state.data.label_names
        colours, ground = session.interface.label_palette, palette(session.interface.is_dark)
        has_names = any(str(first + number) in names for number in range(_PAGE))
        for number, row in enumerate(self._rows):
            label = str(first + number)
            row.draw(label, layer.track(label), state, colours, ground, has_names=has_names)
