"""A device decodes only where it is exact, and hands over to the software when it fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.video import VideoReader
from dustrack_imgui.video.decoder import FrameDecoder, Output
from dustrack_imgui.video.errors import HardwareError
from dustrack_imgui.video.hardware import PREFERRED, kinds_of_groups, offered_devices, trial_of_device
from dustrack_imgui.video.pixels import DecodedFrame
from dustrack_imgui.video.source import FrameSource

Clip = Callable[[str], Path]
Open = Callable[..., VideoReader]
DEVICE = "imagined"


@dataclass
class Brighter:
    """One grey level off in one pixel."""

    output: Output

    @property
    def number(self) -> int:
        return self.output.number

    def keep(self) -> DecodedFrame:
        luma = self.output.luma().copy()
        luma[0, 0] ^= 1
        return DecodedFrame(luma)


class Device:
    """The software decoder in the place of a device: exact, a little off, or failing after some packets."""

    def __init__(self, inner: FrameDecoder, *, is_off: bool, fails_after: int | None) -> None:
        self._inner = inner
        self._is_off = is_off
        self._left = fails_after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def step(self) -> list[Any]:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise HardwareError("the device was taken away", "clip")
        outputs = self._inner.step()
        return [Brighter(output) for output in outputs] if self._is_off else outputs


def with_device(
    source: FrameSource, *, is_off: bool = False, fails_after: int | None = None, is_there: bool = True
) -> FrameSource:
    def make(device: str) -> Any:
        assert device == DEVICE
        if not is_there:
            raise HardwareError("there is no such device", "clip")
        return Device(source.make_decoder(1), is_off=is_off, fails_after=fails_after)

    return replace(source, make_hardware_decoder=make)


def until(condition: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while not (value := condition()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)
    return value


@pytest.fixture
def source(clip: Clip, open_clip: Open) -> FrameSource:
    return open_clip(clip("opengop_h264.mp4")).source


@pytest.fixture
def open_source() -> Any:
    readers: list[VideoReader] = []

    def begin(source: FrameSource) -> VideoReader:
        readers.append(VideoReader(source, budget_bytes=64 << 20))
        return readers[-1]

    yield begin
    for reader in readers:
        reader.close()


@pytest.mark.parametrize("name", ["opengop_h264.mp4", "bframes.mp4", "mjpeg.avi", "infgop.mp4"])
def test_a_device_that_gives_the_same_pictures_passes(clip: Clip, open_clip: Open, name: str) -> None:
    assert trial_of_device(with_device(open_clip(clip(name)).source), DEVICE) == ""


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ({"is_off": True}, "does not give exactly the same pictures"),
        ({"fails_after": 5}, "the device was taken away"),
        ({"is_there": False}, "there is no such device"),
    ],
)
def test_any_other_device_is_not_used_and_it_is_said_why(
    source: FrameSource, faults: dict[str, Any], reason: str
) -> None:
    assert reason in trial_of_device(with_device(source, **faults), DEVICE)


def test_every_kind_of_group_is_tried(source: FrameSource) -> None:
    gops = source.gops
    tried = kinds_of_groups(gops)
    assert {0, int(gops.entries[-1])} <= set(tried)
    assert len(tried) >= 3  # one that is led into by frames of the group before
    assert set(tried) <= set(gops.entries.tolist())


def test_files_that_no_device_could_decode_say_so(source: FrameSource) -> None:
    assert "no video file" in trial_of_device(replace(source, make_hardware_decoder=None), DEVICE)


def test_a_reader_decodes_by_the_device_it_is_given(source: FrameSource, open_source: Any) -> None:
    reader = open_source(with_device(source, is_off=True))
    own = open_source(source).get(40)
    reader.use_device(DEVICE)
    assert (reader.get(40) != own).sum() == 1
    reader.use_device("")
    reader.purge()
    until(lambda: reader.peek(41) is not None or reader.get(41) is not None)
    assert reader.device_error is None


def test_a_device_that_fails_hands_over_without_losing_a_frame(source: FrameSource, open_source: Any) -> None:
    reader = open_source(with_device(source, fails_after=30))
    own = open_source(source)
    reader.use_device(DEVICE)
    for frame in (5, 50, 90, 20, 70, 10):
        assert np.array_equal(reader.get(frame), own.get(frame))
    assert until(lambda: reader.device_error).reason == "the device was taken away"
    assert reader.device == ""
    assert reader.last_error is None


def test_a_device_that_is_not_there_costs_nothing(source: FrameSource, open_source: Any) -> None:
    reader = open_source(with_device(source, is_there=False))
    reader.use_device(DEVICE)
    assert np.array_equal(reader.get(60), open_source(source).get(60))
    assert reader.device == ""


def test_the_devices_of_this_machine_are_exact_or_refused(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    own = [reader.get(frame).copy() for frame in (0, 40, 95)]
    assert set(offered_devices()) <= set(PREFERRED)
    for device in offered_devices():
        if trial_of_device(reader.source, device):
            continue
        reader.use_device(device)
        reader.purge()
        assert all(np.array_equal(reader.get(f), o) for f, o in zip((0, 40, 95), own, strict=True))


def test_an_unknown_kind_of_device_is_refused_with_a_reason(clip: Clip, open_clip: Open) -> None:
    assert "no such thing cannot be used" in trial_of_device(
        open_clip(clip("bframes.mp4")).source, "no such thing"
    )
