"""The compiled backend: OpenCV's Lucas-Kanade with the same numbers, several times as fast on the CPU."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.tracking.backends.protocol import Advanced
from dustrack_imgui.tracking.backends.pyramids import PyramidCache
from dustrack_imgui.tracking.settings import LKSettings

LIBRARY = "lucas_kanade_cpu" + (".dll" if sys.platform == "win32" else ".so")
PYRAMID_BYTES = 128 * 2**20
MIN_EIGENVALUE = 1e-4

Instructions = Literal["plain", "AVX2", "AVX-512"]
"""What the compiled loops may use; ``"AVX-512"`` with its VNNI. The numbers are the same with each."""

_INSTRUCTIONS: tuple[Instructions, ...] = ("plain", "AVX2", "AVX-512")


class _Level(ctypes.Structure):
    _fields_ = (
        ("origin", ctypes.c_void_p),
        ("stride", ctypes.c_int64),
        ("width", ctypes.c_int32),
        ("height", ctypes.c_int32),
    )


class _Settings(ctypes.Structure):
    _fields_ = (
        ("window_px", ctypes.c_int32),
        ("max_iterations", ctypes.c_int32),
        ("epsilon", ctypes.c_float),
        ("min_eigenvalue", ctypes.c_float),
    )


class NativeBackend:
    """Lucas-Kanade in compiled code (`kernels/lucas_kanade_cpu.cpp`); each call uses one thread.

    Parameters
    ----------
    instructions
        At most these; what the processor does not have is not used.

    Raises
    ------
    OSError
        When the library was not built; see `is_built`.
    """

    def __init__(self, *, instructions: Instructions = "AVX-512") -> None:
        self._library = _library()
        wanted, best = (_INSTRUCTIONS.index(name) for name in (instructions, best_instructions()))
        self._instructions = min(wanted, best)
        self._pyramids = PyramidCache(PYRAMID_BYTES, halve=self.halve)
        self._others = OpenCVBackend()

    def advance(
        self,
        previous: NDArray[np.uint8],
        following: NDArray[np.uint8],
        xy_image: NDArray[np.float64],
        *,
        settings: LKSettings,
    ) -> Advanced:
        """Find ``xy_image`` of frame ``previous`` again in frame ``following``; see `Backend.advance`."""
        if settings.window_px > self._library.lk_max_window_px():
            return self._others.advance(previous, following, xy_image, settings=settings)
        shape = {"window_px": settings.window_px, "max_level": settings.max_level}
        before, after = self._pyramids.get(previous, **shape), self._pyramids.get(following, **shape)
        points = np.ascontiguousarray(xy_image, dtype=np.float32)
        moved, found = np.empty_like(points), np.empty(len(points), dtype=np.bool_)
        wanted = _Settings(settings.window_px, settings.max_iterations, settings.epsilon, MIN_EIGENVALUE)
        self._library.lk_follow(
            _levels(before),
            _levels(after),
            len(before),
            ctypes.byref(wanted),
            points.ctypes.data,
            len(points),
            moved.ctypes.data,
            found.ctypes.data,
            self._instructions,
        )
        return Advanced(moved.astype(np.float64), found)

    def halve(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a picture at half its size, the next level of its pyramid, as ``cv2.pyrDown`` makes it."""
        height_px, width_px = picture.shape
        half = np.empty(((height_px + 1) // 2, (width_px + 1) // 2), np.uint8)
        self._library.lk_halve(_levels((picture,)), half.ctypes.data, self._instructions)
        return half


def is_built() -> bool:
    """Whether the compiled library came with this installation and can be loaded."""
    try:
        _library()
    except OSError:
        return False
    return True


def best_instructions() -> Instructions:
    """Return the best that this processor has of what the compiled library can use."""
    return _INSTRUCTIONS[int(_library().lk_best_instructions())]


def is_fast_here() -> bool:
    """Whether the library is there and faster than OpenCV, which its plain loops are not."""
    return is_built() and best_instructions() != "plain"


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(str(Path(__file__).parent / LIBRARY))
    pointer, number = ctypes.c_void_p, ctypes.c_int32
    library.lk_follow.argtypes = (
        pointer, pointer, number, pointer, pointer, ctypes.c_int64, pointer, pointer, number,
    )  # fmt: skip
    library.lk_follow.restype = None
    library.lk_halve.argtypes = (pointer, pointer, number)
    library.lk_halve.restype = None
    return library


def _levels(pyramid: tuple[NDArray[np.uint8], ...]) -> ctypes.Array[_Level]:
    made = (_Level * len(pyramid))()
    for described, level in zip(made, pyramid, strict=True):
        described.origin, described.stride = level.ctypes.data, level.strides[0]
        described.height, described.width = level.shape
    return made
