"""Fields of the DeepLabCut dialogs: whole numbers, choices in words, ticks, videos to tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.look import Look
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field
from dustrack_imgui.views.wording import shortened

Set = Callable[[str, Any], None]
"""Called with the name of a choice and its new value."""
MAX_TICKS = 200
_TICKS_HEIGHT = 96


class IntField:
    """A whole number; `problem` says what is wrong with what is typed."""

    def __init__(self, name: str, words: str, least: int, most: int, choose: Set) -> None:
        self._name = name
        self._words = words
        self._least, self._most = least, most
        self._choose = choose

    def build(self, parent: Item, *, width_px: int) -> None:
        """Create the field."""
        self.item = add_text_field(parent, width=width_px)
        dpg.set_item_callback(self.item, self._edited)

    def show(self, value: int | None) -> None:
        """Show a value unless somebody types."""
        if value is not None and not dpg.is_item_active(self.item) and self._number() != value:
            dpg.set_value(self.item, str(value))

    @property
    def problem(self) -> str:
        """Sentence about what is typed, "" when it is fine."""
        if self._number() is not None:
            return ""
        return f"{self._words}: type a whole number from {self._least} to {self._most}."

    def _number(self) -> int | None:
        typed = dpg.get_value(self.item).strip()
        number = int(typed) if typed.isascii() and typed.isdigit() else None
        return number if number is not None and self._least <= number <= self._most else None

    def _edited(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        number = self._number()
        if number is not None:
            self._choose(self._name, number)


class ChoiceField:
    """A drop-down list of words, each standing for a value."""

    def __init__(self, name: str, choose: Set) -> None:
        self._name = name
        self._choose = choose
        self._options: tuple[tuple[str, Any], ...] = ()

    def build(self, parent: Item, *, width_px: int) -> None:
        """Create the list, empty."""
        self.item: Item = dpg.add_combo(parent=parent, width=width_px, callback=self._chosen)

    def show(self, options: Sequence[tuple[str, Any]], value: Any) -> None:
        """Offer options, and show the one for `value`; a value that is not offered is shown as it is."""
        if tuple(options) != self._options:
            self._options = tuple(options)
            dpg.configure_item(self.item, items=[words for words, _ in options])
        words = next((words for words, one in options if one == value), "" if value is None else str(value))
        dpg.set_value(self.item, words)

    def enable(self, is_enabled: bool) -> None:
        """Grey the list, or not."""
        dpg.configure_item(self.item, enabled=is_enabled)

    def _chosen(self, sender: Any, words: Any, user_data: Any) -> None:
        del sender, user_data
        for text, value in self._options:
            if text == words:
                self._choose(self._name, value)


class TickField:
    """Something that is wanted or not."""

    def __init__(self, name: str, words: str, choose: Set) -> None:
        self._name = name
        self._words = words
        self._choose = choose

    def build(self, parent: Item) -> None:
        """Create the box with its words."""
        self.item: Item = dpg.add_checkbox(parent=parent, label=self._words, callback=self._ticked)

    def show(self, is_ticked: bool) -> None:
        """Tick the box, or not."""
        dpg.set_value(self.item, is_ticked)

    def _ticked(self, sender: Any, is_ticked: Any, user_data: Any) -> None:
        del sender, user_data
        self._choose(self._name, bool(is_ticked))


class VideoTicks:
    """All videos, or those that are ticked in a list that scrolls."""

    def __init__(self, look: Look, choose: Set, *, all_words: str) -> None:
        self._look = look
        self._choose = choose
        self._all_words = all_words
        self._videos: tuple[Path, ...] = ()
        self._chosen: tuple[str, ...] | None = None

    def build(self, parent: Item) -> None:
        """Create the tick for all and room for the list."""
        self._all: Item = dpg.add_checkbox(parent=parent, label=self._all_words, callback=self._all_ticked)
        self._box = self._look.box(parent, Style.BARE, is_scrolling=True, is_shown=False)
        self._ticks: list[Item] = []

    def show(self, videos: Sequence[Path], chosen: tuple[str, ...] | None) -> None:
        """Show the videos of a project and which of them are chosen; None is all of them."""
        self._videos, self._chosen = tuple(videos)[:MAX_TICKS], chosen
        while len(self._ticks) < len(self._videos):
            tick = dpg.add_checkbox(parent=self._box, callback=self._ticked, user_data=len(self._ticks))
            self._ticks.append(tick)
        dpg.set_value(self._all, chosen is None)
        n_lines = min(max(len(self._videos), 1), 4)
        height = self._look.px(min(_TICKS_HEIGHT, 29 * n_lines))
        dpg.configure_item(self._box, show=chosen is not None, height=height)
        for number, item in enumerate(self._ticks):
            is_there = number < len(self._videos)
            dpg.configure_item(item, show=is_there)
            if is_there:
                video = self._videos[number]
                dpg.configure_item(item, label=shortened(video.name, 60))
                dpg.set_value(item, chosen is None or str(video) in chosen)

    def _all_ticked(self, sender: Any, is_ticked: Any, user_data: Any) -> None:
        del sender, user_data
        self._choose("videos", None if is_ticked else tuple(map(str, self._videos)))

    def _ticked(self, sender: Any, is_ticked: Any, number: Any) -> None:
        del sender
        video = str(self._videos[number])
        chosen = [str(one) for one in self._videos if self._chosen is None or str(one) in self._chosen]
        wanted = {*chosen, video} if is_ticked else {one for one in chosen if one != video}
        self._choose("videos", tuple(str(one) for one in self._videos if str(one) in wanted))
