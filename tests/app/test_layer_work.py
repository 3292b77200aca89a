"""Checking labels and tracking blips on a real clip: from the command to the layer that comes back."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from dustrack_imgui.app.loading import video_of
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.tracking import TrackingSystem
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.store import Store
from dustrack_imgui.video import open_video

TIMEOUT_SECS = 60


class Desk:
    """A store and the tracking system over one open video, without a window."""

    def __init__(self, path: Path, layer: Callable[[Path], Layer]) -> None:
        self._waked = threading.Event()
        self._readers = Readers(lambda: None)
        reader = open_video(path, cache_dir=path.parent)
        video = video_of(reader)
        self._readers.add(video.key, reader)
        shown = layer(annotation_path(video.path, "dlc_x"))
        data = VideoData((shown, Layer("buffer", kind=LayerKind.SCRATCH)))
        state = VideoState(video, data, View(layer=shown.name))
        self.store = Store(Session(videos=(state,)), COMMAND_TABLE, is_strict=True)
        self._tracking = TrackingSystem(self._readers, self._waked.set)

    def do(self, command: str, **arguments: object) -> list[Effect]:
        """Apply a command and run its job to the end; return effects that are not tracking's."""
        others = self._run(self.store.apply([Call(command, MappingProxyType(arguments))]))
        give_up = time.monotonic() + TIMEOUT_SECS
        while True:
            others += self._run(self.store.apply(self._tracking.tick(self.session, 0.0)))
            if not self.session.jobs:
                return others
            assert time.monotonic() < give_up, "the job never ended"
            self._waked.wait(1.0)
            self._waked.clear()

    @property
    def session(self) -> Session:
        return self.store.session

    def layer(self, name: str) -> Layer:
        state = self.session.active
        assert state is not None
        return state.data.layer(name)

    def close(self) -> None:
        self._tracking.close()
        self._readers.close()

    def _run(self, effects: list[Effect]) -> list[Effect]:
        return [effect for effect in effects if not self._tracking.run(effect, self.session)]


@pytest.fixture(scope="module")
def truth(shared_dir: Path) -> dict[str, np.ndarray]:
    """Where two points of the phantom are on each of its frames."""
    labels = json.loads((shared_dir / "data/phantom_easy/phantom_easy_truth_labels.json").read_text())
    return {
        label: np.array([labels[label][frame] for frame in sorted(labels[label], key=int)]) for label in "01"
    }


@pytest.fixture
def desk(shared_dir: Path, tmp_path: Path, truth: dict[str, np.ndarray]) -> Iterator[Desk]:
    """Truth on every frame, but label 0 jumps away on frames 100 to 102 and label 1 on frame 101."""
    video = tmp_path / "phantom.mp4"
    shutil.copy(shared_dir / "data/phantom_easy/phantom_easy.mp4", video)
    bad = {label: xy.copy() for label, xy in truth.items()}
    bad["0"][100:103] += 150
    bad["1"][101] += 150
    tracks = MappingProxyType({label: Track.from_array(xy) for label, xy in bad.items()})
    made = Desk(video, lambda path: Layer("dlc_x", tracks, path, LayerKind.DENSE))
    yield made
    made.close()


def test_blips_come_back_tracked_beside_the_truth(desk, truth):
    effects = desk.do("blips.interpolate", threshold_factor=20.0)
    corrections = desk.layer("dlc_x_blip_corrections")
    assert corrections.track("0").frames().tolist() == [100, 101, 102]
    assert corrections.track("1").frames().tolist() == [101]
    assert np.abs(corrections.track("0").xy() - truth["0"][100:103]).max() < 1.5
    assert desk.session.message.text == "2 blips of dlc_x tracked anew: 4 points."
    assert [type(effect).__name__ for effect in effects] == ["SaveLayers"]
    desk.do("edit.undo")
    assert [layer.name for layer in desk.session.videos[0].data.layers] == ["dlc_x", "buffer"]


def test_checking_fills_the_scratch_layer_between_labels(desk, truth):
    desk.do("layer.clip", first_frame=10, last_frame=40)
    desk.do("interval.set", first=10, last=40)
    for _ in range(3):
        desk.do("interval.decimate")
    desk.do("frame.go_to", frame=20)
    desk.do("check.around")
    path = desk.layer("buffer").track("0")
    assert path.frames().tolist() == list(range(10, 35))
    assert np.abs(path.xy() - truth["0"][10:35]).max() < 1.5
    assert desk.layer("buffer").track("1").count == 0
    assert "Checked 0 in frames 10–34. Forward/backward gap: median" in desk.session.message.text
    desk.do("check.all")
    assert desk.layer("buffer").track("1").frames().tolist() == list(range(10, 35))
    assert desk.layer("dlc_x").count() == 8


def test_a_labelled_video_is_written_beside_the_layer_and_replaces_nothing(desk):
    desk.do("interval.set", first=2, last=5)
    desk.do("video.render")
    state = desk.session.active
    written = state.video.path.with_name(f"{state.layer.path.stem}_labelled_f2-5.mp4")
    assert str(written) in desk.session.message.text
    with open_video(written, cache_dir=written.parent) as reader:
        assert len(reader) == 4
    desk.do("video.render")
    assert written.with_name(f"{written.stem}_2.mp4").exists()
