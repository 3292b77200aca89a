"""Theme, fonts and scale together: what a panel needs to dress its items."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.colours import Colour
from dustrack_imgui.views.fonts import Font, Fonts
from dustrack_imgui.views.key_words import KeyWords
from dustrack_imgui.views.scene import Rect
from dustrack_imgui.views.theme import Item, Theme
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import shortened

TIP_DELAY_SECS = 0.45


class Look:
    """How the window looks now.

    Attributes
    ----------
    scale
        UI scale, multiplies every length given for scale 1.
    is_dark
        Which palette is on.
    keys
        Texts that name keys.
    """

    def __init__(self) -> None:
        self.scale = 1.0
        self.is_dark = True
        self.keys = KeyWords()
        self._theme = Theme()
        self._fonts = Fonts()
        self._wrapped: list[tuple[Item, float]] = []
        self._spacers: list[tuple[Item, float]] = []

    def build(self, scale: float, is_dark: bool) -> None:
        """Create themes and fonts; once, after the Dear PyGui context."""
        self._theme.build()
        self._fonts.build()
        self.apply(scale, is_dark)

    def apply(self, scale: float, is_dark: bool) -> None:
        """Change scale and palette of everything that wears this look."""
        self.scale = scale
        self.is_dark = is_dark
        self._theme.apply(is_dark, scale)
        self._fonts.apply(scale)
        for item, width in self._wrapped:
            dpg.configure_item(item, wrap=self.px(width))
        for item, height in self._spacers:
            dpg.configure_item(item, height=self.px(height))

    def px(self, length: float) -> int:
        """Length in screen pixels of a length at scale 1."""
        return round(length * self.scale)

    def wear(self, item: Item, style: Style | None) -> None:
        """Give an item one of the looks; None gives it the global one."""
        self._theme.wear(item, style)

    def paint(self, style: Style, colour: Colour) -> None:
        """Change the background of everything that wears a style, until `apply`."""
        self._theme.paint(style, colour)

    def use(self, item: Item, font: Font) -> None:
        """Give an item a font."""
        self._fonts.use(item, font)

    def text_width(self, text: str) -> float:
        """Width in screen pixels of a text in the text font; a guess before the first frame was rendered.

        The measure is taken relative to the line height, since a new font size takes effect a frame later.
        """
        line = Font.TEXT.value[1] * self.scale
        size = dpg.get_text_size(text)
        return len(text) * line * 0.53 if not size or not size[1] else float(size[0] / size[1] * line)

    def fitted(self, text: str, width_px: int) -> str:
        """Text that is no wider than `width_px` in the text font, its middle left out where needed."""
        for limit in range(len(text), 3, -1):
            candidate = shortened(text, limit)
            if self.text_width(candidate) <= width_px:
                return candidate
        return shortened(text, 3)

    def space(self, height: float, *, parent: Item = 0) -> None:
        """Add an empty line of that height (at scale 1)."""
        item: Item = dpg.add_spacer(parent=parent, height=self.px(height))
        self._spacers.append((item, height))

    @contextmanager
    def tip(self, owner: Item) -> Iterator[None]:
        """Tooltip of an item; what is added inside stands in it."""
        with dpg.tooltip(owner, delay=TIP_DELAY_SECS) as tooltip:
            self.wear(tooltip, Style.TIP)
            yield

    def box(
        self,
        parent: Item,
        style: Style,
        *,
        is_scrolling: bool = False,
        is_shown: bool = True,
        fits_height: bool = False,
    ) -> Item:
        """Add a part of the window with a background; `fits_height` makes it as high as its content."""
        item: Item = dpg.add_child_window(
            parent=parent,
            show=is_shown,
            border=True,
            always_use_window_padding=True,
            no_scrollbar=not is_scrolling,
            no_scroll_with_mouse=not is_scrolling,
            auto_resize_y=fits_height,
        )
        self.wear(item, style)
        return item

    def floating_box(self, parent: Item, style: Style, *, is_shown: bool = True) -> tuple[Item, Item]:
        """Add a box that lies over its neighbours; return its frame, to be placed, and the box, to be sized.

        Dear ImGui draws the background of a child window with its parent, under neighbours that were drawn
        since. A frame that draws nothing itself keeps the background with the box.
        """
        frame = self.box(parent, Style.BARE, is_shown=is_shown, fits_height=True)
        return frame, self.box(frame, style, is_scrolling=True)

    @staticmethod
    def rect_of(box: Item) -> Rect:
        """Rectangle of a box on screen, for boxes in a window at the origin."""
        left, top = dpg.get_item_pos(box)
        width, height = dpg.get_item_rect_size(box)
        return Rect(int(left), int(top), int(width), int(height))

    def text(
        self,
        value: str = "",
        *,
        parent: Item = 0,
        style: Style | None = None,
        font: Font | None = None,
        wrap: float | None = None,
        is_shown: bool = True,
    ) -> Item:
        """Add a text; `wrap` breaks its lines at that width (at scale 1)."""
        item: Item = dpg.add_text(
            value, parent=parent, show=is_shown, wrap=-1 if wrap is None else self.px(wrap)
        )
        if style is not None:
            self.wear(item, style)
        if font is not None:
            self.use(item, font)
        if wrap is not None:
            self._wrapped.append((item, wrap))
        return item
