"""One tracking request on its way: the video, how to track it, and who watches."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.advance import advance
from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.frames import (
    FrameSource,
    GrayFrame,
    GrayKind,
    frames_in_memory,
    iterate_gray,
    iterate_gray_reversed,
    read_gray_if_fits,
)
from dustrack_imgui.tracking.progress import Ticker
from dustrack_imgui.tracking.settings import LKSettings


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one request shares.

    Attributes
    ----------
    frames, kind
        The video, and which grey is made of it.
    settings, backend
        How a point is followed, and by whom.
    memory_bytes
        About how much the frames held at one time may take.
    ticker
        Counts the steps and ends them when the request is cancelled.
    """

    frames: FrameSource
    kind: GrayKind
    settings: LKSettings
    backend: Backend
    memory_bytes: int
    ticker: Ticker

    def advance(
        self, previous: GrayFrame, following: GrayFrame, xy_image: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return where points ``(..., 2)`` of one frame are in another, NaN where lost."""
        return advance(previous, following, xy_image, settings=self.settings, backend=self.backend)

    def pictures(
        self, start: int, stop: int, *, each: Callable[[], object]
    ) -> Generator[GrayFrame, None, None]:
        """Yield grey frames in order; ``each`` is called for every frame that is decoded."""
        return iterate_gray(self.frames, start, stop, kind=self.kind, each=each)

    def pictures_reversed(
        self, start: int, stop: int, *, each: Callable[[], object]
    ) -> Generator[GrayFrame, None, None]:
        """Yield grey frames ``stop - 1`` down to ``start``."""
        return iterate_gray_reversed(
            self.frames, start, stop, kind=self.kind, memory_bytes=self.memory_bytes, each=each
        )

    def pictures_if_they_fit(
        self, start: int, stop: int, *, each: Callable[[], object]
    ) -> list[GrayFrame] | None:
        """Return grey frames all at once, or None when they exceed the memory."""
        return read_gray_if_fits(
            self.frames, start, stop, kind=self.kind, memory_bytes=self.memory_bytes, each=each
        )

    def picture(self, index: int) -> GrayFrame:
        """Return one grey frame."""
        return next(iterate_gray(self.frames, index, index + 1, kind=self.kind))

    def room(self, index: int) -> int:
        """Return how many frames of the size of frame ``index`` fit into the memory."""
        return frames_in_memory(self.frames, index, kind=self.kind, memory_bytes=self.memory_bytes)
