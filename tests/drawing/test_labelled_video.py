"""A labelled video: the right frames, rings at the right place, never over another file."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
import pytest

from dustrack_imgui.drawing import (
    FrameSpanError,
    MovieError,
    OutputExistsError,
    export_video,
    render,
    render_state,
    write_movie,
)
from dustrack_imgui.drawing.palette import label_colour
from dustrack_imgui.drawing.scene import HEAD_PX
from dustrack_imgui.drawing.steps import WorkCancelledError
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import Enhancement, View
from dustrack_imgui.video import open_video
from dustrack_imgui.video.enhancement import enhanced


class Facts(NamedTuple):
    codec: str
    pixel_format: str | None
    fps: float


def decoded(path: Path) -> tuple[list[np.ndarray], Facts]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        facts = Facts(context.name, context.pix_fmt, float(stream.average_rate or 0))
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)], facts


def test_the_video_has_the_frames_asked_for_at_the_rate_of_the_source(video: Path, layer: Layer) -> None:
    shares: list[float] = []
    with open_video(video) as reader:
        path = export_video(reader, layer, 10, 19, progress=shares.append)
        source = np.stack(list(reader.rgb_frames())).astype(float)
        fps = reader.meta.fps
    assert path.name == "v_annotations_truth_sf10_ef19.mp4"
    frames, facts = decoded(path)
    assert len(frames) == 10
    assert facts == ("h264", "yuv420p", fps)
    nearest = [int(np.abs(source - frame).mean(axis=(1, 2, 3)).argmin()) for frame in frames]
    assert nearest == list(range(10, 20))
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


def test_rings_of_all_labels_are_where_the_points_are(video: Path, layer: Layer) -> None:
    labels = [label for label, track in layer.tracks.items() if 5 in track]
    assert len(labels) > 2
    with open_video(video) as reader:
        path = export_video(reader, layer, 5, 5, scale=4)
    (frame,), _ = decoded(path)
    for label in labels:
        x, y = layer.tracks[label].xy_at(5) or (0.0, 0.0)
        centre_x, centre_y = (x + 0.5) * 4 - 0.5, (y + 0.5) * 4 - 0.5
        angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        columns = np.rint(centre_x + 7 * np.cos(angles)).astype(int)
        rows = np.rint(centre_y + 7 * np.sin(angles)).astype(int)
        seen = np.median(frame[rows, columns].astype(int), axis=0)
        assert np.abs(seen - label_colour(label)).max() < 70, label


def test_render_shows_traces_below_the_picture_and_goes_beside_the_layer(video: Path, layer: Layer) -> None:
    with open_video(video) as reader:
        path = render(reader, layer, 0, 4, overlay=replace(layer, name="other", kind=LayerKind.DENSE))
        assert path == layer.path.with_suffix(".mp4") if layer.path else False
        frames, _ = decoded(path)
        without = render(reader, layer, 0, 4, path.with_name("w.mp4"), trace_labels=())
        bare, _ = decoded(without)
    assert frames[0].shape[0] > bare[0].shape[0] + 200
    assert all(side % 2 == 0 for side in frames[0].shape[:2])
    assert len(frames) == len(bare) == 5


def test_a_session_is_drawn_with_its_layer_overlay_and_label(
    video: Path, layer: Layer, tmp_path: Path
) -> None:
    with open_video(video) as reader:
        facts = Video(video, len(reader), reader.meta.width, reader.meta.height, reader.meta.fps)
        other = replace(layer, name="other")
        shown = VideoState(facts, VideoData((layer, other)), View(layer="truth", overlay="other", label="2"))
        with_trace = render_state(shown, reader, 0, 2, tmp_path / "a.mp4")
        nothing = replace(shown, view=replace(shown.view, label="77"))
        without = render_state(nothing, reader, 0, 2, tmp_path / "b.mp4")
    assert decoded(with_trace)[0][0].shape[0] > decoded(without)[0][0].shape[0]


def test_a_file_that_is_there_is_kept_and_nothing_is_begun(video: Path, layer: Layer, tmp_path: Path) -> None:
    there = tmp_path / "there.mp4"
    there.write_bytes(b"mine")
    begun: list[float] = []
    with open_video(video) as reader:
        with pytest.raises(OutputExistsError):
            render(reader, layer, out=there, progress=begun.append)
        assert not begun
        render(reader, layer, 0, 0, there, overwrite=True)
    assert len(decoded(there)[0]) == 1


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 4), (0, 40), (40, None)])
def test_frames_that_are_not_there_are_refused(
    video: Path, layer: Layer, start: int, end: int | None
) -> None:
    with open_video(video) as reader, pytest.raises(FrameSpanError, match="frames 0 to 39"):
        render(reader, layer, start, end)


def test_a_cancelled_video_leaves_nothing(video: Path, layer: Layer, tmp_path: Path) -> None:
    cancel = threading.Event()
    before = set(tmp_path.iterdir())
    with open_video(video) as reader, pytest.raises(WorkCancelledError):
        render(reader, layer, cancel=cancel, progress=lambda share: cancel.set() if share > 0.2 else None)
    assert set(tmp_path.iterdir()) == before


def test_a_layer_without_labels_and_an_odd_picture_are_drawn(tmp_path: Path) -> None:
    frames = np.random.default_rng(1).integers(0, 255, (3, 33, 41, 3), np.uint8)
    source = tmp_path / "odd.mkv"
    with av.open(str(source), "w") as container:
        stream = container.add_stream("ffv1", rate=24)
        stream.width, stream.height, stream.pix_fmt = 41, 33, "bgr0"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode(None))
    with open_video(source) as reader:
        path = export_video(reader, Layer("empty"))
    shown, facts = decoded(path)
    assert path.name == "odd_annotations_empty_sf0_ef2.mp4"
    assert [one.shape for one in shown] == [(34, 42, 3)] * 3
    assert facts.fps == 24


def test_the_picture_can_be_made_clearer(video: Path, tmp_path: Path) -> None:
    dark = Enhancement(brightness=-255)
    with open_video(video) as reader:
        path = render(reader, Layer("a"), 0, 1, tmp_path / "a.mp4", enhancement=dark, scale=1)
    frames, _ = decoded(path)
    assert frames[0][40:200, 130:300].mean() < 4


def test_a_state_is_drawn_as_it_is_seen(video: Path, tmp_path: Path) -> None:
    look = Enhancement(clip=3.0, gamma=1.5, brightness=10)
    with open_video(video) as reader:
        facts = Video(video, len(reader), reader.meta.width, reader.meta.height, reader.meta.fps)
        state = VideoState(facts, VideoData((Layer("a"),)), View(layer="a", enhancement=look))
        path = render_state(state, reader, 0, 3, tmp_path / "a.mp4")
        expected = enhanced(next(reader.rgb_frames(2, 3)), clip=3.0, gamma=1.5, brightness=10)
        plain = next(reader.rgb_frames(2, 3))
    shown = decoded(path)[0][2]
    left = (shown.shape[1] - 2 * expected.shape[1]) // 2
    inside = shown[HEAD_PX : HEAD_PX + 2 * expected.shape[0], left : left + 2 * expected.shape[1]]
    small = cv2.resize(inside, expected.shape[1::-1], interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(small - expected).mean() < 0.5 * np.abs(small - plain).mean()


def test_no_picture_and_a_bad_setting_are_errors_with_the_path(tmp_path: Path) -> None:
    with pytest.raises(MovieError, match=r"no picture.*a\.mp4$"):
        write_movie(tmp_path / "a.mp4", [], fps=25)
    with pytest.raises(MovieError, match=r"encoded.*a\.mp4$"):
        write_movie(tmp_path / "a.mp4", [np.zeros((16, 16, 3), np.uint8)], fps=25, preset="no such preset")
    assert not list(tmp_path.iterdir())
