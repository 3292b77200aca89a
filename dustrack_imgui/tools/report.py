"""What a subcommand tells: lines for people as they come, or one JSON object for machines at the end."""

from __future__ import annotations

import json
import math
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dustrack_imgui.batch.console import ProgressBar

Json = None | bool | int | float | str | Path | Mapping[str, "Json"] | Iterable["Json"]


class Report:
    """The voice of one run.

    Attributes
    ----------
    cancel
        Set when the user wants the work to stop.
    failure
        Why the run counts as failed although it went on; None when all went well.
    """

    def __init__(self, *, as_json: bool, cancel: threading.Event) -> None:
        self.cancel = cancel
        self.failure: str | None = None
        self._as_json = as_json
        self._values: dict[str, Json] = {}
        self._warnings: list[str] = []
        self._bar: ProgressBar | None = None

    def say(self, line: str) -> None:
        """Tell people a line; machines do not get it."""
        if self._as_json:
            return
        if self._bar is not None:
            self._bar.say(line)
        else:
            print(line, flush=True)

    def put(self, **values: Json) -> None:
        """Tell machines values by name; people do not get them."""
        self._values.update(values)

    def warn(self, sentences: Iterable[str]) -> None:
        """Tell people and machines what they should know of the input."""
        for sentence in sentences:
            self._warnings.append(sentence)
            self.say(f"note: {sentence}")

    def gap(self, *, median_px: float, p95_px: float) -> None:
        """Tell how far tracking forward and backward ended apart."""
        self.say(f"forward/backward gap: median {pixels(median_px)}, 95 % below {pixels(p95_px)}")
        self.put(median_gap_px=median_px, p95_gap_px=p95_px)

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[float], None]]:
        """Show progress while the block runs; yields what takes the done share, 0 to 1."""
        is_shown = not self._as_json or sys.stderr.isatty()
        self._bar = ProgressBar(title, is_shown=is_shown)
        try:
            yield self._bar.update
        finally:
            self._bar.close()
            self._bar = None

    def finish(self) -> None:
        """Print the JSON object, if that is wanted."""
        if self._as_json:
            values: dict[str, Json] = {**self._values, "warnings": self._warnings}
            if self.failure is not None:
                values["error"] = self.failure
            print(json.dumps(plain(values), indent=2, allow_nan=False))


def plain(value: Json) -> object:
    """A value as JSON has it: paths are text, unknown numbers null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value]


def pixels(value: float) -> str:
    """A distance for people."""
    return f"{value:.2f} px" if math.isfinite(value) else "unknown"
