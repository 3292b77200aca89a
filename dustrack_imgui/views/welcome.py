"""What stands in place of picture and traces before a video is open: how to open one, and how far that is."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views.command_items import CommandButton, keys_of
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.welcome_recent import RecentRows

_WIDTH = 460
_HINTS = ("dialog.ask_video", "dialog.open_palette", "dialog.open_shortcuts")


class Welcome:
    """First steps, or the progress of opening."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._commands = commands
        self._look = look
        self._open = CommandButton(commands, emit, look, "dialog.ask_video", style=Style.BUTTON_PRIMARY)
        self._batch = CommandButton(commands, emit, look, "batch.open")
        self._recent = RecentRows(emit, look, _WIDTH)
        self._seen: tuple[object, ...] = ()
        self._takes_keys = False
        self._has_recent = False
        self._rect = Rect(0, 0, 1, 1)

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the page and a card in its middle."""
        self._page = self._look.box(parent, Style.PANEL_FLUSH)
        self._card = self._look.box(self._page, Style.BARE, fits_height=True)
        self._look.text("DUSTrack", parent=self._card, font=Font.TITLE)
        self._steps = dpg.add_group(parent=self._card)
        self._look.text(
            "Open an ultrasound video to begin: mp4, mov, mkv, avi, a DICOM cine, a folder of pictures, or "
            "the folder of a DeepLabCut project.",
            parent=self._steps, style=Style.TEXT_DIM, wrap=_WIDTH,
        )  # fmt: skip
        self._look.space(6, parent=self._steps)
        with dpg.group(parent=self._steps, horizontal=True):
            self._open.build(0)
            self._batch.build(0)
        self._look.space(10, parent=self._steps)
        with columns(self._look, self._steps, False, True):
            for command in (self._commands[name] for name in _HINTS):
                with dpg.table_row():
                    self._look.keys.follow(self._look.text(font=Font.STRONG), command, keys_of)
                    self._look.text(command.title, style=Style.TEXT_DIM)
        self._recent.build(self._steps)
        self._opening = dpg.add_group(parent=self._card, show=False)
        self._name = self._look.text(parent=self._opening, style=Style.TEXT_DIM)
        self._bar = dpg.add_progress_bar(parent=self._opening, width=-1)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Fill a rectangle, the card a little above its middle."""
        self._rect = rect
        width = max(1, min(round(_WIDTH * scale), rect.width))
        dpg.configure_item(self._page, pos=(rect.left, rect.top), width=rect.width, height=rect.height)
        top = rect.height // (8 if self._has_recent else 3)
        dpg.configure_item(self._card, pos=((rect.width - width) // 2, top), width=width)

    def draw(self, scene: Scene) -> None:
        """Show while there is neither a video nor the first picture of one that is being opened."""
        is_empty = not scene.session.videos and scene.picture is None
        seen = (is_empty, scene.opening, scene.session.recent)
        if self._seen and all(a is b for a, b in zip(seen, self._seen, strict=True)):
            return
        self._seen = seen
        self._takes_keys = is_empty and scene.opening is None
        dpg.configure_item(self._page, show=is_empty)
        if not is_empty:
            return
        self._open.draw(scene.session)
        self._batch.draw(scene.session)
        self._recent.draw(scene.session.recent)
        if bool(scene.session.recent) is not self._has_recent:
            self._has_recent = bool(scene.session.recent)
            self.place(self._rect, self._look.scale)
        dpg.configure_item(self._steps, show=scene.opening is None)
        dpg.configure_item(self._opening, show=scene.opening is not None)
        if scene.opening is not None:
            name, fraction = scene.opening
            dpg.set_value(self._name, self._look.fitted(f"Opening {name}", self._look.px(_WIDTH)))
            dpg.set_value(self._bar, fraction)
            dpg.configure_item(self._bar, overlay=f"{fraction:.0%}")

    def handle_key(self, key: str) -> bool:
        """Give a key to the recent sessions while the page is shown; False when it is not wanted."""
        return self._takes_keys and self._recent.handle_key(key)
