"""Work on files without a window: convert, index, smooth, merge, export, draw. Names load when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dustrack_imgui.batch.indexing import build_toc
    from dustrack_imgui.batch.mono import convert_to_mono
    from dustrack_imgui.drawing import export_video, render, render_state
    from dustrack_imgui.drawing.frames import extract_frames

_HOMES = {
    "build_toc": "dustrack_imgui.batch.indexing",
    "convert_to_mono": "dustrack_imgui.batch.mono",
    "export_video": "dustrack_imgui.drawing",
    "extract_frames": "dustrack_imgui.drawing.frames",
    "render": "dustrack_imgui.drawing",
    "render_state": "dustrack_imgui.drawing",
}

__all__ = ["build_toc", "convert_to_mono", "export_video", "extract_frames", "render", "render_state"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
