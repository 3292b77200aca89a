"""Traces of labels against the frame number below the picture: drawn once, then only the playhead moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.drawing.blending import Canvas
from dustrack_imgui.drawing.palette import GRID, GROUND, PLAIN_LOOK, PLOT, RGB, TEXT, TEXT_DIM, LabelLook
from dustrack_imgui.drawing.shapes import disc, polyline
from dustrack_imgui.drawing.text import Lettering
from dustrack_imgui.drawing.ticks import ticks
from dustrack_imgui.model.layer import Layer, LayerKind

Range = tuple[float, float]

LEFT_PX, RIGHT_PX, GAP_PX, FOOT_PX = 64, 20, 8, 24
TEXT_SIZE_PX = 13
DOT_PX, HEAD_DOT_PX = 2.5, 4.0
DIM = 0.45
PAD_FRACTION, MIN_SPAN_PX = 0.06, 2.0
TICK_SPACING_PX, FRAME_TICK_SPACING_PX = 32, 90


@dataclass(frozen=True, eq=False)
class Trace:
    """One label of one layer over the frames shown.

    Attributes
    ----------
    xy
        float64 (frames, 2), image pixels, NaN where unmarked.
    is_line
        Drawn as a line; the sparse points of a hand-made layer are dots.
    is_dim
        Of the overlay.
    """

    xy: NDArray[np.float64]
    colour: RGB
    is_line: bool
    is_dim: bool


def traces_of(
    layer: Layer,
    overlay: Layer | None,
    labels: Sequence[str],
    start: int,
    end: int,
    *,
    look: LabelLook = PLAIN_LOOK,
) -> tuple[Trace, ...]:
    """Traces of labels over frames `start` to `end` (included), the overlay's first, behind the layer's."""
    owners = [(overlay, True)] if overlay is not None and overlay is not layer else []
    return tuple(
        Trace(
            owner.track(label).array(end + 1)[start:],
            _dimmed(look.colour(label)) if is_dim else look.colour(label),
            owner.kind is not LayerKind.HAND,
            is_dim,
        )
        for owner, is_dim in (*owners, (layer, False))
        for label in labels
        if label in owner.tracks
    )


class TracePanes:
    """The panes of x and y, one above the other, with a common axis of frames.

    Parameters
    ----------
    traces
        What to draw, over the frames from `start` on.
    width_px, pane_height_px
        Size of a pane with its margins.
    """

    def __init__(
        self, traces: Sequence[Trace], start: int, n_frames: int, *, width_px: int, pane_height_px: int
    ) -> None:
        self._traces = tuple(traces)
        self._start = start
        self._frames: Range = (start, start + max(n_frames - 1, 1))
        self._columns: Range = (LEFT_PX, width_px - RIGHT_PX - 1)
        self._rows: tuple[Range, Range] = tuple(
            (top + pane_height_px - GAP_PX - 1, top) for top in (0, pane_height_px)
        )  # type: ignore[assignment]
        self._shown = tuple(_shown([trace.xy[:, axis] for trace in traces]) for axis in (0, 1))
        self.height_px = 2 * pane_height_px - GAP_PX + FOOT_PX
        self._still = np.full((self.height_px, width_px, 3), GROUND, np.uint8)
        self._draw_still()

    def draw(self, canvas: Canvas, frame: int) -> None:
        """Fill the canvas (height_px, width_px, 3) with the traces and the playhead at a frame."""
        canvas[:] = self._still
        x = self._x(frame)
        for bottom, top in self._rows:
            polyline(canvas, np.array([(x, top), (x, bottom)]), TEXT)
        for trace in self._traces:
            for axis in (0, 1):
                value = trace.xy[frame - self._start, axis]
                if not np.isnan(value):
                    place = (x, float(self._y(axis, value)))
                    disc(canvas, place, HEAD_DOT_PX + 1.5, PLOT)
                    disc(canvas, place, HEAD_DOT_PX, trace.colour)

    def _draw_still(self) -> None:
        letters = Lettering(TEXT_SIZE_PX, halo_px=1)
        left, right = round(self._columns[0]), round(self._columns[1])
        for axis in (0, 1):
            bottom, top = self._whole_rows(axis)
            self._still[top : bottom + 1, left : right + 1] = PLOT
            for value, text in ticks(self._shown[axis], max(2, (bottom - top) // TICK_SPACING_PX)):
                y = round(float(self._y(axis, value)))
                self._still[y, left : right + 1] = GRID
                letters.draw(self._still, text, (left - 6, y), TEXT_DIM, align="right")
        foot = self._rows[1][0] + FOOT_PX / 2 + 2
        for value, text in ticks(self._frames, (right - left) // FRAME_TICK_SPACING_PX, are_whole=True):
            x = round(self._x(value))
            for axis in (0, 1):
                bottom, top = self._whole_rows(axis)
                self._still[top : bottom + 1, x] = GRID
            letters.draw(self._still, text, (x, foot), TEXT_DIM, align="middle")
        letters.draw(self._still, "frame", (6, foot), TEXT)
        for axis in (0, 1):
            bottom, top = self._whole_rows(axis)
            pane = self._still[top : bottom + 1]
            for trace in self._traces:
                self._draw_trace(pane, trace, axis, top)
            name = f"{'xy'[axis]} px"
            letters.draw(self._still, name, (left + TEXT_SIZE_PX / 2, top + TEXT_SIZE_PX), TEXT)

    def _draw_trace(self, pane: Canvas, trace: Trace, axis: int, top_px: int) -> None:
        marked = np.flatnonzero(~np.isnan(trace.xy[:, axis]))
        if len(marked) == 0:
            return
        x = np.array([self._x(self._start + frame) for frame in marked.tolist()])
        places = np.column_stack([x, self._y(axis, trace.xy[marked, axis]) - top_px])
        breaks = [0, *(np.flatnonzero(np.diff(marked) > 1) + 1).tolist(), len(marked)]
        for first, stop in pairwise(breaks):
            if trace.is_line and stop - first > 1:
                polyline(pane, places[first:stop], trace.colour, 1 if trace.is_dim else 2)
            else:
                for place in places[first:stop]:
                    disc(pane, (float(place[0]), float(place[1])), DOT_PX, trace.colour)

    def _whole_rows(self, axis: int) -> tuple[int, int]:
        """Bottom and top row of a pane, both of it."""
        bottom, top = self._rows[axis]
        return round(bottom), round(top)

    def _x(self, frame: float) -> float:
        first, last = self._frames
        return self._columns[0] + (frame - first) / (last - first) * (self._columns[1] - self._columns[0])

    def _y(self, axis: int, value: NDArray[np.float64] | float) -> NDArray[np.float64]:
        low, high = self._shown[axis]
        bottom, top = self._rows[axis]
        return np.asarray(bottom + (value - low) / (high - low) * (top - bottom), np.float64)


def _shown(values: Sequence[NDArray[np.float64]]) -> Range:
    """Range of an axis: padded, and never so narrow that rounding looks like motion."""
    joined = np.concatenate([*values, np.empty(0)])
    finite = joined[np.isfinite(joined)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    pad = max((high - low) * PAD_FRACTION, (MIN_SPAN_PX - (high - low)) / 2)
    return low - pad, high + pad


def _dimmed(colour: RGB) -> RGB:
    red, green, blue = (
        round(ground + (part - ground) * DIM) for part, ground in zip(colour, PLOT, strict=True)
    )
    return red, green, blue
