"""Layers written as plain dicts, and the golden answers of DUSTrack 1.3.2."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import EMPTY_TRACK, Track

GOLDEN = Path(__file__).parents[1] / "golden" / "data"


class Layers:
    """Turns ``{label: {frame: (x, y)}}`` into tracks and back; frames may be text, as in files."""

    @staticmethod
    def tracks(points: Mapping[str, Mapping[Any, Any]]) -> Tracks:
        return MappingProxyType(
            {
                label: Track.from_points([int(frame) for frame in at], list(at.values()))
                if at
                else EMPTY_TRACK
                for label, at in points.items()
            }
        )

    @staticmethod
    def points(tracks: Tracks) -> dict[str, dict[int, tuple[float, float]]]:
        return {
            label: dict(zip(track.frames().tolist(), map(tuple, track.xy().tolist()), strict=True))
            for label, track in tracks.items()
        }

    @staticmethod
    def parsed(points: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[int, tuple[float, float]]]:
        return {label: {int(f): tuple(xy) for f, xy in at.items()} for label, at in points.items()}


@pytest.fixture(scope="session")
def layers() -> type[Layers]:
    """Conversions between dicts and tracks."""
    return Layers


@pytest.fixture(scope="session")
def golden() -> Callable[[str], Any]:
    """Golden file by name, without ".json"."""
    return lambda name: json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def clip() -> list[np.ndarray]:
    """The 16 grey frames that the golden tracks were made on."""
    with np.load(GOLDEN / "clip.npz", allow_pickle=False) as file:
        return list(file[file.files[0]])
