"""What a step and a filter run may cost in the app, counted: decodes, paintings, pyramids, memory."""

from __future__ import annotations

import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.headless import outside_of_nothing
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.loading import video_of
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.enhancing import EnhancingSystem
from dustrack_imgui.app.systems.painting import PaintingSystem
from dustrack_imgui.app.systems.picturing import PicturingSystem
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.view import View
from dustrack_imgui.store.store import Store
from dustrack_imgui.tracking import LKSettings, lk_moving_average_filter
from dustrack_imgui.tracking.backends import pyramids
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.video import open_video
from dustrack_imgui.video.av_decoder import AvDecoder
from dustrack_imgui.views.display_lut import look_of

N_FRAMES, START, N_STEPS = 220, 10, 200
WIDTH_PX, HEIGHT_PX = 320, 240
PICTURE_BYTES = WIDTH_PX * HEIGHT_PX


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("counts") / "clip.mp4"
    texture = np.random.default_rng(3).integers(20, 200, (HEIGHT_PX, WIDTH_PX), dtype=np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast", "g": "60"})
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "gray"
        for number in range(N_FRAMES):
            frame = av.VideoFrame.from_ndarray(np.roll(texture, number, axis=1), format="gray")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


class Loop:
    """Store, picture, enhancement and painting on the clip, all frames decoded, nothing drawn."""

    def __init__(self, clip: Path, cache_dir: Path, *, paints: bool) -> None:
        self.readers = Readers(lambda: None, budget_bytes=64 << 20)
        self.reader = open_video(clip, cache_dir=cache_dir, budget_bytes=64 << 20)
        video = video_of(self.reader)
        view = View(frame=START, layer="hand")
        session = Session(videos=(VideoState(video, VideoData((Layer("hand"),)), view),))
        self.readers.add(video.key, self.reader)
        picturing = PicturingSystem(self.readers)
        self.enhancing = EnhancingSystem(self.readers, picturing, lambda: None)
        self.painting = PaintingSystem(self.enhancing)
        self.paints = paints
        systems = (picturing, self.enhancing, *((self.painting,) if paints else ()))
        store = Store(session, COMMAND_TABLE)
        self.engine = Engine(store, COMMAND_TABLE, outside_of_nothing(), systems)
        self.turn()
        self.until(lambda: self.reader.stats.n_cached == N_FRAMES and self.reader.stats.is_idle)

    @property
    def frame(self) -> int:
        state = self.engine.store.session.active
        assert state is not None
        return state.view.frame

    def turn(self) -> None:
        self.engine.tick(time.perf_counter())
        if self.paints:
            self.painting.begin()

    def step(self, command: str) -> None:
        self.engine.ask(Request(command, {}))
        self.turn()

    def until(self, condition: Callable[[], Any]) -> None:
        give_up = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < give_up, "it never came"
            self.turn()
            time.sleep(0.001)

    def close(self) -> None:
        self.engine.close()
        self.painting.close()
        self.readers.close()


@pytest.fixture
def make_loop(clip: Path, tmp_path: Path) -> Iterator[Callable[..., Loop]]:
    made: list[Loop] = []

    def make(*, paints: bool) -> Loop:
        made.append(Loop(clip, tmp_path / "index", paints=paints))
        return made[-1]

    yield make
    for one in made:
        one.close()


WALK = ["frame.next"] * N_STEPS + ["frame.previous"] * N_STEPS


def test_a_step_shows_its_own_picture_in_the_same_turn_and_decodes_nothing(
    make_loop: Callable[..., Loop], monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = make_loop(paints=False)
    steps: Counter[str] = Counter()
    step = AvDecoder.step

    def counted(self: AvDecoder) -> Any:
        steps[threading.current_thread().name] += 1
        return step(self)

    monkeypatch.setattr(AvDecoder, "step", counted)
    before = loop.reader.stats
    for command in WALK:
        loop.step(command)
        picture = loop.enhancing.picture
        assert picture is not None
        assert (picture.index, picture.is_exact) == (loop.frame, True)
    after = loop.reader.stats
    assert (after.n_decoded, after.n_converted, after.n_seeks) == (
        before.n_decoded,
        before.n_converted,
        before.n_seeks,
    )
    assert not steps


def test_a_step_copies_no_picture_and_keeps_nothing(make_loop: Callable[..., Loop]) -> None:
    loop = make_loop(paints=False)
    for command in WALK[N_STEPS - 20 : N_STEPS + 20]:
        loop.step(command)
    largest = 0
    tracemalloc.start()
    try:
        for command in WALK[::20]:
            loop.step(command)
        held, _ = tracemalloc.get_traced_memory()
        for command in WALK:
            before, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            loop.step(command)
            largest = max(largest, tracemalloc.get_traced_memory()[1] - before)
        kept = tracemalloc.get_traced_memory()[0] - held
        arrays = tracemalloc.take_snapshot().filter_traces(
            [tracemalloc.DomainFilter(inclusive=True, domain=np.lib.tracemalloc_domain)]
        )
    finally:
        tracemalloc.stop()
    assert largest < PICTURE_BYTES / 4, "no step makes anything near the size of a picture"
    assert kept < 512 * len(WALK), "a step leaves hardly anything behind"
    assert not arrays.traces, "no array outlives its step"


def test_at_a_walking_pace_every_picture_is_painted_before_it_is_wanted(
    make_loop: Callable[..., Loop],
) -> None:
    loop = make_loop(paints=True)
    n_taken = 0

    def is_painted() -> bool:
        desk = loop.painting.painter._desk
        held = [buffer.holds for buffer in desk.buffers]
        return all(any(one.is_same(holds) for holds in held) for one in desk.wanted)

    walk = WALK[:60] + WALK[-60:]
    for command in walk:
        loop.until(is_painted)
        loop.step(command)
        picture = loop.enhancing.picture
        state = loop.engine.store.session.active
        assert picture is not None
        assert state is not None
        look = look_of(state.view.enhancement, loop.enhancing.display_lut)
        n_taken += loop.painting.painter.take(picture.image, look) is not None
    assert n_taken >= len(walk) - 1  # the first step has no other before it to be foreseen from


class _WithPyramids:
    """OpenCV's tracker that asks for pyramids as the compiled one does."""

    def __init__(self) -> None:
        self._inner = OpenCVBackend()
        self._pyramids = pyramids.PyramidCache(64 << 20)

    def advance(self, previous: Any, following: Any, xy_image: Any, *, settings: LKSettings) -> Any:
        for frame in (previous, following):
            self._pyramids.get(frame, window_px=settings.window_px, max_level=settings.max_level)
        return self._inner.advance(previous, following, xy_image, settings=settings)


def test_a_filter_run_makes_the_pyramid_of_a_frame_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texture = np.random.default_rng(5).integers(0, 255, (96, 120), dtype=np.uint8)
    frames = [np.roll(texture, number, axis=1) for number in range(40)]
    made: list[int] = []
    smaller = pyramids.smaller_levels

    def counted(frame: Any, **options: Any) -> Any:
        made.append(id(frame))
        return smaller(frame, **options)

    monkeypatch.setattr(pyramids, "smaller_levels", counted)
    points = np.full((40, 2, 2), 50.0)
    points[:, 1] = 40.0
    backend: Any = _WithPyramids()
    lk_moving_average_filter(
        frames, points, window_frames=8, settings=LKSettings(window_px=21), backend=backend, threads=1
    )
    assert len(set(made)) == len(frames)
    # Two directions that come towards each other can be at work on the same frame only once, where they meet.
    assert len(made) <= len(frames) + 1, "not once for every pair and direction, which would be 156"
