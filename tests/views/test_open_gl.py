"""Where OpenGL cannot be reached, nothing of it is offered, and pictures go to the screen as floats."""

from __future__ import annotations

import ctypes
import sys

import pytest

from dustrack_imgui.views.open_gl import open_gl

ask_anew = open_gl.__wrapped__


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_do_not_draw_by_opengl(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "PyDLL", lambda name: pytest.fail(f"{name} was loaded"))
    assert ask_anew() is None


def test_a_system_without_the_library_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "PyDLL", missing)
    assert ask_anew() is None


def test_a_library_that_lacks_a_call_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "PyDLL", lambda name: object())
    assert ask_anew() is None
