"""Blips beside the picture: how to search, what was found, and a line for each that leads there."""

from __future__ import annotations

import math
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.blip_panel import is_current
from dustrack_imgui.model.blips import BlipFindings, BlipSearch, FoundBlip
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.long_list import LongList
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field, is_typing
from dustrack_imgui.views.wording import counted

_FIELDS = {
    "threshold_factor": (
        "Threshold",
        "deviations",
        "Threshold factor: a step is a jump beyond the label's median plus so many robust deviations.",
    ),
    "max_blip_length": ("Longest", "frames", "Longest blip in frames; what stays away longer is no blip."),
    "return_position_factor": (
        "Tolerance",
        "steps",
        "Return tolerance: how near a trace must come back, in median steps for each frame of the blip.",
    ),
}
_TEXT_FRACTION = 0.22
_OTHER_HEIGHT = 370
_PADDING, _SCROLLBAR, _MIN_LIST_HEIGHT = 10, 15, 66
_MOVES = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}
_MIN_BARS = 5
_BARS_HEIGHT = 44
_NOT_SEARCHED = "Not searched yet."


def blip_line(blip: FoundBlip) -> str:
    """A blip in the list: where it is, its label, how long it is."""
    where = f"{blip.start}" if blip.start == blip.end else f"{blip.start}–{blip.end}"
    return f"{where}  ·  label {blip.label}  ·  {counted(blip.end - blip.start + 1, 'frame')}"


def histogram_bars(lengths: tuple[tuple[int, int], ...]) -> list[float]:
    """Number of blips of each length from 1 to the longest, at least to 5; empty where all are as long."""
    if len(lengths) < 2:
        return []
    counts = dict(lengths)
    return [float(counts.get(length, 0)) for length in range(1, max(_MIN_BARS, *counts) + 1)]


def lengths_in_words(lengths: tuple[tuple[int, int], ...]) -> str:
    """What the histogram shows, or the one length that all blips have; "" without blips."""
    if len(lengths) < 2:
        return f"All are {counted(lengths[0][0], 'frame')} long." if lengths else ""
    return f"Lengths from 1 to {max(_MIN_BARS, lengths[-1][0])} frames"


