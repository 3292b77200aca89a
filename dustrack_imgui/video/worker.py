"""A decoder thread: serves requests, reads ahead when nothing is asked, survives what goes wrong."""

from __future__ import annotations

import logging
import threading
import time

from .decode_state import DecodeState, Goal
from .decoder import FrameDecoder
from .errors import HardwareError, UnreadableVideoError, VideoError
from .playhead import MOVING_SECS
from .prefetch import Role
from .read_ahead import ReadAhead
from .serving import Server

log = logging.getLogger(__name__)

MAX_FAILURES = 3
PAUSE_SECS = 0.05
LONG_PAUSE_SECS = 5.0
OTHER_WORKS_SECS = 0.004
OTHER_SERVES_SECS = 0.01
QUIET_SECS = 0.01
"""After a jump the next one may follow at once: reading ahead begins so much later."""


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
        self._decoder: FrameDecoder | None = None
        self._device = ""
        self._paused_generation = 0
        self._server: Server | None = None
        self._read_ahead: ReadAhead | None = None

    def run(self) -> None:
        """Work until the reader closes; failures are recorded, waited out and tried again."""
        failures = 0
        while not self._state.is_stopping:
            goal = self._state.goal()
            try:
                self._turn(goal)
                failures = 0
            except HardwareError as error:
                log.warning("decoding goes on in software: %s", error)
                self._state.leave_device(error)
                self._close_decoder()
            except Exception as error:
                failures += 1
                if failures <= MAX_FAILURES:
                    log.exception("decoding %s failed", self._state.source.meta.path)
                self._after_failure(error, failures, goal)
        self._close_decoder()

    def _turn(self, goal: Goal | None) -> None:
        """One piece of work, or a wait when there is none."""
        state = self._state
        generation = state.playhead.generation
        if goal is not None and self._role is Role.BACKWARD:
            self._wait(OTHER_SERVES_SECS)  # leave it the cores
        elif goal is not None and self._other_will_bring(goal.frame):
            self._wait(OTHER_WORKS_SECS)
        elif goal is not None:
            state.is_idle[self._role] = False
            self._tools()[0].serve(goal)
        elif state.playhead.direction == 0 and generation != self._paused_generation:
            self._paused_generation = generation
            self._pause(generation, QUIET_SECS)
        elif generation == 0 or not self._tools()[1].step():
            if state.playhead.is_moving(time.perf_counter()):
                self._pause(generation, MOVING_SECS)
            else:
                self._rest(generation)

    def _tools(self) -> tuple[Server, ReadAhead]:
        """The two ways to use this thread's decoder, which is opened when first needed."""
        if self._device != self._state.device:
            self._close_decoder()
        if self._server is None or self._read_ahead is None:
            self._device = self._state.device
            self._decoder = self._state.make_decoder()
            self._server = Server(self._state, self._decoder)
            self._read_ahead = ReadAhead(self._state, self._decoder, self._role)
        return self._server, self._read_ahead

    def _close_decoder(self) -> None:
        decoder = self._decoder
        self._decoder = self._server = self._read_ahead = None
        if decoder is not None:
            decoder.close()

    def _other_will_bring(self, frame: int) -> bool:
        coming = self._state.backward_range
        return coming is not None and coming[0] <= frame <= coming[1]

    def _wait(self, secs: float) -> None:
        with self._state.changed:
            if not self._state.is_stopping:
                self._state.changed.wait(secs)

    def _pause(self, generation: int, secs: float) -> None:
        """There may be more to do soon; until then, leave the cores to what is asked for."""
        state = self._state
        state.is_idle[self._role] = False
        with state.changed:
            state.changed.wait_for(lambda: state.is_stopping or state.has_news(generation), secs)

    def _rest(self, generation: int) -> None:
        """Nothing to do: sleep until something is asked for."""
        state = self._state
        state.rested_at[self._role] = generation
        if not state.is_idle[self._role]:
            state.is_idle[self._role] = True
            state.announce()
        with state.changed:
            state.changed.wait_for(lambda: state.is_stopping or state.has_news(generation))

    def _after_failure(self, error: Exception, failures: int, goal: Goal | None) -> None:
        """File gone, rewritten in place, share unplugged, out of memory: start afresh, ever more slowly."""
        state = self._state
        if self._role is Role.BACKWARD:
            state.backward_range = None
        if not isinstance(error, VideoError):
            error = UnreadableVideoError(f"decoding failed ({error})", state.source.meta.path)
        is_final = failures >= MAX_FAILURES
        state.fail(error, is_final=is_final)
        self._close_decoder()
        with state.changed:
            state.changed.wait_for(
                lambda: state.is_stopping or (is_final and state.goal() != goal),
                LONG_PAUSE_SECS if is_final else PAUSE_SECS * failures,
            )
