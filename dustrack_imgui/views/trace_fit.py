"""Automatic value ranges of the traces: fitted when there is a reason to, else left as they are."""

from __future__ import annotations

from dustrack_imgui.commands.traces import fitted
from dustrack_imgui.model.session import VideoState
from dustrack_imgui.views.trace_data import Extents, Range


class TraceFit:
    """Remembers the fit of the x and y traces.

    They are fitted anew for another label or video, when the first data appear, and when the user asks. They
    stay when the layer changes, so that two layers can be compared by eye. While the layers stay, they grow
    for a new point that would be out of sight.
    """

    def __init__(self) -> None:
        self._reason: tuple[object, ...] = ()
        self._layers: tuple[str, str | None] = ("", None)
        self._fit: tuple[Range, Range] | None = None

    def shown_for(self, state: VideoState, extents: Extents | None) -> tuple[Range, Range]:
        """Ranges of x and y in image pixels, given the extents of the visible tracks (None: no points)."""
        view = state.view
        reason, layers = (state.video.key, view.label, view.traces.n_fits), (view.layer, view.overlay)
        if reason != self._reason:
            self._reason, self._fit = reason, None
        if extents is not None:
            x_fit, y_fit = fitted(extents[0]), fitted(extents[1])
            if self._fit is None:
                self._fit = (x_fit, y_fit)
            elif layers == self._layers:
                self._fit = (_grown(self._fit[0], extents[0]), _grown(self._fit[1], extents[1]))
        self._layers = layers
        return self._fit or ((0.0, float(state.video.width_px)), (0.0, float(state.video.height_px)))


def _grown(shown: Range, extent: Range) -> Range:
    if shown[0] <= extent[0] and extent[1] <= shown[1]:
        return shown
    low, high = fitted(extent)
    return min(low, shown[0]), max(high, shown[1])
