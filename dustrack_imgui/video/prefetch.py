"""What to decode ahead: from the playhead's motion to stretches of frames, most urgent first."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from .playhead import Playhead

NEAR_FRAMES = 32
IDLE_FRAMES = 300
MAX_LEAD_FRAMES = 600
SLACK_SECS = 0.5
GOP_SAFETY = 1.5
SLOWEST_DECODE_FPS = 20.0
USABLE_SHARE = 0.8


class Role(enum.Enum):
    """The two decoder threads."""

    FORWARD = "forward"
    """Serves requests, then reads ahead forward."""
    BACKWARD = "backward"
    """Reads ahead backward, while no request is open."""


@dataclass(frozen=True)
class Stretch:
    """Frames from the playhead outwards.

    Attributes
    ----------
    start, stop : int
        First wanted, and where to end (excluded); `stop < start` goes backward.
    """

    start: int
    stop: int


def plan(
    playhead: Playhead,
    role: Role,
    *,
    n_frames: int,
    capacity: int,
    max_gop: int,
    decode_fps: float,
    is_moving: bool = False,
) -> list[Stretch]:
    """Stretches one thread should have in the cache.

    Going backward, the group before has to be decoded as a whole by the time the playhead reaches it:
    the lead is the distance covered meanwhile. Going forward a second of travel is enough. While the
    playhead moves, what lies far behind it can wait.

    Parameters
    ----------
    playhead : Playhead
        Position and motion.
    role : Role
        Which thread asks.
    n_frames : int
        Length of the video.
    capacity : int
        Frames the cache can hold.
    max_gop : int
        Longest group of pictures.
    decode_fps : float
        Measured speed of decoding.
    is_moving : bool
        The next step in the same direction may come any time.
    """
    usable = max(8, int(capacity * USABLE_SHARE))
    idle = min(IDLE_FRAMES, usable // 2)
    speed = abs(playhead.velocity_fps)
    if role is Role.FORWARD:
        lead = min(max(speed, NEAR_FRAMES), usable // 2, MAX_LEAD_FRAMES)
        if playhead.direction < 0:
            lead = min(NEAR_FRAMES // 2, idle)
    elif playhead.direction < 0:
        secs = GOP_SAFETY * max_gop / max(decode_fps, SLOWEST_DECODE_FPS) + SLACK_SECS
        lead = min(max(speed * secs, 2 * NEAR_FRAMES), usable // 2)
    else:
        lead = min(NEAR_FRAMES, idle)
    ahead = 1 if role is Role.FORWARD else -1
    may_wait = is_moving and playhead.direction == -ahead
    spans = [int(lead), idle] if idle > lead and not may_wait else [int(lead)]
    here = playhead.frame
    if role is Role.FORWARD:
        return [Stretch(here + 1, min(n_frames, here + 1 + span)) for span in spans if here + 1 < n_frames]
    return [Stretch(here - 1, max(-1, here - 1 - span)) for span in spans if here > 0]
