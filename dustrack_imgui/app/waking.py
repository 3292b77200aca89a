"""Ends the wait for input from another thread, where the window system lets us."""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Callable


def input_wait_ender(title: str) -> Callable[[], None] | None:
    """Function that makes a render call which waits for input return; None when there is none.

    Dear PyGui offers no call for this. On Linux its library exports GLFW's; on Windows an empty message to
    the window does the same.

    Parameters
    ----------
    title
        Title of our window, by which Windows finds it.
    """
    system = platform.system()
    if system == "Linux":
        return _glfw_ender()
    if system == "Windows":
        return _message_ender(title)
    return None


def _glfw_ender() -> Callable[[], None] | None:
    import dearpygui._dearpygui as extension

    post = getattr(ctypes.CDLL(extension.__file__), "glfwPostEmptyEvent", None)
    if post is None:
        return None
    post.argtypes, post.restype = [], None

    def end() -> None:
        post()

    return end


def _message_ender(title: str) -> Callable[[], None] | None:
    library = getattr(ctypes, "windll", None)
    if library is None:
        return None
    window = library.user32.FindWindowW(None, title)
    if not window:
        return None

    def end() -> None:
        library.user32.PostMessageW(window, 0, 0, 0)

    return end
