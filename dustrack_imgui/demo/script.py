"""The scripted session: a person's work on a clip, by real keys and mouse, each step checked and timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from dustrack_imgui.app.application import Application
from dustrack_imgui.demo.hands import Hands
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Severity

STEP_SECS = 120.0
POLL_SECS = 0.004
ZOOM_NOTCHES = 8
WHEEL_UP = 4
Xy = tuple[float, float]


class ScriptError(RuntimeError):
    """The window did not do what the keys asked for."""


@dataclass
class Script:
    """Works on the active video; runs in a thread beside the window's loop.

    Attributes
    ----------
    times_secs
        Seconds that each step took, by its name.
    """

    application: Application
    hands: Hands
    times_secs: dict[str, float] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        """The session as it is now; it is immutable, so a thread may look at it."""
        return self.application.session

    @property
    def state(self) -> VideoState:
        """State of the video on screen."""
        state = self.session.active
        if state is None:
            raise ScriptError("no video is open")
        return state

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step under a name."""
        began = time.perf_counter()
        yield
        self.times_secs[name] = self.times_secs.get(name, 0.0) + time.perf_counter() - began

    def wait(self, what: str, condition: Callable[[], bool], timeout_secs: float = STEP_SECS) -> None:
        """Wait until the window has done something.

        Raises
        ------
        ScriptError
            When it does not in time, with what the window says.
        """
        give_up = time.perf_counter() + timeout_secs
        while not condition():
            message = self.session.message
            if time.perf_counter() > give_up or message.severity is Severity.ERROR:
                raise ScriptError(f"{what} did not happen; the window says: {message.text!r}")
            time.sleep(POLL_SECS)

    def wait_for_video(self, name: str) -> None:
        """Wait until a video is open, on screen and decoded."""
        self.wait(f"opening {name}", lambda: self.session.active is not None)
        self.wait(f"showing {name}", lambda: self.state.video.path.name == name)
        self.wait_for_picture()

    def wait_for_picture(self) -> None:
        """Wait until the current frame's own picture and markers are on screen."""
        self.wait("showing the frame", lambda: self.application.image.visible_frame == self.state.view.frame)

    def press(self, key: str, what: str, condition: Callable[[], bool]) -> None:
        """Press a key and wait for its effect."""
        self.hands.key(key)
        self.wait(what, condition)

    def go_to_end(self, *, last: bool) -> None:
        """Show the first or last frame."""
        frame = self.state.video.n_frames - 1 if last else 0
        key = "shift+Up" if last else "shift+Down"
        self.press(key, f"going to frame {frame}", lambda: self.state.view.frame == frame)
        self.wait_for_picture()

    def go_to(self, frame: int) -> None:
        """Type a frame number into the go-to box."""
        self.press("ctrl+g", "asking for a frame", lambda: self.session.dialog is not None)
        self.wait_some_frames()
        self.hands.key(*str(frame), "Return")
        self.wait(f"going to frame {frame}", lambda: self.state.view.frame == frame)
        self.wait_for_picture()

    def wait_some_frames(self, count: int = 6) -> None:
        """Wait until the window was drawn a few times."""
        goal = self.application.frames_drawn + count

        def are_drawn() -> bool:
            self.application.pacing.wake()
            return self.application.frames_drawn >= goal

        self.wait("drawing", are_drawn)

    def place(self, points: Mapping[str, Xy]) -> None:
        """Place labels at image positions on the current frame."""
        for label, xy_image in points.items():
            self._place(label, xy_image)

    def drag_to(self, label: str, xy_image: Xy) -> None:
        """Zoom in on a marker by the wheel, drag it to an image position, and fit the picture again."""
        frame = self.state.view.frame
        here = self.state.layer.track(label).xy_at(frame)
        if here is None:
            raise ScriptError(f"label {label} is not marked on frame {frame}")
        self._point_at(here)
        for _ in range(ZOOM_NOTCHES):
            zoom = self.state.view.image.zoom
            self.hands.click(WHEEL_UP)
            self.wait("zooming in", self._zoom_differs(zoom))
        self.wait_some_frames()
        self._point_at(here)
        self.hands.button(1, down=True)
        self.wait(f"selecting label {label}", lambda: self.state.view.label == label)
        x0, y0 = self._screen(here)
        x, y = self._screen(xy_image)
        self.hands.move(x0 + 8, y0 + 8)
        self.wait(f"moving label {label}", lambda: self.state.layer.track(label).xy_at(frame) != here)
        moved = self.state.layer.track(label).xy_at(frame)
        self.hands.move(x, y)
        self.wait(f"moving label {label}", lambda: self.state.layer.track(label).xy_at(frame) != moved)
        self.wait_some_frames()
        self.hands.button(1, down=False)
        self.wait_some_frames()
        self.press("shift+r", "fitting the picture", lambda: self.state.view.image.zoom is None)

    def select_everything(self) -> None:
        """Select the whole video as interval, by Z on the first and on the last frame."""
        self._point_at((self.state.video.width_px / 2, self.state.video.height_px / 2))
        self.go_to_end(last=False)
        self.press("z", "beginning an interval", lambda: self.state.view.pending_pick == 0)
        self.go_to_end(last=True)
        self.press("z", "selecting the interval", lambda: self.state.interval is not None)

    def run_job(self, key: str, what: str) -> None:
        """Press a key that starts tracking and wait until its result is there as one new undo step."""
        before = self.session.history.undo
        self.hands.key(key)
        self.wait(what, lambda: self.session.history.undo != before and not self.session.jobs)

    def undo_and_redo(self) -> None:
        """Undo the last step and redo it; the layer must come back as it was."""
        after = self.state.layer.tracks
        sentence = self.session.history.undo
        self.press("ctrl+z", "undoing", lambda: self.session.history.redo == sentence)
        if self.state.layer.tracks is after:
            raise ScriptError("undo changed nothing")
        self.press("ctrl+y", "redoing", lambda: self.session.history.undo == sentence)
        if any(not self.state.layer.track(x).holds_same_points(y) for x, y in after.items()):
            raise ScriptError("redo did not bring back what undo took")

    def save_all(self) -> None:
        """Save and wait until every file is on disk."""
        if not self._is_saved():
            self.press("ctrl+shift+s", "saving", self._is_saved)

    def quit(self) -> None:
        """Close the window."""
        self.press("ctrl+q", "closing", lambda: self.session.is_closing)

    def _place(self, label: str, xy_image: Xy) -> None:
        frame = self.state.view.frame
        self.press(label, f"selecting label {label}", lambda: self.state.view.label == label)
        self._point_at(xy_image)
        self.press("t", f"placing label {label}", lambda: frame in self.state.layer.track(label))

    def _zoom_differs(self, zoom: float | None) -> Callable[[], bool]:
        return lambda: self.state.view.image.zoom != zoom

    def _is_saved(self) -> bool:
        return not any(state.is_dirty(x) for state in self.session.videos for x in state.data.layers)

    def _point_at(self, xy_image: Xy) -> None:
        x, y = self._screen(xy_image)
        self.hands.move(x, y)
        self.wait("moving the mouse", lambda: self.application.xy_mouse == (float(round(x)), float(round(y))))

    def _screen(self, xy_image: Xy) -> Xy:
        x, y = self.application.image.transform(self.session).screen_from_image(xy_image)
        return (x - 0.5, y - 0.5)
