"""The files of a moving average: the result, the windows it is the mean of, and what both were made from."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from dustrack_imgui.annotations.content_key import digest_of
from dustrack_imgui.annotations.reading import write_tracks
from dustrack_imgui.formats.annotation_json import dump_annotation
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import FormatError, WriteError, os_reason
from dustrack_imgui.formats.names import moving_average_path
from dustrack_imgui.formats.raw_windows import (
    RawWindows,
    load_raw_windows,
    raw_windows_path,
    save_raw_windows,
)
from dustrack_imgui.model.layer import Tracks

RECEIPT_SUFFIX = ".dustrack-made-from"


class FilterFiles:
    """Files that belong to one result.

    Beside ``{stem}.json``, which DUSTrack reads, lies ``{stem}.dustrack-made-from``: the key of the input and
    a hash of the result. It has no .json extension, so that nobody takes it for an annotation. Both must fit
    for the result to be used again.

    Parameters
    ----------
    source
        The annotation file that is smoothed.
    window_secs
        Length of the window.
    """

    def __init__(self, source: Path, window_secs: float) -> None:
        self.result = moving_average_path(source, window_secs)
        self.receipt = self.result.with_suffix(RECEIPT_SUFFIX)
        self.raw = raw_windows_path(source, window_secs)
        self.pickle = self.result.with_suffix(".pkl")

    def holds_result(self, key: str) -> bool:
        """Whether the result was made from the input of that key and is as it was written."""
        made = self._receipt()
        try:
            return made.get("input") == key and made.get("result") == digest_of(self.result)
        except OSError:
            return False

    def save_result(self, key: str, tracks: Tracks) -> None:
        """Write the result and its receipt.

        A file of that name that is not ours, or was changed since, is kept under a name with the time.

        Raises
        ------
        WriteError
            When the system refuses.
        """
        try:
            self._keep_foreign_result()
            self.receipt.unlink(missing_ok=True)
        except OSError as error:
            raise WriteError(f"The old result is in the way ({os_reason(error)})", self.result) from error
        write_tracks(self.result, tracks)
        self._write_receipt(key, digest_of(self.result))

    def promise_result(self, key: str, tracks: Tracks) -> None:
        """Write the receipt of a result that is yet to be saved: until it is, and as it is, nothing counts.

        For who leaves the saving to others, who look first whether another program changed the file.

        Raises
        ------
        WriteError
            When the system refuses.
        """
        self._write_receipt(key, hashlib.sha256(dump_annotation(tracks)).hexdigest())

    def load_raw(self, key: str) -> RawWindows | None:
        """Return the windows if they were tracked from the input of that key."""
        try:
            windows = load_raw_windows(self.raw)
        except FormatError:
            return None
        return windows if windows.origin == key else None

    def save_raw(self, windows: RawWindows) -> None:
        """Write the windows.

        Raises
        ------
        WriteError
            When the system refuses.
        """
        save_raw_windows(self.raw, windows)

    def _write_receipt(self, key: str, result: str) -> None:
        write_atomically(self.receipt, json.dumps({"input": key, "result": result}, indent=2).encode())

    def _receipt(self) -> dict[str, object]:
        try:
            made = json.loads(self.receipt.read_bytes())
        except (OSError, ValueError):
            return {}
        return made if isinstance(made, dict) else {}

    def _keep_foreign_result(self) -> None:
        if not self.result.exists() or self._receipt().get("result") == digest_of(self.result):
            return
        aside = self.result.with_suffix(time.strftime(".dustrack-replaced-%Y%m%dT%H%M%S"))
        names = (aside, *(aside.with_name(f"{aside.name}-{number}") for number in range(2, 100)))
        self.result.rename(next(path for path in names if not path.exists()))
