"""Dialog: type an interval, keep it by name, choose among those that are kept for the current label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.kept_intervals import kept_of
from dustrack_imgui.model.interval import Interval, KeptInterval
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.model.video import Video
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.entry_field import EntryField
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.interval_entry import interval_from
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field
from dustrack_imgui.views.wording import clock

ROWS = 8


class AskInterval:
    """A field that says at once what it means, a name to keep it by, and a short list of kept ones."""

    size = (480, 0)
    closes_outside = True

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._state: VideoState | None = None
        self._kept: tuple[KeptInterval, ...] | None = None
        self._entry = EntryField(
            look,
            hint="120 240   120 +50   4.5s 6s",
            read=interval_from,
            words=_words_of,
            asks=lambda video: f"First and last frame (0 to {video.n_frames - 1}) or time.",
        )
        self._answers = AnswerRow(
            look,
            (Answer("Select", self._select), Answer("Cancel", lambda: emit(Call("dialog.dismiss")))),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE)
        self._entry.build(card)
        self._name = add_text_field(card, hint="name to keep it by (optional)")
        self._heading = self._look.text("Kept", parent=card, font=Font.STRONG)
        self._rows: list[tuple[Item, Item, Item]] = []
        for number in range(ROWS):
            with dpg.group(parent=card, horizontal=True) as row:
                recall = dpg.add_button(callback=self._pressed(number, "interval.recall"))
                drop = dpg.add_button(label="×", callback=self._pressed(number, "interval.drop_kept"))
            self._look.wear(drop, Style.FLAT)
            self._rows.append((row, recall, drop))
        self._more = self._look.text(parent=card, style=Style.TEXT_DIM)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Offer the selected interval, and put the keyboard into the field."""
        del dialog, card_px
        self._state = state = session.active
        self._kept = None
        interval = None if state is None else state.interval
        self._entry.begin(f"{interval.start} {interval.end}" if interval else "")
        dpg.set_value(self._name, "")
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Say what the typed text means, and list what is kept."""
        self._state = state = scene.session.active
        if state is None:
            return
        kept = kept_of(state)
        if kept != self._kept:
            self._kept = kept
            self._list(state)
        self._entry.draw(state)

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the field."""
        if key in ("enter", "esc"):
            self._answers.press(key)

    def _list(self, state: VideoState) -> None:
        kept = self._kept or ()
        dpg.set_value(self._title, f"Interval of label {state.view.label}")
        dpg.configure_item(self._heading, show=bool(kept))
        for number, (row, recall, _) in enumerate(self._rows):
            dpg.configure_item(row, show=number < len(kept))
            if number < len(kept):
                one = kept[number]
                dpg.configure_item(recall, label=f"  {one.name}    {one.start}–{one.end}  ")
        more = len(kept) - ROWS
        dpg.configure_item(self._more, show=more > 0)
        dpg.set_value(self._more, f"and {more} more; Alt+I steps through all" if more > 0 else "")

    def _select(self) -> None:
        one = None if self._state is None else self._entry.value(self._state)
        if one is None:
            return
        name = dpg.get_value(self._name).strip()
        self._emit(Call("dialog.dismiss"))
        self._emit(Call("interval.set", {"first": one.start, "last": one.end}))
        if name:
            self._emit(Call("interval.keep", {"name": name}))

    def _pressed(self, number: int, command: str) -> Callable[[Any, Any, Any], None]:
        def pressed(sender: Any, app_data: Any, user_data: Any) -> None:
            del sender, app_data, user_data
            kept = self._kept or ()
            if number < len(kept):
                if command == "interval.recall":
                    self._emit(Call("dialog.dismiss"))
                self._emit(Call(command, {"name": kept[number].name}))

        return pressed


def _words_of(one: Interval, video: Video) -> str:
    secs = video.time_secs(one.end) - video.time_secs(one.start)
    return f"{one.start} to {one.end}  ·  {len(one)} frames  ·  {clock(secs)}"
