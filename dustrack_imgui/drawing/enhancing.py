"""Frames of a video made clearer one after another: on a GPU where tracking uses one, else by OpenCV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dustrack_imgui.drawing.blending import Canvas
from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.tracking import notices
from dustrack_imgui.tracking.backends.choice import resolve_backend
from dustrack_imgui.tracking.backends.cuda import CudaBackend
from dustrack_imgui.video.enhancement import enhanced, is_equalising
from dustrack_imgui.video.enhancement_cuda import CudaEnhancer


def enhanced_frames(frames: Iterable[Canvas], enhancement: Enhancement) -> Iterator[Canvas]:
    """Yield frames as the window shows them: CLAHE of their grey, gamma, brightness.

    Parameters
    ----------
    frames
        uint8, RGB (H, W, 3) or grey (H, W), all of one size.
    """
    clip, gamma, brightness = enhancement.clip, enhancement.gamma, enhancement.brightness
    grid = enhancement.grid
    enhancer = gpu_enhancer() if is_equalising(clip) else None
    if enhancer is not None:
        return enhancer.enhanced_frames(frames, clip=clip, gamma=gamma, brightness=brightness, grid=grid)
    return (enhanced(each, clip=clip, gamma=gamma, brightness=brightness, grid=grid) for each in frames)


def gpu_enhancer() -> CudaEnhancer | None:
    """Return what enhances on a GPU if one tracks here, which means that it has passed a trial; else None."""
    backend = resolve_backend(None)
    devices = backend.devices if isinstance(backend, CudaBackend) else ()
    return CudaEnhancer(devices[0], notices.tell) if devices else None
