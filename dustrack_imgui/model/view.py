"""How one looks at a video: never undone, never saved with the data."""

from __future__ import annotations

from dataclasses import dataclass, field

from dustrack_imgui.model.layer_look import Looks


@dataclass(frozen=True, slots=True)
class ImageView:
    """Zoom and centre of the image pane.

    Attributes
    ----------
    zoom
        Screen pixels per image pixel; None fits the picture into the pane.
    centre_xy_image
        Image position in the middle of the pane; used when `zoom` is not None.
    """

    zoom: float | None = None
    centre_xy_image: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class TraceView:
    """Visible range of the trace panes; both share the frame axis.

    Attributes
    ----------
    frames
        First and last visible frame coordinate; None shows the whole video.
    x_px, y_px
        Visible range of the x and of the y trace in image pixels; None fits the data.
    label
        Label that the values were chosen for, others are fitted; None holds for all.
    n_fits
        Grows when the user asks for a new fit of the automatic ranges.
    is_frozen
        Whether the user pinned the ranges.
    """

    frames: tuple[float, float] | None = None
    x_px: tuple[float, float] | None = None
    y_px: tuple[float, float] | None = None
    label: str | None = None
    n_fits: int = 0
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Enhancement:
    """How the picture is made clearer for the eye; tracking never sees it.

    Attributes
    ----------
    gamma
        Above 1 dark parts are lifted; 1 or less is off.
    brightness
        Grey levels to add.
    clip, grid
        Clip limit of CLAHE (1 or less is off) and its tiles along each side.
    """

    gamma: float = 1.0
    brightness: int = 0
    clip: float = 1.0
    grid: int = 8


@dataclass(frozen=True, slots=True)
class View:
    """Where the user is in one video.

    Attributes
    ----------
    frame
        Current frame, 0-based.
    layer, overlay
        Names of the active layer and of the overlay (None: no overlay).
    label
        Current label; it may not be declared in any layer yet.
    pending_pick
        First frame of an interval whose second end is still to be picked.
    looks
        How layers are drawn where that was chosen; see `VideoState.drawn_layers`.
    hidden_labels
        Labels that are not drawn.
    selected
        Labels whose points are moved together.
    follows_label
        Whether a zoomed picture stays centred on the current label.
    """

    frame: int = 0
    layer: str = ""
    overlay: str | None = None
    label: str = "0"
    image: ImageView = field(default_factory=ImageView)
    traces: TraceView = field(default_factory=TraceView)
    enhancement: Enhancement = field(default_factory=Enhancement)
    pending_pick: int | None = None
    looks: Looks = ()
    hidden_labels: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()
    follows_label: bool = False

    @property
    def label_page(self) -> int:
        """Tens of the current label: page p holds labels 10·p to 10·p + 9."""
        return int(self.label) // 10
