"""Brings the frame asked for as fast as can be, and drops it for a newer one when that makes it moot."""

from __future__ import annotations

import time

from .decode_state import DecodeState, Goal
from .decoder import FrameDecoder
from .rescue import rescue
from .run_tools import SpeedClock, is_on_the_way, keep_outputs

ALMOST_THERE_SECS = 0.04
STANDIN_EVERY_SECS = 0.04
MIN_SKIPPED_PACKETS = 12
KEPT_BEFORE = 48
QUICK_PACKETS = 24
"""A group no longer than this is decoded again before a hand moves: what lies on the way need not be kept."""
RESCUE_FRAMES = 16


class Server:
    """Serves one goal at a time. Nothing is ever queued.

    Parameters
    ----------
    state : DecodeState
        Shared with the reader and the other thread.
    decoder : FrameDecoder
        Of the calling thread.
    """

    def __init__(self, state: DecodeState, decoder: FrameDecoder) -> None:
        self._state = state
        self._decoder = decoder
        self._gops = state.source.gops

    def serve(self, goal: Goal) -> None:
        """Work until the frame is there, has no picture, or is no longer wanted."""
        state, decoder = self._state, self._decoder
        self._head_for(goal)
        clock = SpeedClock(state)
        shown_at: float | None = None
        while not state.is_stopping:
            outputs = decoder.step()
            clock.count()
            if keep_outputs(state, outputs, goal.frame, first=goal.frame - self._n_kept_before(goal)):
                state.standin = None
                clock.stop()
                state.announce()
                return
            if goal.is_dragging and outputs and _is_due(shown_at):
                shown_at = time.perf_counter()
                self._show_meanwhile(outputs[-1].number, goal.frame)
            if decoder.has_passed(goal.frame):
                self._rescue(goal.frame)
                return
            newer = state.goal()
            if newer == goal:
                continue
            if newer is not None and newer.frame == goal.frame:
                self._can_turn_to(newer)  # a drag came to rest: keep what is before it from here on
                goal = newer
            elif not self._is_worth_finishing(goal, has_shown=shown_at is not None):
                if newer is None or not self._can_turn_to(newer):
                    state.counters.n_abandoned += 1
                    return
                goal = newer

    def _head_for(self, goal: Goal) -> None:
        """Go on with the run under way, or begin one at the frame's entry."""
        if is_on_the_way(self._decoder, self._gops, goal.frame):
            return
        entry, skip_below = int(self._gops.start[goal.frame]), self._skip_below(goal)
        self._decoder.seek(entry, skip_below=skip_below if skip_below > entry + MIN_SKIPPED_PACKETS else None)
        self._state.counters.n_seeks += 1

    def _skip_below(self, goal: Goal) -> int:
        """The packet from which on every frame is kept.

        Leaving out what no other frame refers to is 1.3 to 1.5 times faster; a drag does not step back.
        """
        packet = int(self._gops.packet[goal.frame])
        return packet if goal.is_dragging else packet - min(self._n_kept_before(goal), KEPT_BEFORE)

    def _n_kept_before(self, goal: Goal) -> int:
        """How many of the frames decoded on the way are worth a copy, which costs half as much as decoding.

        After a jump into a long group steps back need something to go on until read-ahead has filled the
        holes before. Who walks or drags comes by the others as well.
        """
        reach = int(self._gops.packet[goal.frame] - self._gops.start[goal.frame])
        if goal.is_dragging or self._state.playhead.direction:
            return len(self._gops)
        return KEPT_BEFORE if reach > QUICK_PACKETS else 0

    def _show_meanwhile(self, number: int, wanted: int) -> None:
        frame = self._state.cache.get(number)
        if frame is not None and number < wanted:
            self._state.standin = (number, frame)
            self._state.announce()

    def _is_worth_finishing(self, goal: Goal, *, has_shown: bool) -> bool:
        """Nearly there, or dragging without a picture yet: a drag must neither starve nor lag."""
        left = int(self._gops.packet[goal.frame]) - self._decoder.next_packet
        return left < ALMOST_THERE_SECS * self._state.decode_fps or (goal.is_dragging and not has_shown)

    def _can_turn_to(self, newer: Goal) -> bool:
        if self._decoder.is_skipping:
            return self._decoder.aim(newer.frame, skip_below=self._skip_below(newer))
        return is_on_the_way(self._decoder, self._gops, newer.frame)

    def _rescue(self, frame: int) -> None:
        """The frame did not come out: try patiently, with those after it, and give up what has no picture."""
        stop = frame + 1
        while (
            stop < min(frame + RESCUE_FRAMES, len(self._gops))
            and self._state.is_open(stop)
            and self._gops.start[stop] == self._gops.start[frame]
        ):
            stop += 1
        found = rescue(self._state.source, frame, stop, lambda output: output.keep())
        for number, kept in found.items():
            self._state.deliver(number, kept)
        self._state.give_up(set(range(frame, stop)) - set(found))


def _is_due(shown_at: float | None) -> bool:
    return shown_at is None or time.perf_counter() - shown_at > STANDIN_EVERY_SECS
