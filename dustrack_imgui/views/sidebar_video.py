"""Sidebar: which video this is, its numbers, and what is odd about it."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import clock, counted, rate

_WRAP = 250


def facts(video: Video) -> str:
    """Size, rate and length of a video in one line."""
    size = f"{video.width_px} × {video.height_px}"
    return f"{size}  ·  {rate(video.fps)}  ·  {counted(video.n_frames, 'frame')}"


class VideoSection:
    """Name, numbers and warnings of the active video."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._video: Video | None = None
        self._width_px = 0
        self._warnings: list[Item] = []

    def build(self, parent: Item) -> None:
        """Create the items."""
        with columns(self._look, parent, True), dpg.table_row(), dpg.group():
            self._name = self._look.text(font=Font.STRONG)
            self._facts = self._look.text(font=Font.SMALL, style=Style.TEXT_DIM)
            self._warning_box = dpg.add_group()
        with dpg.tooltip(self._name, delay=0.45) as tooltip:
            self._path = self._look.text(parent=tooltip)

    def place(self, width_px: int) -> None:
        """Fit the name into a width."""
        self._width_px = width_px
        self._video = None

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the active video."""
        del scene
        video = state.video
        if video is self._video:
            return
        self._video = video
        dpg.set_value(self._name, self._look.fitted(video.path.name, self._width_px))
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
