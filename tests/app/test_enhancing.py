"""What the eye gets while CLAHE is computed beside the loop."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.app.systems.enhancing import PENDING, EnhancingSystem
from dustrack_imgui.app.systems.equalising import Equaliser, Wanted
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import Enhancement, View
from dustrack_imgui.video.enhancement import equalised
from dustrack_imgui.video.meta import Picture

IMAGES = np.random.default_rng(0).integers(0, 100, (40, 48, 64), dtype=np.uint8)
IMAGES.flags.writeable = False


class FakeReader:
    """A video in memory whose frames are all decoded; `gate` holds the thread back."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.cache_revision = 0
        self.peeked: list[int] = []

    def peek(self, frame: int) -> Picture | None:
        self.peeked.append(frame)
        return Picture(frame, frame, IMAGES[frame], is_exact=True)

    def display_lut(self) -> np.ndarray:
        self.gate.wait(5)
        return np.arange(256, dtype=np.uint8)


class FakeReaders:
    def __init__(self, reader) -> None:
        self.reader = reader

    def get(self, key: str):
        return self.reader


class FakePicturing:
    display_lut = bytes(range(256))

    def __init__(self) -> None:
        self.picture: Picture | None = None

    def exact_frame(self, session: Session) -> int | None:
        return self.picture.index if self.picture and self.picture.is_exact else None


def session(frame: int, **enhancement: float) -> Session:
    video = Video(Path("v.mp4"), len(IMAGES), 64, 48, 30.0)
    view = View(frame=frame, layer="hand", enhancement=Enhancement(**enhancement))
    return Session(videos=(VideoState(video, VideoData((Layer("hand"),)), view),))


class Eye:
    def __init__(self) -> None:
        self.reader, self.picturing = FakeReader(), FakePicturing()
        self.system = EnhancingSystem(FakeReaders(self.reader), self.picturing, lambda: None)

    def look(self, frame: int, **enhancement: float) -> Session:
        shown = session(frame, **enhancement)
        if self.picturing.picture is None or self.picturing.picture.index != frame:
            self.picturing.picture = Picture(frame, frame, IMAGES[frame], is_exact=True)
        self.system.tick(shown, 0.0)
        return shown

    def wait(self, frame: int, **enhancement: float) -> None:
        give_up = time.perf_counter() + 5
        while self.look(frame, **enhancement) and self.system.hint:
            assert time.perf_counter() < give_up
            time.sleep(0.001)

    @property
    def picture(self) -> Picture:
        assert self.system.picture is not None
        return self.system.picture


@pytest.fixture
def eye():
    made = Eye()
    yield made
    made.reader.gate.set()
    made.system.close()


def test_without_clahe_the_decoded_picture_itself_is_shown(eye):
    eye.look(3, gamma=1.5)
    assert eye.picture is eye.picturing.picture
    assert (eye.system.hint, eye.system.display_lut) == ("", FakePicturing.display_lut)


def test_the_shown_picture_is_of_the_frame_and_settings_asked_for_and_the_frame_stays_as_it_was(eye):
    before = IMAGES[3].copy()
    eye.wait(3, clip=2.5)
    assert np.array_equal(eye.picture.image, equalised(IMAGES[3], clip=2.5))
    assert eye.system.display_lut == b""
    assert np.array_equal(eye.picturing.picture.image, before)
    eye.wait(3, clip=4.0)
    assert np.array_equal(eye.picture.image, equalised(IMAGES[3], clip=4.0))


def test_until_it_is_computed_the_picture_says_so(eye):
    eye.reader.gate.clear()
    eye.look(3, clip=2.5)
    assert eye.system.hint == PENDING
    assert eye.picture is eye.picturing.picture
    assert eye.system.is_active(session(3, clip=2.5))


def test_a_step_onto_a_frame_that_is_not_done_keeps_the_last_one_as_a_stand_in_without_edits(eye):
    eye.wait(3, clip=2.5)
    eye.reader.gate.clear()
    shown = eye.look(30, clip=2.5)
    assert (eye.picture.index, eye.picture.is_exact) == (3, False)
    assert eye.system.exact_frame(shown) is None
    eye.reader.gate.set()
    eye.wait(30, clip=2.5)
    assert eye.system.exact_frame(shown) == 30


@pytest.mark.parametrize("stride", [1, -1, 9])
def test_frames_in_the_direction_of_travel_are_done_ahead(eye, stride):
    eye.wait(20, clip=2.0)
    eye.wait(20 + stride, clip=2.0)
    ahead = Wanted(20 + 2 * stride, 2.0, 8)
    give_up = time.perf_counter() + 5
    while eye.system.equaliser.get(ahead, eye.reader) is None:
        assert time.perf_counter() < give_up
        time.sleep(0.001)
    eye.look(ahead.frame, clip=2.0)
    assert eye.system.hint == ""
    assert np.array_equal(eye.picture.image, equalised(IMAGES[ahead.frame], clip=2.0))


def test_the_cache_stays_within_its_budget():
    equaliser = Equaliser(lambda: None, budget_bytes=10 * IMAGES[0].nbytes)
    reader = FakeReader()
    given = Picture(0, 0, IMAGES[0], is_exact=True)
    equaliser.ask(reader, [Wanted(frame, 2.0, 8) for frame in range(30)], given)
    give_up = time.perf_counter() + 5
    while not equaliser.has(Wanted(29, 2.0, 8), reader):
        assert time.perf_counter() < give_up
        time.sleep(0.001)
    assert 0 < equaliser.bytes_held <= equaliser.budget_bytes
    equaliser.forget()
    assert equaliser.bytes_held == 0
    equaliser.close()


def test_grey_levels_for_the_automatic_choice_are_of_the_raw_frame(eye):
    eye.wait(3, clip=4.0)
    shown = session(3, clip=4.0)
    assert eye.system.grey_percentiles(shown) == pytest.approx(tuple(np.percentile(IMAGES[3], [5, 50, 95])))
    eye.picturing.picture = replace(eye.picturing.picture, is_exact=False)
    assert eye.system.grey_percentiles(shown) is None
