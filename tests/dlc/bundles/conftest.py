"""Layers from plain dicts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import pytest

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

Points = Mapping[str, Mapping[int, tuple[float, float]]]


class MakeTracks(Protocol):
    """Turns label -> frame -> (x, y) into tracks."""

    def __call__(self, points: Points, source: Source = Source.FILE) -> Tracks: ...


@pytest.fixture(scope="session")
def make_tracks() -> MakeTracks:
    def make(points: Points, source: Source = Source.FILE) -> Tracks:
        return MappingProxyType(
            {
                label: Track.from_points(list(own), list(own.values()) or [(0.0, 0.0)][:0], source)
                for label, own in points.items()
            }
        )

    return make
