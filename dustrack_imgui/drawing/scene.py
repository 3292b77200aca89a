"""One frame as it is shown in a labelled video: a line of text, the picture with its rings, the traces."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import cv2
import numpy as np

from dustrack_imgui.drawing.blending import Canvas
from dustrack_imgui.drawing.markers import draw_markers
from dustrack_imgui.drawing.palette import GROUND, PLAIN_LOOK, TEXT, TEXT_DIM, LabelLook
from dustrack_imgui.drawing.text import Lettering
from dustrack_imgui.drawing.traces import TracePanes, traces_of
from dustrack_imgui.model.layer import Layer

HEAD_PX, MARGIN_PX = 32, 10
TEXT_SIZE_PX = 15
PANE_HEIGHT_PX = 130
LEGIBLE_WIDTH_PX, MIN_WIDTH_PX, MAX_SCALE = 480, 480, 6


def legible_scale(width_px: int) -> int:
    """Whole number by which a small picture is enlarged, so that rings and numbers leave it visible."""
    return min(max(1, ceil(LEGIBLE_WIDTH_PX / width_px - 0.25)), MAX_SCALE)


class Scene:
    """Draws frames `start` to `end` of one video.

    Parameters
    ----------
    layer, overlay
        Whose points are drawn, bright and dim.
    start, end
        First and last frame, both included.
    width_px, height_px
        Size of the video's picture.
    trace_labels
        Labels whose x and y are drawn against the frame; none: no traces.
    scale
        How many times the picture is enlarged; None enlarges small ones only.
    heading
        Shown above the picture with the frame's number; None leaves the whole line out.
    look
        Colours and names of labels.
    """

    def __init__(
        self,
        layer: Layer,
        overlay: Layer | None,
        start: int,
        end: int,
        *,
        width_px: int,
        height_px: int,
        n_frames: int,
        trace_labels: Sequence[str] = (),
        scale: int | None = None,
        heading: str | None = None,
        look: LabelLook = PLAIN_LOOK,
    ) -> None:
        self._look = look
        self._layer, self._overlay = layer, overlay
        self._scale = legible_scale(width_px) if scale is None else scale
        self._heading, self._last = heading, n_frames - 1
        self._picture_px = (width_px * self._scale, height_px * self._scale)
        bare = heading is None and not trace_labels
        width = self._picture_px[0] if bare else max(self._picture_px[0], MIN_WIDTH_PX)
        self._top = 0 if heading is None else HEAD_PX
        self._left = (width - self._picture_px[0]) // 2
        self._panes = None
        height = self._top + self._picture_px[1]
        if trace_labels:
            self._panes = TracePanes(
                traces_of(layer, overlay, trace_labels, start, end, look=look),
                start,
                end - start + 1,
                width_px=width,
                pane_height_px=PANE_HEIGHT_PX,
            )
            height += MARGIN_PX + self._panes.height_px
        self._ground = np.full((height, width, 3), GROUND, np.uint8)

    def draw(self, picture: Canvas, frame: int, time_secs: float) -> Canvas:
        """Draw one frame.

        Parameters
        ----------
        picture
            uint8 (height, width, 3) RGB of the frame; left as it is.
        time_secs
            Time of the frame, for the line of text.

        Returns
        -------
        uint8, (height, width, 3)
            RGB; a new array.
        """
        canvas = self._ground.copy()
        width, height = self._picture_px
        shown = canvas[self._top : self._top + height, self._left : self._left + width]
        if self._scale == 1:
            shown[:] = picture
        else:
            shown[:] = cv2.resize(picture, self._picture_px, interpolation=cv2.INTER_LINEAR)
        own = np.ascontiguousarray(shown)
        draw_markers(own, frame, self._layer, self._overlay, scale=self._scale, look=self._look)
        shown[:] = own
        self._write_heading(canvas, frame, time_secs)
        if self._panes is not None:
            self._draw_traces(canvas, frame)
        return canvas

    def _write_heading(self, canvas: Canvas, frame: int, time_secs: float) -> None:
        if self._heading is None:
            return
        letters = Lettering(TEXT_SIZE_PX)
        where = f"frame {frame} of {self._last}   {time_secs:.3f} s"
        letters.draw(canvas, where, (canvas.shape[1] - MARGIN_PX, HEAD_PX / 2), TEXT, align="right")
        room = canvas.shape[1] - 4 * MARGIN_PX - letters.width_px(where)
        letters.draw(canvas, _shortened(self._heading, letters, room), (MARGIN_PX, HEAD_PX / 2), TEXT_DIM)

    def _draw_traces(self, canvas: Canvas, frame: int) -> None:
        assert self._panes is not None
        pane = np.empty((self._panes.height_px, canvas.shape[1], 3), np.uint8)
        self._panes.draw(pane, frame)
        canvas[canvas.shape[0] - self._panes.height_px :] = pane


def _shortened(text: str, letters: Lettering, room_px: int) -> str:
    """The text, or as much of both its ends as fits, joined by an ellipsis."""
    fitting = int(room_px / max(letters.width_px("0"), 1))
    if len(text) <= fitting:
        return text
    half = (fitting - 1) // 2
    return f"{text[:half]}…{text[-half:]}" if half > 0 else ""
