"""Collects Dear PyGui's input callbacks as events; no callback does anything else."""

from __future__ import annotations

from collections import deque
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.app.events import (
    CloseRequested,
    Event,
    KeyDown,
    KeyUp,
    MouseDown,
    MouseMove,
    MouseUp,
    Wheel,
    Xy,
)
from dustrack_imgui.app.modifiers import Modifiers
from dustrack_imgui.views.key_names import chord_name, key_name

_BUTTONS = (0, 1, 2)
_MODIFIERS = {
    dpg.mvKey_ModCtrl: "ctrl",
    dpg.mvKey_ModAlt: "alt",
    dpg.mvKey_ModShift: "shift",
    dpg.mvKey_ModSuper: "super",
    **dict.fromkeys((527, 531), "ctrl"),
    **dict.fromkeys((528, 532), "shift"),
    **dict.fromkeys((529, 533), "alt"),
    **dict.fromkeys((530, 534), "super"),
}


class DpgInput:
    """The raw input of the window, polled once a loop."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._modifiers = Modifiers()
        self._xy: Xy = (-1.0, -1.0)
        with dpg.handler_registry():
            dpg.add_key_press_handler(callback=self._key_down)
            dpg.add_key_release_handler(callback=self._key_up)
            for button in _BUTTONS:
                dpg.add_mouse_click_handler(button, callback=self._mouse_down)
                dpg.add_mouse_release_handler(button, callback=self._mouse_up)
            dpg.add_mouse_wheel_handler(callback=self._wheel)
        dpg.set_exit_callback(self._close)

    @property
    def xy_mouse(self) -> Xy:
        """Mouse position in screen pixels at the last poll."""
        return self._xy

    def poll(self) -> list[Event]:
        """Events since the last poll, in order; the callbacks of widgets have run when it returns."""
        failures: list[Exception] = []
        for callback, sender, app_data, user_data in dpg.get_callback_queue() or ():
            if callback is None:
                continue
            try:
                callback(sender, app_data, user_data)
            except Exception as error:  # noqa: BLE001 - one bad callback must not eat those queued after it
                failures.append(error)
        xy = _mouse()
        if xy != self._xy:
            self._xy = xy
            self._events.append(MouseMove(xy))
        events = [self._named(event) for event in self._events]
        self._events.clear()
        self._modifiers.end_frame()
        if failures:
            raise failures[0]
        return events

    def push(self, event: Event) -> None:
        """Queue an event, e.g. one that a widget asks for."""
        self._events.append(event)

    def _key_down(self, _sender: Any, code: int, _user: Any) -> None:
        if key_name(code) is not None:
            self._events.append(KeyDown("", code))
        elif code in _MODIFIERS:
            self._modifiers.press(_MODIFIERS[code])

    def _key_up(self, _sender: Any, code: int, _user: Any) -> None:
        if key_name(code) is not None:
            self._events.append(KeyUp(code))
        elif code in _MODIFIERS:
            self._modifiers.release(_MODIFIERS[code])

    def _named(self, event: Event) -> Event:
        """Name a key press by the modifiers that it was meant with.

        Dear ImGui hands out a frame's keys without their order, and spreads fast taps over frames so that a
        modifier may be reported released in the frame of the key that it was held for.
        """
        if not isinstance(event, KeyDown):
            return event
        held = self._modifiers.meant_with(event.code, _modifiers_down())
        name = chord_name(
            event.code, ctrl="ctrl" in held, alt="alt" in held, shift="shift" in held, super_="super" in held
        )
        return KeyDown(name or "", event.code)

    def _mouse_down(self, _sender: Any, button: int, _user: Any) -> None:
        self._move()
        self._events.append(MouseDown(button, self._xy, frozenset(_modifiers_down())))

    def _mouse_up(self, _sender: Any, button: int, _user: Any) -> None:
        self._move()
        self._events.append(MouseUp(button, self._xy))

    def _wheel(self, _sender: Any, notches: float, _user: Any) -> None:
        self._move()
        self._events.append(Wheel(float(notches), self._xy, frozenset(_modifiers_down())))

    def _move(self) -> None:
        xy = _mouse()
        if xy != self._xy:
            self._xy = xy
            self._events.append(MouseMove(xy))

    def _close(self, _sender: Any, _app_data: Any, _user: Any) -> None:
        self._events.append(CloseRequested())


def _modifiers_down() -> set[str]:
    codes = (dpg.mvKey_ModCtrl, dpg.mvKey_ModAlt, dpg.mvKey_ModShift, dpg.mvKey_ModSuper)
    return {_MODIFIERS[code] for code in codes if dpg.is_key_down(code)}


def _mouse() -> Xy:
    x, y = dpg.get_mouse_pos(local=False)
    return (float(x), float(y))
