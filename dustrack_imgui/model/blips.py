"""What the blip panel knows: how it searches, and what the last search found; numbers, no pictures."""

from __future__ import annotations

from dataclasses import dataclass

from dustrack_imgui.model.layer import Tracks


@dataclass(frozen=True, slots=True)
class BlipSearch:
    """Settings of the blip panel, and whether it is shown.

    Attributes
    ----------
    threshold_factor
        Robust standard deviations beyond which a displacement is a jump.
    max_length
        Longest blip in frames.
    return_tolerance
        Median displacements within which a trace counts as back where it left.
    drops_whole_frames
        Whether removing takes all labels from a frame on which any of them blips.
    """

    is_shown: bool = False
    threshold_factor: float = 150.0
    max_length: int = 50
    return_tolerance: float = 3.0
    drops_whole_frames: bool = False

    @property
    def parameters(self) -> tuple[float, int, float]:
        """What the findings depend on."""
        return self.threshold_factor, self.max_length, self.return_tolerance


@dataclass(frozen=True, slots=True)
class FoundBlip:
    """A blip: its label, and its first and last frame."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class BlipFindings:
    """What a search found.

    Attributes
    ----------
    video, layer, tracks
        Key of the video, name of the layer, and its tracks when they were searched
        (None: no longer known).
    parameters
        `BlipSearch.parameters` of the search.
    blips
        By frame, then label.
    lengths
        Number of blips of each length, ascending.
    text
        Counts and thresholds, in lines.
    chosen
        Number of the blip that was jumped to last; None before that.
    """

    video: str = ""
    layer: str = ""
    tracks: Tracks | None = None
    parameters: tuple[float, int, float] = (0.0, 0, 0.0)
    blips: tuple[FoundBlip, ...] = ()
    lengths: tuple[tuple[int, int], ...] = ()
    text: str = ""
    chosen: int | None = None
