"""Where every panel of the window stands, from the size of the window and the UI scale; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dustrack_imgui.views.scene import Rect

GAP, GAPS_IN_HEIGHT = 3, 40
SIDEBAR_WIDTH = 300
RIGHT_COLUMN_WIDTH = 270
RIGHT_COLUMN_MAX_FRACTION = 0.24
WIDE_COLUMN_WIDTH = 370
WIDE_COLUMN_MAX_FRACTION = 0.30
STATUS_HEIGHT = 26
MENU_HEIGHT = 28
TRANSPORT_HEIGHT = 36
TIMELINE_HEIGHT = 40
TRACES_MIN_HEIGHT = 120
TRACES_FRACTION = 0.30
SIDEBAR_MAX_FRACTION = 0.38
IMAGE_MIN_FRACTION = 0.34
MIN_WIDTH, MIN_HEIGHT = 720, 450


class Slot(Enum):
    """A place for a panel; the value is what people call the panel. Some slots lie over others."""

    SIDEBAR = "sidebar"
    IMAGE = "picture"
    TRANSPORT = "play row"
    TIMELINE = "timeline"
    TRACE_X = "x trace"
    TRACE_Y = "y trace"
    TRACES = "traces"
    STATUS = "status bar"
    STAGE = "welcome page"
    CORNER = "developer panel"
    HISTORY = "history"
    BLIPS = "blips"
    DLC = "DeepLabCut progress"
    MENU = "menu bar"


@dataclass(frozen=True, slots=True)
class Layout:
    """Rectangles in screen pixels that do not overlap and lie inside the window.

    `right_column` is the column at the right for the history, blips or DeepLabCut, None while it is away.
    """

    menu: Rect
    sidebar: Rect
    image: Rect
    transport: Rect
    timeline: Rect
    trace_x: Rect
    trace_y: Rect
    status: Rect
    right_column: Rect | None = None

    def rect(self, slot: Slot) -> Rect:
        """Rectangle of a slot; the developer panel finds its corner in the picture's."""
        return {
            Slot.MENU: self.menu,
            Slot.SIDEBAR: self.sidebar,
            Slot.IMAGE: self.image,
            Slot.TRANSPORT: self.transport,
            Slot.TIMELINE: self.timeline,
            Slot.TRACE_X: self.trace_x,
            Slot.TRACE_Y: self.trace_y,
            Slot.TRACES: self.traces,
            Slot.STATUS: self.status,
            Slot.STAGE: self.stage,
            Slot.CORNER: self.image,
            Slot.HISTORY: self.right_column or self.image,
            Slot.BLIPS: self.right_column or self.image,
            Slot.DLC: self.right_column or self.image,
        }[slot]

    @property
    def traces(self) -> Rect:
        """Both trace panes together."""
        return _hull(self.trace_x, self.trace_y)

    @property
    def stage(self) -> Rect:
        """Everything right of the sidebar and above the status bar."""
        return _hull(self.image, self.trace_y)


