"""`.dnav-toc`: the index that DUSTrack keeps beside a video, taken over when it is of that very file."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.errors import ReadError, SidecarError, os_reason
from dustrack_imgui.model.track import MAX_FRAME

SUFFIX = ".dnav-toc"
_END_BYTES = 64 << 10
_WITH_TIMES, _VERSIONS = 2, (1, 2)
_LARGEST = 1 << 62


@dataclass(frozen=True, eq=False, slots=True)
class VideoToc:
    """What the index says of a video; found by decoding it once from start to end.

    Attributes
    ----------
    lengths
        int64 (packets,), frames that each packet gave.
    packet_pts
        int64 (packets,), presentation time of each packet's first frame, in `time_base`.
    frame_pts, frame_durations
        int64 (frames,), in `time_base`; None in files of the first version.
    time_base
        Numerator and denominator of the unit of times, in seconds; None in files of the first version.
    """

    lengths: NDArray[np.int64]
    packet_pts: NDArray[np.int64]
    frame_pts: NDArray[np.int64] | None = None
    frame_durations: NDArray[np.int64] | None = None
    time_base: tuple[int, int] | None = None

    @property
    def n_frames(self) -> int:
        """Frames of the video."""
        return int(self.lengths.sum())

    def times_secs(self) -> NDArray[np.float64] | None:
        """Seconds of every frame as the file has them (not from the first frame); None when it has none."""
        if self.frame_pts is None or self.time_base is None:
            return None
        return np.asarray(self.frame_pts * (self.time_base[0] / self.time_base[1]), np.float64)


def toc_path(video: Path) -> Path:
    """Index that DUSTrack keeps beside a video."""
    return video.with_name(f"{video.name}{SUFFIX}")


def load_toc(video: Path) -> VideoToc | None:
    """Read the index beside a video.

    Returns
    -------
    VideoToc or None
        None when there is none, or when the video is not the one it was made of (size, time of change, hashes
        of the first and last 64 KiB): DUSTrack would make it anew then.

    Raises
    ------
    ReadError
        When the video or its index may not be read.
    SidecarError
        When the index is damaged.
    """
    path = toc_path(video)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReadError(f"The video's index could not be read ({os_reason(error)})", path) from error
    try:
        document = json.loads(content)
        if not isinstance(document, dict) or document.get("schema_version") not in _VERSIONS:
            raise ValueError("it is of a version that is not known")
        toc = _parsed(document)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise SidecarError(f"The video's index is damaged ({error})", path) from error
    return toc if document.get("key") == _key(video) else None


def _parsed(document: dict[str, Any]) -> VideoToc:
    lengths = _whole_numbers(document["toc"]["lengths"])
    packet_pts = _whole_numbers(document["toc"]["ts"])
    is_possible = ((lengths >= 0) & (lengths <= MAX_FRAME)).all() and lengths.sum() <= MAX_FRAME
    if len(lengths) != len(packet_pts) or not is_possible:
        raise ValueError("its packets do not add up")
    if document["schema_version"] != _WITH_TIMES:
        return VideoToc(lengths, packet_pts)
    frame_pts = _whole_numbers(document["timestamps"]["frame_pts"])
    durations = _whole_numbers(document["timestamps"]["frame_durations"])
    if not len(frame_pts) == len(durations) == lengths.sum():
        raise ValueError("it does not hold one time a frame")
    numerator, denominator = (int(document["time_base"][name]) for name in ("num", "den"))
    if numerator <= 0 or denominator <= 0:
        raise ValueError("its unit of time is none")
    return VideoToc(lengths, packet_pts, frame_pts, durations, (numerator, denominator))


def _whole_numbers(values: Any) -> NDArray[np.int64]:
    if not isinstance(values, list) or any(type(v) is not int or abs(v) > _LARGEST for v in values):
        raise ValueError("whole numbers are expected")
    array = np.array(values, np.int64)
    array.flags.writeable = False
    return array


def _key(video: Path) -> dict[str, object]:
    try:
        with video.open("rb") as file:
            status = os.fstat(file.fileno())
            head = file.read(_END_BYTES)
            tail = head
            if status.st_size > _END_BYTES:
                file.seek(status.st_size - _END_BYTES)
                tail = file.read(_END_BYTES)
    except OSError as error:
        raise ReadError(f"The video could not be read ({os_reason(error)})", video) from error
    return {
        "size": status.st_size,
        "mtime": status.st_mtime,
        "head_sha256": hashlib.sha256(head).hexdigest(),
        "tail_sha256": hashlib.sha256(tail).hexdigest(),
    }
