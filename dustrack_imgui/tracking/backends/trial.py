"""Says which backend tracks here and how near its positions are to OpenCV's, as JSON; run as a program."""

from __future__ import annotations

import json

from dustrack_imgui.tracking.backends.choice import (
    choose_backend,
    largest_difference_px,
    preferred_name,
)
from dustrack_imgui.tracking.backends.cuda import CudaBackend
from dustrack_imgui.tracking.backends.cuda_opencv import OpenCVCudaBackend
from dustrack_imgui.tracking.backends.native import NativeBackend
from dustrack_imgui.tracking.backends.protocol import Backend


def try_out() -> dict[str, object]:
    """Choose a backend as tracking does, and track a few points with it.

    Returns
    -------
    dict
        ``how``: the backend in words; ``difference_px``: the largest distance from OpenCV's positions on the
        CPU; ``notices``: what kept a GPU from being used.
    """
    notices: list[str] = []
    backend = choose_backend(preferred_name(), notice=notices.append)
    difference_px = largest_difference_px(backend, choose_backend("opencv"))
    return {"how": in_words(backend), "difference_px": difference_px, "notices": notices}


def in_words(backend: Backend) -> str:
    """Name a backend for users."""
    if isinstance(backend, CudaBackend):
        return f"CUDA on {', '.join(backend.device_names)}"
    if isinstance(backend, OpenCVCudaBackend):
        return "OpenCV's CUDA code"
    return "compiled code on the CPU" if isinstance(backend, NativeBackend) else "OpenCV on the CPU"


if __name__ == "__main__":
    print(json.dumps(try_out()))
