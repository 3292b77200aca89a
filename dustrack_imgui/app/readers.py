"""The open video readers, by video; shared by picture, tracking and export."""

from __future__ import annotations

import threading
from collections.abc import Callable

from dustrack_imgui.video.reader import VideoReader


class Readers:
    """Thread-safe table of readers by `Video.key`."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._readers: dict[str, VideoReader] = {}
        self._lock = threading.Lock()
        self._wake = wake

    def add(self, key: str, reader: VideoReader) -> None:
        """Take over a reader; one that the video had before is closed."""
        reader.on_decoded = self._wake
        with self._lock:
            old = self._readers.get(key)
            self._readers[key] = reader
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

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            readers, self._readers = list(self._readers.values()), {}
        for reader in readers:
            reader.close()