class BlipPanel:
    """A column at the right; the desk stays usable beside it.

    Keys for it count while the mouse is over it: arrows go from blip to blip, Enter searches.
    """

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._close = CommandButton(
            commands, emit, look, "blips.toggle_panel", text="×", style=Style.FLAT,
            refused_style=Style.FLAT_REFUSED,
        )  # fmt: skip
        self._detect = CommandButton(
            commands, emit, look, "blips.detect", text="Detect", style=Style.BUTTON_PRIMARY
        )
        self._previous = CommandButton(commands, emit, look, "blips.previous", text="Previous")
        self._next = CommandButton(commands, emit, look, "blips.next", text="Next")
        self._remove = CommandButton(commands, emit, look, "blips.ask_remove", text="Remove blips")
        self._interpolate = CommandButton(commands, emit, look, "blips.interpolate", text="Track blips anew")
        self._list = LongList(look, self._go_to)
        self._fields: dict[str, Item] = {}
        self._is_shown = False
        self._xy_mouse = (-1.0, -1.0)
        self._rect = Rect(0, 0, 1, 1)
        self._search: BlipSearch | None = None
        self._is_editing = False
        self._chosen: int | None = None
        self._seen: tuple[object, ...] = ()
        self._lines: tuple[str, ...] = ()
        self._blips: tuple[FoundBlip, ...] | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing scrolls."""
        return not self._is_shown or self._list.is_settled

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the panel, hidden."""
        look = self._look
        self._window = look.box(parent, Style.PANEL, is_shown=False, is_scrolling=True)
        with columns(look, self._window, True, False), dpg.table_row():
            self._title = look.text("Blips", font=Font.STRONG)
            self._close.build(0)
        with columns(look, self._window, True, False, False):
            for name, (words, unit, help_) in _FIELDS.items():
                with dpg.table_row():
                    look.text(words, style=Style.TEXT_DIM)
                    self._fields[name] = field = add_text_field(0, width=look.px(56))
                    dpg.set_item_callback(field, self._edited)
                    look.text(unit, style=Style.TEXT_DIM, font=Font.SMALL)
                with look.tip(field):
                    look.text(help_, wrap=300)
        self._detect.build(self._window, width_px=-1)
        self._state = look.text(parent=self._window, style=Style.TEXT_DIM, font=Font.SMALL)
        self._text_box = look.box(self._window, Style.BARE, is_scrolling=True)
        self._text = look.text(parent=self._text_box, font=Font.SMALL)
        self._bars = dpg.add_simple_plot(parent=self._window, histogram=True, width=-1)
        self._lengths = look.text(parent=self._window, style=Style.TEXT_DIM, font=Font.SMALL)
        with dpg.group(parent=self._window, horizontal=True):
            self._previous.build(0)
            self._next.build(0)
        self._list.build(self._window)
        self._drops = dpg.add_checkbox(
            parent=self._window, label="Drop whole frames", callback=self._drops_pressed
        )
        with look.tip(self._drops):
            look.text("Removing drops all labels at frames where any blip was detected.", wrap=300)
        self._remove.build(self._window, width_px=-1)
        self._interpolate.build(self._window, width_px=-1)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move to a rectangle; the list takes the room that is left."""
        del scale
        self._rect = rect
        px = self._look.px
        dpg.configure_item(self._window, pos=(rect.left, rect.top), width=rect.width, height=rect.height)
        for field in self._fields.values():
            dpg.configure_item(field, width=px(56))
        text = max(round(rect.height * _TEXT_FRACTION) - px(50), px(40))
        dpg.configure_item(self._text_box, height=text)
        dpg.configure_item(self._bars, height=px(_BARS_HEIGHT))
        least = px(_MIN_LIST_HEIGHT)
        is_scrolling = rect.height - text - px(_OTHER_HEIGHT) < least
        inner = rect.width - 2 * px(_PADDING) - (px(_SCROLLBAR) if is_scrolling else 0)
        dpg.configure_item(self._state, wrap=inner)
        dpg.configure_item(self._text, wrap=inner - px(_SCROLLBAR))
        half = (inner - px(6)) // 2
        for button in (self._previous, self._next):
            dpg.configure_item(button.item, width=half)
        self._list.place(max(rect.height - text - px(_OTHER_HEIGHT), least))

    def draw(self, scene: Scene) -> None:
        """Follow settings and findings."""
        session = scene.session
        search, state = session.interface.blips, session.active
        is_shown = search.is_shown and state is not None
        self._xy_mouse = scene.xy_mouse
        if is_shown is not self._is_shown:
            self._is_shown = is_shown
            dpg.configure_item(self._window, show=is_shown)
        if not is_shown or state is None:
            return
        for button in (
            self._close, self._detect, self._previous, self._next, self._remove, self._interpolate,
        ):  # fmt: skip
            button.draw(session)
        is_editing = any(dpg.is_item_active(field) for field in self._fields.values())
        if search is not self._search or is_editing is not self._is_editing:
            self._search, self._is_editing = search, is_editing
            self._show_settings(search)
        seen = (session.blips, state.data, state.view.layer, state.video, search)
        if len(seen) != len(self._seen) or any(a is not b for a, b in zip(seen, self._seen, strict=True)):
            self._seen = seen
            found = session.blips if session.blips.video == state.video.key else BlipFindings()
            self._show_findings(found, is_current=is_current(session))
        self._list.draw()

    def handle_key(self, key: str) -> bool:
        """Take a key that is meant for the panel; False when it is not wanted."""
        if not self._is_shown:
            return False
        if key == "enter" and self._is_editing:
            self._emit(Call("blips.detect"))
            return True
        if is_typing() or not self._lines or not self._rect.contains(self._xy_mouse):
            return False
        if key in _MOVES:
            number = self._chosen + _MOVES[key] if self._chosen is not None else 0
            self._go_to(min(max(number, 0), len(self._lines) - 1))
        elif key in ("home", "end"):
            self._go_to(0 if key == "home" else len(self._lines) - 1)
        elif key == "enter":
            self._go_to(self._chosen or 0)
        else:
            return False
        return True

    def _show_settings(self, search: BlipSearch) -> None:
        for field, value in zip(self._fields.values(), search.parameters, strict=True):
            if not dpg.is_item_active(field):
                dpg.set_value(field, f"{value:g}")
        dpg.set_value(self._drops, search.drops_whole_frames)

    def _show_findings(self, found: BlipFindings, *, is_current: bool) -> None:
        if found.blips is not self._blips:
            self._blips = found.blips
            self._lines = tuple(blip_line(blip) for blip in found.blips)
        self._chosen = found.chosen
        self._list.show(self._lines, found.chosen)
        dpg.set_value(self._title, f"Blips  ·  {len(found.blips)}" if found.layer else "Blips")
        state = f"Found in {found.layer}" if found.layer else _NOT_SEARCHED
        if found.layer and not is_current:
            state = f"Found in {found.layer} as it was; layer or settings have changed since."
        dpg.set_value(self._state, state)
        self._look.wear(self._state, Style.TEXT_DIM if is_current else Style.TEXT_WARNING)
        dpg.set_value(self._text, found.text)
        bars = histogram_bars(found.lengths)  # the plot begins at its smallest value: a 0 beyond the bars
        dpg.set_value(self._bars, [*bars, 0.0])
        dpg.configure_item(self._bars, show=bool(bars))
        dpg.set_value(self._lengths, lengths_in_words(found.lengths))

    def _edited(self, sender: Any, app_data: Any, user_data: Any) -> None:
        """Take what stands in the fields; what is no number, or out of range, is put back on leaving them."""
        del sender, app_data, user_data
        wanted: dict[str, Any] = {}
        for name, field in self._fields.items():
            try:
                number = float(dpg.get_value(field).replace(",", "."))
            except ValueError:
                continue
            if math.isfinite(number):
                wanted[name] = round(number) if name == "max_blip_length" else number
        self._emit(Call("blips.configure", wanted))

    def _go_to(self, number: int) -> None:
        self._emit(Call("blips.go_to", {"number": number}))

    def _drops_pressed(self, sender: Any, value: Any, user_data: Any) -> None:
        del sender, user_data
        self._emit(Call("blips.configure", {"drop_frame_if_any_blip": bool(value)}))
