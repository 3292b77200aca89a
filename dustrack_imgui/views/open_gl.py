"""The few calls of OpenGL that put bytes into a texture, where Dear PyGui draws by OpenGL (Linux)."""

from __future__ import annotations

import ctypes
import sys
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

GL_TEXTURE_2D, GL_TEXTURE_BINDING_2D = 0x0DE1, 0x8069
GL_TEXTURE_WIDTH, GL_TEXTURE_HEIGHT = 0x1000, 0x1001
GL_TEXTURE_MAG_FILTER, GL_TEXTURE_MIN_FILTER, GL_LINEAR = 0x2800, 0x2801, 0x2601
GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE = 0x2802, 0x2803, 0x812F
GL_RGBA, GL_RGBA8, GL_UNSIGNED_BYTE = 0x1908, 0x8058, 0x1401
GL_PIXEL_UNPACK_BUFFER, GL_NO_ERROR = 0x88EC, 0
UNPACKING = {0x0CF2: 0, 0x0CF3: 0, 0x0CF4: 0, 0x0CF5: 4}
"""Row length, skipped rows, skipped pixels and alignment of the pixels that are handed over."""

LARGEST_NAME = 2048
"""Textures are numbered from 1 in the order of their making; ours are among the first."""

_FUNCTIONS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "glXGetCurrentContext": (ctypes.c_void_p, ()),
    "glGetError": (ctypes.c_uint, ()),
    "glGetIntegerv": (None, (ctypes.c_uint, ctypes.c_void_p)),
    "glIsTexture": (ctypes.c_ubyte, (ctypes.c_uint,)),
    "glBindTexture": (None, (ctypes.c_uint, ctypes.c_uint)),
    "glBindBuffer": (None, (ctypes.c_uint, ctypes.c_uint)),
    "glPixelStorei": (None, (ctypes.c_uint, ctypes.c_int)),
    "glTexParameteri": (None, (ctypes.c_uint, ctypes.c_uint, ctypes.c_int)),
    "glGetTexLevelParameteriv": (None, (ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p)),
    "glTexImage2D": (
        None,
        (ctypes.c_uint, *(ctypes.c_int,) * 5, ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p),
    ),
    "glTexSubImage2D": (
        None,
        (ctypes.c_uint, *(ctypes.c_int,) * 5, ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p),
    ),
}


class OpenGl:
    """Calls into the context of the current thread, which is current on the thread that renders."""

    def __init__(self, library: ctypes.PyDLL) -> None:
        self._call = {name: getattr(library, name) for name in _FUNCTIONS}
        for name, (result, arguments) in _FUNCTIONS.items():
            self._call[name].restype, self._call[name].argtypes = result, arguments

    @property
    def has_context(self) -> bool:
        """Whether calls reach a context at all."""
        return bool(self._call["glXGetCurrentContext"]())

    def textures_of_size(self, size_px: tuple[int, int]) -> list[int]:
        """Names of the textures that are so wide and high."""
        before = self._integer(GL_TEXTURE_BINDING_2D)
        found = [
            name
            for name in range(1, LARGEST_NAME)
            if self._call["glIsTexture"](name) and self._size_of(name) == size_px
        ]
        self._call["glBindTexture"](GL_TEXTURE_2D, before)
        return found

    def allocate(self, name: int, size_px: tuple[int, int]) -> bool:
        """Give a texture a new size, four bytes a pixel, clamped at its edges; False when that fails."""
        before = self._integer(GL_TEXTURE_BINDING_2D)
        self._begin_unpacking(name)
        for setting, value in (
            (GL_TEXTURE_MIN_FILTER, GL_LINEAR),
            (GL_TEXTURE_MAG_FILTER, GL_LINEAR),
            (GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE),
            (GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE),
        ):
            self._call["glTexParameteri"](GL_TEXTURE_2D, setting, value)
        self._forget_errors()
        self._call["glTexImage2D"](GL_TEXTURE_2D, 0, GL_RGBA8, *size_px, 0, GL_RGBA, GL_UNSIGNED_BYTE, None)
        is_done = self._call["glGetError"]() == GL_NO_ERROR and self._size_of(name) == size_px
        self._call["glBindTexture"](GL_TEXTURE_2D, before)
        return is_done

    def upload(self, name: int, pixels: NDArray[np.uint8]) -> None:
        """Copy pixels, contiguous uint8 (H, W, 4), into a texture of their size; they are free afterwards."""
        height_px, width_px = pixels.shape[:2]
        before = self._integer(GL_TEXTURE_BINDING_2D)
        self._begin_unpacking(name)
        self._call["glTexSubImage2D"](
            GL_TEXTURE_2D, 0, 0, 0, width_px, height_px, GL_RGBA, GL_UNSIGNED_BYTE, pixels.ctypes.data
        )
        self._call["glBindTexture"](GL_TEXTURE_2D, before)

    def _begin_unpacking(self, name: int) -> None:
        self._call["glBindTexture"](GL_TEXTURE_2D, name)
        self._call["glBindBuffer"](GL_PIXEL_UNPACK_BUFFER, 0)
        for setting, value in UNPACKING.items():
            self._call["glPixelStorei"](setting, value)

    def _size_of(self, name: int) -> tuple[int, int]:
        self._call["glBindTexture"](GL_TEXTURE_2D, name)
        sides = []
        for side in (GL_TEXTURE_WIDTH, GL_TEXTURE_HEIGHT):
            value = ctypes.c_int()
            self._call["glGetTexLevelParameteriv"](GL_TEXTURE_2D, 0, side, ctypes.byref(value))
            sides.append(value.value)
        return sides[0], sides[1]

    def _integer(self, what: int) -> int:
        value = ctypes.c_int()
        self._call["glGetIntegerv"](what, ctypes.byref(value))
        return value.value

    def _forget_errors(self) -> None:
        for _ in range(8):
            if self._call["glGetError"]() == GL_NO_ERROR:
                return


@lru_cache(maxsize=1)
def open_gl() -> OpenGl | None:
    """OpenGL as this system has it; None where Dear PyGui draws by something else, or it lacks a call."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return OpenGl(ctypes.PyDLL("libGL.so.1"))
    except (OSError, AttributeError):
        return None
