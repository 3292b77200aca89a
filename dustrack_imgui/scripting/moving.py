"""Methods of the session object that move: through frames, layers, labels."""

from __future__ import annotations

import math

from dustrack_imgui.scripting.base import Base, Event, frame_of, position_of
from dustrack_imgui.scripting.errors import RefusedError


class Moving(Base):
    """Where one is, and how to get elsewhere. A search that finds nothing stays where it is."""

    @property
    def frame(self) -> int:
        """Current frame, from 0; set it to go there."""
        return self.state.view.frame

    @frame.setter
    def frame(self, frame: int) -> None:
        self.run("frame.go_to", frame=int(frame))

    @property
    def annotation_layer(self) -> str:
        """Name of the active layer; set it to choose another."""
        return self.state.view.layer

    @annotation_layer.setter
    def annotation_layer(self, name: str) -> None:
        self.run("layer.select", layer=name)

    @property
    def annotation_overlay(self) -> str | None:
        """Name of the overlay; None for none."""
        return self.state.view.overlay

    @annotation_overlay.setter
    def annotation_overlay(self, name: str | None) -> None:
        self.run("layer.select_overlay", layer=name)

    @property
    def annotation_label(self) -> str:
        """Current label."""
        return self.state.view.label

    @annotation_label.setter
    def annotation_label(self, label: str) -> None:
        self.run("label.select", label=str(label))

    @property
    def frames_of_interest(self) -> list[int]:
        """Marked frames, ascending."""
        return list(self.state.data.frames_of_interest)

    def go_to_frame(self, event: Event) -> None:
        """Show a frame, given as a number or an event over a trace."""
        frame = frame_of(event)
        if frame is not None:
            self.run("frame.go_to", frame=frame)

    def previous_frame_with_current_label(self, event: Event = None) -> None:
        """Go to the previous frame with the current label in the active layer."""
        self._search("frame.previous_labelled")

    def next_frame_with_current_label(self, event: Event = None) -> None:
        """Go to the next frame with the current label in the active layer."""
        self._search("frame.next_labelled")

    def previous_frame_with_any_label(self, event: Event = None) -> None:
        """Go to the previous frame with any label in the active layer."""
        self._search("frame.previous_annotated")

    def next_frame_with_any_label(self, event: Event = None) -> None:
        """Go to the next frame with any label in the active layer."""
        self._search("frame.next_annotated")

    def previous_frame_of_interest(self, event: Event = None) -> None:
        """Go to the previous frame of interest."""
        self._search("frame.previous_of_interest")

    def next_frame_of_interest(self, event: Event = None) -> None:
        """Go to the next frame of interest."""
        self._search("frame.next_of_interest")

    def increment_if_unannotated(self, event: Event = None) -> None:
        """Go one frame on unless the current one is annotated in the active layer."""
        self._search("frame.next_unless_annotated")

    def decrement_if_unannotated(self, event: Event = None) -> None:
        """Go one frame back unless the current one is annotated in the active layer."""
        self._search("frame.previous_unless_annotated")

    def toggle_frame_of_interest(self, event: Event = None) -> None:
        """Mark or unmark the current frame, or the one of an event over a trace."""
        self.run("frame.toggle_of_interest", trace_frame=frame_of(event))

    def previous_annotation_layer(self) -> None:
        """Make the previous layer active; wraps."""
        self.run("layer.previous")

    def next_annotation_layer(self) -> None:
        """Make the next layer active; wraps."""
        self.run("layer.next")

    def previous_annotation_overlay(self) -> None:
        """Show the previous overlay, none included; wraps."""
        self.run("layer.previous_overlay")

    def next_annotation_overlay(self) -> None:
        """Show the next overlay, none included; wraps."""
        self.run("layer.next_overlay")

    def previous_annotation_label(self) -> None:
        """Choose the previous label of the ten; wraps."""
        self.run("label.previous")

    def next_annotation_label(self) -> None:
        """Choose the next label of the ten; wraps."""
        self.run("label.next")

    def increment_label_range(self) -> None:
        """Turn to the next ten labels; wraps."""
        self.run("label.next_page")

    def decrement_label_range(self) -> None:
        """Turn to the ten labels before; wraps."""
        self.run("label.previous_page")

    def cycle_number_keys_behavior(self) -> None:
        """Let the number keys select a label, or place it at the cursor."""
        self.run("label.toggle_number_keys")

    def swap_active_and_overlay(self, event: Event = None) -> None:
        """Exchange active layer and overlay; nothing happens without an overlay."""
        if self.state.overlay is not None:
            self.run("layer.swap")

    def select_label_with_mouse(self, event: Event) -> None:
        """Choose the label whose point on the current frame lies nearest to a position."""
        x, y = position_of(event)
        layer, frame = self.state.layer, self.frame
        placed = {label: layer.track(label).xy_at(frame) for label in layer.labels}
        near = {label: math.hypot(xy[0] - x, xy[1] - y) for label, xy in placed.items() if xy is not None}
        if near:
            self.run("label.select", label=min(near, key=lambda label: near[label]))

    def _search(self, command: str) -> None:
        try:
            self.run(command)
        except RefusedError:
            return
