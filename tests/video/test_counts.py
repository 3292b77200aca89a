"""What a step may cost, counted: frames decoded, by whom, and how often the same one. Never the clock."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.video import VideoReader, worker
from dustrack_imgui.video.av_decoder import AvDecoder, AvOutput
from dustrack_imgui.video.packet_feed import PacketFeed
from dustrack_imgui.video.read_ahead import ReadAhead

Clip = Callable[[str], Path]
Open = Callable[..., VideoReader]
LONGEST_GROUP = 40


class Ledger:
    """Every frame that came out of a decoder and every copy of one, with the thread that did it."""

    def __init__(self) -> None:
        self.decoded: Counter[int] = Counter()
        self.copied: Counter[int] = Counter()
        self.threads: set[str] = set()

    def clear(self) -> None:
        self.decoded.clear()
        self.copied.clear()
        self.threads.clear()


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    kept = Ledger()
    step, keep = AvDecoder.step, AvOutput.keep

    def counted_step(self: AvDecoder) -> Any:
        outputs = step(self)
        kept.decoded.update(output.number for output in outputs)
        kept.threads.add(threading.current_thread().name)
        return outputs

    def counted_keep(self: AvOutput) -> Any:
        kept.copied[self.number] += 1
        return keep(self)

    monkeypatch.setattr(AvDecoder, "step", counted_step)
    monkeypatch.setattr(AvOutput, "keep", counted_keep)
    return kept


def hash_of(image: NDArray[np.uint8]) -> str:
    return hashlib.blake2b(np.ascontiguousarray(image).tobytes(), digest_size=12).hexdigest()


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)


def is_exact(reader: VideoReader) -> bool:
    picture = reader.poll()
    return picture is not None and picture.is_exact


def is_at_rest(reader: VideoReader) -> bool:
    return reader.stats.is_idle and reader.peek(0) is not None


@pytest.mark.parametrize("name", ["bframes.mp4", "infgop.mp4", "scanner_ippp.mp4", "mjpeg.avi"])
def test_steps_among_cached_frames_decode_nothing(
    clip: Clip, open_clip: Open, ledger: Ledger, name: str
) -> None:
    reader = open_clip(clip(name))
    reader.request(48)
    until(lambda: is_at_rest(reader))
    ledger.clear()
    for frame in (*range(49, 96), *range(94, -1, -1)):
        reader.request(frame)
        assert is_exact(reader)
    until(lambda: is_at_rest(reader))
    assert not ledger.decoded
    assert not ledger.copied


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("name", ["bframes.mp4", "infgop.mp4", "scanner_ippp.mp4", "mjpeg.avi"])
def test_a_cold_walk_decodes_each_frame_a_few_times_and_copies_it_once_and_never_on_our_thread(
    clip: Clip, open_clip: Open, ledger: Ledger, name: str, step: int
) -> None:
    reader = open_clip(clip(name))
    ledger.clear()  # what opening looked at
    for frame in range(96)[::step]:
        reader.request(frame)
        until(lambda: is_exact(reader))
    until(lambda: reader.stats.is_idle)
    assert threading.current_thread().name not in ledger.threads
    # The walk, what both threads read ahead of it, the group decoded anew for its second half, the strip.
    assert ledger.decoded.total() <= 3 * 96
    assert max(ledger.copied.values()) <= 3
    assert ledger.copied.total() <= 2 * 96


def test_a_drag_decodes_no_more_than_the_groups_it_passes(
    clip: Clip, open_clip: Open, ledger: Ledger
) -> None:
    reader = open_clip(clip("scanner_ippp.mp4"))
    ledger.clear()
    for frame in range(0, 96, 7):
        reader.request(frame, dragging=True)
        until(lambda: is_exact(reader))
    reader.request(95)
    until(lambda: is_exact(reader) and reader.stats.is_idle)
    assert ledger.decoded.total() <= 14 * LONGEST_GROUP
    assert max(ledger.copied.values()) <= 3


def test_reading_a_cached_span_decodes_nothing_and_another_each_frame_once(
    clip: Clip, open_clip: Open, ledger: Ledger
) -> None:
    reader = open_clip(clip("infgop.mp4"))
    reader.request(10)
    until(lambda: is_at_rest(reader))
    ledger.clear()
    assert sum(1 for _ in reader.luma_frames(0, 96)) == 96
    assert not ledger.decoded
    reader.close()
    reader = open_clip(clip("infgop.mp4"), budget_bytes=0)
    ledger.clear()
    assert sum(1 for _ in reader.luma_frames(0, 96)) == 96
    assert set(ledger.decoded.values()) == {1}


@pytest.fixture
def half_cached(
    clip: Clip, open_clip: Open, monkeypatch: pytest.MonkeyPatch
) -> tuple[VideoReader, list[NDArray[np.uint8]]]:
    """A reader with groups of 40 frames, of which it has frames 40 to 79 only; and what all frames are."""
    monkeypatch.setattr(ReadAhead, "step", lambda self: False)
    whole = list(open_clip(clip("scanner_ippp.mp4")).luma_frames())
    reader = open_clip(clip("scanner_ippp.mp4"))
    for frame in range(40, 80):
        reader.get(frame)
    assert reader.cached_ranges() == [(40, 79)]
    return reader, whole


def test_a_span_is_decoded_as_far_as_it_is_not_cached(
    half_cached: tuple[VideoReader, list[NDArray[np.uint8]]], ledger: Ledger
) -> None:
    reader, whole = half_cached
    for span in ((0, 96), (95, -1), (45, 70), (60, 96), (30, 45)):
        ledger.clear()
        frames = range(*span, 1 if span[0] < span[1] else -1)
        walked = list(reader.luma_frames(*span))
        assert len(walked) == len(frames)
        assert all(np.array_equal(picture, whole[n]) for n, picture in zip(frames, walked, strict=True))
        assert all(walked[i] is reader.get(n) for i, n in enumerate(frames) if 40 <= n < 80)
        groups = {number // 40 for number in frames} - {1}
        # Frame threads are a packet or two ahead when the group ends.
        assert {number // 40 for number in ledger.decoded if number not in (40, 41, 42)} == groups


def test_what_is_given_up_in_the_midst_of_a_walk_is_decoded(
    half_cached: tuple[VideoReader, list[NDArray[np.uint8]]],
) -> None:
    reader, whole = half_cached
    walked = []
    for number, picture in enumerate(reader.luma_frames()):
        walked.append(picture)
        if number == 55:
            reader._state.cache.clear()
    assert len(walked) == 96
    assert all(np.array_equal(one, other) for one, other in zip(walked, whole, strict=True))


def test_an_index_from_the_cache_opens_a_video_without_decoding(
    clip: Clip, open_clip: Open, ledger: Ledger
) -> None:
    open_clip(clip("bframes.mp4")).close()
    ledger.clear()
    open_clip(clip("bframes.mp4"))
    assert not ledger.decoded


@pytest.fixture
def reopened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were read from their start again, since no seek led to the packet wanted."""
    names: list[str] = []
    reopen = PacketFeed.reopen

    def counted_reopen(self: PacketFeed) -> None:
        names.append(self._path.name)
        reopen(self)

    monkeypatch.setattr(PacketFeed, "reopen", counted_reopen)
    return names


