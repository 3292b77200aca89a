"""Methods of the session object about how things look, and those that DUSTrack has and this does not need."""

from __future__ import annotations

from dustrack_imgui.scripting.base import Base, Event, no_effect


class Looking(Base):
    """A window draws whatever changed by itself, so that nothing here has to be called."""

    def freeze_plot_axes(self, event: Event = None) -> None:
        """Keep the limits of the traces as they are."""
        if not self.state.view.traces.is_frozen:
            self.run("traces.toggle_frozen")

    def unfreeze_plot_axes(self, event: Event = None) -> None:
        """Let the limits of the traces follow the data again."""
        if self.state.view.traces.is_frozen:
            self.run("traces.toggle_frozen")

    def enhance(self, *, clahe_clip: float = 1.0, gamma: float = 1.0, brightness: int = 0) -> None:
        """Make the picture clearer for the eye; tracking never sees it."""
        self.run("image.clip", clip=float(clahe_clip))
        self.run("image.gamma", gamma=float(gamma))
        self.run("image.brightness", brightness=int(brightness))

    def update(self) -> None:
        """Nothing to do: the window follows the session by itself."""

    def refresh(self, event: Event = None) -> None:
        """Nothing to do: layers are immutable, so no view of them can be out of date."""

    def update_annotation_visibility(self, draw: bool = False) -> None:
        """Nothing to do, as `update`."""

    def update_frame_marker(self, draw: bool = False) -> None:
        """Nothing to do, as `update`."""

    def update_annotation_label_states(self) -> None:
        """Nothing to do, as `update`."""

    def set_key_bindings(self) -> None:
        """Nothing to do: keys come from the command table."""

    def add_events(self) -> None:
        """Nothing to do: intervals are part of the session."""

    def set_image_background_color(self, color: object) -> None:
        """Do nothing but warn: the colours are those of the theme."""
        no_effect("set_image_background_color")
