"""Methods of the session object that place, copy and remove points."""

from __future__ import annotations

from dustrack_imgui.scripting.base import Base, Event, position_of
from dustrack_imgui.scripting.errors import NoIntervalError


class EditingPoints(Base):
    """Edits of the active layer; each is one undo step."""

    def add_annotation(self, event: Event) -> None:
        """Place the current label on the current frame at a position or an event over the image."""
        state = self.state
        self.run("point.place", xy_image=position_of(event), exact_frame=state.view.frame)

    def place_label_with_mouse(self, event: Event) -> None:
        """Place the current label, as `add_annotation`."""
        self.add_annotation(event)

    def remove_annotation(self, event: Event = None) -> None:
        """Remove the current label from the current frame, if it is there."""
        view = self.state.view
        if view.frame in self.state.layer.track(view.label):
            self.run("point.remove")

    def copy_annotations_from_overlay(self) -> None:
        """Copy all labels of the current frame from the overlay."""
        self.run("copy.frame")

    def copy_current_annotation_from_overlay(self) -> None:
        """Copy the current label of the current frame from the overlay."""
        self.run("copy.point")

    def copy_frames_of_interest_from_overlay(self) -> None:
        """Copy all labels at the frames of interest from the overlay."""
        self.run("copy.frames_of_interest")

    def copy_frames_in_interval_from_overlay(self) -> None:
        """Copy the current label in the selected interval from the overlay."""
        self.run("copy.interval")

    def copy_existing_annotations_from_overlay(self, event: Event = None) -> None:
        """Replace the current label by the overlay's position where the active layer has it.

        Raises
        ------
        RefusedError
            Without an overlay. It is a `ValueError`.
        """
        self.run("copy.replace_existing")

    def keep_overlapping_frames(self) -> None:
        """Keep only the frames on which every label is placed."""
        self.run("layer.keep_overlapping")

    def keep_overlapping_continuous_frames(self) -> None:
        """Keep only frames with every label that stand next to another such frame."""
        self.run("layer.keep_continuous")

    def select_interval(self, first: int, last: int) -> None:
        """Select an interval of frames for the active layer and the current label, both ends included."""
        self.run("interval.set", first=int(first), last=int(last))

    def get_selected_interval(self) -> tuple[int, int]:
        """First and last frame of the selected interval.

        Raises
        ------
        NoIntervalError
            When none is selected for the active layer and label. It is a `KeyError`.
        """
        interval = self.state.interval
        if interval is None:
            view = self.state.view
            raise NoIntervalError(f"no interval is selected for label {view.label} of {view.layer}")
        return interval.start, interval.end

    def remove_labels_in_interval(self, all_labels: bool = False) -> None:
        """Remove the current label, or all labels of the overlay, in the selected interval."""
        self.run("interval.clear_all" if all_labels else "interval.clear")

    def decimate_annotations_in_interval(self) -> None:
        """Drop incomplete frames in the interval, then every second of the complete ones."""
        self.run("interval.decimate")
