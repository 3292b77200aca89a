"""Pictures of the window reach the clipboard, or a file, and the user is told which."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dustrack_imgui.app.clipboard import ClipboardError, copying_program
from dustrack_imgui.app.systems.capturing import CapturingSystem
from dustrack_imgui.commands.effects import TakeScreenshot
from dustrack_imgui.model.session import Session


class Window:
    def __init__(self, pictures: Path, *, has_clipboard: bool = True, renders: bool = True) -> None:
        self.copied: list[bytes] = []
        self.has_clipboard, self.renders = has_clipboard, renders
        self.taken: list[Path] = []
        self.system = CapturingSystem(
            lambda: None, self.capture, copy=self.copy, pictures=lambda: pictures / "new folder"
        )

    def capture(self, path: Path) -> None:
        self.taken.append(path)
        if self.renders:
            path.write_bytes(b"png")

    def copy(self, path: Path) -> None:
        if not self.has_clipboard:
            raise ClipboardError("there is no program")
        self.copied.append(path.read_bytes())

    def take(self, effect: TakeScreenshot) -> dict:
        session, now = Session(), 0.0
        assert self.system.run(effect, session)
        give_up = time.perf_counter() + 5
        while True:
            calls = self.system.tick(session, now)
            if calls:
                assert not self.taken[-1].parent.exists()
                assert not self.system.is_active(session)
                return dict(calls[0].arguments)
            assert time.perf_counter() < give_up
            assert self.system.is_active(session)
            now += 0.1
            time.sleep(0.001)


def test_the_picture_is_copied(tmp_path):
    window = Window(tmp_path)
    assert "clipboard" in window.take(TakeScreenshot(to_clipboard=True))["text"]
    assert window.copied == [b"png"]
    assert not list(tmp_path.iterdir())


def test_without_a_clipboard_it_becomes_a_file_and_the_message_says_where(tmp_path):
    window = Window(tmp_path, has_clipboard=False)
    said = window.take(TakeScreenshot(to_clipboard=True))
    (written,) = (tmp_path / "new folder").iterdir()
    assert written.read_bytes() == b"png"
    assert str(written) in said["text"]
    assert "there is no program" in said["text"]
    window.take(TakeScreenshot())
    assert len(list((tmp_path / "new folder").iterdir())) == 2


def test_a_named_file_is_written_there(tmp_path):
    path = tmp_path / "deep" / "shot.png"
    said = Window(tmp_path).take(TakeScreenshot(path))
    assert path.read_bytes() == b"png"
    assert said == {"text": f"Picture of the window: {path}", "severity": "info"}


def test_failures_are_told(tmp_path):
    (tmp_path / "file").write_text("")
    said = Window(tmp_path).take(TakeScreenshot(tmp_path / "file" / "shot.png"))
    assert said["severity"] == "error"
    assert "No picture" in Window(tmp_path, renders=False).take(TakeScreenshot())["text"]


@pytest.mark.parametrize(
    ("system", "environ", "programs", "expected"),
    [
        ("Linux", {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, {"wl-copy", "xclip"}, "wl-copy"),
        ("Linux", {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, {"xclip"}, "xclip"),
        ("Linux", {"DISPLAY": ":0"}, {"wl-copy"}, None),
        ("Linux", {}, {"xclip"}, None),
        ("Windows", {}, {"powershell"}, "powershell"),
    ],
)
def test_the_program_fits_the_system(system, environ, programs, expected):
    found = copying_program(system, environ, lambda name: name if name in programs else None)
    assert (found[0] if found else None) == expected
