"""How each video was looked at when it was left: a small file a video, so that one lands where one left."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.model.interval import Interval, KeptInterval
from dustrack_imgui.model.session import IntervalKey, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.value_codec import CodecError, built, plain

log = logging.getLogger(__name__)
FORMAT = 1
FOLDER_NAME = "views"
MAX_BYTES = 4 << 20


class ViewFiles:
    """Reads and writes these files; any thread.

    Parameters
    ----------
    state_folder
        Folder of the journals; the files lie in a folder of their own within it.
    """

    def __init__(self, state_folder: Path) -> None:
        self._folder = state_folder / FOLDER_NAME

    def path(self, video: Video) -> Path:
        """File of a video, named by the identity of the video."""
        identity = hashlib.sha256(video.key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{identity[:32]}.json"

    def keep(self, state: VideoState) -> None:
        """Write how a video is looked at.

        Raises
        ------
        WriteError, OSError
            When the system refuses.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path(state.video), json.dumps(written(state)).encode("ascii"))

    def recalled(self, state: VideoState, *, keeps_layer: bool = False) -> VideoState:
        """Return a freshly loaded state as it was left; as it is when nothing usable was kept.

        Parameters
        ----------
        keeps_layer
            Whether the active layer was asked for and stays.
        """
        path = self.path(state.video)
        try:
            if path.stat().st_size > MAX_BYTES:
                raise CodecError("it is too large")
            return as_left(state, json.loads(path.read_bytes()), keeps_layer=keeps_layer)
        except FileNotFoundError:
            return state
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            log.warning("how the video was left is not used (%s): %s", error, path)
            return state


def written(state: VideoState) -> dict[str, Any]:
    """View, intervals and frames of interest of a video as JSON values."""
    intervals = state.data.intervals
    return {
        "format": FORMAT,
        "video": state.video.key,
        "view": plain(replace(state.view, pending_pick=None, selected=())),
        "intervals": [[layer, label, one.start, one.end] for (layer, label), one in intervals.items()],
        "kept_intervals": plain(state.data.kept_intervals),
        "frames_of_interest": list(state.data.frames_of_interest),
    }


def as_left(state: VideoState, data: Any, *, keeps_layer: bool = False) -> VideoState:
    """Return a state with what `written` kept, as far as it still fits the video and its layers.

    Raises
    ------
    CodecError, ValueError, KeyError, TypeError
        When the data are damaged or of another version.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CodecError("it was written by another version")
    view = built(View, data["view"])
    _check(plain(view))
    if not view.label.isdecimal():
        raise CodecError(f"{view.label!r} is no label")
    names = {layer.name for layer in state.data.layers}
    if keeps_layer or view.layer not in names:
        view = replace(view, layer=state.view.layer)
    overlay = view.overlay if view.overlay in names and view.overlay != view.layer else None
    looks = tuple(look for look in view.looks if look.layer in names)
    frame = state.video.clamp(view.frame)
    view = replace(view, overlay=overlay, looks=looks, frame=frame, pending_pick=None)
    marked = {int(frame) for frame in data["frames_of_interest"]} | set(state.data.frames_of_interest)
    kept = replace(
        state.data,
        intervals=MappingProxyType(
            {**state.data.intervals, **_intervals(data["intervals"], names, state.video.n_frames)}
        ),
        frames_of_interest=tuple(sorted(frame for frame in marked if 0 <= frame < state.video.n_frames)),
        kept_intervals=_kept_intervals(state, data.get("kept_intervals", [])),
    )
    return replace(state, view=view, data=kept)


def _intervals(data: Any, names: set[str], n_frames: int) -> Mapping[IntervalKey, Interval]:
    found = {}
    for layer, label, start, end in data:
        if layer in names and 0 <= int(start) < int(end) < n_frames:
            found[(str(layer), str(label))] = Interval(int(start), int(end))
    return found


def _kept_intervals(state: VideoState, data: Any) -> tuple[KeptInterval, ...]:
    found = {(one.label, one.name): one for one in (built(KeptInterval, each) for each in data)}
    fitting = (one for one in found.values() if 0 <= one.start < one.end < state.video.n_frames)
    known = {(one.label, one.name) for one in state.data.kept_intervals}
    others = (one for one in fitting if (one.label, one.name) not in known)
    return (*state.data.kept_intervals, *others)


def _check(value: Any) -> None:
    """Refuse numbers that no view can have."""
    if isinstance(value, float) and not math.isfinite(value):
        raise CodecError(f"{value} is no position")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check(item)
