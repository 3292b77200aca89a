"""OpenCV's names for the settings of its tracker, as DUSTrack's scripts pass them, made into ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dustrack_imgui.tracking.errors import SettingsError
from dustrack_imgui.tracking.settings import LKSettings

COUNT, EPS = 1, 2
"""Bits of OpenCV's termination criteria."""

_COUNT_WITHOUT, _EPS_WITHOUT = 30, 0.01
"""What OpenCV takes for a criterion that is not asked for."""


def lk_settings(options: Mapping[str, Any]) -> LKSettings:
    """Return settings from `winSize`, `maxLevel` and `criteria`; what is missing has its default.

    Raises
    ------
    SettingsError
        For a name that is none of these, a window that is not square, or a value out of range.
    """
    unknown = sorted(set(options) - {"winSize", "maxLevel", "criteria"})
    if unknown:
        raise SettingsError(f"The tracker takes winSize, maxLevel and criteria, not {', '.join(unknown)}.")
    defaults = LKSettings()
    iterations, epsilon = defaults.max_iterations, defaults.epsilon
    if "criteria" in options:
        iterations, epsilon = _criteria(options["criteria"])
    window_px = _side(options["winSize"]) if "winSize" in options else defaults.window_px
    level = options.get("maxLevel", defaults.max_level)
    return LKSettings(window_px=window_px, max_level=int(level), max_iterations=iterations, epsilon=epsilon)


def _side(window: Any) -> int:
    try:
        width, height = window
    except (TypeError, ValueError) as error:
        raise SettingsError(f"winSize is (width, height), not {window!r}.") from error
    if width != height:
        raise SettingsError(f"The tracking window must be square, not {width}x{height}.")
    return int(width)


def _criteria(criteria: Any) -> tuple[int, float]:
    """Iterations and smallest step, limited as OpenCV limits them."""
    try:
        kind, count, epsilon = criteria
        kind, count, epsilon = int(kind), int(count), float(epsilon)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"criteria is (type, count, epsilon), not {criteria!r}.") from error
    iterations = min(count, 100) if kind & COUNT else _COUNT_WITHOUT
    return iterations, min(epsilon, 10.0) if kind & EPS else _EPS_WITHOUT
