"""What a step costs in the real window, counted: decodes, pictures written and uploaded, items, memory."""

from __future__ import annotations

import os
import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["GALLIUM_NOOP"] = "1"  # nothing is looked at here, so nothing needs to be rasterised

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.video import VideoReader
from dustrack_imgui.video.av_decoder import AvDecoder
from dustrack_imgui.views import frame_texture
from dustrack_imgui.views.live_texture import LAG_RENDERS

START, N_STEPS = 20, 60
WALK = ["frame.next"] * N_STEPS + ["frame.previous"] * N_STEPS


class Window:
    """The application on the phantom clip, with a point, every frame around decoded."""

    def __init__(self, video: Path, state: Path) -> None:
        options = Options(
            (video,), size_px=(1280, 800), state_folder=state, has_vsync=False, waits_for_input=False
        )
        self.application = Application(options)
        self.until(lambda: self.application.session.active is not None)
        self.application.ask("frame.go_to", frame=START)
        self.until(self.is_at_rest)
        self.application.ask("point.place", xy_image=(40.0, 50.0))
        state = self.application.session.active
        assert state is not None
        assert state.layer.count() == 1

    @property
    def frame(self) -> int:
        state = self.application.session.active
        assert state is not None
        return state.view.frame

    @property
    def reader(self) -> VideoReader:
        state = self.application.session.active
        assert state is not None
        reader = self.application.readers.get(state.video.key)
        assert reader is not None
        return reader

    def is_at_rest(self) -> bool:
        around = range(START - 2, START + N_STEPS + 3)
        is_decoded = all(self.reader.peek(frame) is not None for frame in around)
        return is_decoded and self.reader.stats.is_idle and self.is_shown() and self.is_painted()

    def is_shown(self) -> bool:
        return self.application.image.visible_frame == self.frame and self.application.image.is_settled

    def is_painted(self) -> bool:
        desk = self.application._painting.painter._desk
        held = [buffer.holds for buffer in desk.buffers]
        return all(any(one.is_same(holds) for holds in held) for one in desk.wanted)

    def until(self, condition: Callable[[], Any]) -> None:
        give_up = time.monotonic() + 90
        while not condition():
            assert time.monotonic() < give_up, self.application.session.message.text
            self.application.turn()

    def walk(self, command: str) -> None:
        """One step at a walking pace: the next pictures are painted by the time of the next step."""
        self.application.ask(command)
        self.application.turn()
        self.until(lambda: self.is_shown() and self.is_painted())


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory, shared_dir: Path) -> Iterator[Window]:
    folder = tmp_path_factory.mktemp("counts")
    video = folder / "clip.mp4"
    video.write_bytes((shared_dir / "data" / "phantom_easy" / "phantom_easy.mp4").read_bytes())
    made = Window(video, folder / "state")
    yield made
    made.application.close()


def test_a_step_decodes_nothing_and_paints_and_uploads_one_picture(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: Counter[str] = Counter()
    painted_late: list[int] = []
    step, write, paint = AvDecoder.step, frame_texture.FrameTexture.write, frame_texture.paint

    def counted_step(self: AvDecoder) -> Any:
        counts[
            f"decodes on {'our' if threading.current_thread() is threading.main_thread() else 'a'} thread"
        ] += 1
        return step(self)

    def counted_write(self: Any, *arguments: Any) -> None:
        counts["written"] += 1
        write(self, *arguments)

    def counted_paint(*arguments: Any) -> None:
        painted_late.append(window.frame)
        paint(*arguments)

    monkeypatch.setattr(AvDecoder, "step", counted_step)
    monkeypatch.setattr(frame_texture.FrameTexture, "write", counted_write)
    monkeypatch.setattr(frame_texture, "paint", counted_paint)
    uploads = window.application.image.uploads
    for command in WALK:
        window.walk(command)
    assert counts["decodes on our thread"] == 0
    assert counts["decodes on a thread"] <= 4 * len(WALK), "read-ahead moves on with the playhead, no more"
    assert counts["written"] == len(WALK)
    assert set(painted_late) <= {START + 1}, "after a jump the first step cannot be foreseen, all others are"
    image = window.application.image
    once = 1 if image.pixel_type is np.uint8 else 1 + LAG_RENDERS  # floats are uploaded until they are seen
    assert image.uploads - uploads <= once * len(WALK)


def test_when_every_turn_is_a_step_no_turn_uploads_twice(window: Window) -> None:
    image = window.application.image
    uploads = image.uploads
    for command in WALK:
        window.application.ask(command)
        window.application.turn()
    assert image.uploads - uploads <= len(WALK)
    window.until(window.is_at_rest)


def test_a_window_at_rest_uploads_nothing(window: Window) -> None:
    window.until(window.is_at_rest)
    uploads = window.application.image.uploads
    for _ in range(30):
        window.application.turn()
    assert window.application.image.uploads == uploads


def test_steps_make_no_items_and_keep_no_memory(window: Window) -> None:
    short = WALK[N_STEPS - 20 : N_STEPS + 20]
    for command in short:
        window.walk(command)
    n_items = len(dpg.get_all_items())
    tracemalloc.start()
    try:
        for command in short:
            window.walk(command)
        held, _ = tracemalloc.get_traced_memory()
        for command in short:
            window.walk(command)
        kept = tracemalloc.get_traced_memory()[0] - held
    finally:
        tracemalloc.stop()
    assert len(dpg.get_all_items()) == n_items
    assert kept < 4096 * len(short)
