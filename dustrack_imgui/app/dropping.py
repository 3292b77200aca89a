"""Files dropped on the window, where the window system lets us hear of them (X11, through GLFW)."""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

log = logging.getLogger(__name__)


class DropTarget:
    """Asks GLFW to tell of dropped files; Dear PyGui has no call for it, but its library exports GLFW's.

    Parameters
    ----------
    on_drop
        Gets the paths, on the thread that renders.
    """

    def __init__(self, on_drop: Callable[[Sequence[Path]], None]) -> None:
        self._on_drop = on_drop
        self._callback: object = None

    def install(self) -> bool:
        """Begin to listen; call it on the render thread after a frame was drawn. False where it cannot."""
        if not sys.platform.startswith("linux"):
            return False
        import dearpygui._dearpygui as extension

        kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_char_p))
        try:
            library = ctypes.CDLL(extension.__file__)
            current, install = library.glfwGetCurrentContext, library.glfwSetDropCallback
        except (OSError, AttributeError) as error:
            log.info("files cannot be dropped on the window: %s", error)
            return False
        current.restype = ctypes.c_void_p
        install.restype, install.argtypes = ctypes.c_void_p, [ctypes.c_void_p, kind]
        window = current()
        if not window:
            log.info("files cannot be dropped on the window: it has no context")
            return False
        self._callback = kind(self._dropped)
        install(window, self._callback)
        return True

    def _dropped(self, window: int, count: int, names: Sequence[bytes | None]) -> None:
        del window
        paths = [
            Path(name.decode("utf-8", "surrogateescape")) for name in (names[i] for i in range(count)) if name
        ]
        if paths:
            self._on_drop(paths)
