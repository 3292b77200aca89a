"""Corrections over a prediction, and reducing its jitter: its table is read, what is made lies beside it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.app.dlc_folder import with_project_layers
from dustrack_imgui.app.headless import Headless
from dustrack_imgui.app.loading import load_video_state
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.dlc_write import write_predictions
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
NAME = "blobDLC_Resnet50_blobNov22shuffle1_snapshot_050"
CONFIG = (
    "Task: blob\nscorer: x\ndate: Nov22\nvideo_sets:\n  {video}:\n    crop: 0, 64, 0, 48\n"
    "bodyparts:\n- point0\n- point1\n"
)
WAIT_SECS = 60.0
N_FRAMES = 30


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a prediction of every frame, doubtful about half of them."""
    root = tmp_path / "blob-x-2026-11-22"
    for folder in ("labeled-data", "videos/iteration-0"):
        (root / folder).mkdir(parents=True)
    video = Path(shutil.copy(GOLDEN / "tiny.mp4", root / "videos" / "blob.mp4"))
    (root / "config.yaml").write_text(CONFIG.format(video=video))
    frames = np.arange(N_FRAMES)
    xy = np.column_stack([12 + frames * 0.3, 14 + np.sin(frames)])
    sure = np.linspace(0.2, 0.9, N_FRAMES)
    tracks = {
        "0": Track.from_points(frames, xy, Source.MODEL, likelihood=sure),
        "1": Track.from_points(frames[:20], xy[:20] + 3, Source.MODEL, likelihood=sure[:20]),
    }
    write_predictions(
        root / "videos" / "iteration-0" / f"{NAME}.h5",
        tracks,
        scorer=NAME[4:],
        n_frames=N_FRAMES,
        body_parts={"0": "point0", "1": "point1"},
    )
    return root


class Bench:
    """A session without a window on the project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.headless = Headless(state_folder=root.parent / "state")
        self.headless.ask("app.open_video", path=str(root / "videos" / "blob.mp4"))
        self.wait(lambda: self.headless.session.active is not None)

    @property
    def session(self):
        return self.headless.session

    @property
    def state(self):
        assert self.session.active is not None
        return self.session.active

    def ask(self, command: str, **arguments: object) -> None:
        self.headless.ask(command, **arguments)

    def wait(self, condition: Callable[[], bool]) -> None:
        give_up = time.monotonic() + WAIT_SECS
        while not condition():
            assert time.monotonic() < give_up, self.session.message.text
            self.headless.pump()

    def smooth(self) -> None:
        serial = self.session.message.serial
        self.ask("filter.reduce_jitter")
        self.wait(lambda: self.session.message.serial > serial and not self.session.jobs)
        self.wait(lambda: not self.state.is_dirty(self.state.layer))


@pytest.fixture
def bench(root: Path) -> Iterator[Bench]:
    made = Bench(root)
    yield made
    made.headless.close()


def test_jitter_of_a_prediction_is_reduced_beside_its_table(bench: Bench, root: Path):
    table = root / "videos" / "iteration-0" / f"{NAME}.h5"
    before = table.read_bytes()
    bench.ask("layer.select", layer="dlc_iteration-0_050")
    bench.smooth()
    state = bench.state
    assert state.view.overlay == "dlc_iteration-0_050"
    assert state.layer.labels == ("0",), "a label that lacks frames is skipped"
    assert "Skipped: 1 lacks 10 frames" in bench.session.message.text
    assert state.layer.track("0").count == N_FRAMES
    assert set(state.layer.track("0").sources().tolist()) == {int(Source.FILTER)}
    assert not state.layer.track("0").has_likelihood, "a filtered point is not the model's any more"
    assert state.layer.path == table.with_name(f"{NAME}_lkmovavg_0.500.json")
    assert load_annotation(state.layer.path).tracks["0"].count == N_FRAMES
    assert table.read_bytes() == before


def test_the_result_is_taken_from_its_file_until_the_source_changes(bench: Bench):
    bench.ask("layer.select", layer="dlc_iteration-0_050")
    bench.smooth()
    first = bench.state.layer.track("0").array(N_FRAMES)
    bench.ask("layer.select", layer="dlc_iteration-0_050")
    bench.smooth()
    assert "nothing it is made from has changed" in bench.session.message.text
    np.testing.assert_array_equal(bench.state.layer.track("0").array(N_FRAMES), first)
    bench.ask("layer.select", layer="dlc_iteration-0_050")
    bench.ask("label.select", label="0")
    bench.ask("frame.go_to", frame=15)
    bench.ask("point.place", xy_image=(40.0, 30.0), exact_frame=15)
    bench.smooth()
    assert "nothing it is made from has changed" not in bench.session.message.text
    assert (bench.state.layer.track("0").array(N_FRAMES) != first).any()


def test_corrections_of_a_prediction_lose_its_likelihood_only_where_they_are(bench: Bench):
    bench.ask("label.select", label="0")
    bench.ask("frame.go_to", frame=3)
    bench.ask("point.place", xy_image=(1.0, 2.0), exact_frame=3)
    bench.ask("layer.select_overlay", layer="dlc_iteration-0_050")
    bench.ask("corrections.apply")
    layer = bench.state.layer
    assert (layer.name, bench.state.view.overlay) == ("dlccorr", "iteration-0_manual_corrections")
    assert layer.track("0").xy_at(3) == (1.0, 2.0)
    assert layer.track("0").likelihood_at(3) is None
    assert layer.track("0").likelihood_at(4) is not None
    bench.wait(lambda: not any(bench.state.is_dirty(one) for one in bench.state.data.layers))
    files = {path.name for path in (bench.root / "videos").glob("blob_annotations_*.json")}
    assert files == {
        "blob_annotations_dlccorr.json",
        "blob_annotations_iteration-0_manual_corrections.json",
    }
    again = load_video_state(bench.state.video).state.data.layer("dlccorr")
    assert again.track("0").likelihood_at(3) is None
    assert again.track("0").likelihood_at(4) == layer.track("0").likelihood_at(4)


def test_a_smoothed_prediction_is_found_again_under_its_name(bench: Bench):
    bench.ask("layer.select", layer="dlc_iteration-0_050")
    bench.smooth()
    loaded = with_project_layers(load_video_state(bench.state.video), bench.root)
    assert bench.state.layer.path in [layer.path for layer in loaded.state.data.layers]


def test_an_edit_of_a_prediction_is_saved_beside_its_table_with_the_likelihoods_that_are_left(bench: Bench):
    table = bench.root / "videos" / "iteration-0" / f"{NAME}.h5"
    before = table.read_bytes()
    bench.ask("layer.select", layer="dlc_iteration-0_050")
    bench.ask("label.select", label="0")
    bench.ask("frame.go_to", frame=5)
    bench.ask("point.place", xy_image=(40.0, 30.0), exact_frame=5)
    bench.ask("layer.save_all")
    bench.wait(lambda: not bench.state.is_dirty(bench.state.layer))
    assert table.read_bytes() == before
    (copy,) = (bench.root / "videos").glob("blob_annotations_dlc_*_edited.json")
    again = load_video_state(bench.state.video).state
    layer = next(one for one in again.data.layers if one.path == copy)
    assert layer.track("0").xy_at(5) == (40.0, 30.0)
    assert layer.track("0").likelihood_at(5) is None
    assert layer.track("0").likelihood_at(6) is not None
