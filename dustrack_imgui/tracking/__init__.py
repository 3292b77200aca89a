"""Lucas-Kanade tracking as functions on arrays: plain, sigmoid-corrected (RSTC), and moving average."""

from dustrack_imgui.tracking.backends.choice import BackendName, choose_backend
from dustrack_imgui.tracking.backends.protocol import Advanced, Backend
from dustrack_imgui.tracking.errors import (
    Cancelled,
    FrameRangeError,
    FramesMissingError,
    IntervalTooShortError,
    NoCompleteLabelError,
    PointsError,
    SettingsError,
    TrackingError,
    WindowTooLongError,
    WindowTooShortError,
)
from dustrack_imgui.tracking.filter_result import FilterResult
from dustrack_imgui.tracking.frames import FrameSource, GrayKind, gray
from dustrack_imgui.tracking.interpolation import interpolate_gaps, nearest_labelled_frame, predict
from dustrack_imgui.tracking.labelled import FilteredLabel, LabelledFilterResult, filter_labels
from dustrack_imgui.tracking.lucas_kanade import TrackMode, lucas_kanade
from dustrack_imgui.tracking.moving_average import lk_moving_average_filter
from dustrack_imgui.tracking.quality import QualitySummary, gap_per_frame, outside_image, summarise
from dustrack_imgui.tracking.result import TrackResult
from dustrack_imgui.tracking.rstc import compute_sigmoid_weights, lucas_kanade_rstc
from dustrack_imgui.tracking.settings import LKSettings

__all__ = [
    "Advanced",
    "Backend",
    "BackendName",
    "Cancelled",
    "FilterResult",
    "FilteredLabel",
    "FrameRangeError",
    "FrameSource",
    "FramesMissingError",
    "GrayKind",
    "IntervalTooShortError",
    "LKSettings",
    "LabelledFilterResult",
    "NoCompleteLabelError",
    "PointsError",
    "QualitySummary",
    "SettingsError",
    "TrackMode",
    "TrackResult",
    "TrackingError",
    "WindowTooLongError",
    "WindowTooShortError",
    "choose_backend",
    "compute_sigmoid_weights",
    "filter_labels",
    "gap_per_frame",
    "gray",
    "interpolate_gaps",
    "lk_moving_average_filter",
    "lucas_kanade",
    "lucas_kanade_rstc",
    "nearest_labelled_frame",
    "outside_image",
    "predict",
    "summarise",
]
