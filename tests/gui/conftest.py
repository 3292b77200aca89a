"""One window for all tests of a process, driven and read in process: keys and mouse in, pixels out.

Dear PyGui cannot reliably open a second window in a process, so `viewport` is made once and emptied for every
test. Tests that bring their own window (the whole application) use `driver_for` and a process of their own.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import dearpygui._dearpygui as extension
import dearpygui.dearpygui as dpg
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from .chrome import Chrome, roots

WIDTH, HEIGHT = 1280, 800
GL_BACK, GL_RGBA, GL_UNSIGNED_BYTE = 0x0405, 0x1908, 0x1401
LEFT, RIGHT, MIDDLE = 0, 1, 2
MODIFIERS = {
    "ctrl": (dpg.mvKey_ModCtrl, dpg.mvKey_LControl),
    "shift": (dpg.mvKey_ModShift, dpg.mvKey_LShift),
    "alt": (dpg.mvKey_ModAlt, dpg.mvKey_LAlt),
}
Pixels = NDArray[np.uint8]


class Injection:
    """Dear ImGui's own input queue, reached through the symbols that the Linux wheel exports."""

    def __init__(self) -> None:
        library = ctypes.CDLL(extension.__file__)
        self._io = library["_ZN5ImGui5GetIOEv"]
        self._io.restype = ctypes.c_void_p
        self._key = self._function(
            library, "_ZN7ImGuiIO11AddKeyEventE8ImGuiKeyb", ctypes.c_int, ctypes.c_bool
        )
        self._move = self._function(
            library, "_ZN7ImGuiIO16AddMousePosEventEff", ctypes.c_float, ctypes.c_float
        )
        self._button = self._function(
            library, "_ZN7ImGuiIO19AddMouseButtonEventEib", ctypes.c_int, ctypes.c_bool
        )
        self._wheel = self._function(
            library, "_ZN7ImGuiIO18AddMouseWheelEventEff", ctypes.c_float, ctypes.c_float
        )
        self._text = self._function(library, "_ZN7ImGuiIO22AddInputCharactersUTF8EPKc", ctypes.c_char_p)

    @staticmethod
    def _function(library: ctypes.CDLL, name: str, *arguments: type) -> Callable[..., None]:
        function = library[name]
        function.argtypes = [ctypes.c_void_p, *arguments]
        function.restype = None
        return function

    def key(self, code: int, is_down: bool) -> None:
        """Press or release a key by its Dear PyGui code."""
        self._key(self._io(), code, is_down)

    def move(self, x: float, y: float) -> None:
        """Put the mouse at a screen position."""
        self._move(self._io(), x, y)

    def button(self, number: int, is_down: bool) -> None:
        """Press or release a mouse button."""
        self._button(self._io(), number, is_down)

    def wheel(self, notches: float) -> None:
        """Turn the wheel; positive is away from the user."""
        self._wheel(self._io(), 0.0, notches)

    def text(self, text: str) -> None:
        """Type characters into the focused field."""
        self._text(self._io(), text.encode())


