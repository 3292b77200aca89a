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
from dustrack_imgui.views.key_names import chord_name, key_name

_BUTTONS = (0, 1, 2)


class DpgInput:
    """The raw input of the window, polled once a loop."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
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
        events = list(self._events)
        self._events.clear()
        if failures:
            raise failures[0]
        return events

    def push(self, event: Event) -> None:
        """Queue an event, e.g. one that a widget asks for."""
        self._events.append(event)

    def _key_down(self, _sender: Any, code: int, _user: Any) -> None:
        name = chord_name(
            code,
            ctrl=dpg.is_key_down(dpg.mvKey_ModCtrl),
            alt=dpg.is_key_down(dpg.mvKey_ModAlt),
            shift=dpg.is_key_down(dpg.mvKey_ModShift),
            super_=dpg.is_key_down(dpg.mvKey_ModSuper),
        )
        if name is not None:
            self._events.append(KeyDown(name, code))

    def _key_up(self, _sender: Any, code: int, _user: Any) -> None:
        if key_name(code) is not None:
            self._events.append(KeyUp(code))

    def _mouse_down(self, _sender: Any, button: int, _user: Any) -> None:
        self._move()
        self._events.append(MouseDown(button, self._xy))

    def _mouse_up(self, _sender: Any, button: int, _user: Any) -> None:
        self._move()
        self._events.append(MouseUp(button, self._xy))

    def _wheel(self, _sender: Any, notches: float, _user: Any) -> None:
        self._move()
        held = {
            name
            for name, code in (
                ("ctrl", dpg.mvKey_ModCtrl),
                ("shift", dpg.mvKey_ModShift),
                ("alt", dpg.mvKey_ModAlt),
            )
            if dpg.is_key_down(code)
        }
        self._events.append(Wheel(float(notches), self._xy, frozenset(held)))

    def _move(self) -> None:
        xy = _mouse()
        if xy != self._xy:
            self._xy = xy
            self._events.append(MouseMove(xy))

    def _close(self, _sender: Any, _app_data: Any, _user: Any) -> None:
        self._events.append(CloseRequested())


def _mouse() -> Xy:
    x, y = dpg.get_mouse_pos(local=False)
    return (float(x), float(y))
