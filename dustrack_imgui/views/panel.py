"""What a panel is: built once, moved when the window changes, drawn every frame."""

from __future__ import annotations

from typing import Protocol

from dustrack_imgui.views.scene import Rect, Scene

Item = int | str


class Panel(Protocol):
    """A part of the window with a rectangle of its own."""

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the items, once."""
        ...

    def place(self, rect: Rect, scale: float) -> None:
        """Move to a rectangle at a UI scale."""
        ...

    def draw(self, scene: Scene) -> None:
        """Show a scene; what is the same value as last time is left alone."""
        ...
