"""Where the layer behind an annotation lives: with the annotation itself, or in a running session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from dustrack_imgui.annotations.reading import write_tracks
from dustrack_imgui.model.layer import Layer


class Window(Protocol):
    """The window that shows a layer, as the display helpers of an annotation see it.

    It redraws by itself whatever changes.
    """

    def set_shown(self, layer: str, is_shown: bool) -> None:
        """Draw a layer or not."""
        ...

    def set_opacity(self, layer: str, opacity: float) -> None:
        """Draw a layer more or less strongly."""
        ...

    def style(self, layer: str) -> str | None:
        """What the trace of a layer is drawn as: "line" or "dot"; None when that is not known."""
        ...

    def set_style(self, layer: str, style: str) -> None:
        """Draw the trace of a layer as "line" or "dot"."""
        ...

    def show_label(self, label: str) -> None:
        """Show the traces of a label."""
        ...


class Holder(Protocol):
    """Keeps the current value of one layer; an annotation reads and replaces it there, and nowhere else."""

    @property
    def window(self) -> Window | None:
        """The window that shows the layer; None without one."""
        ...

    def get_layer(self) -> Layer:
        """Return the layer as it is now."""
        ...

    def replace_layer(self, layer: Layer, *, sentence: str) -> None:
        """Make `layer` the current value; `sentence` says what changed, for the list of undo steps."""
        ...

    def rename(self, name: str) -> None:
        """Give the layer another name."""
        ...

    def move_to(self, path: Path | None) -> None:
        """Give the layer another file; nothing is read or written."""
        ...

    def save(self) -> None:
        """Write the layer to its own file; return when it is there."""
        ...


class OwnHolder:
    """Holds the layer of an annotation that stands alone; there is no undo and no window."""

    window: Window | None = None

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def get_layer(self) -> Layer:
        """Return the layer."""
        return self._layer

    def replace_layer(self, layer: Layer, *, sentence: str) -> None:
        """Hold another layer."""
        del sentence
        self._layer = layer

    def rename(self, name: str) -> None:
        """Give the layer another name."""
        self._layer = replace(self._layer, name=name)

    def move_to(self, path: Path | None) -> None:
        """Give the layer another file."""
        self._layer = replace(self._layer, path=path)

    def save(self) -> None:
        """Write the layer to its file."""
        assert self._layer.path is not None, "callers check that there is a file"
        write_tracks(self._layer.path, self._layer.tracks)


def listed(names: Sequence[str]) -> str:
    """Labels in a sentence: by name when they are few."""
    return f"{len(names)} labels" if len(names) > 6 else ", ".join(names) or "no label"
