"""What a user may type to name an interval: two frames, a frame and a length, two times; pure."""

from __future__ import annotations

import re

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.video import Video
from dustrack_imgui.views.frame_entry import FrameEntryError, frame_from

_BETWEEN = re.compile(r"\s*(?:\.\.+|–|—|\bto\b|;|,\s|(?<=[\ds])-(?=[\d.]))\s*|\s+")


def interval_from(text: str, video: Video, current: int) -> Interval:
    """Interval that was meant: "120 240", "120-240", "120 +50", "4.5s 6s" or "-50 +50" about `current`.

    A step of the second end counts from the first, but from `current` where the first is a step as well.

    Raises
    ------
    FrameEntryError
        When the text is none of these, the ends are the same, or one is outside the video.
    """
    parts = [part for part in _BETWEEN.split(text.strip().lower()) if part]
    if len(parts) != 2:
        raise FrameEntryError(
            "Type the first and the last frame (120 240), or a frame and a length (120 +50)."
        )
    first = frame_from(parts[0], video, current)
    base = current if parts[0][0] in "+-−" else first
    last = frame_from(parts[1], video, base)
    if first == last:
        raise FrameEntryError("An interval needs two different frames.")
    return Interval(min(first, last), max(first, last))
