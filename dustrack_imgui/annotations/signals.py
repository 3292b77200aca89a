"""An annotation as arrays and as signals over time."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.annotations.errors import NoVideoError, SignalsMissingError
from dustrack_imgui.annotations.face import LayerFace
from dustrack_imgui.annotations.positions import trace
from dustrack_imgui.operations.area import label_area

if TYPE_CHECKING:
    from pysampled import Data


class Signals(LayerFace):
    """Methods that give positions over time."""

    def to_trace(self, label: str) -> NDArray[np.float64]:
        """Return the positions of a label, float64 (n_frames, 2), NaN where it is not marked.

        A label that is not declared is marked nowhere. Points past the end of the video are left out. The
        array is a new one.
        """
        return trace(self.layer.track(label), self.n_frames)

    def to_traces(self) -> dict[str, NDArray[np.float64]]:
        """Return the positions of every label, each float64 (n_frames, 2), NaN where it is not marked."""
        n_frames = self.n_frames
        return {label: trace(track, n_frames) for label, track in self.layer.tracks.items()}

    def to_signal(self, label: str) -> Data:
        """Return a label as a `pysampled.Data` at the frame rate of the video.

        Raises
        ------
        SignalsMissingError
            When the package pysampled is not installed.
        NoVideoError
            When the frame rate is not known.
        UnknownLabelError
            When the label is not declared.
        """
        self._track(label)
        return _pysampled().Data(self.to_trace(label), sr=self._fps())

    def to_signals(self) -> dict[str, Data]:
        """Return every label as a `pysampled.Data` at the frame rate of the video; see `to_signal`."""
        return {label: self.to_signal(label) for label in self.labels}

    def to_pysampled(self) -> Data:
        """Return all labels side by side as one `pysampled.Data`, columns x and y of each label.

        Raises
        ------
        SignalsMissingError, NoVideoError
            As `to_signal`.
        """
        data, labels = _pysampled().Data, self.labels
        columns = [self.to_trace(label) for label in labels]
        table = np.hstack(columns) if columns else np.empty((self.n_frames, 0))
        return data(table, sr=self._fps(), axis=0, signal_names=labels, signal_coords=["x", "y"])

    def get_area(self, labels: Iterable[str], lowpass: float | None = None) -> NDArray[np.float64] | Data:
        """Return the area in square pixels of the polygon that labels span, on every frame.

        Parameters
        ----------
        labels
            Corners in order: a list of any length, or a string of one-digit labels ("023" is 0, 2, 3).
        lowpass
            Smooth the corners first, without shifting them in time, by a Butterworth filter of order 6 with
            this cut-off in Hz.

        Returns
        -------
        NDArray or pysampled.Data
            float64 (n_frames,), NaN where a corner is missing. A signal at the frame rate when the video is
            known and pysampled is installed, else an array.

        Raises
        ------
        UnknownLabelError
            When a label is not declared.
        NoVideoError
            When `lowpass` is given and the frame rate is not known.
        FilterError
            When the filter does not suit the video's rate or length.
        """
        corners = list(labels)
        for label in corners:
            self._track(label)
        traces = {label: self.to_trace(label) for label in corners}
        fps = None if lowpass is None else self._fps()
        area = label_area(traces, corners, lowpass_hz=lowpass, fps=fps)
        if self._video is None or not _has_pysampled():
            return area
        return _pysampled().Data(area, sr=self._fps())

    def _fps(self) -> float:
        if self._video is None:
            raise NoVideoError(f"the frame rate of {self.name} is not known: name the video, vname=…")
        return self._video.fps


def _pysampled() -> Any:
    try:
        return import_module("pysampled")
    except ImportError as error:
        raise SignalsMissingError(
            "Signals need the package pysampled: pip install 'dustrack-imgui[signals]'. "
            "to_trace and to_traces give the same numbers as arrays without it.",
            name="pysampled",
        ) from error


def _has_pysampled() -> bool:
    try:
        _pysampled()
    except SignalsMissingError:
        return False
    return True
