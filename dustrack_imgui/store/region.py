"""What an edit touched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """What an edit touched, so that undo can show it.

    Attributes
    ----------
    video, layer
        Key of the video and name of the layer.
    labels
        Labels touched; empty when the edit is not about labels.
    first_frame, last_frame
        Range of frames touched; None when the edit is not about frames.
    """

    video: str
    layer: str
    labels: tuple[str, ...] = ()
    first_frame: int | None = None
    last_frame: int | None = None

    def joined(self, other: Region) -> Region:
        """Smallest region that covers both."""
        firsts = [f for f in (self.first_frame, other.first_frame) if f is not None]
        lasts = [f for f in (self.last_frame, other.last_frame) if f is not None]
        return Region(
            other.video,
            other.layer,
            tuple(dict.fromkeys(self.labels + other.labels)),
            min(firsts, default=None),
            max(lasts, default=None),
        )
