"""The sidebar: sections that scroll, and the foot that does not."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views import sidebar_history
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.section import Section
from dustrack_imgui.views.sidebar_history import HistorySection
from dustrack_imgui.views.sidebar_labels import LabelsSection
from dustrack_imgui.views.sidebar_layers import LayersSection
from dustrack_imgui.views.sidebar_picture import PictureSection
from dustrack_imgui.views.sidebar_tools import ToolsSection
from dustrack_imgui.views.sidebar_video import VideoSection
from dustrack_imgui.views.sidebar_videos import VideosSection
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.unsaved import UnsavedMemo

_PADDING = 10
_SCROLLBAR = 11


class Sidebar:
    """Everything about the active video that is not picture or trace; empty before a video is open."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look, unsaved: UnsavedMemo) -> None:
        self._look = look
        self._picture = PictureSection(commands, emit, look)
        self._sections: tuple[Section, ...] = (
            VideoSection(commands, emit, look),
            VideosSection(commands, emit, look, unsaved),
            LayersSection(commands, emit, look, unsaved),
            LabelsSection(commands, emit, look),
            self._picture,
            ToolsSection(commands, emit, look),
        )
        self._foot: Section = HistorySection(commands, emit, look, unsaved)
        self._session: Session | None = None
        self._is_shown = False

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create both parts."""
        self._window = self._look.box(parent, Style.BARE)
        self._top = self._look.box(self._window, Style.PANEL, is_scrolling=True)
        self._bottom = self._look.box(self._window, Style.PANEL)
        self._contents = [dpg.add_group(parent=part, show=False) for part in (self._top, self._bottom)]
        for section in self._sections:
            section.build(self._contents[0])
        self._foot.build(self._contents[1])
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Give the foot what it needs and the sections the rest."""
        gap = self._look.px(3)
        foot = min(round(sidebar_history.HEIGHT * scale), rect.height // 2)
        top = rect.height - foot - gap
        dpg.configure_item(self._window, pos=(rect.left, rect.top), width=rect.width, height=rect.height)
        dpg.configure_item(self._top, pos=(0, 0), width=rect.width, height=top)
        dpg.configure_item(self._bottom, pos=(0, top + gap), width=rect.width, height=foot)
        inner = rect.width - 2 * self._look.px(_PADDING)
        for section in self._sections:
            section.place(inner - self._look.px(_SCROLLBAR))
        self._foot.place(inner)
        self._session = None

    def draw(self, scene: Scene) -> None:
        """Show the active video."""
        session = scene.session
        if session is self._session and not self._picture.was_touched:
            return
        self._session = session
        state = session.active
        if (state is not None) is not self._is_shown:
            self._is_shown = state is not None
            for group in self._contents:
                dpg.configure_item(group, show=self._is_shown)
        if state is not None:
            for section in (*self._sections, self._foot):
                section.draw(scene, state)
