"""A small session with one video, two hand layers and a scratch layer, and a store over the real table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.store import Store

VIDEO = Video(Path("/clips/v.mp4"), 300, 64, 48, 30.0)


class Bench:
    """A store with a short way to apply one command."""

    def __init__(self, session: Session) -> None:
        self.store = Store(session, COMMAND_TABLE, is_strict=True)

    def do(self, command: str, **arguments: object) -> list[Effect]:
        return self.store.apply([Call(command, MappingProxyType(arguments))])

    @property
    def session(self) -> Session:
        return self.store.session

    @property
    def state(self) -> VideoState:
        state = self.session.active
        assert state is not None
        return state

    @property
    def frame(self) -> int:
        return self.state.view.frame

    @property
    def said(self) -> str:
        return self.session.message.text

    def xy(self, layer: str, label: str, frame: int) -> tuple[float, float] | None:
        return self.state.data.layer(layer).track(label).xy_at(frame)


def layer(name: str, points: dict[str, dict[int, tuple[float, float]]]) -> Layer:
    tracks = {
        label: Track.from_points(list(at), list(at.values())) if at else EMPTY_TRACK
        for label, at in points.items()
    }
    return Layer(name, MappingProxyType(tracks), VIDEO.path.parent / f"v_annotations_{name}.json")


@pytest.fixture
def make_layer() -> Callable[..., Layer]:
    """Layer from a name and ``{label: {frame: (x, y)}}``."""
    return layer


@pytest.fixture
def make_bench() -> Callable[..., Bench]:
    def make(*layers: Layer, video: Video = VIDEO, **view: object) -> Bench:
        shown = layers or (layer("hand", {"0": {10: (1.0, 2.0), 20: (3.0, 4.0)}, "1": {20: (5.0, 6.0)}}),)
        scratch = Layer("buffer", kind=LayerKind.SCRATCH)
        data = VideoData((*shown, scratch))
        state = VideoState(video, data, View(layer=shown[0].name, **view))  # type: ignore[arg-type]
        return Bench(Session(videos=(state,)))

    return make


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()


@pytest.fixture
def two_layers(make_bench: Callable[..., Bench]) -> Bench:
    """A sparse hand layer and a dense one that may be its overlay."""
    return make_bench(
        layer("hand", {"0": {10: (1.0, 2.0), 20: (3.0, 4.0)}, "1": {10: (5.0, 6.0)}, "2": {}}),
        layer("dlc_x", {"0": {10: (7.0, 7.0), 20: (8.0, 8.0)}, "1": {10: (9.0, 9.0), 20: (9.5, 9.5)}}),
    )
