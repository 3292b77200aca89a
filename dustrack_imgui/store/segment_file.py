"""An append-only file that a failed write or sync never leaves with a gap or half a line in the middle."""

from __future__ import annotations

import os
from pathlib import Path

from dustrack_imgui.formats.atomic import sync_folder


class SegmentFile:
    """File of whole lines; opened on the first write, and again after an error.

    What was added since the last sync is kept in memory: after a failed sync the system may have dropped it,
    so it is written once more.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._synced_bytes = 0
        self._since_sync = bytearray()
        self._written_since_sync = 0

    def add(self, content: bytes) -> None:
        """Add to what the next `push` writes."""
        self._since_sync += content

    def push(self, *, sync: bool) -> None:
        """Write what was added; with `sync` wait until it is on the disk.

        Raises
        ------
        OSError
            When the system refuses; the next call tries again from the last sync.
        """
        try:
            descriptor = self._opened()
            os.lseek(descriptor, self._synced_bytes + self._written_since_sync, os.SEEK_SET)
            with memoryview(self._since_sync) as content:
                while self._written_since_sync < len(content):
                    self._written_since_sync += os.write(descriptor, content[self._written_since_sync :])
            if sync:
                os.fsync(descriptor)
                self._synced_bytes += len(self._since_sync)
                self._since_sync = bytearray()
                self._written_since_sync = 0
        except OSError:
            self._start_over()
            raise

    def close(self) -> None:
        """Close the file; twice is no harm."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int:
        if self._descriptor is None:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self._path, flags, 0o600)
            sync_folder(self._path.parent)
        return self._descriptor

    def _start_over(self) -> None:
        """Take half a line away; where even that fails, the next write overwrites it."""
        self._written_since_sync = 0
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            os.ftruncate(descriptor, self._synced_bytes)
        except OSError:
            return
        finally:
            os.close(descriptor)
