"""The settings of the Lucas-Kanade tracker, with the predecessor's values as defaults."""

from __future__ import annotations

from dataclasses import dataclass

from dustrack_imgui.tracking.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LKSettings:
    """How one point is followed from one frame to the next.

    Parameters
    ----------
    window_px
        Side of the square patch that is matched, in pixels; at least 3.
    max_level
        Highest pyramid level: 0 tracks at full resolution only, 2 adds halves and quarters.
    max_iterations
        Most Newton steps per level.
    epsilon
        Stop when a step is shorter than this, in pixels.

    Raises
    ------
    SettingsError
        When a value is out of its range.
    """

    window_px: int = 45
    max_level: int = 2
    max_iterations: int = 10
    epsilon: float = 0.03

    def __post_init__(self) -> None:
        """Refuse values that OpenCV would answer with an assertion."""
        if self.window_px < 3:
            raise SettingsError(f"The tracking window must be at least 3 pixels wide, not {self.window_px}.")
        if self.max_level < 0:
            raise SettingsError(f"The highest pyramid level cannot be negative: {self.max_level}.")
        if self.max_iterations < 1:
            raise SettingsError(f"The tracker needs at least 1 iteration, not {self.max_iterations}.")
        if not self.epsilon > 0:
            raise SettingsError(f"The step at which the tracker stops must be positive: {self.epsilon}.")
