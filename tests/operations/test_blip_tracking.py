"""Blips are tracked anew as RSTC tracks each alone, from frames that are decoded once and in order."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from dustrack_imgui.model.source import Source
from dustrack_imgui.operations.blip_tracking import detect_and_interpolate_blips, interpolate_blips
from dustrack_imgui.operations.blips import Blip, BlipReport
from dustrack_imgui.operations.forward_frames import MAX_SKIPPED_FRAMES, ForwardFrames
from dustrack_imgui.tracking import Cancelled, lucas_kanade_rstc


class Reading:
    """A source that decodes spans, counting how often it starts and what it decodes."""

    def __init__(self, frames):
        self.frames, self.starts, self.decoded = frames, [], []

    def __len__(self):
        return len(self.frames)

    def __getitem__(self, index):
        return self.frames[index]

    def luma_frames(self, start, stop):
        self.starts.append(start)
        for index in range(start, stop):
            self.decoded.append(index)
            yield self.frames[index]


def blip(label, start, end, before, after):
    return Blip(label, start, end, before, after, 1.0)


REPORT = BlipReport(
    (
        blip("0", 3, 4, (60.0, 70.0), (64.0, 70.5)),
        blip("0", 6, 6, (64.0, 70.5), (66.0, 70.0)),
        blip("1", 4, 7, (100.0, 96.0), (104.0, 97.0)),
        blip("2", 12, 13, (70.0, 100.0), (72.0, 100.0)),
    ),
    n_frames=16,
)


def test_every_blip_is_what_tracking_it_alone_gives(clip):
    found = interpolate_blips(["0", "1", "2", "7"], REPORT, frames=clip)
    assert list(found) == ["0", "1", "2", "7"]
    assert found["7"].count == 0
    assert found["0"].frames().tolist() == [3, 4, 6]
    for one in REPORT.blips:
        alone = lucas_kanade_rstc(
            clip, one.start - 1, one.end + 1, [one.anchor_before], [one.anchor_after]
        ).positions[1:-1, 0]
        ours = np.array([found[one.label].xy_at(int(frame)) for frame in one.frames()])
        np.testing.assert_allclose(ours, alone, rtol=0, atol=1e-9)
        assert found[one.label].source_at(one.start) is Source.RSTC


def test_frames_are_decoded_once_and_in_one_go(clip):
    reading = Reading(clip)
    interpolate_blips(["0", "1", "2"], REPORT, frames=reading)
    assert reading.starts == [2]
    assert reading.decoded == list(range(2, 15))


def test_far_spans_are_gone_to_and_earlier_ones_gone_back_to():
    reading = Reading([np.full((2, 2), index % 256, np.uint8) for index in range(400)])
    forward = ForwardFrames(reading)
    for start in (5, 9, 20, 20 + 3 + MAX_SKIPPED_FRAMES, 23 + 3 + 2 * MAX_SKIPPED_FRAMES + 1, 1):
        pictures = list(forward.luma_frames(start, start + 3))
        assert [int(picture[0, 0]) for picture in pictures] == [n % 256 for n in range(start, start + 3)]
    forward.close()
    assert reading.starts == [5, 227, 1]


def test_a_list_of_frames_will_do_and_half_read_spans_are_left():
    frames = [np.full((2, 2), index, np.uint8) for index in range(9)]
    forward = ForwardFrames(frames)
    first = forward.luma_frames(0, 5)
    assert next(first)[0, 0] == 0
    assert [int(picture[0, 0]) for picture in forward.rgb_frames(2, 4)] == [2, 3]
    assert [int(picture[0, 0]) for picture in forward.luma_frames(4, 6)] == [4, 5]
    assert list(first) == []


def test_progress_grows_to_one_and_cancel_stops(clip):
    seen: list[float] = []
    interpolate_blips(["0"], REPORT, frames=clip, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        interpolate_blips(["0"], REPORT, frames=clip, cancel=cancelled)


def test_no_blips_no_frames(clip):
    reading = Reading(clip)
    found = interpolate_blips(["0"], BlipReport(n_frames=16), frames=reading)
    assert found["0"].count == 0
    assert not reading.starts


def test_search_and_tracking_in_one(clip):
    xy = np.tile((60.0, 70.0), (16, 1)) + np.arange(16)[:, np.newaxis]
    xy[8] += 40
    corrections, report = detect_and_interpolate_blips({"0": xy}, frames=clip)
    assert [(one.start, one.end) for one in report.blips] == [(8, 8)]
    assert corrections["0"].frames().tolist() == [8]
