"""What views are given to draw, and the only way in which they answer: by emitting commands."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.outline import HistoryPage
from dustrack_imgui.video.meta import Picture
from dustrack_imgui.views.screen_pixels import ScreenPixels

Emit = Callable[[Call], None]
HistoryPages = Callable[[int, int], HistoryPage]
PaintedPictures = Callable[[NDArray[np.uint8], Hashable], ScreenPixels | None]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in screen pixels, origin at the top left of the window."""

    left: int
    top: int
    width: int
    height: int

    def contains(self, xy_screen: tuple[float, float]) -> bool:
        """Whether a screen position lies inside."""
        x, y = xy_screen
        return self.left <= x < self.left + self.width and self.top <= y < self.top + self.height


@dataclass(frozen=True, slots=True)
class CacheFigure:
    """A named cache in the developer panel."""

    name: str
    bytes_held: int
    budget_bytes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Measurements of the running program, for status bar and developer panel.

    Attributes
    ----------
    stage_ms
        (stage, median ms, p99 ms) of the frame loop over the last seconds.
    caches
        Sizes of the named caches.
    frames_drawn, frames_late
        Rendered frames since the start, and those that missed the display's rate while the picture moved.
    journal_lag_ms
        Age of the oldest edit that is not on disk yet; 0 when all are.
    notes
        Further lines, already worded.
    """

    stage_ms: tuple[tuple[str, float, float], ...] = ()
    caches: tuple[CacheFigure, ...] = ()
    frames_drawn: int = 0
    frames_late: int = 0
    journal_lag_ms: float = 0.0
    notes: tuple[str, ...] = ()


def nothing_painted(image: NDArray[np.uint8], look: Hashable) -> ScreenPixels | None:
    """Screen pixels where none are made ahead."""
    del image, look
    return None


def no_history(first: int, count: int) -> HistoryPage:
    """Lines of a history that there is none of."""
    del first, count
    return HistoryPage()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a view may look at in one frame of the loop.

    Attributes
    ----------
    session
        Current session.
    picture
        Best picture of the current frame that is decoded now; None before the first.
    picture_hint
        What is not yet as asked for in the picture, "" when nothing.
    display_lut
        256 grey values that stretch stored luma to display range, as bytes; b"" for identity.
    opening
        Name of a video being opened and its progress (0..1), None when none is.
    cached_ranges
        Inclusive frame ranges whose pictures are decoded.
    xy_mouse
        Mouse position in screen pixels.
    box
        Opposite corners, in screen pixels, of a box that is being dragged over the picture; None without.
    xy_image
        Mouse position in image pixels of the active video; None when outside the picture.
    figures
        Measurements; refreshed a few times a second.
    history
        Lines of the undo tree from a number on, at most so many; others when the history's revision differs.
    painted
        Screen pixels of an image with a look (`look_of`), where they were made ahead.
    """

    session: Session
    picture: Picture | None = None
    picture_hint: str = ""
    display_lut: bytes = b""
    opening: tuple[str, float] | None = None
    cached_ranges: tuple[tuple[int, int], ...] = ()
    xy_mouse: tuple[float, float] = (0.0, 0.0)
    xy_image: tuple[float, float] | None = None
    box: tuple[tuple[float, float], tuple[float, float]] | None = None
    figures: Figures = Figures()
    history: HistoryPages = no_history
    painted: PaintedPictures = nothing_painted
