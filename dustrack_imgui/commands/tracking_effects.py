"""The tracking that commands ask for; it runs as a job, and its result comes back as a command."""

from __future__ import annotations

from dataclasses import dataclass

from dustrack_imgui.operations.blips import BlipReport
from dustrack_imgui.store.command import Effect

Positions = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Interpolate(Effect):
    """Track points over an interval and write the paths into a layer.

    Attributes
    ----------
    labels, start_xy, end_xy
        Labels and their positions (image pixels) at `start` and `end`; `end_xy` None tracks forward without
        tracking correction.
    """

    video: str
    layer: str
    labels: tuple[str, ...]
    start: int
    end: int
    start_xy: Positions
    end_xy: Positions | None


@dataclass(frozen=True, slots=True)
class Predict(Effect):
    """Track each label from its nearest marked frame to `frame`."""

    video: str
    layer: str
    frame: int
    labels: tuple[str, ...]
    from_frames: tuple[int, ...]
    from_xy: Positions


@dataclass(frozen=True, slots=True)
class ReduceJitter(Effect):
    """Filter a layer with the LK moving average into a layer of its own."""

    video: str
    layer: str
    window_secs: float


@dataclass(frozen=True, slots=True)
class CheckLabels(Effect):
    """Track a layer's labels through the gaps between their marked frames, into the scratch layer.

    Attributes
    ----------
    frames
        Marked frames to go by; None takes all.
    """

    video: str
    layer: str
    labels: tuple[str, ...]
    frames: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class InterpolateBlips(Effect):
    """Track the blips of a layer anew into a layer of corrections."""

    video: str
    layer: str
    report: BlipReport