def layout(
    width_px: int,
    height_px: int,
    scale: float,
    *,
    has_right_column: bool = False,
    is_column_wide: bool = False,
) -> Layout:
    """Lay out a window; below the sizes that fit, bars shrink before the picture does.

    Parameters
    ----------
    width_px, height_px
        Client area of the window; values below 64 count as 64.
    scale
        UI scale, 1.0 for an ordinary screen.
    has_right_column
        Whether a column at the right is left to the history, to the blips, or to the progress of DeepLabCut.
    is_column_wide
        Whether that column needs more room, as curves and logs do.
    """
    width, height = max(width_px, 64), max(height_px, 64)
    gap = max(1, min(round(GAP * scale), height // GAPS_IN_HEIGHT))
    status_height = min(round(STATUS_HEIGHT * scale), height // 8)
    sidebar_width = min(round(SIDEBAR_WIDTH * scale), int(width * SIDEBAR_MAX_FRACTION))
    menu_height = min(round(MENU_HEIGHT * scale), height // 8)
    body_top = menu_height + gap
    body_height = height - status_height - gap - body_top
    left = sidebar_width + gap
    wanted_width, share = (
        (WIDE_COLUMN_WIDTH, WIDE_COLUMN_MAX_FRACTION)
        if is_column_wide
        else (RIGHT_COLUMN_WIDTH, RIGHT_COLUMN_MAX_FRACTION)
    )
    column_width = min(round(wanted_width * scale), int(width * share)) if has_right_column else 0
    right = width - column_width - gap if has_right_column else width

    free = body_height - 4 * gap
    bars = [TRANSPORT_HEIGHT * scale, TIMELINE_HEIGHT * scale]
    traces = max(TRACES_FRACTION * free, TRACES_MIN_HEIGHT * scale)
    shrink = min(1.0, (1 - IMAGE_MIN_FRACTION) * free / (sum(bars) + traces))
    transport_height, timeline_height, trace_height = (
        max(1, int(wanted * shrink)) for wanted in (*bars, traces / 2)
    )
    image_height = free - transport_height - timeline_height - 2 * trace_height

    rects = []
    top = body_top
    for part in (image_height, transport_height, timeline_height, trace_height, trace_height):
        rects.append(Rect(left, top, right - left, part))
        top += part + gap
    image, transport, timeline, trace_x, trace_y = rects
    return Layout(
        menu=Rect(0, 0, width, menu_height),
        sidebar=Rect(0, body_top, sidebar_width, body_height),
        image=image,
        transport=transport,
        timeline=timeline,
        trace_x=trace_x,
        trace_y=trace_y,
        status=Rect(0, height - status_height, width, status_height),
        right_column=Rect(right + gap, body_top, column_width, body_height) if has_right_column else None,
    )


def fitting_scale(width_px: int, height_px: int, wanted: float) -> float:
    """UI scale that a window has room for: the wanted one, or the largest at which everything is in reach."""
    return min(wanted, width_px / MIN_WIDTH, height_px / MIN_HEIGHT)


def centred(inside: Rect, width_px: int, height_px: int, *, margin_px: int = 0) -> Rect:
    """Rectangle of the given size in the middle of another, made smaller where it does not fit."""
    width = max(1, min(width_px, inside.width - 2 * margin_px))
    height = max(1, min(height_px, inside.height - 2 * margin_px))
    return Rect(
        inside.left + (inside.width - width) // 2, inside.top + (inside.height - height) // 2, width, height
    )


def _hull(a: Rect, b: Rect) -> Rect:
    left, top = min(a.left, b.left), min(a.top, b.top)
    right = max(a.left + a.width, b.left + b.width)
    bottom = max(a.top + a.height, b.top + b.height)
    return Rect(left, top, right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class StatusCells:
    """Left edge and width of each cell of the status bar; None for a cell that has no room."""

    place: tuple[int, int]
    message: tuple[int, int]
    cursor: tuple[int, int] | None
    job: tuple[int, int] | None
    saved: tuple[int, int] | None


def status_cells(width_px: int, scale: float, *, has_job: bool) -> StatusCells:
    """Share the status bar; where it is narrow the cursor goes first, then the save state, then the job.

    The message keeps what is left, and at least a quarter of the bar.
    """
    wanted = {"cursor": 150, "saved": 150, "job": 300 if has_job else 0}
    place = min(round(330 * scale), width_px // 2)
    kept = {name: round(width * scale) for name, width in wanted.items() if width}
    for name in ("cursor", "saved", "job"):
        if place + sum(kept.values()) > width_px * 3 // 4:
            kept.pop(name, None)
    cells: dict[str, tuple[int, int]] = {}
    right = width_px
    for name in ("saved", "cursor", "job"):
        if name in kept:
            right -= kept[name]
            cells[name] = (right, kept[name])
    return StatusCells(
        (0, place), (place, right - place), cells.get("cursor"), cells.get("job"), cells.get("saved")
    )
