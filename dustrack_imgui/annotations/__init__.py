"""The scripting face of a layer: `VideoAnnotation`, and `VideoAnnotations` that holds several."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dustrack_imgui.annotations.container import VideoAnnotations
    from dustrack_imgui.annotations.errors import (
        AnnotationUseError,
        AnnotationWarning,
        LayerGoneError,
        NoFileError,
        NoVideoError,
        NoWindowError,
        PositionError,
        SignalsMissingError,
        UnknownLabelError,
    )
    from dustrack_imgui.annotations.holder import Holder, OwnHolder
    from dustrack_imgui.annotations.linked_video import LinkedVideo
    from dustrack_imgui.annotations.session_holder import LiveSession, SessionHolder
    from dustrack_imgui.annotations.video_annotation import VideoAnnotation

_HOMES = {
    **dict.fromkeys(
        [
            "AnnotationUseError",
            "AnnotationWarning",
            "LayerGoneError",
            "NoFileError",
            "NoVideoError",
            "NoWindowError",
            "PositionError",
            "SignalsMissingError",
            "UnknownLabelError",
        ],
        "errors",
    ),
    **dict.fromkeys(["Holder", "OwnHolder"], "holder"),
    **dict.fromkeys(["LiveSession", "SessionHolder"], "session_holder"),
    "LinkedVideo": "linked_video",
    "VideoAnnotation": "video_annotation",
    "VideoAnnotations": "container",
}

__all__ = [
    "AnnotationUseError",
    "AnnotationWarning",
    "Holder",
    "LayerGoneError",
    "LinkedVideo",
    "LiveSession",
    "NoFileError",
    "NoVideoError",
    "NoWindowError",
    "OwnHolder",
    "PositionError",
    "SessionHolder",
    "SignalsMissingError",
    "UnknownLabelError",
    "VideoAnnotation",
    "VideoAnnotations",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
