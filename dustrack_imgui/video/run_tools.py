"""What serving and read-ahead have in common: keeping what comes out, and measuring how fast it comes."""

from __future__ import annotations

import time

from .decode_state import DecodeState
from .decoder import FrameDecoder, Output
from .gop_table import GopTable

SEEK_COST_PACKETS = 4
MIN_MEASURED_PACKETS = 8
SMOOTHING = 0.3


def is_on_the_way(decoder: FrameDecoder, gops: GopTable, frame: int) -> bool:
    """Whether the run under way is the shortest way to a frame; else a seek to its entry is."""
    reach = decoder.packets_to(frame)
    cost = 1 if gops.is_intra else SEEK_COST_PACKETS  # nothing is buffered that a seek would throw away
    return reach is not None and reach <= int(gops.packet[frame] - gops.start[frame]) + cost


def keep_outputs(state: DecodeState, outputs: list[Output], wanted: int, *, first: int = 0) -> bool:
    """Put what came out into the cache, as far as it would stay there.

    Parameters
    ----------
    state : DecodeState
        With the cache.
    outputs : list of Output
        What came out.
    wanted : int
        The frame that is kept in any case.
    first : int
        Frames before this one are of no use, unless somebody waits for them.

    Returns
    -------
    bool
        Whether the wanted frame was among it.
    """
    is_there = False
    for output in outputs:
        number = output.number
        is_wanted = number == wanted
        has_use = (
            number >= first
            and number not in state.cache
            and state.cache.has_room_for(number, mean_frame_bytes(state))
        )
        if is_wanted or has_use or state.is_waited_for(number):
            state.deliver(number, output.keep())
        is_there |= is_wanted
    return is_there


def mean_frame_bytes(state: DecodeState) -> int:
    """Memory of one cached frame."""
    n_cached = len(state.cache)
    return state.cache.nbytes // n_cached if n_cached else state.source.frame_bytes


class SpeedClock:
    """Measures decoding speed over one run.

    Parameters
    ----------
    state : DecodeState
        Where the running figures are.
    """

    def __init__(self, state: DecodeState) -> None:
        self._state = state
        self._started = time.perf_counter()
        self._packets = 0

    def count(self) -> None:
        """One more packet decoded."""
        self._packets += 1
        self._state.counters.n_decoded += 1

    def stop(self) -> None:
        """Blend the speed of this run into the running figure."""
        secs = time.perf_counter() - self._started
        if self._packets >= MIN_MEASURED_PACKETS and secs > 0:
            fps = self._packets / secs
            self._state.decode_fps = (1 - SMOOTHING) * self._state.decode_fps + SMOOTHING * fps
