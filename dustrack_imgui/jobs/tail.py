"""Reading what another process appends to a file, a bounded piece at a time."""

from __future__ import annotations

from pathlib import Path

PIECE_BYTES = 16 * 1024
LONGEST_LINE_BYTES = 4 * 1024 * 1024


class LineTail:
    """The lines that were added to a file since the last look.

    Parameters
    ----------
    most_behind_bytes
        When more than this waits to be read, the older part is skipped; None to read everything.
    is_terminal
        Whether a carriage return overwrites what stands before it, so that a progress bar that is drawn over
        and over on one line does not pile up.

    Attributes
    ----------
    skipped_bytes
        How much was skipped or thrown away because a line would not end.
    """

    def __init__(
        self, path: Path, *, most_behind_bytes: int | None = None, is_terminal: bool = False
    ) -> None:
        self._path = path
        self._is_terminal = is_terminal
        self._most_behind_bytes = most_behind_bytes
        self._offset = 0
        self._rest = b""
        self._is_resyncing = False
        self.skipped_bytes = 0

    def read(self) -> list[bytes]:
        """Return the next whole lines, without their ends; an empty list when there are none yet."""
        try:
            with self._path.open("rb") as file:
                behind = file.seek(0, 2) - self._offset
                if self._most_behind_bytes is not None and behind > self._most_behind_bytes:
                    self._skip(behind - self._most_behind_bytes)
                file.seek(self._offset)
                piece = file.read(PIECE_BYTES)
        except FileNotFoundError:
            return []
        self._offset += len(piece)
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if self._is_terminal:
            self._rest = self._rest[self._rest.rfind(b"\r", 0, -1) + 1 :]
        if len(self._rest) > LONGEST_LINE_BYTES:
            self.skipped_bytes += len(self._rest)
            self._rest, self._is_resyncing = b"", True
        if lines and self._is_resyncing:
            self.skipped_bytes += len(lines.pop(0))
            self._is_resyncing = False
        return lines

    @property
    def has_more(self) -> bool:
        """Whether there is something to read at once."""
        try:
            return self._path.stat().st_size > self._offset
        except FileNotFoundError:
            return False

    def last_line(self) -> bytes:
        """Take what stands behind the last line end; for when nothing more will come."""
        rest, self._rest = self._rest, b""
        return rest

    def _skip(self, count: int) -> None:
        self.skipped_bytes += count + len(self._rest)
        self._offset += count
        self._rest, self._is_resyncing = b"", True
