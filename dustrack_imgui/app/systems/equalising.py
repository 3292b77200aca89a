"""The thread that computes CLAHE of frames, most wanted first, and the frames that it has done."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.video.enhancement import equalised, grey_of
from dustrack_imgui.video.meta import Picture

if TYPE_CHECKING:
    from dustrack_imgui.video.reader import VideoReader

log = logging.getLogger(__name__)
ImageU8 = NDArray[np.uint8]
MIN_FRAMES = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """A frame, or a stand-in of it from a proxy, and the settings of CLAHE to see it with."""

    frame: int
    clip: float
    grid: int
    is_proxied: bool = False


class Equaliser:
    """Frames after CLAHE, of one video at a time, under a byte budget.

    Parameters
    ----------
    wake
        Called from the thread when a frame is done.
    budget_bytes
        Memory that done frames may take; the oldest use goes first.

    Attributes
    ----------
    n_done
        Frames done since the start.
    """

    def __init__(self, wake: Callable[[], None], *, budget_bytes: int = 64 << 20) -> None:
        self.budget_bytes = budget_bytes
        self.n_done = 0
        self._wake = wake
        self._changed = threading.Condition()
        self._done: OrderedDict[Wanted, ImageU8 | None] = OrderedDict()
        self._wanted: list[Wanted] = []
        self._busy_with: Wanted | None = None
        self._given: Picture | None = None
        self._reader: VideoReader | None = None
        self._thread: threading.Thread | None = None
        self._is_stopping = False

    @property
    def bytes_held(self) -> int:
        """Memory of the frames that are done."""
        with self._changed:
            return sum(image.nbytes for image in self._done.values() if image is not None)

    def ask(self, reader: VideoReader, wanted: Sequence[Wanted], given: Picture) -> None:
        """Compute these frames, in this order, instead of what was asked for before.

        Parameters
        ----------
        given
            A picture that is at hand; other frames are taken from the reader, where they are decoded.
        """
        with self._changed:
            if reader is not self._reader:
                self._reader = reader
                self._done.clear()
                self._busy_with = None
            known = {*self._done, self._busy_with}
            self._wanted = [each for each in wanted if each not in known]
            self._given = given
            if self._wanted and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="equaliser", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def has(self, wanted: Wanted, reader: VideoReader) -> bool:
        """Whether a frame was tried, with or without success."""
        with self._changed:
            return reader is self._reader and wanted in self._done

    def get(self, wanted: Wanted, reader: VideoReader) -> ImageU8 | None:
        """Displayed grey after CLAHE, uint8 (H, W); None when it is not done or could not be."""
        with self._changed:
            if reader is not self._reader or wanted not in self._done:
                return None
            self._done.move_to_end(wanted)
            return self._done[wanted]

    def forget(self) -> None:
        """Give up all frames."""
        with self._changed:
            self._reader, self._given = None, None
            self._wanted = []
            self._done.clear()

    def close(self) -> None:
        """Stop the thread."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._wanted and not self._is_stopping:
                    self._changed.wait()
                if self._is_stopping:
                    return
                wanted, reader, given = self._wanted.pop(0), self._reader, self._given
                self._busy_with = wanted
            assert reader is not None
            picture = _source_of(wanted, given, reader)
            if picture is None:
                self._rest(wanted)
                continue
            image: ImageU8 | None = None
            try:
                grey = grey_of(picture.image, reader.display_lut().tobytes())
                image = equalised(grey, clip=wanted.clip, grid=wanted.grid)
                image.flags.writeable = False
            except Exception:
                log.exception("frame %d could not be enhanced", wanted.frame)
            self._keep(wanted, reader, image)
            self._wake()

    def _rest(self, wanted: Wanted) -> None:
        with self._changed:
            if self._busy_with == wanted:
                self._busy_with = None

    def _keep(self, wanted: Wanted, reader: VideoReader, image: ImageU8 | None) -> None:
        self._rest(wanted)
        with self._changed:
            if reader is not self._reader:
                return
            self._done[wanted] = image
            self.n_done += 1
            held = sum(each.nbytes for each in self._done.values() if each is not None)
            while held > self.budget_bytes and len(self._done) > MIN_FRAMES:
                _, dropped = self._done.popitem(last=False)
                held -= 0 if dropped is None else dropped.nbytes


def _source_of(wanted: Wanted, given: Picture | None, reader: VideoReader) -> Picture | None:
    """The picture at hand if it is the one; else the frame's own, if that is decoded."""
    if given is not None and (given.index, given.is_proxied) == (wanted.frame, wanted.is_proxied):
        return given
    return None if wanted.is_proxied else reader.peek(wanted.frame)
