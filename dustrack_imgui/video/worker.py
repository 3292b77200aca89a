"""A decoder thread: brings the frame asked for as fast as it can, and decodes ahead when nothing is asked."""

from __future__ import annotations

import logging
import threading
import time

from .decode_state import DecodeState, Goal
from .decoder import FrameDecoder, Output
from .errors import UnreadableVideoError, VideoError
from .prefetch import Role, Stretch, plan
from .rescue import rescue
from .source import decoder_threads

log = logging.getLogger(__name__)

ALMOST_THERE_SECS = 0.04
STANDIN_EVERY_SECS = 0.04
FORWARD_PIECE = 16
RESCUE_FRAMES = 16
RELEVANT_FRAMES = 400
MIN_SKIPPED_PACKETS = 12
MAX_FAILURES = 3
PAUSE_SECS = 0.05
LONG_PAUSE_SECS = 5.0
SEEK_COST_PACKETS = 4


class DecodeWorker(threading.Thread):
    """One of the two decoder threads of a reader.

    Parameters
    ----------
    state : DecodeState
        Shared with the reader and the other thread.
    role : Role
        Which of the two this is.
    """

    def __init__(self, state: DecodeState, role: Role) -> None:
        super().__init__(name=f"video-decode-{role.value}", daemon=True)
        self._state = state
        self._role = role
        self._gops = state.source.gops
        self._decoder: FrameDecoder | None = None
        self._passed_over: set[int] = set()

    def run(self) -> None:
        """Work until the reader closes; failures are recorded, waited out and tried again."""
        failures = 0
        while not self._state.is_stopping:
            goal = self._state.goal()
            try:
                self._turn(goal)
                failures = 0
            except Exception as error:
                failures += 1
                if failures <= MAX_FAILURES:
                    log.exception("decoding %s failed", self._state.source.meta.path)
                self._after_failure(error, failures, goal)
        self._close_decoder()

    def _after_failure(self, error: Exception, failures: int, goal: Goal | None) -> None:
        """File gone, rewritten in place, share unplugged, out of memory: start afresh, ever more slowly."""
        self._state.backward_range = None
        if not isinstance(error, VideoError):
            error = UnreadableVideoError(f"decoding failed ({error})", self._state.source.meta.path)
        is_final = failures >= MAX_FAILURES
        self._state.fail(error, is_final=is_final)
        self._close_decoder()
        with self._state.changed:
            self._state.changed.wait_for(
                lambda: self._state.is_stopping or (is_final and self._state.goal() != goal),
                LONG_PAUSE_SECS if is_final else PAUSE_SECS * failures,
            )

    def _close_decoder(self) -> None:
        decoder, self._decoder = self._decoder, None
        if decoder is not None:
            decoder.close()

    @property
    def _open_decoder(self) -> FrameDecoder:
        if self._decoder is None:
            self._decoder = self._state.source.make_decoder(decoder_threads())
        return self._decoder

    def _turn(self, goal: Goal | None) -> None:
        """One piece of work, or a wait when there is none."""
        state = self._state
        if goal is not None and self._role is Role.FORWARD:
            state.is_idle[self._role] = False
            if self._other_will_bring(goal.frame):
                self._wait(0.004)
            else:
                self._serve(goal)
        elif goal is not None:
            self._wait(0.01)  # a request is being served: leave it the cores
        else:
            generation = state.playhead.generation
            if generation == 0 or not self._read_ahead():
                self._rest(generation)

    def _rest(self, generation: int) -> None:
        """Nothing to do: sleep until something is asked for."""
        state = self._state
        if not state.is_idle[self._role]:
            state.is_idle[self._role] = True
            state.announce()
        with state.changed:
            state.changed.wait_for(
                lambda: (
                    state.is_stopping or state.playhead.generation != generation or state.goal() is not None
                )
            )

    def _wait(self, secs: float) -> None:
        with self._state.changed:
            if not self._state.is_stopping:
                self._state.changed.wait(secs)

    def _other_will_bring(self, frame: int) -> bool:
        coming = self._state.backward_range
        return coming is not None and coming[0] <= frame <= coming[1]

    def _serve(self, goal: Goal) -> None:
        """Bring a frame; turn to a newer one when that makes it moot. Nothing is ever queued."""
        state, decoder = self._state, self._open_decoder
        self._head_for(goal)
        clock = _SpeedClock()
        shown_at = float("-inf")
        while not state.is_stopping:
            outputs = decoder.step()
            clock.count(state)
            if self._keep(outputs, goal.frame):
                state.standin = None
                clock.update(state)
                state.announce()
                return
            if goal.is_dragging and outputs and time.perf_counter() - shown_at > STANDIN_EVERY_SECS:
                shown_at = time.perf_counter()
                self._show_meanwhile(outputs[-1].number, goal.frame)
            if decoder.has_passed(goal.frame):
                self._rescue(goal.frame)
                return
            newer = state.goal()
            if newer == goal or self._is_worth_finishing(goal, has_shown=shown_at > 0):
                continue
            if newer is None or not self._can_turn_to(newer):
                state.counters.n_abandoned += 1
                return
            goal = newer

    def _head_for(self, goal: Goal) -> None:
        """Go on with the run under way, or begin one at the frame's entry, whichever is shorter."""
        decoder = self._open_decoder
        entry, packet = int(self._gops.start[goal.frame]), int(self._gops.packet[goal.frame])
        reach = decoder.packets_to(goal.frame)
        if reach is None or reach > self._packets_from_entry(goal.frame):
            # Leaving frames out is 1.3 to 1.5 times faster, but the next step back would fall into the holes.
            is_skipping = goal.is_dragging and packet - entry > MIN_SKIPPED_PACKETS
            decoder.seek(entry, skip_below=packet if is_skipping else None)
            self._state.counters.n_seeks += 1

    def _keep(self, outputs: list[Output], wanted: int) -> bool:
        is_there = False
        for output in outputs:
            is_wanted = output.number == wanted
            if is_wanted or self._has_use_for(output.number):
                self._state.deliver(output.number, output.keep())
            is_there |= is_wanted
        return is_there

    def _has_use_for(self, number: int) -> bool:
        cache = self._state.cache
        return number not in cache and cache.has_room_for(number, self._mean_frame_bytes())

    def _show_meanwhile(self, number: int, wanted: int) -> None:
        frame = self._state.cache.get(number)
        if frame is not None and number < wanted:
            self._state.standin = (number, frame)
            self._state.announce()

    def _is_worth_finishing(self, goal: Goal, *, has_shown: bool) -> bool:
        """Nearly there, or dragging without a picture yet: a drag must neither starve nor lag."""
        left = int(self._gops.packet[goal.frame]) - self._open_decoder.next_packet
        return left < ALMOST_THERE_SECS * self._state.decode_fps or (goal.is_dragging and not has_shown)

    def _can_turn_to(self, newer: Goal) -> bool:
        """Whether the run under way is the shortest way to a newer goal as well."""
        decoder = self._open_decoder
        if decoder.is_skipping:
            return newer.is_dragging and decoder.aim(newer.frame)
        reach = decoder.packets_to(newer.frame)
        return reach is not None and reach <= self._packets_from_entry(newer.frame)

    def _packets_from_entry(self, frame: int) -> int:
        """What a seek to the frame's entry and decoding from there would cost."""
        return int(self._gops.packet[frame]) - int(self._gops.start[frame]) + SEEK_COST_PACKETS

    def _rescue(self, frame: int) -> None:
        stop = frame + 1
        while stop < min(frame + RESCUE_FRAMES, len(self._gops)) and self._state.is_open(stop):
            if self._gops.start[stop] != self._gops.start[frame]:
                break
            stop += 1
        found = rescue(self._state.source, frame, stop, lambda output: output.keep())
        for number, kept in found.items():
            self._state.deliver(number, kept)
        self._state.give_up(set(range(frame, stop)) - set(found))

    def _read_ahead(self) -> bool:
        """Do one piece of read-ahead; False when there is nothing to do."""
        state = self._state
        capacity = max(2, state.cache.budget_bytes // max(1, self._mean_frame_bytes()))
        stretches = plan(
            state.playhead,
            self._role,
            n_frames=len(self._gops),
            capacity=capacity,
            max_gop=self._gops.max_gop,
            decode_fps=state.decode_fps,
        )
        for urgency, stretch in enumerate(stretches):
            if urgency == 1 and self._extend_strip():
                return True
            if self._fill_stretch(stretch, capacity):
                return True
        return len(stretches) < 2 and self._extend_strip()

    def _mean_frame_bytes(self) -> int:
        cache = self._state.cache
        return cache.nbytes // len(cache) if len(cache) else self._state.source.frame_bytes

    def _extend_strip(self) -> bool:
        if self._role is not Role.FORWARD or (key := self._state.strip.next_key()) is None:
            return False
        picture = self._open_decoder.key_picture(key)
        if picture is not None:
            self._state.strip.put(picture.number, picture.keep())
        return True

    def _fill_stretch(self, stretch: Stretch, capacity: int) -> bool:
        state = self._state
        blocked = self._passed_over | state.undecodable
        frame = state.cache.first_absent(stretch.start, stretch.stop, blocked=blocked)
        if frame is None or not state.cache.has_room_for(frame, self._mean_frame_bytes()):
            return False
        state.is_idle[self._role] = False
        if stretch.start <= stretch.stop:
            self._fill(frame, min(frame + FORWARD_PIECE, stretch.stop) - 1)
        else:
            # The frames before it are decoded anyway: keep the whole group, or as much of its end as fits.
            first = max(self._gops.first_of_gop(frame), frame - max(8, capacity // 3))
            self._fill(first, frame)
        return True

    def _fill(self, first: int, last: int) -> None:
        """Decode and keep frames `first` to `last`, unless the playhead makes that pointless."""
        state, decoder = self._state, self._open_decoder
        reach = decoder.packets_to(first)
        if reach is None or reach > self._packets_from_entry(first):
            decoder.seek(int(self._gops.start[first]))
            state.counters.n_seeks += 1
        clock = _SpeedClock()
        reached = first - 1
        try:
            while reached < last and not state.is_stopping:
                if self._role is Role.BACKWARD:
                    state.backward_range = (reached + 1, last)
                outputs = [output for output in decoder.step() if first <= output.number <= last]
                clock.count(state)
                target = state.playhead.frame
                if self._keep(outputs, target):
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
        clock.update(state)

    def _is_still_useful(self, first: int, last: int) -> bool:
        goal = self._state.goal()
        if goal is not None:
            return first <= goal.frame <= last
        here = self._state.playhead.frame
        return first - RELEVANT_FRAMES <= here <= last + RELEVANT_FRAMES


class _SpeedClock:
    """Measures decoding speed over one run."""

    MIN_PACKETS = 8

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._packets = 0

    def count(self, state: DecodeState) -> None:
        """One more packet."""
        self._packets += 1
        state.counters.n_decoded += 1

    def update(self, state: DecodeState) -> None:
        """Blend the speed of this run into the running figure."""
        secs = time.perf_counter() - self._started
        if self._packets >= self.MIN_PACKETS and secs > 0:
            state.decode_fps = 0.7 * state.decode_fps + 0.3 * self._packets / secs
