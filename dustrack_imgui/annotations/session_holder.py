"""A layer of a running session behind an annotation: a script's changes can be undone and show at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dustrack_imgui.annotations.errors import AnnotationUseError, LayerGoneError
from dustrack_imgui.annotations.holder import Window
from dustrack_imgui.annotations.layer_patch import patch_between
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.layer_look import TraceStyle, look_of
from dustrack_imgui.model.session import Session, VideoState


class LiveSession(Protocol):
    """A running session as scripts reach it."""

    @property
    def session(self) -> Session:
        """The session as it is now."""
        ...

    def run(self, command: str, arguments: Mapping[str, Any]) -> None:
        """Apply a command and return when it took effect, and what it asked for (a save) is done.

        Raises
        ------
        Exception
            Of the session's own kind, with the sentence the user sees, when the command is refused or fails.
        """
        ...


@dataclass(slots=True)
class SessionHolder:
    """Keeps nothing itself: reads the layer from the session and changes it by commands.

    Attributes
    ----------
    live
        The session.
    video
        Key of the video.
    layer_name
        Name of the layer.
    """

    live: LiveSession
    video: str
    layer_name: str

    @property
    def window(self) -> Window:
        """The window that shows the session."""
        return _SessionWindow(self.live, self.video)

    def get_layer(self) -> Layer:
        """Return the layer as the session has it now.

        Raises
        ------
        LayerGoneError
            When the video was closed, or the layer removed or renamed.
        """
        state = self.live.session.video_state(self.video)
        if state is None or not state.data.has_layer(self.layer_name):
            raise LayerGoneError(f"the session no longer has the layer {self.layer_name} of {self.video}")
        return state.data.layer(self.layer_name)

    def replace_layer(self, layer: Layer, *, sentence: str) -> None:
        """Send what differs as one command, which is one undo step."""
        patch = patch_between(self.get_layer(), layer)
        arguments = {"video": self.video, "layer": self.layer_name, "sentence": sentence, **patch.arguments()}
        self.live.run("layer.patch", arguments)

    def rename(self, name: str) -> None:
        """Refuse: files and views of a session go by the names of its layers.

        Raises
        ------
        AnnotationUseError
            Always, unless it is the name already.
        """
        if name != self.layer_name:
            raise AnnotationUseError(f"{self.layer_name} belongs to a live session and keeps its name")

    def move_to(self, path: Path | None) -> None:
        """Refuse: the session keeps track of its files.

        Raises
        ------
        AnnotationUseError
            Always, unless it is the file already.
        """
        if path != self.get_layer().path:
            raise AnnotationUseError(
                f"{self.layer_name} belongs to a live session and keeps its file; save(fname) writes a copy"
            )

    def save(self) -> None:
        """Let the session save the layer, so that it knows what is on disk."""
        self.live.run("layer.save_named", {"video": self.video, "layer": self.layer_name})


@dataclass(frozen=True, slots=True)
class _SessionWindow:
    """The display helpers as commands; of a video that is not on screen nothing is changed."""

    live: LiveSession
    video: str

    def set_shown(self, layer: str, is_shown: bool) -> None:
        """Draw a layer or not."""
        state = self._state()
        if state is not None and is_shown != any(one.layer.name == layer for one in state.drawn_layers):
            self.live.run("layer.toggle_shown", {"layer": layer})

    def set_opacity(self, layer: str, opacity: float) -> None:
        """Draw a layer more or less strongly."""
        if self._state() is not None:
            self.live.run("layer.opacity", {"layer": layer, "opacity": opacity})

    def style(self, layer: str) -> str | None:
        """What the trace of a layer is drawn as."""
        state = self.live.session.video_state(self.video)
        if state is None or not state.data.has_layer(layer):
            return None
        chosen = look_of(state.view.looks, layer).style
        return (chosen or TraceStyle.of_kind(state.data.layer(layer).kind)).value

    def set_style(self, layer: str, style: str) -> None:
        """Draw the trace of a layer as "line" or "dot"."""
        if self._state() is not None:
            self.live.run(f"layer.trace_{style}", {"layer": layer})

    def show_label(self, label: str) -> None:
        """Make a label the current one."""
        if self._state() is not None:
            self.live.run("label.select", {"label": label})

    def _state(self) -> VideoState | None:
        """State of the video when it is the one on screen."""
        state = self.live.session.active
        return state if state is not None and state.video.key == self.video else None
