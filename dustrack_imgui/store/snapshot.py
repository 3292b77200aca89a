"""Snapshots: a whole session in its folder, from which the journal goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.model.blips import BlipFindings
from dustrack_imgui.model.interval import Interval, KeptInterval
from dustrack_imgui.model.layer import Layer, LayerKind, Tracks
from dustrack_imgui.model.session import Interface, Playback, Session, VideoData, VideoState
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.array_pool import PoolReader, PoolWriter
from dustrack_imgui.store.checked import with_checksum, without_checksum
from dustrack_imgui.store.difference import Edited
from dustrack_imgui.store.step import Mark
from dustrack_imgui.store.value_codec import CodecError, built, plain

FORMAT = 1


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """A session as it was, and the position in its undo tree."""

    session: Session
    mark: Mark


@dataclass(frozen=True, slots=True)
class Summary:
    """What a snapshot tells without its points: its videos, and the layers that differed from their files."""

    videos: tuple[str, ...]
    unsaved: Edited


def snapshot_path(folder: Path, number: int) -> Path:
    """File of a snapshot; it is complete when it exists."""
    return folder / f"snapshot-{number:04}"


def segment_path(folder: Path, number: int) -> Path:
    """File of the records that follow a snapshot."""
    return folder / f"journal-{number:04}.jsonl"


def write_snapshot(folder: Path, number: int, session: Session, mark: Mark, pool: PoolWriter) -> None:
    """Write a snapshot, synced; it exists only when everything it needs does. Trying again is safe.

    Raises
    ------
    WriteError
        When the system refuses.
    """
    groups: list[Tracks] = []
    for state in session.videos:
        groups += [*(layer.tracks for layer in state.data.layers), *state.saved.values()]
    tracks = [track for group in groups for track in group.values()]
    pool.write(number, tracks, [state.video for state in session.videos])
    data = {
        "format": FORMAT,
        "mark": plain(mark),
        "active_index": session.active_index,
        "playback": plain(session.playback),
        "interface": plain(session.interface),
        "dialog": plain(session.dialog),
        "blips": plain(replace(session.blips, tracks=None)),
        "videos": [_state_data(state, pool) for state in session.videos],
        "unsaved": [
            [state.video.key, layer.name]
            for state in session.videos
            for layer in state.data.layers
            if state.is_dirty(layer)
        ],
    }
    write_atomically(snapshot_path(folder, number), with_checksum(json.dumps(data).encode("ascii")))


def read_summary(folder: Path, number: int) -> Summary:
    """Read what a snapshot tells without its points.

    Raises
    ------
    CodecError
        When it is damaged, missing or of a later version.
    """
    data = _parsed(folder, number)
    try:
        videos = tuple(str(state["video"]["path"]) for state in data["videos"])
        return Summary(videos, tuple((str(video), str(layer)) for video, layer in data["unsaved"]))
    except (KeyError, TypeError, ValueError) as error:
        raise CodecError(f"snapshot {number} is damaged ({error!r})") from error


def read_snapshot(folder: Path, number: int, pool: PoolReader) -> Snapshot:
    """Read a snapshot with all its points.

    Raises
    ------
    CodecError
        When it, or anything it needs, is damaged, missing or of a later version.
    """
    data = _parsed(folder, number)
    try:
        session = Session(
            videos=tuple(_state(state, pool) for state in data["videos"]),
            active_index=int(data["active_index"]),
            playback=built(Playback, data["playback"]),
            interface=built(Interface, data["interface"]),
            dialog=None if data["dialog"] is None else built(Dialog, data["dialog"]),
            blips=built(BlipFindings, data.get("blips", {})),
        )
        return Snapshot(session, built(Mark, data["mark"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CodecError(f"snapshot {number} is damaged ({error})") from error


def _parsed(folder: Path, number: int) -> dict[str, Any]:
    try:
        data = json.loads(without_checksum(snapshot_path(folder, number).read_bytes()))
    except (OSError, ValueError, RecursionError) as error:
        raise CodecError(f"snapshot {number} cannot be read ({error})") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CodecError(f"snapshot {number} was written by another version")
    return data


def _state_data(state: VideoState, pool: PoolWriter) -> dict[str, Any]:
    video = state.video
    facts = {name: plain(getattr(video, name)) for name in _VIDEO_FACTS}
    return {
        "video": {**facts, "times_secs": pool.place(video)},
        "view": plain(state.view),
        "layers": [
            {
                "name": layer.name,
                "kind": layer.kind.value,
                "path": plain(layer.path),
                "moved_from": plain(layer.moved_from),
                "tracks": _tracks_data(layer.tracks, pool),
            }
            for layer in state.data.layers
        ],
        "intervals": [[*key, value.start, value.end] for key, value in state.data.intervals.items()],
        "frames_of_interest": list(state.data.frames_of_interest),
        "label_names": dict(state.data.label_names),
        "kept_intervals": plain(state.data.kept_intervals),
        "saved": {name: _tracks_data(tracks, pool) for name, tracks in state.saved.items()},
    }


_VIDEO_FACTS = ("path", "n_frames", "width_px", "height_px", "fps", "warnings")


def _state(data: Mapping[str, Any], pool: PoolReader) -> VideoState:
    facts = data["video"]
    video = Video(
        Path(facts["path"]),
        int(facts["n_frames"]),
        int(facts["width_px"]),
        int(facts["height_px"]),
        float(facts["fps"]),
        pool.times(facts["times_secs"]),
        tuple(map(str, facts["warnings"])),
    )
    layers = tuple(
        Layer(
            str(layer["name"]),
            _tracks(layer["tracks"], pool),
            None if layer["path"] is None else Path(layer["path"]),
            LayerKind(layer["kind"]),
            None if layer.get("moved_from") is None else Path(layer["moved_from"]),
        )
        for layer in data["layers"]
    )
    intervals = {
        (str(layer), str(label)): Interval(start, end) for layer, label, start, end in data["intervals"]
    }
    return VideoState(
        video,
        VideoData(
            layers,
            MappingProxyType(intervals),
            tuple(map(int, data["frames_of_interest"])),
            MappingProxyType({str(label): str(name) for label, name in data.get("label_names", {}).items()}),
            tuple(built(KeptInterval, one) for one in data.get("kept_intervals", ())),
        ),
        built(View, data["view"]),
        MappingProxyType({name: _tracks(tracks, pool) for name, tracks in data["saved"].items()}),
    )


def _tracks_data(tracks: Tracks, pool: PoolWriter) -> dict[str, Any]:
    return {label: pool.place(track) for label, track in tracks.items()}


def _tracks(data: Mapping[str, Any], pool: PoolReader) -> Tracks:
    return MappingProxyType({label: pool.track(place) for label, place in data.items()})
