"""The reader as the window and the scripts use it, with its threads at work."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.video import (
    FrameTimeoutError,
    Picture,
    VideoClosedError,
    VideoError,
    VideoReader,
    open_video,
)

Clip = Callable[[str], Path]
Open = Callable[..., VideoReader]
FRAME_BYTES = 112 * 80


def until(condition: Callable[[], Any], what: str, *, secs: float = 10.0) -> Any:
    end = time.monotonic() + secs
    while not (value := condition()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.002)
    return value


def exact(reader: VideoReader) -> Picture | None:
    picture = reader.poll()
    return picture if picture is not None and picture.is_exact else None


def test_a_request_brings_the_exact_frame(clip: Clip, open_clip: Open, reference_of: Any) -> None:
    reader = open_clip(clip("bframes.mp4"))
    for frame in (50, 49, 3, 95, 0):
        reader.request(frame)
        picture = until(lambda: exact(reader), f"frame {frame}")
        assert (picture.index, picture.requested) == (frame, frame)
        assert np.array_equal(picture.image, reader.get(frame))
        assert not picture.image.flags.writeable


def test_polling_twice_gives_the_same_object(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    reader.request(20)
    picture = until(lambda: exact(reader), "frame 20")
    assert reader.poll() is picture
    reader.request(21)
    assert until(lambda: exact(reader), "frame 21") is not picture


def test_the_newest_request_wins(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("infgop.mp4"), budget_bytes=8 * FRAME_BYTES)
    for frame in (90, 10, 80, 5, 60):
        reader.request(frame, dragging=True)
    assert until(lambda: exact(reader), "the last request").index == 60


def test_while_dragging_a_picture_is_always_there_and_stand_ins_say_so(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("scanner_ippp.mp4"), budget_bytes=8 * FRAME_BYTES)
    reader.request(0)
    until(lambda: exact(reader), "the first frame")
    rng = np.random.default_rng(0)
    for frame in rng.integers(0, 96, 60):
        reader.request(int(frame), dragging=True)
        picture = reader.poll()
        assert picture is not None
        assert picture.requested == frame
        assert picture.is_exact == (picture.index == frame)
        time.sleep(0.002)
    reader.request(33)
    assert until(lambda: exact(reader), "the frame where the drag ended").index == 33


def test_requests_outside_the_video_go_to_its_ends(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    for asked, shown in ((-5, 0), (4000, 95)):
        reader.request(asked)
        assert until(lambda: exact(reader), "an end").index == shown


def test_the_loop_is_woken_when_a_picture_comes(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    woken = threading.Event()
    threads: list[str] = []

    def wake() -> None:
        threads.append(threading.current_thread().name)
        woken.set()

    reader.on_decoded = wake
    reader.request(70)
    assert woken.wait(10)
    assert until(lambda: exact(reader), "frame 70")
    assert threads[0].startswith("video-decode")


def test_what_lies_ahead_is_decoded_already(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    reader.request(40)
    until(lambda: reader.stats.is_idle and len(reader.cached_ranges()) > 0, "rest")
    assert reader.cached_ranges() == [(0, 95)]
    revision = reader.cache_revision
    reader.request(41)
    assert exact(reader) is not None  # at once, without waiting
    assert reader.cache_revision == revision


def test_rest_means_that_the_newest_request_is_done_with(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    until(lambda: reader.stats.is_idle, "rest before anything is asked for")
    for frame in (0, 80, 81, 3):
        reader.request(frame)
        until(lambda: reader.stats.is_idle, "rest")  # not that of before the request
        assert exact(reader) is not None
        reader.purge()
        reader.request(frame + 1)
        until(lambda: reader.stats.is_idle, "rest")
        assert reader.cached_ranges() == [(0, 95)]


def test_stepping_back_decodes_a_group_once(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("scanner_ippp.mp4"))  # groups of 40
    for frame in range(95, -1, -1):
        reader.request(frame)
        until(lambda: exact(reader), f"frame {frame}")
    assert reader.stats.n_decoded < 96 * 2.5


def test_the_cache_keeps_to_its_budget(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"), budget_bytes=20 * FRAME_BYTES)
    for frame in range(0, 96, 5):
        reader.get(frame)
    stats = reader.stats
    assert stats.cache_bytes <= stats.budget_bytes == 20 * FRAME_BYTES
    assert stats.n_cached <= 20


def test_purging_frees_and_the_picture_comes_back(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    reader.request(10)
    until(lambda: exact(reader), "frame 10")
    reader.purge()
    assert until(lambda: exact(reader), "frame 10 again").index == 10


def test_scripts_and_the_window_do_not_disturb_each_other(
    clip: Clip, open_clip: Open, reference_of: Any
) -> None:
    path = clip("opengop_h264.mp4")
    reader = open_clip(path, budget_bytes=12 * FRAME_BYTES)
    expected = [frame.copy() for frame in reader.luma_frames()]
    stop = threading.Event()

    def drive() -> None:
        frame = 0
        while not stop.is_set():
            frame = (frame + 7) % 96
            reader.request(frame, dragging=bool(frame % 3))
            reader.poll()
            time.sleep(0.001)

    def script(seed: int) -> int:
        rng = np.random.default_rng(seed)
        return sum(np.array_equal(reader.get(i), expected[i]) for i in rng.integers(0, 96, 25).tolist())

    driver = threading.Thread(target=drive)
    driver.start()
    with ThreadPoolExecutor(3) as pool:
        right = list(pool.map(script, range(3)))
    stop.set()
    driver.join()
    assert right == [25, 25, 25]


def test_a_script_does_not_move_the_window(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    reader.request(10)
    until(lambda: exact(reader), "frame 10")
    reader.get(80)
    picture = reader.poll()
    assert picture is not None
    assert picture.index == 10


def test_frames_are_numbered_like_a_list(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    assert np.array_equal(reader[-1], reader[95])
    assert np.array_equal(reader[np.int64(4)], reader.get(4))
    for frame in (96, -97):
        with pytest.raises(IndexError, match="there is no frame"):
            reader.get(frame)
    with pytest.raises(IndexError, match="there are no frames"):
        reader.luma_frames(0, 97)
    assert list(reader.luma_frames(5, 5)) == []


def test_times_follow_the_container(clip: Clip, open_clip: Open) -> None:
    even, uneven = open_clip(clip("bframes.mp4")), open_clip(clip("drops.mp4"))
    assert np.allclose(even.times, np.arange(96) / 30, atol=1e-6)
    assert uneven.times[0] == 0
    assert np.isclose(np.diff(uneven.times).max(), 5 / 30, atol=1e-3)
    assert open_clip(clip("startoffset.mp4")).times[0] == 0


def test_waiting_ends(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("infgop.mp4"), budget_bytes=2 * FRAME_BYTES)
    with pytest.raises(FrameTimeoutError):
        reader.get(95, timeout_secs=0.0)


def test_closing_ends_all_waiting_and_all_threads(clip: Clip, tmp_path: Path) -> None:
    reader = open_video(clip("bframes.mp4"), cache_dir=tmp_path)
    reader.request(5)
    reader.close()
    reader.close()
    assert not [t for t in threading.enumerate() if t in reader._workers]
    for call in (lambda: reader.get(50), lambda: reader.get_rgb(50)):
        with pytest.raises(VideoClosedError):
            call()
    assert reader.poll() is None
    reader.request(7)


def test_one_frame_is_a_video_too(clip: Clip, open_clip: Open) -> None:
    for name in ("oneframe.mp4", "oneframe.png"):
        reader = open_clip(clip(name))
        reader.request(0)
        assert until(lambda reader=reader: exact(reader), "the frame").index == 0
        assert (len(reader), reader.times.tolist()) == (1, [0.0])
        assert reader.meta.duration_secs > 0


def test_a_change_on_disk_is_noticed(clip: Clip, tmp_path: Path, open_clip: Open) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(clip("bframes.mp4").read_bytes())
    reader = open_clip(path)
    assert not reader.is_changed_on_disk()
    path.write_bytes(clip("editlist.mp4").read_bytes())
    assert reader.is_changed_on_disk()


def test_a_file_rewritten_under_the_reader_gives_an_error_not_wrong_frames(
    clip: Clip, tmp_path: Path, open_clip: Open
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(clip("infgop.mp4").read_bytes())
    reader = open_clip(path, budget_bytes=4 * FRAME_BYTES)
    with path.open("r+b") as file:
        file.write(clip("bframes.mp4").read_bytes()[: path.stat().st_size // 2])
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(VideoError):
        reader.get(90, timeout_secs=20)
    assert reader.is_changed_on_disk()


def test_importing_the_room_loads_no_decoder() -> None:
    heavy = ("av", "cv2", "pydicom", "PIL")
    code = f"import sys, dustrack_imgui.video; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_span_that_is_decoded_already_is_not_decoded_again(
    clip: Clip, open_clip: Open, reference_of: Any
) -> None:
    path = clip("opengop_h264.mp4")
    reader = open_clip(path)
    for number in range(40):
        reader.get(number)
    pictures = [reader.peek(number) for number in range(10, 30)]
    span = list(reader.luma_frames(10, 30))
    assert [hashlib.blake2b(image.tobytes(), digest_size=12).hexdigest() for image in span] == reference_of(
        path
    ).luma_hashes[10:30]
    assert all(p is not None and p.image is image for p, image in zip(pictures, span, strict=True))
    backwards = list(reader.luma_frames(29, 9))
    assert all(one is other for one, other in zip(backwards, reversed(span), strict=True))
