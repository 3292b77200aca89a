"""Runs the window by commands and takes its picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import dearpygui.dearpygui as dpg
from PIL import Image

from dustrack_imgui.app.application import Application
from dustrack_imgui.model.session import Session, VideoState
from picturing.few_colours import save_small

WAIT_SECS = 600.0


class Camera:
    """Runs the window and takes its picture.

    Parameters
    ----------
    max_bytes
        Size that a picture is brought below by leaving out colours; 0 keeps all.
    only
        Names of the pictures that are wanted; empty for all.
    """

    def __init__(
        self, application: Application, folder: Path, *, max_bytes: int, only: tuple[str, ...] = ()
    ) -> None:
        self.application = application
        self._only = only
        self._folder = folder
        self._max_bytes = max_bytes

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self.application.session

    @property
    def state(self) -> VideoState:
        """The video on screen."""
        assert self.session.active is not None
        return self.session.active

    def ask(self, command: str, **arguments: object) -> None:
        """Apply a command and draw its effect."""
        self.application.ask(command, **arguments)
        self.turn(1)

    def turn(self, count: int) -> None:
        """Draw some frames."""
        for _ in range(count):
            self.application.turn()

    def wait(self, what: str, condition: Callable[[], bool]) -> None:
        """Draw until something has happened.

        Raises
        ------
        TimeoutError
            When it does not, with what the window says.
        """
        give_up = time.perf_counter() + WAIT_SECS
        while not condition():
            if time.perf_counter() > give_up:
                raise TimeoutError(f"no {what}; the window says: {self.session.message.text}")
            self.application.turn()

    def go_to(self, frame: int) -> None:
        """Show a frame and wait for its picture."""
        self.ask("frame.go_to", frame=frame)
        self.wait(f"frame {frame}", lambda: self.application.image.visible_frame == frame)

    def open(self, video: Path) -> None:
        """Open the video and wait for its picture."""
        self.ask("app.open_video", path=str(video))
        self.wait("video", lambda: self.session.active is not None)
        self.wait("picture", lambda: self.application.image.visible_frame == self.state.view.frame)

    def place(self, label: str, xy_image: tuple[float, float]) -> None:
        """Place a label on the current frame."""
        self.ask("label.select", label=label)
        self.ask("point.place", xy_image=xy_image, exact_frame=self.state.view.frame)

    def run_job(self, command: str) -> None:
        """Run a command that tracks and wait for its result."""
        before = self.session.history.undo
        self.ask(command)
        self.wait(command, lambda: self.session.history.undo != before and not self.session.jobs)

    def take(self, name: str) -> None:
        """Write the picture, in so few colours that it is small enough; nothing when it is not wanted."""
        if self._only and name not in self._only:
            return
        self.turn(4)
        app = self.application
        self.wait("rest", lambda: app.image.is_settled and app.timeline.is_settled and app.desk.is_settled)
        raw = self._folder / f".{name}.png"
        raw.unlink(missing_ok=True)
        dpg.output_frame_buffer(str(raw))
        self.wait("picture on disk", lambda: _is_complete(raw))
        path = self._folder / f"{name}.png"
        if self._max_bytes:
            with Image.open(raw) as picture:
                save_small(picture.convert("RGB"), path, self._max_bytes)
            raw.unlink()
        else:
            raw.replace(path)


def _is_complete(path: Path) -> bool:
    return path.is_file() and path.read_bytes().endswith(b"IEND\xaeB`\x82")
