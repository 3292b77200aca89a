"""What a result was computed from, as one hash: a stored result is valid while the hash is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.frames import GrayKind
from dustrack_imgui.tracking.settings import LKSettings
from dustrack_imgui.video.fingerprint import take_fingerprint

ALGORITHM = "LK moving average 1"
"""Raise the number when the filter gives other numbers for the same input."""


@dataclass(frozen=True, slots=True)
class FilterInput:
    """Everything that the numbers of a moving average depend on.

    Attributes
    ----------
    tracks
        (n_frames, 2) image pixels by label, NaN where unmarked.
    window_frames
        Length of the window.
    settings, gray
        How points are followed, in which grey.
    video
        The video; its size and the bytes at both its ends stand for its content.
    """

    tracks: Mapping[str, NDArray[np.float64]]
    window_frames: int
    settings: LKSettings
    gray: GrayKind
    video: Path

    def key(self) -> str:
        """Hash of it all, the same on every machine.

        Raises
        ------
        VideoError, OSError
            When the video cannot be read.
        """
        facts = {
            "algorithm": ALGORITHM,
            "window_frames": self.window_frames,
            "settings": asdict(self.settings),
            "gray": self.gray,
            "labels": list(self.tracks),
            "video": _video_facts(self.video),
        }
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
        for track in self.tracks.values():
            digest.update(np.ascontiguousarray(track, "<f8").tobytes())
        return digest.hexdigest()


def digest_of(path: Path) -> str:
    """Hash of a whole file.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _video_facts(path: Path) -> list[object]:
    """What identifies a video wherever it is copied to: its content, not its name or time."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.is_file())
        return [[file.name, file.stat().st_size] for file in files]
    taken = take_fingerprint(path)
    return [taken.size, taken.ends]