class Driver:
    """Uses a window as a person does, one rendered frame at a time.

    Parameters
    ----------
    tick
        Draws and renders one frame of whatever is tested.
    """

    def __init__(self, tick: Callable[[], object]) -> None:
        self._tick = tick
        self._inject = Injection()
        self._gl = ctypes.CDLL("libGL.so.1")

    def tick(self, n: int = 1) -> None:
        """Let `n` frames pass."""
        for _ in range(n):
            self._tick()

    def move(self, xy: tuple[float, float], *, ticks: int = 1) -> None:
        """Move the mouse to a screen position."""
        self._inject.move(*xy)
        self.tick(ticks)

    def click(self, xy: tuple[float, float], button: int = LEFT) -> None:
        """Move there, press and release."""
        self.move(xy)
        self.hold(button)
        self.release(button)

    def drag(self, path: list[tuple[float, float]], button: int = LEFT) -> None:
        """Press at the first position, move along the others, release at the last."""
        self.move(path[0])
        self.hold(button)
        for xy in path[1:]:
            self.move(xy)
        self.release(button)

    def hold(self, button: int = LEFT) -> None:
        """Press a mouse button where the mouse is."""
        self._inject.button(button, True)
        self.tick()

    def release(self, button: int = LEFT) -> None:
        """Release a mouse button."""
        self._inject.button(button, False)
        self.tick(2)

    def wheel(self, xy: tuple[float, float], notches: float) -> None:
        """Turn the wheel at a screen position."""
        self.move(xy)
        self._inject.wheel(notches)
        self.tick(2)

    def press(self, code: int, *modifiers: str, ticks_held: int = 1) -> None:
        """Press a key (Dear PyGui code) with "ctrl", "shift" or "alt", hold it for some frames, release."""
        held = [key for name in modifiers for key in MODIFIERS[name]]
        for key in (*held, code):
            self._inject.key(key, True)
        self.tick(ticks_held)
        for key in (code, *reversed(held)):
            self._inject.key(key, False)
        self.tick(2)

    def burst(self, *chords: tuple[int, tuple[str, ...]]) -> None:
        """Press and release chords one after the other while a single frame takes its time."""
        for code, modifiers in chords:
            held = [key for name in modifiers for key in MODIFIERS[name]]
            for key, is_down in (
                *((key, True) for key in (*held, code)),
                *((key, False) for key in (code, *reversed(held))),
            ):
                self._inject.key(key, is_down)
        self.tick(6 * len(chords))

    def type_text(self, text: str) -> None:
        """Type characters into the focused field."""
        self._inject.text(text)
        self.tick(2)

    def pixels(self) -> Pixels:
        """The frame rendered last, uint8 (height, width, 3), origin at the top left."""
        width, height = dpg.get_viewport_client_width(), dpg.get_viewport_client_height()
        raw = np.empty((height, width, 4), np.uint8)
        self._gl.glReadBuffer(GL_BACK)
        pointer = raw.ctypes.data_as(ctypes.c_void_p)
        self._gl.glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pointer)
        return np.ascontiguousarray(raw[::-1, :, :3])

    def pixel(self, xy: tuple[float, float]) -> tuple[int, int, int]:
        """Colour of the screen pixel that a position lies in, in the frame rendered last."""
        raw = (ctypes.c_ubyte * 4)()
        height = dpg.get_viewport_client_height()
        self._gl.glReadBuffer(GL_BACK)
        self._gl.glReadPixels(
            int(xy[0]), height - 1 - int(xy[1]), 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, ctypes.byref(raw)
        )
        return raw[0], raw[1], raw[2]

    @property
    def xy_mouse(self) -> tuple[float, float]:
        """Where Dear PyGui says the mouse is."""
        x, y = dpg.get_mouse_pos(local=False)
        return x, y

    def save_png(self, path: Path) -> None:
        """Write the frame rendered last to a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(self.pixels()).save(path)


class Viewport:
    """The one window of the process: a primary window that panels are built into, and a driver.

    Attributes
    ----------
    window
        Item that panels are built into; its origin is the viewport's.
    draw
        Called before every render; tests set it.
    """

    def __init__(self) -> None:
        self.window: int = 0
        self.draw: Callable[[], object] = lambda: None
        self.driver = Driver(self._tick)

    def fresh(self) -> None:
        """Begin a test with an empty window."""
        self.draw = lambda: None
        old = self.window
        self.window = dpg.add_window(no_scrollbar=True, no_scroll_with_mouse=True)
        dpg.set_primary_window(self.window, True)
        if old:
            dpg.delete_item(old)

    def _tick(self) -> None:
        for callback, sender, app_data, user_data in dpg.get_callback_queue() or ():
            if callback is not None:
                callback(sender, app_data, user_data)
        self.draw()
        dpg.render_dearpygui_frame()


@pytest.fixture(scope="session")
def _process_viewport() -> Iterator[Viewport]:
    assert os.environ.get("DISPLAY"), "these tests draw: run them under xvfb-run"
    dpg.create_context()
    dpg.configure_app(manual_callback_management=True)
    dpg.create_viewport(title="test", width=WIDTH, height=HEIGHT, x_pos=0, y_pos=0, vsync=False)
    dpg.setup_dearpygui()
    viewport = Viewport()
    viewport.fresh()
    dpg.show_viewport()
    viewport.driver.tick(3)
    yield viewport
    dpg.destroy_context()


@pytest.fixture
def viewport(_process_viewport: Viewport) -> Viewport:
    """The window of this process, empty."""
    _process_viewport.fresh()
    _process_viewport.driver.tick(2)
    return _process_viewport


@pytest.fixture(scope="session")
def driver_for() -> Callable[[Callable[[], object]], Driver]:
    """Makes a driver for a window that a test opened itself, given its function that runs one frame."""
    return Driver


@pytest.fixture
def chrome(_process_viewport: Viewport) -> Iterator[Chrome]:
    before = roots()
    made = Chrome(_process_viewport)
    yield made
    _process_viewport.draw = lambda: None
    dpg.bind_theme(0)
    dpg.bind_font(0)
    _process_viewport.fresh()
    dpg.delete_item(made.handlers)
    for kind in ("mvWindowAppItem", "mvTheme"):
        for item, its_kind in roots().items():
            if its_kind == kind and item not in before and item != _process_viewport.window:
                dpg.delete_item(item)
        _process_viewport.driver.tick()
