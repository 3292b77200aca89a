"""Which layers a video opens with, and what becomes of files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.app.loading import load_video_state
from dustrack_imgui.model.layer import LayerKind
from dustrack_imgui.model.video import Video

POINT = '{"0": {"3": [1.0, 2.0]}}'


@pytest.fixture
def video(tmp_path: Path) -> Video:
    return Video(tmp_path / "v1.mp4", 10, 8, 8, 30.0)


def write(video: Video, layer: str, text: str = POINT) -> Path:
    path = video.path.parent / f"{video.stem}_annotations_{layer}.json"
    path.write_text(text)
    return path


def names(loaded) -> list[str]:
    return [layer.name for layer in loaded.state.data.layers]


def test_a_bare_video_gets_an_empty_first_layer_and_the_scratch_layer(video):
    loaded = load_video_state(video)
    assert names(loaded) == ["iteration-0", "buffer"]
    assert loaded.state.view.layer == "iteration-0"
    assert loaded.state.layer.labels == ("0",)
    assert loaded.state.layer.path == video.path.parent / "v1_annotations_iteration-0.json"
    assert not any(loaded.state.is_dirty(layer) for layer in loaded.state.data.layers)


def test_layers_on_disk_are_opened_in_order_by_exact_stem(video):
    write(video, "buffer")
    write(video, "hand_lkmovavg_0.500")
    write(video, "hand")
    (video.path.parent / "v10_annotations_other.json").write_text(POINT)
    loaded = load_video_state(video)
    assert names(loaded) == ["hand", "hand_lkmovavg_0.500", "buffer"]
    assert loaded.state.view.layer == "hand"
    assert loaded.state.data.layer("hand_lkmovavg_0.500").kind is LayerKind.DENSE
    assert loaded.state.layer.track("0").xy_at(3) == (1.0, 2.0)


def test_opening_again_with_files_of_both_special_layers_works(video):
    write(video, "iteration-0")
    write(video, "buffer")
    assert load_video_state(video).state.view.layer == "iteration-0"


def test_a_named_layer_is_made_when_it_is_missing(video):
    write(video, "hand")
    loaded = load_video_state(video, "mine")
    assert loaded.state.view.layer == "mine"
    assert set(names(loaded)) == {"hand", "mine", "buffer"}


def test_a_damaged_file_is_named_and_never_written_over(video):
    path = write(video, "iteration-0", POINT[:-3])
    loaded = load_video_state(video)
    assert str(path) in loaded.problems[0]
    assert loaded.state.layer.path != path
    assert all(layer.path != path for layer in loaded.state.data.layers)
