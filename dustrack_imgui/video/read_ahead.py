"""Decodes what the user is about to look at, a piece at a time, and yields to any request."""

from __future__ import annotations

import time

from .decode_state import DecodeState
from .decoder import FrameDecoder
from .prefetch import Role, Stretch, plan
from .run_tools import SpeedClock, is_on_the_way, keep_outputs, mean_frame_bytes

FORWARD_PIECE = 16
RELEVANT_FRAMES = 400
MIN_BACKWARD_PIECE = 8
BACKWARD_SHARE = 3


class ReadAhead:
    """The read-ahead of one decoder thread.

    Parameters
    ----------
    state : DecodeState
        Shared with the reader and the other thread.
    decoder : FrameDecoder
        Of the calling thread.
    role : Role
        Which way to read.
    """

    def __init__(self, state: DecodeState, decoder: FrameDecoder, role: Role) -> None:
        self._state = state
        self._decoder = decoder
        self._role = role
        self._gops = state.source.gops
        self._passed_over: set[int] = set()

    def step(self) -> bool:
        """Do one piece; False when there is nothing (more) to do."""
        state = self._state
        capacity = max(2, state.cache.budget_bytes // max(1, mean_frame_bytes(state)))
        stretches = plan(
            state.playhead,
            self._role,
            n_frames=len(self._gops),
            capacity=capacity,
            max_gop=self._gops.max_gop,
            decode_fps=state.decode_fps,
            is_moving=state.playhead.is_moving(time.perf_counter()),
        )
        for urgency, stretch in enumerate(stretches):
            if urgency == 1 and self._extend_strip():
                return True
            if self._fill_stretch(stretch, capacity):
                return True
        return len(stretches) < 2 and self._extend_strip()

    def _extend_strip(self) -> bool:
        if self._role is not Role.FORWARD or (key := self._state.strip.next_key()) is None:
            return False
        self._state.is_idle[self._role] = False
        picture = self._decoder.key_picture(key)
        if picture is not None:
            self._state.strip.put(picture.number, picture.keep())
        return True

    def _fill_stretch(self, stretch: Stretch, capacity: int) -> bool:
        state = self._state
        blocked = self._passed_over | state.undecodable
        frame = state.cache.first_absent(stretch.start, stretch.stop, blocked=blocked)
        if frame is None or not state.cache.has_room_for(frame, mean_frame_bytes(state)):
            return False
        state.is_idle[self._role] = False
        if stretch.start <= stretch.stop:
            self._fill(frame, min(frame + FORWARD_PIECE, stretch.stop) - 1)
        else:
            # The frames before it are decoded anyway: keep the whole group, or as much of its end as fits.
            longest = max(MIN_BACKWARD_PIECE, capacity // BACKWARD_SHARE)
            self._fill(max(self._gops.first_of_gop(frame), frame - longest), frame)
        return True

    def _fill(self, first: int, last: int) -> None:
        """Decode and keep frames `first` to `last`, unless the playhead makes that pointless."""
        state, decoder = self._state, self._decoder
        if not is_on_the_way(decoder, self._gops, first):
            decoder.seek(int(self._gops.start[first]))
            state.counters.n_seeks += 1
        clock = SpeedClock(state)
        reached = first - 1
        try:
            while reached < last and not state.is_stopping:
                if self._role is Role.BACKWARD:
                    state.backward_range = (reached + 1, last)
                outputs = [output for output in decoder.step() if first <= output.number <= last]
                clock.count()
                if keep_outputs(state, outputs, state.playhead.frame):
                    state.announce()
                reached = max([reached, *(output.number for output in outputs)])
                if reached < last and decoder.has_passed(last):
                    # Not for read-ahead to judge: a request for one of these will find out.
                    self._passed_over |= {n for n in range(first, last + 1) if n not in state.cache}
                    return
                if not self._is_still_useful(reached + 1, last):
                    return
        finally:
            if self._role is Role.BACKWARD:
                state.backward_range = None
        clock.stop()

    def _is_still_useful(self, first: int, last: int) -> bool:
        goal = self._state.goal()
        if goal is not None:
            return first <= goal.frame <= last
        here = self._state.playhead.frame
        return first - RELEVANT_FRAMES <= here <= last + RELEVANT_FRAMES
