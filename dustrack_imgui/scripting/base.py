"""What all methods of the session object stand on: the link, the video on screen, its layers."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from dustrack_imgui.annotations.container import VideoAnnotations
from dustrack_imgui.annotations.session_holder import SessionHolder
from dustrack_imgui.annotations.video_annotation import VideoAnnotation
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.scripting.errors import NoEffectWarning, SessionClosedError
from dustrack_imgui.scripting.link import Link
from dustrack_imgui.video.reader import VideoReader

Event = Any
"""An event of matplotlib, a position (x, y), or a number: whatever a callback of DUSTrack was given."""


class Base:
    """A session as scripts hold it."""

    def __init__(self, link: Link) -> None:
        self._link = link

    @property
    def session(self) -> Session:
        """The whole state, an immutable value."""
        return self._link.session

    @property
    def state(self) -> VideoState:
        """State of the video on screen.

        Raises
        ------
        SessionClosedError
            When no video is open.
        """
        state = self.session.active
        if state is None:
            raise SessionClosedError("no video is open")
        return state

    @property
    def video(self) -> VideoReader:
        """Reader of the video on screen; its frames by number."""
        reader = self._link.readers.get(self.state.video.key)
        if reader is None:
            raise SessionClosedError("the video is not open")
        return reader

    @property
    def message(self) -> str:
        """Last sentence of the status bar."""
        return self.session.message.text

    @property
    def ann(self) -> VideoAnnotation:
        """The active layer; what is changed there is undoable and on screen at once."""
        return self._annotation(self.state.view.layer)

    @property
    def annotations(self) -> VideoAnnotations:
        """All layers of the video on screen, as they are now."""
        found = VideoAnnotations(parent=self)
        for layer in self.state.data.layers:
            found.add(self._annotation(layer.name))
        return found

    def run(self, command: str, **arguments: object) -> None:
        """Apply any command of the table by its id, and wait for what it starts.

        Raises
        ------
        RefusedError, CommandFailedError
            With the sentence that the window shows.
        """
        self._link.run(command, arguments)

    def undo(self) -> None:
        """Take back the last edit."""
        self.run("edit.undo")

    def redo(self) -> None:
        """Make the edit again that was taken back last."""
        self.run("edit.redo")

    def _annotation(self, name: str) -> VideoAnnotation:
        state = self.state
        holder = SessionHolder(self._link, state.video.key, name)
        return VideoAnnotation.of_holder(holder, self.video)


def frame_of(event: Event) -> int | None:
    """Frame of a number or of an event over a trace; None when there is none."""
    if event is None:
        return None
    found = getattr(event, "xdata", event)
    return None if found is None or isinstance(found, Sequence) else round(float(found))


def position_of(event: Event) -> tuple[float, float]:
    """Position in image pixels of a pair or of an event over the image.

    Raises
    ------
    ValueError
        When there is none.
    """
    x, y = (event.xdata, event.ydata) if hasattr(event, "xdata") else event
    if x is None or y is None:
        raise ValueError("give a position in image pixels: (x, y)")
    return float(x), float(y)


def no_effect(what: str) -> None:
    """Warn of something that DUSTrack has and this does not need."""
    warnings.warn(f"{what} has no effect here", NoEffectWarning, stacklevel=3)
