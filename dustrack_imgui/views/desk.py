"""The whole window: all panels side by side, each behind a firewall, and the dialogs above them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.keymap import with_current_keys
from dustrack_imgui.model.session import Interface
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views.blip_panel import BlipPanel
from dustrack_imgui.views.developer_panel import DeveloperPanel
from dustrack_imgui.views.dialog_host import DialogHost
from dustrack_imgui.views.dlc_progress_panel import DlcProgressPanel
from dustrack_imgui.views.firewall import Firewall
from dustrack_imgui.views.history_panel import HistoryPanel
from dustrack_imgui.views.layout import Layout, Slot, fitting_scale, layout
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.menu_bar import MenuBar
from dustrack_imgui.views.panel import Panel
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.sidebar import Sidebar
from dustrack_imgui.views.status_bar import StatusBar
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.transport import Transport
from dustrack_imgui.views.unsaved import UnsavedMemo
from dustrack_imgui.views.welcome import Welcome


class Desk:
    """Builds the primary window and draws scenes into it.

    Parameters
    ----------
    commands, emit
        The command table, and where widgets put their commands.
    canvas
        Panels of picture, timeline and traces by the slot they fill; the desk builds, places and draws them.
    finish_loading
        Called before the modules of the dialogs are imported, in case another thread is at that.
    clock_secs
        Running time in seconds.

    Attributes
    ----------
    dialogs
        The open dialog; the key router asks `dialogs.handle_key` first.
    welcome
        The page before a video is open; it takes a few keys while it is shown.
    blips
        The blip panel; it takes a few keys while the mouse is over it.
    """

    def __init__(
        self,
        commands: CommandTable,
        emit: Emit,
        canvas: Mapping[Slot, Panel],
        finish_loading: Callable[[], None] = lambda: None,
        *,
        clock_secs: Callable[[], float] = time.perf_counter,
    ) -> None:
        unsaved = UnsavedMemo()
        self._commands = commands
        self._look = Look()
        self._status = StatusBar(emit, self._look, unsaved, clock_secs)
        self._developer_panel = DeveloperPanel(self._look)
        self.welcome = Welcome(commands, emit, self._look)
        self._history = HistoryPanel(commands, emit, self._look)
        self.blips = BlipPanel(commands, emit, self._look)
        self._dlc = DlcProgressPanel(commands, emit, self._look)
        menu_bar = MenuBar(commands, emit, self._look)
        self._panels: dict[Slot, Panel] = {
            Slot.MENU: menu_bar,
            Slot.SIDEBAR: Sidebar(commands, emit, self._look, unsaved),
            Slot.TRANSPORT: Transport(commands, emit, self._look),
            Slot.STATUS: self._status,
            **canvas,
            Slot.STAGE: self.welcome,
            Slot.CORNER: self._developer_panel,
            Slot.HISTORY: self._history,
            Slot.BLIPS: self.blips,
            Slot.DLC: self._dlc,
        }
        self.dialogs = DialogHost(commands, emit, self._look, menu_bar, finish_loading)
        self._walls = {
            slot: Firewall(slot.value, panel.draw, self._look) for slot, panel in self._panels.items()
        }
        self._dialog_wall = Firewall("dialog", self.dialogs.draw, self._look)
        self._interface: Interface | None = None
        self._size_px = (1, 1)
        self._knows_text_sizes = False
        self._column = (False, False)

    @property
    def is_settled(self) -> bool:
        """Whether nothing moves by itself, so that the loop may sleep."""
        parts = (self._status, self._history, self.blips, self._dlc, self.dialogs)
        return all(part.is_settled for part in parts)

    @property
    def bad_frames(self) -> int:
        """Frames in a row in which the worst panel raised."""
        return max(wall.bad_frames for wall in (*self._walls.values(), self._dialog_wall))

    def covers(self) -> tuple[Rect, ...]:
        """What lies over the canvas panels now, so that the mouse does not reach through."""
        if self.dialogs.is_open:
            return (Rect(0, 0, *self._size_px),)
        return self._developer_panel.covers()

    def build(self, width_px: int, height_px: int, interface: Interface) -> None:
        """Create everything but the dialogs; once, after the viewport."""
        self._size_px = (width_px, height_px)
        self._interface = interface
        scale = fitting_scale(width_px, height_px, interface.scale)
        self._look.build(scale, interface.is_dark)
        self._use_keys(interface)
        window = dpg.add_window(
            no_scrollbar=True, no_scroll_with_mouse=True, no_title_bar=True, no_saved_settings=True
        )
        self._look.wear(window, Style.DESK)
        dpg.set_primary_window(window, True)
        places = layout(width_px, height_px, scale)
        for slot, panel in self._panels.items():
            panel.build(window, places.rect(slot), scale)
        for slot, wall in self._walls.items():
            wall.build(window)
            wall.place(places.rect(slot))
        self.dialogs.build()
        self._dialog_wall.build(window)
        self._dialog_wall.place(places.rect(Slot.STAGE))
        self.dialogs.resize(width_px, height_px)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left for `build_more`."""
        return self.dialogs.is_complete

    def build_more(self) -> None:
        """Create one more of the dialogs, if any is missing; one that is missing comes when it is opened."""
        self.dialogs.build_more()

    def resize(self, width_px: int, height_px: int) -> None:
        """Fit the window's client area; does nothing when the size is the same."""
        if (width_px, height_px) != self._size_px:
            self._size_px = (width_px, height_px)
            self._dress()

    def draw(self, scene: Scene) -> None:
        """Show a scene."""
        interface = scene.session.interface
        if interface is not self._interface:
            before, self._interface = self._interface, interface
            if before is None or (before.scale, before.is_dark) != (interface.scale, interface.is_dark):
                self._dress()
            if before is not None and before.redraws != interface.redraws:
                self._place()
            if before is None or before.keys != interface.keys:
                self._use_keys(interface)
        is_wide = scene.session.dlc.shows_panel
        is_wanted = interface.shows_history or interface.blips.is_shown or is_wide
        column = (is_wanted and bool(scene.session.videos), is_wide)
        if column != self._column:
            self._column = column
            self._place()
        if not self._knows_text_sizes and dpg.get_text_size("0"):
            self._knows_text_sizes = True
            self._place()
        for wall in self._walls.values():
            wall.draw(scene)
        self._dialog_wall.draw(scene)

    def layout(self) -> Layout:
        """Where the panels stand now."""
        is_there, is_wide = self._column
        return layout(*self._size_px, self._look.scale, has_right_column=is_there, is_column_wide=is_wide)

    def _use_keys(self, interface: Interface) -> None:
        """Name the keys in force wherever keys are named."""
        self._look.keys.use(with_current_keys(self._commands, interface.keys))

    def _dress(self) -> None:
        """Follow a new scale, palette or window size."""
        if self._interface is not None:
            scale = fitting_scale(*self._size_px, self._interface.scale)
            if (scale, self._interface.is_dark) != (self._look.scale, self._look.is_dark):
                self._look.apply(scale, self._interface.is_dark)
        self._place()

    def _place(self) -> None:
        places = self.layout()
        for slot, panel in self._panels.items():
            panel.place(places.rect(slot), self._look.scale)
            self._walls[slot].place(places.rect(slot))
        self._dialog_wall.place(places.rect(Slot.STAGE))
        self.dialogs.resize(*self._size_px)
