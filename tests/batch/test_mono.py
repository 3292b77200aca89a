"""Conversion to mono keeps frames and times, touches no original, and says what became of each file."""

from __future__ import annotations

import threading
from pathlib import Path

import av
import numpy as np
import pytest

import dustrack_imgui.batch as batch
from dustrack_imgui.batch.mono import convert_each
from dustrack_imgui.batch.mono_file import MonoSettings, MonoSettingsError, write_mono
from dustrack_imgui.drawing.steps import WorkCancelledError
from dustrack_imgui.video import open_video

FAST = MonoSettings(crf=12, preset="ultrafast")


def test_frames_times_and_grey_are_those_of_the_source(video: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.mp4"
    before = video.read_bytes()
    assert write_mono(video, target, FAST) == 40
    assert video.read_bytes() == before
    with open_video(video) as source, open_video(target) as made:
        assert (made.meta.codec, made.meta.pixel_format) == ("hevc", "gray")
        assert (made.meta.width, made.meta.height, len(made)) == (240, 180, 40)
        assert made.meta.fps == source.meta.fps
        assert np.allclose(made.times, source.times, atol=1e-9)
        shown = source.display_lut()[np.stack(list(source.luma_frames()))].astype(float)
        nearest = [
            int(np.abs(shown - made.get(frame)).mean(axis=(1, 2)).argmin()) for frame in range(len(made))
        ]
        assert nearest == list(range(40))
        assert np.abs(shown[20] - made.get(20)).mean() < 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.mp4", "v.mp4"]


def test_uneven_times_odd_sizes_and_colour(colour_video: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.mp4"
    write_mono(colour_video, target, FAST)
    with open_video(colour_video) as source, open_video(target) as made:
        assert (made.meta.width, made.meta.height) == (97, 65)
        assert np.allclose(made.times, source.times, atol=1e-4)
        assert np.ptp(np.diff(made.times)) > 0.01


def test_each_file_gets_its_status_and_originals_stay(video: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    mono = folder / "grey.mkv"
    write_mono(video, mono.with_suffix(".mp4"), FAST)
    mono.with_suffix(".mp4").rename(mono)
    done = folder / "done.MOV"
    done.write_bytes(video.read_bytes())
    (folder / "done_mono.mp4").write_bytes(b"an earlier result")
    (folder / "broken.avi").write_bytes(b"RIFF not a video")
    (folder / ".hidden.mp4").write_bytes(b"")
    (folder / "notes.txt").write_bytes(b"")
    itself = folder / "same.mp4"
    itself.write_bytes(video.read_bytes())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    seen: list[tuple[int, int, str, str]] = []

    def tell(number: int, total: int, source: Path, status: str) -> None:
        seen.append((number, total, source.name, status))

    written = batch.convert_to_mono(
        [tmp_path, tmp_path / "gone.mp4"], preset="ultrafast", verbose=False, progress_callback=tell
    )
    assert written == [tmp_path / "v_mono.mp4", folder / "same_mono.mp4"]
    assert seen == [
        (0, 7, "v.mp4", "ok"),
        (1, 7, "broken.avi", "failed"),
        (2, 7, "done.MOV", "skip_existing"),
        (3, 7, "done_mono.mp4", "failed"),
        (4, 7, "grey.mkv", "skip_already_mono"),
        (5, 7, "same.mp4", "ok"),
        (6, 7, "gone.mp4", "skip_missing"),
    ]
    assert {path: path.read_bytes() for path in before} == before
    (outcome,) = convert_each([itself], FAST, suffix="")
    assert outcome.status == "skip_overwrite"


def test_a_result_is_replaced_only_when_existing_ones_are_not_skipped(video: Path) -> None:
    (first,) = batch.convert_to_mono(video, preset="ultrafast", verbose=False)
    first.write_bytes(b"old")
    assert batch.convert_to_mono(video, preset="ultrafast", verbose=False) == []
    assert first.read_bytes() == b"old"
    assert batch.convert_to_mono(video, preset="ultrafast", skip_existing=False, verbose=False) == [first]
    assert first.stat().st_size > 1000


def test_a_failed_replacement_keeps_the_earlier_result(tmp_path: Path) -> None:
    broken, earlier = tmp_path / "b.mp4", tmp_path / "b_mono.mp4"
    broken.write_bytes(b"\x00" * 5000)
    earlier.write_bytes(b"earlier")
    (outcome,) = convert_each([broken], FAST, skips_existing=False)
    assert outcome.status == "failed"
    assert outcome.note
    assert earlier.read_bytes() == b"earlier"
    assert len(list(tmp_path.iterdir())) == 2


def test_cancel_stops_within_a_file_and_leaves_nothing(video: Path, tmp_path: Path) -> None:
    cancel = threading.Event()

    def stop_early(share: float) -> None:
        if share > 0.3:
            cancel.set()

    with pytest.raises(WorkCancelledError):
        write_mono(video, tmp_path / "out.mp4", FAST, progress=stop_early, cancel=cancel)
    assert list(tmp_path.iterdir()) == [video]


def test_a_script_that_cancels_gets_what_is_complete(
    video: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = tmp_path / "w.mp4"
    second.write_bytes(video.read_bytes())
    written: list[Path] = []
    result = batch.convert_to_mono(
        [video, second],
        preset="ultrafast",
        progress_callback=lambda number, total, source, status: written.append(source),
        cancel_check=lambda: bool(written),
    )
    assert [path.name for path in result] == ["v_mono.mp4"]
    assert written == [video]
    assert "cancelled" in capsys.readouterr().out
    assert not (tmp_path / "w_mono.mp4").exists()


def test_sound_is_left_out(video: Path, tmp_path: Path) -> None:
    with_sound, rate = tmp_path / "s.mp4", 8000
    with av.open(str(video)) as source, av.open(str(with_sound), "w") as container:
        given = source.streams.video[0]
        picture = container.add_stream_from_template(given)
        sound = container.add_stream("aac", rate=rate)
        for packet in source.demux(given):
            if packet.dts is not None:
                packet.stream = picture
                container.mux(packet)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.rate = rate
        container.mux(sound.encode(silence))
        container.mux(sound.encode(None))
    write_mono(with_sound, tmp_path / "out.mp4", FAST)
    with av.open(str(tmp_path / "out.mp4")) as made:
        assert [stream.type for stream in made.streams] == ["video"]


@pytest.mark.parametrize("bad", [{"crf": 52}, {"crf": -1}, {"preset": "hasty"}])
def test_settings_out_of_range_are_refused_before_any_work(video: Path, bad: dict[str, object]) -> None:
    with pytest.raises(MonoSettingsError):
        batch.convert_to_mono(video, **bad)  # type: ignore[arg-type]
    with pytest.raises(MonoSettingsError, match="suffix"):
        batch.convert_to_mono(video, suffix="/../x")
