"""The open video readers, by video; shared by picture, tracking and export, with one budget of memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from dustrack_imgui.video.memory import default_budget_bytes

if TYPE_CHECKING:
    from dustrack_imgui.video.reader import VideoReader

PARKED_BYTES = 48 << 20
PARKED_SHARE = 0.25


class Readers:
    """Thread-safe table of readers by `Video.key`.

    The reader of the video on screen gets most of the memory for decoded frames; all others together keep
    at most `PARKED_SHARE` of it, enough to show their own frame at once when one comes back.

    Parameters
    ----------
    wake
        Called from decoder threads when a picture has come.
    budget_bytes
        Memory for the decoded frames of all videos; by default what one reader alone would take.
    """

    def __init__(self, wake: Callable[[], None], *, budget_bytes: int | None = None) -> None:
        self._readers: dict[str, VideoReader] = {}
        self._lock = threading.Lock()
        self._wake = wake
        self._budget_bytes = default_budget_bytes() if budget_bytes is None else budget_bytes
        self._shared: tuple[str | None, int] = (None, 0)
        self._focus: str | None = None
        self._settling = ThreadPoolExecutor(1, thread_name_prefix="park")

    def parked_bytes(self) -> int:
        """Memory for the decoded frames of one video that is not on screen."""
        others = max(1, len(self._readers) - 1)
        return min(PARKED_BYTES, int(self._budget_bytes * PARKED_SHARE) // others)

    def add(self, key: str, reader: VideoReader) -> None:
        """Take over a reader; one that the video had before is closed."""
        reader.on_decoded = self._wake
        with self._lock:
            old = self._readers.get(key)
            self._readers[key] = reader
            is_parked = self._focus not in (None, key)
        if is_parked:
            reader.set_budget(self.parked_bytes())
        if old is not None and old is not reader:
            old.close()

    def get(self, key: str) -> VideoReader | None:
        """Reader of a video, None when it is not open."""
        with self._lock:
            return self._readers.get(key)

    def items(self) -> list[tuple[str, VideoReader]]:
        """(file name, reader) of all open videos."""
        with self._lock:
            return [(reader.path.name, reader) for reader in self._readers.values()]

    def focus(self, key: str | None) -> None:
        """Share the memory anew when another video is on screen, or their number changed; returns at once."""
        with self._lock:
            shared = (key, len(self._readers))
            if shared == self._shared:
                return
            self._shared, self._focus = shared, key
            readers = dict(self._readers)
        parked = self.parked_bytes()
        self._settling.submit(_share, readers, key, parked, self._budget_bytes)

    def settle(self) -> None:
        """Wait until the memory is shared as asked for."""
        self._settling.submit(lambda: None).result()

    def move(self, old: str, new: str) -> None:
        """Keep the reader of a video under another key: the same pictures, in a file with another path."""
        with self._lock:
            reader = self._readers.pop(old, None)
            if reader is not None:
                self._readers[new] = reader
            if self._focus == old:
                self._focus, self._shared = new, (new, len(self._readers))

    def remove(self, key: str) -> None:
        """Close the reader of a video, if there is one; waits for its threads."""
        with self._lock:
            reader = self._readers.pop(key, None)
        if reader is not None:
            reader.close()

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            readers, self._readers = list(self._readers.values()), {}
        self._settling.shutdown(wait=True)
        for reader in readers:
            reader.close()


def _share(readers: dict[str, VideoReader], key: str | None, parked: int, total: int) -> None:
    """Shrink what is parked first, so that the sum stays within the total."""
    others = [reader for name, reader in readers.items() if name != key]
    for reader in others:
        reader.set_budget(parked)
    if key in readers:
        readers[key].set_budget(max(parked, total - parked * len(others)))
