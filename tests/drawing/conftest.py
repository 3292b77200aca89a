"""A small phantom video with its truth, made once."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from dustrack_imgui.demo.clips import truth_json, write_phantom
from dustrack_imgui.demo.phantom import Phantom
from dustrack_imgui.formats.annotation_json import parse_annotation
from dustrack_imgui.model.layer import Layer

PHANTOM = Phantom(width_px=240, height_px=180, frame_count=40, interface_px=84.0)


@pytest.fixture(autouse=True)
def _own_index_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("phantom") / "v.mp4"
    write_phantom(PHANTOM, path)
    return path


@pytest.fixture
def video(_made: Path, tmp_path: Path) -> Path:
    """40 frames of 240x180 moving speckle, `v.mp4` in a folder of its own."""
    return Path(shutil.copy(_made, tmp_path))


@pytest.fixture
def layer(tmp_path: Path) -> Layer:
    """The truth of the phantom as the layer `truth`, which has no file yet."""
    tracks = parse_annotation(truth_json(PHANTOM).encode(), tmp_path).tracks
    assert json.loads(truth_json(PHANTOM))["0"]["0"] == list(tracks["0"].xy_at(0) or ())
    return Layer("truth", tracks, tmp_path / "v_annotations_truth.json")


@pytest.fixture
def colour_video(tmp_path: Path) -> Path:
    """12 frames of 97x65 in colour at uneven times, without loss: `c.mkv`."""
    path = tmp_path / "c.mkv"
    noise = np.random.default_rng(7).integers(0, 255, (12, 65, 97, 3), np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 97, 65, "yuv444p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for number, picture in enumerate(noise):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number * 40 + number % 3 * 7, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