def test_a_jump_is_a_seek_and_never_a_walk_from_the_start_of_the_file(
    clip_name: str, clip: Clip, open_clip: Open, reopened: list[str]
) -> None:
    reader = open_clip(clip(clip_name), budget_bytes=0)
    reopened.clear()  # opening looks for colour here and there
    decoder = reader.source.make_decoder(1)
    for entry in reader.source.gops.entries[::-1]:
        decoder.seek(int(entry))
        decoder.step()
    decoder.close()
    # An elementary stream has nothing to seek by: it is walked once, and served from memory then.
    assert len(reopened) <= (1 if clip_name.startswith("raw.") else 0)


@pytest.mark.parametrize(
    "name", ["mjpeg.avi", "mjpeg.mov", "huffyuv.avi", "ffv1_16bit.mkv", "intra_h264.mp4", "raw.avi"]
)
def test_where_every_frame_stands_alone_a_jump_decodes_that_frame_only(
    name: str, clip: Clip, open_clip: Open, ledger: Ledger, reference_of: Any
) -> None:
    path = clip(name)
    expected = reference_of(path).luma_hashes
    reader = open_clip(path)
    assert reader.source.gops.is_intra
    decoder = reader.source.make_decoder(2)
    ledger.clear()
    order = [70, 3, 69, 71, 4, 95, 0]
    for frame in order:
        decoder.seek(int(reader.source.gops.start[frame]))
        (output,) = decoder.step()
        assert (output.number, hash_of(output.luma())) == (frame, expected[frame])
    decoder.close()
    assert ledger.decoded == Counter(order)


@pytest.mark.parametrize("name", ["mjpeg.avi", "bframes.mp4", "scanner_ippp.mp4"])
def test_jumps_one_after_another_copy_their_frames_only(
    name: str, clip: Clip, open_clip: Open, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read ahead before the jumping ends, and little of what lies on the way is kept."""
    monkeypatch.setattr(worker, "QUIET_SECS", 3600.0)
    reader = open_clip(clip(name))
    ledger.clear()
    jumps = (88, 5, 84, 9)  # far from one another, near to key frames
    for frame in jumps:
        reader.get(frame)
    assert ledger.copied == Counter(jumps)
    assert reader.cached_ranges() == [(frame, frame) for frame in sorted(jumps)]
    assert ledger.decoded.total() <= 4 * 20
    if reader.source.gops.is_intra:
        assert ledger.decoded == Counter(jumps)
