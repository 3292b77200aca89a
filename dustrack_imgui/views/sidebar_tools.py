"""Sidebar: tracking tools on the selected interval and on the current frame, with their keys."""

from __future__ import annotations

from dustrack_imgui.model.session import VideoState
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views.command_items import CommandRow
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns, heading
from dustrack_imgui.views.theme import Item

_TOOLS = {
    "interval.interpolate": "Interpolate",
    "interval.interpolate_all": "Interpolate all labels",
    "interval.interpolate_lk": "Track all, LK only",
    "interval.clear": "Clear interval",
    "interval.clear_all": "Clear interval, all labels",
    "predict.current": "Predict here",
    "predict.all": "Predict all labels here",
    "filter.reduce_jitter": "Reduce jitter",
}
"""Shorter words than the titles, which stand in the tooltips."""


class ToolsSection:
    """Rows of commands; those that do not apply now are grey and say why."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._look = look
        self._rows = [
            CommandRow(commands, emit, look, command, text=text) for command, text in _TOOLS.items()
        ]

    def build(self, parent: Item) -> None:
        """Create the heading and the rows."""
        with heading(self._look, parent, "Track"):
            pass
        with columns(self._look, parent, True, False, is_padded=True) as table:
            for row in self._rows:
                row.build(table)

    def place(self, width_px: int) -> None:
        """Tables follow the width of the sidebar by themselves."""

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Follow which of the commands apply."""
        del state
        for row in self._rows:
            row.draw(scene.session)
