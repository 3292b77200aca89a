"""Labelled pictures and videos without a window: markers, traces, text, and the file they go into.

Names load when first used: the window shares the palette, and opens without the libraries that draw.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dustrack_imgui.drawing.draft import OutputExistsError
    from dustrack_imgui.drawing.labelled_video import FrameSpanError, export_video, render, render_state
    from dustrack_imgui.drawing.movie import MovieError, write_movie
    from dustrack_imgui.drawing.scene import Scene

_HOMES = {
    "OutputExistsError": "draft",
    **dict.fromkeys(["FrameSpanError", "export_video", "render", "render_state"], "labelled_video"),
    **dict.fromkeys(["MovieError", "write_movie"], "movie"),
    "Scene": "scene",
}

__all__ = [
    "FrameSpanError",
    "MovieError",
    "OutputExistsError",
    "Scene",
    "export_video",
    "render",
    "render_state",
    "write_movie",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
