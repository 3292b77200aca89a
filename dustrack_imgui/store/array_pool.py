"""Tracks and time stamps in numeric files of a session folder, each value written once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.store.checked import with_checksum, without_checksum
from dustrack_imgui.store.value_codec import CodecError

Place = tuple[int, int]


def arrays_path(folder: Path, number: int) -> Path:
    """File of the arrays that snapshot `number` wrote."""
    return folder / f"tracks-{number:04}"


class PoolWriter:
    """Remembers by identity what is on disk, so that a snapshot costs only what is new."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: WeakKeyDictionary[Track | Video, Place] = WeakKeyDictionary()

    def write(self, number: int, tracks: Iterable[Track], videos: Iterable[Video]) -> None:
        """Write the tracks and the videos' time stamps that are not on disk yet; they are synced on return.

        Raises
        ------
        WriteError
            When the system refuses.
        """
        new = [track for track in dict.fromkeys(tracks) if track.count and track not in self._places]
        timed = [video for video in videos if video.times_secs is not None and video not in self._places]
        if new or timed:
            arrays = _packed(new)
            for position, video in enumerate(timed):
                arrays[f"times_{position}"] = np.asarray(video.times_secs, np.float64)
            buffer = io.BytesIO()
            np.savez(buffer, allow_pickle=False, **arrays)
            write_atomically(arrays_path(self._folder, number), with_checksum(buffer.getvalue()))
        for position, track in enumerate(new):
            self._places[track] = (number, position)
        for position, video in enumerate(timed):
            self._places[video] = (number, position)

    def place(self, value: Track | Video) -> Place | None:
        """Where a written value lies; None for an empty track and a video without time stamps."""
        return self._places.get(value)


class PoolReader:
    """Reads values by place; equal places give the identical value, so that identity tells what changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, tuple[list[Track], dict[str, NDArray[np.float64]]]] = {}

    def track(self, place: object) -> Track:
        """Track at a place, the empty one for None.

        Raises
        ------
        CodecError
            When there is no such track, or its file is damaged.
        """
        if place is None:
            return EMPTY_TRACK
        number, position = _checked(place)
        tracks = self._file(number)[0]
        if position >= len(tracks):
            raise CodecError(f"track {position} is missing in {arrays_path(self._folder, number).name}")
        return tracks[position]

    def times(self, place: object) -> NDArray[np.float64] | None:
        """Time stamps at a place, None for None.

        Raises
        ------
        CodecError
            When there are no such time stamps, or their file is damaged.
        """
        if place is None:
            return None
        number, position = _checked(place)
        times = self._file(number)[1].get(f"times_{position}")
        if times is None:
            raise CodecError(f"time stamps are missing in {arrays_path(self._folder, number).name}")
        return times

    def _file(self, number: int) -> tuple[list[Track], dict[str, NDArray[np.float64]]]:
        if number not in self._files:
            path = arrays_path(self._folder, number)
            try:
                buffer = io.BytesIO(without_checksum(path.read_bytes()))
                with np.load(buffer, allow_pickle=False) as arrays:
                    content = {name: arrays[name] for name in arrays.files}
                self._files[number] = _unpacked(content), content
            except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
                raise CodecError(f"{path.name} is damaged or missing ({error})") from error
        return self._files[number]


def _checked(place: object) -> Place:
    match place:
        case [int(number), int(position)] if number >= 0 and position >= 0:
            return number, position
    raise CodecError(f"a place must be two numbers, got {place!r:.60}")


def _packed(tracks: list[Track]) -> dict[str, Any]:
    """All points one after the other, and the number of points of each track; likelihood if there is any."""
    arrays = {
        "counts": np.array([track.count for track in tracks], np.int64),
        "frames": np.concatenate([np.empty(0, np.int64), *(track.frames() for track in tracks)]),
        "xy": np.concatenate([np.empty((0, 2)), *(track.xy() for track in tracks)]),
        "sources": np.concatenate([np.empty(0, np.uint8), *(track.sources() for track in tracks)]),
    }
    if any(track.has_likelihood for track in tracks):
        arrays["likelihoods"] = np.concatenate([track.likelihoods() for track in tracks])
    return arrays


def _unpacked(arrays: dict[str, NDArray[Any]]) -> list[Track]:
    ends = np.cumsum(arrays["counts"])
    parts = [np.split(arrays[name], ends[:-1]) for name in ("frames", "xy", "sources")]
    if len(arrays["frames"]) != arrays["counts"].sum():
        raise ValueError("the number of points is not what it should be")
    known = arrays.get("likelihoods")
    sure = [None] * len(parts[0]) if known is None else np.split(known, ends[:-1])
    tracks = [
        Track.from_points(frames, xy, sources, likelihood=likelihood)
        for frames, xy, sources, likelihood in zip(*parts, sure, strict=True)
    ]
    return tracks[: len(ends)]
