"""Demo clips on disk: made once, whole or not at all, exactly what the generator drew."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pydicom
import pytest

from dustrack_imgui.demo import clips
from dustrack_imgui.demo.phantom import Phantom, frames, truth


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def phantom_clip(folder: Path) -> clips.DemoClip:
    return clips.phantom_clip(folder)


def test_phantom_video_has_all_frames_and_b_frames(phantom_clip: clips.DemoClip) -> None:
    with av.open(str(phantom_clip.video)) as container:
        shown = list(container.decode(video=0))
    assert len(shown) == Phantom().frame_count >= 300
    assert shown[0].format.name == "yuv420p"
    assert (shown[0].width, shown[0].height) == (480, 360)
    assert [index for index, frame in enumerate(shown) if frame.key_frame] == list(range(0, 300, 50))
    assert av.video.frame.PictureType.B in {frame.pict_type for frame in shown}


def test_luma_is_the_generated_grey_in_limited_range(phantom_clip: clips.DemoClip) -> None:
    with av.open(str(phantom_clip.video)) as container:
        decoded = [frame.to_ndarray()[:360] for frame in islice(container.decode(video=0), 3)]
    for luma, grey in zip(decoded, frames(Phantom()), strict=False):
        gap = (luma.astype(float) - 16) * 255 / 219 - grey
        assert abs(gap.mean()) < 0.5
        assert gap.std() < 8


def test_truth_file_holds_the_exact_positions(phantom_clip: clips.DemoClip) -> None:
    assert phantom_clip.truth is not None
    assert phantom_clip.truth.name == "speckle_phantom_truth.json"
    layer = json.loads(phantom_clip.truth.read_text())
    positions, _ = truth(Phantom())
    assert list(layer) == ["0", "1", "2", "3", "4", "5"]
    assert layer["4"]["217"] == positions[217, 4].tolist()
    assert sum(len(track) for track in layer.values()) == 300 * 6


def test_a_second_call_makes_nothing_and_leaves_no_drafts(folder: Path, phantom_clip: clips.DemoClip) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert clips.phantom_clip(folder) == phantom_clip
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert not [name for name in before if name.startswith(".")]


def test_a_torn_clip_or_one_of_another_generator_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips.generator, "Phantom", lambda: Phantom(width_px=64, height_px=48, frame_count=6))
    seen: list[tuple[int, int]] = []
    clip = clips.phantom_clip(tmp_path, on_frame=lambda done, of: seen.append((done, of)))
    assert seen == [(count, 6) for count in range(1, 7)]
    whole = clip.video.read_bytes()
    clip.video.write_bytes(whole[:500])
    assert clips.phantom_clip(tmp_path).video.read_bytes()[:4] == whole[:4]
    assert clip.video.stat().st_size > 500
    seen.clear()
    monkeypatch.setattr(clips, "GENERATOR_KEY", "another")
    clips.phantom_clip(tmp_path, on_frame=lambda done, of: seen.append((done, of)))
    assert len(seen) == 6


def test_heart_cine_is_real_and_has_30_frames(folder: Path) -> None:
    clip = clips.heart_clip(folder)
    cine = pydicom.dcmread(clip.video)
    assert cine.NumberOfFrames == 30
    assert clip.video.suffix == ".dcm"
    assert clip.truth is None
    assert np.ptp(cine.pixel_array) > 200


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(clips.DemoClipError, match=r"give another: .*file"):
        clips.heart_clip(in_the_way)


def test_an_interrupted_clip_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clips.phantom_clip(tmp_path, on_frame=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["speckle_phantom_truth.json"]
