"""What the render thread, the scripts and the two decoder threads share, under one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from .cache import FrameCache
from .decoder import FrameDecoder
from .errors import FrameUndecodableError, HardwareError, VideoError
from .pixels import DecodedFrame, ImageU8
from .playhead import Playhead
from .prefetch import Role
from .source import FrameSource, decoder_threads
from .strip import KeyStrip

FIRST_GUESS_FPS = 400.0


@dataclass(eq=False)
class Waiter:
    """A blocking call that waits for one frame.

    Attributes
    ----------
    frame : int
        Its number.
    done : threading.Event
        Set when `result` or `error` is there.
    """

    frame: int
    done: threading.Event = field(default_factory=threading.Event)
    result: DecodedFrame | None = None
    error: VideoError | None = None


@dataclass(frozen=True)
class Goal:
    """The frame to bring now.

    Attributes
    ----------
    frame : int
        Its number.
    is_dragging : bool
        Stand-ins are welcome.
    """

    frame: int
    is_dragging: bool


@dataclass
class Counters:
    """How often what was done; each is written by decoder threads and only read elsewhere."""

    n_decoded: int = 0
    n_converted: int = 0
    n_seeks: int = 0
    n_abandoned: int = 0


class DecodeState:
    """Shared state of a reader.

    Parameters
    ----------
    source : FrameSource
        The opened file.
    budget_bytes : int
        Memory for decoded frames.
    """

    def __init__(self, source: FrameSource, budget_bytes: int) -> None:
        self.source = source
        self.changed = threading.Condition()
        self.cache = FrameCache(len(source.gops), budget_bytes)
        self.strip = KeyStrip(source.gops, source.frame_bytes)
        self.counters = Counters()
        self.playhead = Playhead()
        self.standin: tuple[int, DecodedFrame] | None = None
        self.proxied: tuple[int, ImageU8] | None = None
        self.undecodable: set[int] = set()
        self.damaged: set[int] = set()
        self.decode_fps = FIRST_GUESS_FPS
        self.backward_range: tuple[int, int] | None = None
        self.device = ""
        self.is_idle = dict.fromkeys(Role, False)
        self.rested_at = dict.fromkeys(Role, 0)
        self.is_stopping = False
        self.last_error: VideoError | None = None
        self.device_error: HardwareError | None = None
        self.on_decoded: Callable[[], None] | None = None
        self._waiters: dict[int, list[Waiter]] = {}

    def close(self) -> None:
        """Let go of all pictures."""
        self.cache.clear()
        self.strip.clear()
        self.standin = self.proxied = None

    def make_decoder(self) -> FrameDecoder:
        """A decoder for the calling thread, by the device in use when there is one."""
        device, make = self.device, self.source.make_hardware_decoder
        if device and make is not None:
            try:
                return make(device)
            except HardwareError as error:
                self.leave_device(error)
        return self.source.make_decoder(decoder_threads())

    def leave_device(self, error: HardwareError) -> None:
        """Go on in software after a device has failed."""
        with self.changed:
            self.device = ""
            self.device_error = error
        self.announce()

    def is_at_rest(self) -> bool:
        """Whether both threads have seen the newest request and found nothing (more) to do."""
        generation = self.playhead.generation
        return all(self.is_idle[role] and self.rested_at[role] == generation for role in Role)

    def goal(self) -> Goal | None:
        """What a decoder thread should bring first: the frame under the playhead, else one waited for."""
        playhead = self.playhead
        if playhead.generation and self.is_open(playhead.frame):
            return Goal(playhead.frame, playhead.is_dragging)
        with self.changed:
            waited = next(iter(self._waiters), None)
        return None if waited is None else Goal(waited, is_dragging=False)

    def is_open(self, frame: int) -> bool:
        """Whether the frame has neither a picture in the cache nor the verdict that there is none."""
        return frame not in self.cache and frame not in self.undecodable

    def has_news(self, generation: int) -> bool:
        """Whether anything was asked for since the playhead was at this generation."""
        return self.playhead.generation != generation or self.goal() is not None

    def is_waited_for(self, frame: int) -> bool:
        """Whether a blocking call waits for this frame."""
        return frame in self._waiters

    def wait_for(self, frame: int) -> Waiter:
        """Register a blocking call."""
        waiter = Waiter(frame)
        with self.changed:
            self._waiters.setdefault(frame, []).append(waiter)
            self.changed.notify_all()
        return waiter

    def forget(self, waiter: Waiter) -> None:
        """Withdraw a blocking call that no longer waits."""
        with self.changed:
            waiting = self._waiters.get(waiter.frame, [])
            if waiter in waiting:
                waiting.remove(waiter)
            if not waiting:
                self._waiters.pop(waiter.frame, None)

    def deliver(self, number: int, frame: DecodedFrame) -> None:
        """Put a decoded frame into the cache and hand it to those who wait for it."""
        self.counters.n_converted += 1
        if frame.is_damaged:
            self.damaged.add(number)
        self.cache.put(number, frame)
        if number in self._waiters:
            self._settle(number, frame, None)

    def give_up(self, numbers: set[int]) -> None:
        """Record frames that have no picture."""
        with self.changed:
            self.undecodable = self.undecodable | numbers
        path = self.source.meta.path
        for number in numbers & set(self._waiters):
            self._settle(number, None, FrameUndecodableError("its bytes are damaged", path, number))
        self.announce()

    def fail(self, error: VideoError, *, is_final: bool) -> None:
        """Record a failure of a decoder thread; when it is final, those who wait learn of it."""
        with self.changed:
            self.last_error = error
            waited = list(self._waiters) if is_final else []
        for number in waited:
            self._settle(number, None, error)
        self.announce()

    def announce(self) -> None:
        """Wake everybody: something to show has come."""
        with self.changed:
            self.changed.notify_all()
            callback = self.on_decoded
        if callback is not None:
            callback()

    def _settle(self, number: int, frame: DecodedFrame | None, error: VideoError | None) -> None:
        with self.changed:
            for waiter in self._waiters.pop(number, []):
                waiter.result, waiter.error = frame, error
                waiter.done.set()
