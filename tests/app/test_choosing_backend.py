"""The choice of what tracks, from the command to the backend that tracking takes."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.app.headless import Headless
from dustrack_imgui.app.settings import load_interface, save_interface
from dustrack_imgui.model.session import Interface
from dustrack_imgui.tracking.backends import choice
from dustrack_imgui.tracking.backends.choice import cpu_backend, resolve_backend
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.tracking.backends.trial import in_words

WAIT_SECS = 60.0


@pytest.fixture(autouse=True)
def without_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "cupy" else find(name))
    monkeypatch.delenv("DUSTRACK_BACKEND", raising=False)
    choice.named_backend.cache_clear()
    yield
    choice.named_backend.cache_clear()


@pytest.fixture
def headless(tmp_path: Path) -> Iterator[Headless]:
    one = Headless(state_folder=tmp_path / "state")
    yield one
    one.close()


def until(headless: Headless, condition: Callable[[], Any]) -> None:
    give_up = time.monotonic() + WAIT_SECS
    while not condition():
        assert time.monotonic() < give_up, headless.session.message
        headless.pump()


def test_what_was_chosen_tracks_from_then_on(headless: Headless) -> None:
    assert resolve_backend(None) is cpu_backend()
    headless.ask("track.use_opencv")
    until(headless, lambda: headless.session.interface.backend == "opencv")
    assert headless.session.message.text == "Points are tracked by OpenCV on the CPU from now on."
    headless.pump()
    assert isinstance(resolve_backend(None), OpenCVBackend)
    headless.ask("track.use_auto")
    until(headless, lambda: headless.session.interface.backend == "auto")
    headless.pump()
    assert type(resolve_backend(None)) is type(cpu_backend())


def test_a_gpu_that_is_not_there_is_refused_with_the_reason(headless: Headless) -> None:
    headless.ask("track.use_cuda")
    until(headless, lambda: "cannot track here" in headless.session.message.text)
    assert "CuPy" in headless.session.message.text
    assert headless.session.interface.backend == "auto"


def test_compiled_code_that_was_not_built_is_refused(
    headless: Headless, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dustrack_imgui.tracking.backends.native.is_built", lambda: False)
    monkeypatch.setattr(choice, "cpu_backend", OpenCVBackend)
    headless.ask("track.use_native")
    until(headless, lambda: "cannot track here" in headless.session.message.text)
    assert "without the compiled tracker" in headless.session.message.text
    assert headless.session.interface.backend == "auto"


def test_who_asks_is_told_why_no_gpu_is_used(headless: Headless) -> None:
    headless.ask("track.ask_backend")
    until(headless, lambda: headless.session.tracker.in_use)
    assert headless.session.tracker.in_use == in_words(cpu_backend())
    dialog = headless.session.dialog
    assert dialog is not None
    assert "CuPy, which tracking on a GPU needs, is not installed" in dialog.text


def test_the_environment_overrules_the_choice_and_the_dialog_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUSTRACK_BACKEND", "opencv")
    one = Headless(state_folder=tmp_path / "state")
    try:
        until(one, lambda: one.session.tracker.decided_by)
        assert one.session.tracker.decided_by == "DUSTRACK_BACKEND=opencv"
        assert one.session.tracker.in_use == "OpenCV on the CPU"
        one.ask("track.use_native")
        assert one.session.message.text.startswith("DUSTRACK_BACKEND=opencv decides what tracks")
        assert isinstance(resolve_backend(None), OpenCVBackend)
    finally:
        one.close()


def test_the_choice_is_remembered(tmp_path: Path) -> None:
    left = Interface(backend="native")
    save_interface(tmp_path / "window.json", left)
    assert load_interface(tmp_path / "window.json") == left
    (tmp_path / "window.json").write_text('{"scale": 1.0, "is_dark": true, "backend": "abacus"}')
    assert load_interface(tmp_path / "window.json") == Interface()
    (tmp_path / "window.json").write_text('{"scale": 1.5, "is_dark": true}')
    assert load_interface(tmp_path / "window.json") == Interface(scale=1.5)
