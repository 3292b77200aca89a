"""A field of a dialog that says at once what the typed text means, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.views.frame_entry import FrameEntryError
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field

Value = TypeVar("Value")


class EntryField(Generic[Value]):
    """Text that names something in the video on screen.

    Parameters
    ----------
    hint
        Shown while the field is empty.
    read
        What is meant, of text, video and current frame; raises `FrameEntryError`.
    words
        What is said of that.
    asks
        What is said while the field is empty.
    """

    def __init__(
        self,
        look: Look,
        *,
        hint: str,
        read: Callable[[str, Video, int], Value],
        words: Callable[[Value, Video], str],
        asks: Callable[[Video], str],
    ) -> None:
        self._look = look
        self._hint = hint
        self._read, self._words, self._asks = read, words, asks
        self._typed: str | None = None

    def build(self, card: Item) -> None:
        """Create the field, and the line below it."""
        self._field = add_text_field(card, hint=self._hint)
        self._answer = self._look.text(parent=card, style=Style.TEXT_DIM, wrap=440)

    def begin(self, text: str = "") -> None:
        """Offer a text, and put the keyboard there."""
        self._typed = None
        dpg.set_value(self._field, text)
        dpg.focus_item(self._field)

    def draw(self, state: VideoState) -> None:
        """Say what the typed text means."""
        typed = dpg.get_value(self._field)
        if typed == self._typed:
            return
        self._typed = typed
        if not typed.strip():
            self._say(self._asks(state.video))
            return
        try:
            self._say(self._words(self._read(typed, state.video, state.view.frame), state.video))
        except FrameEntryError as error:
            self._say(str(error), Style.TEXT_ERROR)

    def value(self, state: VideoState) -> Value | None:
        """What is meant; None, and the reason is said, when it is nothing."""
        try:
            return self._read(dpg.get_value(self._field), state.video, state.view.frame)
        except FrameEntryError as error:
            self._say(str(error), Style.TEXT_ERROR)
            dpg.focus_item(self._field)
            return None

    def _say(self, words: str, style: Style = Style.TEXT_DIM) -> None:
        dpg.set_value(self._answer, words)
        self._look.wear(self._answer, style)
