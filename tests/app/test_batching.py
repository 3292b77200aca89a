"""Batch work in the background, without a window."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from dustrack_imgui.app.systems.batching import STATUS_ID, BatchingSystem
from dustrack_imgui.commands.effects import CancelBatch, CancelJob, RunBatch, SaveLayers
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call


def run(system: BatchingSystem, *sources: Path, converts: bool = False, indexes: bool = False) -> list[Call]:
    assert system.run(RunBatch(sources, converts, indexes), Session())
    return until_ended(system)


def until_ended(system: BatchingSystem) -> list[Call]:
    calls: list[Call] = []
    give_up = time.monotonic() + 30
    while not any(call.command == "batch.ended" for call in calls):
        assert time.monotonic() < give_up
        time.sleep(0.005)
        calls += system.tick(Session(), 0.0)
    return calls


def ended(calls: list[Call]) -> Call:
    return next(call for call in calls if call.command == "batch.ended")


@pytest.fixture
def system(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = BatchingSystem(lambda: None)
    yield made
    made.close()


@pytest.fixture
def clip(tmp_path) -> Path:
    path = tmp_path / "clip.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25, (96, 64))
    for number in range(400):
        writer.write(np.full((64, 96, 3), number % 250, np.uint8))
    writer.release()
    return path


def test_good_and_bad_files_are_told_and_counted(system, clip, tmp_path):
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video at all")
    calls = run(system, clip, bad, tmp_path / "gone.mp4", indexes=True)
    lines = [line for call in calls if call.command == "batch.progress" for line in call.arguments["lines"]]
    assert lines[0] == "clip.mp4: indexed"
    assert lines[1].startswith("bad.mp4: failed (")
    assert lines[2] == "gone.mp4: failed (missing)"
    assert dict(ended(calls).arguments["counts"]) == {"indexed": 1, "failed": 2}
    assert calls[-1] == Call("job.ended", {"job": STATUS_ID})
    again = ended(run(system, clip, indexes=True))
    assert dict(again.arguments["counts"]) == {"indexed before": 1}


@pytest.mark.parametrize("effect", [CancelBatch(), CancelJob(STATUS_ID)])
def test_cancelling_within_a_file_leaves_nothing_behind(system, clip, effect):
    assert system.run(RunBatch((clip,), True, False), Session())
    while not any(call.command == "batch.progress" for call in system.tick(Session(), 0.0)):
        time.sleep(0.002)
    assert system.run(effect, Session())
    assert ended(until_ended(system)).arguments["is_cancelled"]
    assert [path.name for path in clip.parent.glob("*.mp4")] == ["clip.mp4"]


def test_other_effects_and_other_jobs_are_left_to_others(system):
    assert not system.run(SaveLayers(()), Session())
    assert not system.run(CancelJob(3), Session())
    assert system.tick(Session(), 0.0) == []
    assert not system.is_active(Session())
