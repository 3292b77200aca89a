"""Interval files: `{video stem}_events_interp_with_lk.json`, as DUSTrack reads and writes them."""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import IntervalFileError, ReadError, os_reason
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.track import MAX_FRAME
from dustrack_imgui.model.video import stem_of

Key = tuple[str, str, str]
"""Video stem, layer, label."""

_EVENT_NAME = "interp_with_lk"
_MAX_KEY_LENGTH = 2000
_EMPTY: Mapping[str, Any] = MappingProxyType(
    {"default": [], "added": [], "removed": [], "tags": [], "algorithm_name": "", "params": {}}
)
_HEADER: Mapping[str, Any] = MappingProxyType(
    {
        "name": _EVENT_NAME,
        "size": 2,
        "fname": "",
        "color": "gray",
        "pick_action": "overwrite",
        "win_remove": [10, 10],
        "win_add": [-0.25, 0.25],
        "plot_kwargs": {"display_type": "fill"},
        "all_keys_are_tuples": True,
    }
)


@dataclass(frozen=True, eq=False, slots=True)
class IntervalFile:
    """Content of an interval file.

    Attributes
    ----------
    intervals
        Intervals by (video stem, layer, label), ascending; the last one is the selected one.
    header, entries
        All the rest as it was read, so that writing loses nothing; not to be changed.
    """

    intervals: Mapping[Key, tuple[Interval, ...]] = field(default_factory=lambda: MappingProxyType({}))
    header: Mapping[str, Any] = field(default_factory=lambda: _HEADER)
    entries: Mapping[Key, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))

    def with_intervals(self, changes: Mapping[Key, tuple[Interval, ...]]) -> IntervalFile:
        """Return the content with the given intervals in place of those under the same keys."""
        entries = dict(self.entries)
        for key, intervals in changes.items():
            pairs = [[interval.start, interval.end] for interval in intervals]
            entries[key] = {**_EMPTY, **entries.get(key, {}), "default": [], "added": pairs}
        merged = {
            **self.intervals,
            **{key: tuple(sorted(found, key=_start)) for key, found in changes.items()},
        }
        return replace(self, intervals=MappingProxyType(merged), entries=MappingProxyType(entries))


def intervals_path(video: Path) -> Path:
    """File of a video's intervals, beside the video."""
    return video.with_name(f"{stem_of(video)}_events_{_EVENT_NAME}.json")


def load_intervals(path: Path) -> IntervalFile:
    """Read an interval file.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    IntervalFileError
        When it is no JSON, or JSON of another shape.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(f"The interval file could not be read ({os_reason(error)})", path) from error
    try:
        return _parsed(json.loads(content))
    except RecursionError as error:
        raise IntervalFileError("This is no interval file: it is nested too deeply", path) from error
    except ValueError as error:
        raise IntervalFileError(f"This is no valid interval file ({error})", path) from error


def save_intervals(path: Path, content: IntervalFile) -> None:
    """Write an interval file atomically, byte for byte as DUSTrack would.

    Raises
    ------
    WriteError
        When the system refuses.
    """
    header = {**content.header, "fname": content.header["fname"] or path.name, "all_keys_are_tuples": True}
    data = {str(key): dict(entry) for key, entry in content.entries.items()}
    write_atomically(path, json.dumps([header, data], indent=4).encode("ascii"))


def _parsed(document: Any) -> IntervalFile:
    if not (isinstance(document, list) and len(document) == 2 and all(isinstance(d, dict) for d in document)):
        raise ValueError("a list of two objects is expected")
    header, data = document
    if header.get("size") != 2 or not isinstance(header.get("fname"), str):
        raise ValueError("its header does not describe intervals")
    if data and header.get("all_keys_are_tuples") is not True:
        raise ValueError("its entries are not kept by video, layer and label")
    entries: dict[Key, Mapping[str, Any]] = {}
    intervals: dict[Key, tuple[Interval, ...]] = {}
    for text, entry in data.items():
        key = _key(text)
        if key in entries:
            raise ValueError(f"{text:.60} occurs twice")
        if not isinstance(entry, dict):
            raise ValueError(f"{text:.60} holds no events")
        entries[key] = MappingProxyType(entry)
        intervals[key] = _intervals(entry, text)
    return IntervalFile(MappingProxyType(intervals), MappingProxyType(header), MappingProxyType(entries))


def _key(text: str) -> Key:
    """The key that a Python tuple's text stands for; the text is read as a literal and never run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            value = ast.literal_eval(text) if len(text) <= _MAX_KEY_LENGTH else None
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise ValueError(f"the key {text!r:.60} is no tuple") from error
    if not (isinstance(value, tuple) and len(value) == 3 and all(isinstance(part, str) for part in value)):
        raise ValueError(f"the key {text!r:.60} does not name a video, a layer and a label")
    return value


def _intervals(entry: Mapping[str, Any], text: str) -> tuple[Interval, ...]:
    found = []
    for name in ("default", "added"):
        pairs = entry.get(name, [])
        if not isinstance(pairs, list):
            raise ValueError(f"{text:.60}: {name} is no list")
        found += [_interval(pair, text) for pair in pairs]
    return tuple(sorted(found, key=_start))


def _interval(pair: Any, text: str) -> Interval:
    if isinstance(pair, list) and len(pair) == 2 and all(map(_is_frame, pair)) and pair[0] < pair[1]:
        return Interval(int(pair[0]), int(pair[1]))
    raise ValueError(f"{text:.60}: {pair!r:.60} are not two frames in order")


def _is_frame(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= MAX_FRAME and value == int(value)


def _start(interval: Interval) -> tuple[int, int]:
    return interval.start, interval.end
