"""Labelled pictures and videos without a window: markers, traces, text, and the file they go into."""

from dustrack_imgui.drawing.draft import OutputExistsError, draft
from dustrack_imgui.drawing.labelled_video import FrameSpanError, export_video, render, render_state
from dustrack_imgui.drawing.movie import MovieError, write_movie
from dustrack_imgui.drawing.scene import Scene

__all__ = [
    "FrameSpanError",
    "MovieError",
    "OutputExistsError",
    "Scene",
    "draft",
    "export_video",
    "render",
    "render_state",
    "write_movie",
]
