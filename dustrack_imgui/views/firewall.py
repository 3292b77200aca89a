"""Keeps an error inside its panel: the panel turns red and says what happened, and the loop goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Rect, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_log = logging.getLogger(__name__)


class Firewall:
    """Draws a panel and shows what it raises.

    Attributes
    ----------
    bad_frames
        Frames in a row in which the panel raised; 0 while it draws well.
    error
        The last of these errors.
    """

    def __init__(self, name: str, draw: Callable[[Scene], None], look: Look) -> None:
        self._name = name
        self._draw = draw
        self._look = look
        self._rect = Rect(0, 0, 1, 1)
        self._parent: Item = 0
        self._box: Item | None = None
        self._words = ""
        self.bad_frames = 0
        self.error: Exception | None = None

    def build(self, parent: Item) -> None:
        """Remember where a red panel would be created; none is before it is needed."""
        self._parent = parent

    def place(self, rect: Rect) -> None:
        """Cover a rectangle."""
        self._rect = rect
        if self._box is not None:
            dpg.configure_item(self._box, pos=(rect.left, rect.top), width=rect.width, height=rect.height)

    def draw(self, scene: Scene) -> None:
        """Draw the panel, or a red one in its place."""
        try:
            self._draw(scene)
        except Exception as error:  # noqa: BLE001 - whatever a view raises must not stop the loop
            self.bad_frames += 1
            self.error = error
            self._show(f"{type(error).__name__}: {error}", error)
        else:
            if self.bad_frames:
                self.bad_frames = 0
                self.error = None
                self._hide()

    def _show(self, words: str, error: Exception) -> None:
        if words == self._words:
            return
        _log.error("the %s cannot be drawn", self._name, exc_info=error)
        self._words = words
        if self._box is None:
            self._box = self._look.box(self._parent, Style.BARE)
            red = self._look.box(self._box, Style.FAILED, is_scrolling=True)
            self._look.text(f"The {self._name} cannot be drawn", parent=red, font=Font.STRONG)
            self._text = self._look.text(parent=red, wrap=0)
            self._look.text(
                "Your work is safe: it is kept apart from what draws it. The log has the details.",
                parent=red, wrap=0,
            )  # fmt: skip
        dpg.set_value(self._text, words)
        dpg.configure_item(self._box, show=True)
        self.place(self._rect)

    def _hide(self) -> None:
        self._words = ""
        if self._box is not None:
            dpg.configure_item(self._box, show=False)
