"""Where the user is in the video, which way and how fast: the only thing read-ahead goes by."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_PAUSE_SECS = 1.0
JUMP_FRAMES = 60
SMOOTHING = 0.4
FASTEST_FPS = 2000.0
"""Whoever asks faster than this jumps about, however small the jumps."""
MOVING_SECS = 0.3


@dataclass(frozen=True)
class Playhead:
    """A request and the motion it is part of.

    Attributes
    ----------
    frame : int
        The frame wanted now.
    is_dragging : bool
        A hand is on the timeline: stand-ins are welcome, holes behind do not matter.
    direction : int
        -1, 0 (jumped or not moved yet) or 1.
    velocity_fps : float
        Frames per second of real time, signed.
    at_secs : float
        When, by a clock that does not jump.
    generation : int
        0 before the first request; grows with each.
    """

    frame: int = 0
    is_dragging: bool = False
    direction: int = 0
    velocity_fps: float = 0.0
    at_secs: float = 0.0
    generation: int = 0

    def is_moving(self, at_secs: float) -> bool:
        """Whether it was on its way a moment ago, so that the next step is to be expected any time."""
        return self.direction != 0 and at_secs - self.at_secs < MOVING_SECS

    def moved_to(self, frame: int, *, is_dragging: bool, at_secs: float) -> Playhead:
        """The playhead after a request."""
        step, pause = frame - self.frame, max(at_secs - self.at_secs, 1e-3)
        direction, velocity = self.direction, self.velocity_fps
        if self.generation and step:
            reach = max(JUMP_FRAMES, 4 * abs(velocity) * max(pause, 0.02))
            if pause < LONGEST_PAUSE_SECS and abs(step) <= reach:
                now = max(-FASTEST_FPS, min(step / pause, FASTEST_FPS))
                same_way = velocity * now > 0
                velocity = (1 - SMOOTHING) * velocity + SMOOTHING * now if same_way else now / 2
                direction = 1 if step > 0 else -1
            else:
                direction, velocity = 0, 0.0
        return Playhead(frame, is_dragging, direction, velocity, at_secs, self.generation + 1)
