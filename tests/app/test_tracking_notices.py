"""What tracking has to tell reaches the status bar."""

from __future__ import annotations

import threading

from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.tracking import TrackingSystem
from dustrack_imgui.model.session import Session
from dustrack_imgui.tracking import notices


def test_a_notice_wakes_the_loop_and_is_said_once() -> None:
    waked = threading.Event()
    system = TrackingSystem(Readers(waked.set), waked.set)
    thread = threading.Thread(target=notices.tell, args=("GPU X failed, tracking goes on with the CPU: why",))
    thread.start()
    thread.join()
    assert waked.is_set()
    calls = system.tick(Session(), 0.0)
    assert [(call.command, dict(call.arguments)) for call in calls] == [
        (
            "message.say",
            {"text": "GPU X failed, tracking goes on with the CPU: why", "severity": "warning"},
        )
    ]
    assert system.tick(Session(), 1.0) == []
    system.close()
    waked.clear()
    notices.tell("nobody listens any more")
    assert not waked.is_set()
