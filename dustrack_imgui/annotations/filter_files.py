"""The files of a moving average: the result, the windows it is the mean of, and what both were made from."""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.annotations.content_key import digest_of
from dustrack_imgui.drawing.draft import draft
from dustrack_imgui.formats.annotation_json import save_annotation
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.model.layer import Tracks

RECEIPT_SUFFIX = ".dustrack-made-from"


class FilterFiles:
    """Files that belong to one result.

    Beside ``{stem}.json``, which DUSTrack reads, lies ``{stem}.dustrack-made-from``: the key of the input and
    a hash of the result. It has no .json extension, so that nobody takes it for an annotation. Both must fit
    for the result to be used again.

    Parameters
    ----------
    result
        The JSON file of smoothed positions.
    """

    def __init__(self, result: Path) -> None:
        self.result = result
        self.receipt = result.with_suffix(RECEIPT_SUFFIX)
        self.raw = result.with_suffix(".npz")
        self.pickle = result.with_suffix(".pkl")

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
        self._keep_foreign_result()
        self.receipt.unlink(missing_ok=True)
        save_annotation(self.result, tracks)
        made = {"input": key, "result": digest_of(self.result)}
        write_atomically(self.receipt, json.dumps(made, indent=2).encode())

    def holds_raw(self, key: str) -> bool:
        """Whether the windows were tracked from the input of that key."""
        return self._raw_key() == key

    def load_raw(self, key: str) -> NDArray[np.float64] | None:
        """Return the windows (window, frames, labels, 2) if they were tracked from that input."""
        if not self.holds_raw(key):
            return None
        try:
            with np.load(self.raw, allow_pickle=False) as arrays:
                raw: NDArray[np.float64] = arrays["raw"]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None
        return raw if raw.ndim == 4 and raw.dtype == np.float64 else None

    def save_raw(self, key: str, raw: NDArray[np.float64], labels: tuple[str, ...]) -> None:
        """Write the windows as numeric arrays: `raw`, `labels` and `input`.

        Raises
        ------
        WriteError
            When the system refuses.
        """
        with draft(self.raw, overwrite=True) as temporary, temporary.open("wb") as file:
            np.savez(file, raw=raw, labels=np.array(labels), input=np.array(key))

    def _raw_key(self) -> str | None:
        try:
            with np.load(self.raw, allow_pickle=False) as arrays:
                return str(arrays["input"])
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None

    def _receipt(self) -> dict[str, object]:
        try:
            made = json.loads(self.receipt.read_bytes())
        except (OSError, ValueError):
            return {}
        return made if isinstance(made, dict) else {}

    def _keep_foreign_result(self) -> None:
        if not self.result.exists() or self._receipt().get("result") == digest_of(self.result):
            return
        stamp = time.strftime("%Y%m%dT%H%M%S")
        self.result.rename(self.result.with_suffix(f".dustrack-replaced-{stamp}"))
