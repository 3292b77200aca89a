"""A script on another thread drives the window: calls take effect between frames and are on screen."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from dustrack_imgui.app.application import Application
from dustrack_imgui.gui import DUSTrack
from dustrack_imgui.scripting.errors import RefusedError, SessionClosedError
from dustrack_imgui.scripting.window_link import WindowLink

from .desk import WAIT_SECS, Desk


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("live") / "clip"
    folder.mkdir()
    noise = np.random.default_rng(3).integers(0, 256, (80, 160), dtype=np.uint8)
    texture = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 2.0), None, 0, 255, cv2.NORM_MINMAX)
    for frame in range(12):
        cv2.imwrite(str(folder / f"{frame:03d}.png"), texture[:, 40 - frame : 120 - frame])
    return folder


@pytest.fixture(scope="module")
def application(clip, driver_for) -> Iterator[Application]:
    made = Desk.start(driver_for, clip.parent, clip).application
    yield made
    if not made.is_closed:
        made.close()


def while_turning(application: Application, script) -> object:
    """Run a script on a thread of its own while the loop runs on this one; return its answer."""
    answer: list[object] = []
    failure: list[Exception] = []

    def work() -> None:
        try:
            answer.append(script(DUSTrack.of_link(WindowLink(application, timeout_secs=WAIT_SECS))))
        except Exception as error:  # noqa: BLE001 - raised again below
            failure.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    give_up = time.perf_counter() + WAIT_SECS
    while thread.is_alive() and time.perf_counter() < give_up:
        application.turn()
    thread.join(1)
    if failure:
        raise failure[0]
    return answer[0]


def test_edits_moves_and_tracking_from_a_thread_show_in_the_window(application):
    def script(tracker: DUSTrack) -> tuple[float, float]:
        tracker.ann.add([20.0, 30.0], "0", 0)
        tracker.frame = 5
        tracker.predict_labels_with_lucas_kanade("current")
        tracker.save()
        return tracker.ann.data["0"][5]

    assert while_turning(application, script) == pytest.approx([25.0, 30.0], abs=0.3)
    state = application.session.active
    assert state.view.frame == 5
    assert application.session.history.undo is not None
    assert state.layer.path.exists()
    for _ in range(10):
        application.turn()
    assert application.image.visible_frame == 5


def test_a_refusal_reaches_the_script_and_the_status_bar(application):
    def script(tracker: DUSTrack) -> str:
        tracker.annotation_overlay = None
        with pytest.raises(RefusedError, match="overlay") as caught:
            tracker.copy_current_annotation_from_overlay()
        return str(caught.value)

    assert while_turning(application, script) == application.session.message.text


def test_a_call_on_the_loops_own_thread_does_not_wait_for_itself(application):
    tracker = DUSTrack.of_link(WindowLink(application))
    tracker.frame = 3
    assert application.session.active.view.frame == 3


def test_a_script_learns_that_the_window_was_closed(application):
    tracker = DUSTrack.of_link(WindowLink(application))
    application.close()
    failure: list[Exception] = []

    def script() -> None:
        try:
            tracker.next_annotation_label()
        except SessionClosedError as error:
            failure.append(error)

    thread = threading.Thread(target=script)
    thread.start()
    thread.join(10)
    assert failure
    assert not tracker.is_open
