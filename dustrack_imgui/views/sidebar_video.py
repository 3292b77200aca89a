"""Sidebar: which video this is, its numbers, and what is odd about it."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import clock, counted, rate

_WRAP = 250
_STRONG_FACTOR = 0.94


def facts(video: Video) -> str:
    """Size, rate and length of a video in one line."""
    size = f"{video.width_px} × {video.height_px}"
    return f"{size}  ·  {rate(video.fps)}  ·  {counted(video.n_frames, 'frame')}"


class VideoSection:
    """Name, numbers and warnings of the active video."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._look = look
        self._arrows = [
            CommandButton(
                commands, emit, look, command, text=text, style=Style.FLAT, refused_style=Style.FLAT_REFUSED
            )
            for command, text in (("video.previous", "‹"), ("video.next", "›"))
        ]
        self._counted_videos = (0, 0)
        self._video: Video | None = None
        self._width_px = 0
        self._warnings: list[Item] = []

    def build(self, parent: Item) -> None:
        """Create the items."""
        with dpg.group(parent=parent, horizontal=True, horizontal_spacing=0, show=False) as self._switch:
            self._number = self._look.text(style=Style.TEXT_DIM)
            for arrow in self._arrows:
                arrow.build(0)
        with columns(self._look, parent, True), dpg.table_row(), dpg.group():
            self._name = self._look.text(font=Font.STRONG)
            self._facts = self._look.text(font=Font.SMALL, style=Style.TEXT_DIM)
            self._warning_box = dpg.add_group()
        with self._look.tip(self._name):
            self._path = self._look.text()

    def place(self, width_px: int) -> None:
        """Fit the name into a width."""
        self._width_px = width_px
        self._video = None

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the active video."""
        self._draw_switch(scene.session)
        video = state.video
        if video is self._video:
            return
        self._video = video
        dpg.set_value(self._name, self._look.fitted(video.path.name, round(self._width_px * _STRONG_FACTOR)))
        length = clock(video.time_secs(video.n_frames - 1)).split(".")[0]
        dpg.set_value(self._path, f"{video.path}\n{facts(video)}  ·  {length}")
        dpg.set_value(self._facts, facts(video))
        while len(self._warnings) < len(video.warnings):
            self._warnings.append(
                self._look.text(
                    parent=self._warning_box, font=Font.SMALL, style=Style.TEXT_WARNING, wrap=_WRAP
                )
            )
        for number, item in enumerate(self._warnings):
            is_shown = number < len(video.warnings)
            dpg.configure_item(item, show=is_shown)
            dpg.set_value(item, video.warnings[number] if is_shown else "")

    def _draw_switch(self, session: Session) -> None:
        """Arrows between videos, when there is more than one."""
        n_videos = len(session.videos)
        if n_videos > 1:
            for arrow in self._arrows:
                arrow.draw(session)
        counted_videos = (n_videos, session.active_index)
        if counted_videos != self._counted_videos:
            self._counted_videos = counted_videos
            dpg.configure_item(self._switch, show=n_videos > 1)
            dpg.set_value(self._number, f"Video {session.active_index + 1} of {n_videos}  ")
