"""What can go wrong while tracking; each error says what to do about it."""

from __future__ import annotations

import concurrent.futures


class TrackingError(ValueError):
    """A tracking request that cannot be carried out."""


class SettingsError(TrackingError):
    """A tracker setting is out of its range."""


class PointsError(TrackingError):
    """Positions have a shape that does not fit the request."""


class FrameRangeError(TrackingError):
    """A frame number lies outside the video."""


class FramesMissingError(TrackingError):
    """The frame source ended early, or its frames change size."""


class IntervalTooShortError(TrackingError):
    """There is nothing between the two ends of an interval."""


class WindowTooShortError(TrackingError):
    """A moving-average window of fewer than two frames smooths nothing."""


class WindowTooLongError(TrackingError):
    """A moving-average window does not fit into the video."""


class NoCompleteLabelError(TrackingError):
    """No label has a position on every frame, so there is nothing to filter."""


class Cancelled(concurrent.futures.CancelledError):
    """The caller asked to stop; no result was made.

    It derives from the standard library's cancellation, so that whoever ran the work can tell it from a
    failure.
    """
