"""Where points came from and how sure a model was of them: a sidecar that DUSTrack does not look at.

An annotation file has room for positions only. What else is known of its points lies beside it in
`{annotation stem}.dustrack-points.npz` and counts only as long as the annotation file is, byte for byte, the
one it was written for: whoever edits that file elsewhere makes the sidecar void, and nothing is mixed up.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import ReadError, SidecarError, WriteError, os_reason
from dustrack_imgui.formats.likelihood import Likelihoods, likelihoods_of
from dustrack_imgui.formats.npz import TEXT, Arrays, dump_arrays, read_arrays
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

SUFFIX = ".dustrack-points.npz"
_WHAT = "file of provenance and likelihood"
_EXPECTED = {
    "content": ("u", 1),
    "labels": (TEXT, 1),
    "label": ("i", 1),
    "frame": ("i", 1),
    "source": ("u", 1),
    "likelihood": ("f", 1),
}


@dataclass(frozen=True, eq=False, slots=True)
class PointFacts:
    """What is known of the points of a layer.

    Attributes
    ----------
    tracks
        The same points, each with its provenance, and its likelihood where it has one.
    """

    tracks: Tracks

    @property
    def likelihoods(self) -> Likelihoods:
        """By label, for the points that have one."""
        return likelihoods_of(self.tracks)


def point_facts_path(annotation: Path) -> Path:
    """Sidecar of an annotation file."""
    return annotation.with_name(f"{annotation.stem}{SUFFIX}")


def save_point_facts(annotation: Path, tracks: Tracks) -> Path | None:
    """Write the sidecar of an annotation file that was just saved with these tracks.

    Returns
    -------
    Path or None
        None when nothing is known but the positions; a sidecar that is void by now is removed then.

    Raises
    ------
    ReadError
        When the annotation file cannot be read.
    WriteError
        When the system refuses.
    """
    path = point_facts_path(annotation)
    content = _content(annotation)
    if not has_facts(tracks):
        _remove_void(path, _digest(content))
        return None
    write_facts(path, content, tracks)
    return path


def load_point_facts(annotation: Path, tracks: Tracks) -> PointFacts | None:
    """Read what is known of the points of an annotation file that was just read as these tracks.

    Returns
    -------
    PointFacts or None
        None when there is no sidecar, or it was written for other content.

    Raises
    ------
    ReadError
        When a file may not be read.
    SidecarError
        When the sidecar is damaged.
    """
    path = point_facts_path(annotation)
    return read_facts(path, _content(annotation), tracks) if path.exists() else None


def known_tracks(annotation: Path, tracks: Tracks) -> Tracks:
    """Tracks of an annotation file with what is known of their points; a damaged sidecar costs only that.

    Raises
    ------
    ReadError
        When a file may not be read.
    """
    try:
        facts = load_point_facts(annotation, tracks)
    except SidecarError:
        return tracks
    return tracks if facts is None else facts.tracks


def has_facts(tracks: Tracks) -> bool:
    """Whether more is known of any point than that it was in a file."""
    return any(
        track.has_likelihood or bool((track.sources() != Source.FILE).any()) for track in tracks.values()
    )


def write_facts(path: Path, content: bytes, tracks: Tracks) -> None:
    """Write what is known of points, to be valid for a file with this content.

    Raises
    ------
    WriteError
        When the system refuses.
    """
    frames = [track.frames() for track in tracks.values()]
    sources = [track.sources() for track in tracks.values()]
    known = [track.likelihoods() for track in tracks.values()]
    counts = [track.count for track in tracks.values()]
    arrays: Arrays = {
        "content": _digest(content),
        "labels": np.array(list(tracks), dtype=np.str_),
        "label": np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        "frame": np.concatenate([np.empty(0, np.int64), *frames]),
        "source": np.concatenate([np.empty(0, np.uint8), *sources]),
        "likelihood": np.concatenate([np.empty(0), *known]),
    }
    write_atomically(path, dump_arrays(arrays))


def read_facts(path: Path, content: bytes, tracks: Tracks) -> PointFacts | None:
    """Read what is known of the points of a file with this content, which was read as these tracks.

    Returns
    -------
    PointFacts or None
        None when it was written for other content.

    Raises
    ------
    ReadError
        When the file may not be read.
    SidecarError
        When it is damaged.
    """
    arrays = read_arrays(path, _EXPECTED, what=_WHAT)
    if not np.array_equal(arrays["content"], _digest(content)):
        return None
    found: dict[str, Track] = {}
    labels = arrays["labels"].tolist()
    lengths = {len(arrays[name]) for name in ("label", "frame", "source", "likelihood")}
    if labels != list(tracks) or len(lengths) != 1:
        raise SidecarError(f"The {_WHAT} is damaged (its parts do not fit each other)", path)
    known_sources = np.isin(arrays["source"], [int(source) for source in Source])
    sources = np.where(known_sources, arrays["source"], Source.FILE).astype(np.uint8)
    for number, (label, track) in enumerate(tracks.items()):
        own = arrays["label"] == number
        if not np.array_equal(arrays["frame"][own], track.frames()) or (sources[own] == Source.NONE).any():
            raise SidecarError(f"The {_WHAT} is damaged (other frames of label {label})", path)
        sure = arrays["likelihood"][own]
        found[label] = Track.from_points(track.frames(), track.xy(), sources[own], likelihood=sure)
    return PointFacts(MappingProxyType(found))


def _content(annotation: Path) -> bytes:
    try:
        return annotation.read_bytes()
    except OSError as error:
        raise ReadError(f"The annotation file could not be read ({os_reason(error)})", annotation) from error


def _digest(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(hashlib.sha256(content).digest(), np.uint8)


def _remove_void(path: Path, digest: NDArray[np.uint8]) -> None:
    """Remove a sidecar of older content; one of the same content stays: it was merely not asked for."""
    with contextlib.suppress(ReadError, SidecarError):
        if np.array_equal(read_arrays(path, {"content": ("u", 1)}, what=_WHAT)["content"], digest):
            return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(
            f"The {_WHAT} is void and could not be removed ({os_reason(error)})", path
        ) from error
