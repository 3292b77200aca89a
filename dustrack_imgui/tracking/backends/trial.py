"""Says which backend tracks here and how near its positions are to OpenCV's, as JSON; run as a program."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import cast, get_args

from dustrack_imgui.tracking.backends.choice import (
    BackendName,
    choose_backend,
    largest_difference_px,
    prefer,
)
from dustrack_imgui.tracking.backends.cuda import CudaBackend
from dustrack_imgui.tracking.backends.cuda_opencv import OpenCVCudaBackend
from dustrack_imgui.tracking.backends.native import NativeBackend
from dustrack_imgui.tracking.backends.protocol import Backend

_KINDS: dict[BackendName, tuple[type, ...]] = {
    "cuda": (CudaBackend, OpenCVCudaBackend),
    "native": (NativeBackend,),
}


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What came of choosing a backend.

    Attributes
    ----------
    backend
        The one that was chosen.
    is_as_wished
        Whether it is of the kind that was asked for by name.
    how
        The backend in words.
    difference_px
        Its largest distance from OpenCV's positions on the CPU.
    notices
        What kept another one from being used.
    """

    backend: Backend
    is_as_wished: bool
    how: str
    difference_px: float
    notices: tuple[str, ...]


def try_out(name: BackendName | None = None) -> Trial:
    """Choose a backend as tracking does, by name or the preferred one, and track a few points with it."""
    notices: list[str] = []
    backend = choose_backend(name, notice=notices.append)
    difference_px = largest_difference_px(backend, choose_backend("opencv"))
    is_as_wished = name not in _KINDS or isinstance(backend, _KINDS[name])
    return Trial(backend, is_as_wished, in_words(backend), difference_px, tuple(notices))


def in_words(backend: Backend) -> str:
    """Name a backend for users."""
    if isinstance(backend, CudaBackend):
        return f"CUDA on {', '.join(backend.device_names)}"
    if isinstance(backend, OpenCVCudaBackend):
        return "OpenCV's CUDA code"
    return "compiled code on the CPU" if isinstance(backend, NativeBackend) else "OpenCV on the CPU"


def main(arguments: list[str]) -> None:
    """Print the trial of the preferred backend; an argument names what the window would choose."""
    if arguments and arguments[0] in get_args(BackendName):
        prefer(cast(BackendName, arguments[0]))
    trial = try_out()
    print(json.dumps({"how": trial.how, "difference_px": trial.difference_px, "notices": trial.notices}))


if __name__ == "__main__":
    main(sys.argv[1:])
