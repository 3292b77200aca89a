"""Proxies and devices as the window uses them: by commands, by settings, and never in the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dustrack_imgui.app.headless import Headless
from dustrack_imgui.app.settings import load_interface, save_interface
from dustrack_imgui.app.systems.enhancing import EnhancingSystem
from dustrack_imgui.model.decoding import Decoding
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Interface, Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import Enhancement, View
from dustrack_imgui.video import VideoReader
from dustrack_imgui.video.errors import OpenCancelledError, ProxyError
from dustrack_imgui.video.meta import Picture

WAIT_SECS = 60.0
N_FRAMES = 150


def make_clip(path: Path, *, gop: int) -> Path:
    rng = np.random.default_rng(3)
    picture = rng.integers(20, 200, (48, 64), dtype=np.uint8)
    with av.open(str(path), "w") as container:
        options = {"g": str(gop), "sc_threshold": "0", "preset": "ultrafast"}
        stream = container.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(N_FRAMES):
            frame = av.VideoFrame.from_ndarray(np.roll(picture, number, axis=1), format="gray")
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "long.mp4", gop=N_FRAMES)


@pytest.fixture
def proxies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "proxies"
    monkeypatch.setattr("dustrack_imgui.video.proxy_cache.default_proxy_dir", lambda: folder)
    monkeypatch.setattr("dustrack_imgui.video.opening.default_cache_dir", lambda: tmp_path / "index")
    return folder


class Desk:
    """A session without a window."""

    def __init__(self, state_folder: Path) -> None:
        self.headless = Headless(state_folder=state_folder)
        self.said: list[str] = []

    def open(self, path: Path) -> VideoReader:
        self.headless.ask("app.open_video", path=str(path))
        self.until(lambda: self.headless.session.active is not None)
        return self.reader

    @property
    def reader(self) -> VideoReader:
        state = self.headless.session.active
        assert state is not None
        reader = self.headless.readers.get(state.video.key)
        assert reader is not None
        return reader

    def until(self, condition: Callable[[], Any]) -> None:
        give_up = time.monotonic() + WAIT_SECS
        while not condition():
            assert time.monotonic() < give_up, self.said
            self.pump()

    def pump(self) -> None:
        self.headless.pump()
        text = self.headless.session.message.text
        if text not in self.said:
            self.said.append(text)

    def hears(self, words: str) -> None:
        self.until(lambda: any(words in text for text in self.said))


@pytest.fixture
def desk(tmp_path: Path, proxies: Path) -> Iterator[Callable[[], Desk]]:
    made: list[Desk] = []

    def begin() -> Desk:
        made.append(Desk(tmp_path / "state"))
        return made[-1]

    yield begin
    for one in made:
        one.headless.close()


def test_a_proxy_is_made_taken_up_again_and_deleted(desk: Any, clip: Path, proxies: Path) -> None:
    first = desk()
    reader = first.open(clip)
    first.headless.ask("video.make_proxy")
    first.hears("is ready")
    assert reader.has_proxy
    first.until(lambda: not first.headless.session.jobs)
    first.headless.ask("video.make_proxy")
    first.hears("has a proxy already")
    first.headless.close()

    second = desk()
    reader = second.open(clip)
    second.until(lambda: reader.has_proxy)
    second.headless.ask("video.drop_proxy")
    second.hears("is deleted")
    assert not reader.has_proxy
    assert list(proxies.iterdir()) == []
    second.headless.ask("video.drop_proxy")
    second.hears("has no proxy")


def test_a_video_with_key_frames_enough_needs_none(desk: Any, tmp_path: Path, proxies: Path) -> None:
    one = desk()
    one.open(make_clip(tmp_path / "short.mp4", gop=12))
    one.headless.ask("video.make_proxy")
    one.hears("needs no proxy")
    assert not one.headless.session.jobs
    assert not proxies.exists()


def test_proxies_come_by_themselves_only_when_that_is_switched_on(
    desk: Any, clip: Path, proxies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dustrack_imgui.video.proxy_making.LONG_WAIT_SECS", 0.0)
    one = desk()
    reader = one.open(clip)
    for _ in range(10):
        one.pump()
    assert not one.headless.session.jobs
    assert not reader.has_proxy
    one.headless.ask("video.toggle_proxies")
    one.until(lambda: reader.has_proxy)


@pytest.mark.parametrize("how", ["job", "drop", "close"])
def test_a_proxy_under_way_is_stopped(
    desk: Any, clip: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    is_at_work = threading.Event()

    def make(*arguments: Any, cancel: threading.Event, **options: Any) -> None:
        is_at_work.set()
        assert cancel.wait(WAIT_SECS)
        raise OpenCancelledError("cancelled", clip)

    monkeypatch.setattr("dustrack_imgui.video.proxy_making.make_proxy", make)
    one = desk()
    one.open(clip)
    one.headless.ask("video.make_proxy")
    one.until(lambda: is_at_work.is_set() and one.headless.session.jobs)
    assert one.headless.session.jobs[0].is_aside
    if how == "job":
        one.headless.ask("job.cancel", job=one.headless.session.jobs[0].id)
    elif how == "drop":
        one.headless.ask("video.drop_proxy")
    else:
        one.headless.ask("video.remove", video=one.headless.session.active.video.key)
    one.hears("Cancelled: Proxy of long.mp4")
    one.until(lambda: not one.headless.session.jobs)


def test_what_goes_wrong_is_said(desk: Any, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(*arguments: Any, **options: Any) -> None:
        raise ProxyError("there is too little room for a proxy", clip)

    monkeypatch.setattr("dustrack_imgui.video.proxy_making.make_proxy", make)
    one = desk()
    one.open(clip)
    one.headless.ask("video.make_proxy")
    one.hears("too little room for a proxy")
    one.until(lambda: not one.headless.session.jobs)


@pytest.mark.parametrize("is_exact", [True, False])
def test_a_device_is_tried_when_that_is_switched_on(
    desk: Any, clip: Path, monkeypatch: pytest.MonkeyPatch, is_exact: bool
) -> None:
    reason = "" if is_exact else "imagined does not give exactly the same pictures"
    monkeypatch.setattr("dustrack_imgui.video.hardware.offered_devices", lambda: ("imagined",))
    monkeypatch.setattr("dustrack_imgui.video.hardware.trial_of_device", lambda source, device: reason)
    one = desk()
    reader = one.open(clip)
    assert reader.device == ""
    one.until(lambda: reader.stats.is_idle)
    one.headless.ask("video.toggle_hardware")
    if not is_exact:
        one.hears("is decoded in software: imagined does not give exactly the same pictures.")
        assert reader.device == ""
        return
    one.hears("is decoded by imagined")
    # The next decoder is asked of that device, which is not there: the software goes on, and it is said.
    reader.purge()
    assert reader.get(140).shape == (48, 64)
    one.hears("is decoded in software from now on: imagined cannot be used")
    one.headless.ask("video.toggle_hardware")
    one.hears("decoded in software.")
    one.until(lambda: reader.device_error is None)


def test_the_settings_are_remembered(tmp_path: Path) -> None:
    assert Interface().decoding == Decoding(makes_proxies=False, uses_device=False)
    left = Interface(decoding=Decoding(makes_proxies=True, uses_device=True))
    save_interface(tmp_path / "window.json", left)
    assert load_interface(tmp_path / "window.json") == left


class _Reader:
    cache_revision = 0

    def peek(self, frame: int) -> Picture | None:
        return None

    def display_lut(self) -> np.ndarray:
        return np.arange(256, dtype=np.uint8)


class _Outside:
    """In the place of the table of readers, and of what knows the decoded picture."""

    display_lut = bytes(range(256))

    def __init__(self) -> None:
        self.reader, self.picture = _Reader(), None

    def get(self, key: str) -> Any:
        return self.reader

    def exact_frame(self, session: Session) -> int | None:
        return self.picture.index if self.picture.is_exact else None


def test_clahe_of_a_stand_in_is_never_taken_for_that_of_the_frame() -> None:
    levels = np.random.default_rng(0).integers(0, 100, (2, 48, 64), dtype=np.uint8)
    outside: Any = _Outside()
    system = EnhancingSystem(outside, outside, lambda: None)
    view = View(frame=7, layer="hand", enhancement=Enhancement(clip=3.0))
    session = Session(
        videos=(VideoState(Video(Path("v.mp4"), 20, 64, 48, 30.0), VideoData((Layer("hand"),)), view),)
    )

    def shown(picture: Picture) -> Picture:
        outside.picture = picture
        give_up = time.monotonic() + WAIT_SECS
        system.tick(session, 0.0)
        while system.hint:
            assert system.exact_frame(session) is None
            assert time.monotonic() < give_up
            time.sleep(0.002)
            system.tick(session, 0.0)
        assert system.picture is not None
        return system.picture

    try:
        standin = Picture(7, 7, levels[0], is_exact=False, is_proxied=True)
        seen = shown(standin)
        assert (seen.is_exact, seen.is_proxied) == (False, True)
        own = shown(replace(standin, image=levels[1], is_exact=True, is_proxied=False))
        assert (own.is_exact, own.is_proxied) == (True, False)
        assert not np.array_equal(own.image, seen.image)
        assert system.exact_frame(session) == 7
    finally:
        system.close()
