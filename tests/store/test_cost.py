"""What edits and undo steps cost in memory on a large layer: blocks are shared, not copied."""

from __future__ import annotations

import tracemalloc
from types import MappingProxyType, ModuleType

import numpy as np
import pytest

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.store import Store

N_FRAMES, N_LABELS = 100_000, 20


@pytest.fixture
def large(toy: ModuleType) -> Session:
    """A session with one layer of 100,000 frames and 20 labels."""
    xy = np.random.default_rng(0).uniform(0, 500, (N_FRAMES, 2))
    tracks = {str(label): Track.from_array(xy) for label in range(N_LABELS)}
    layer = Layer("pn", MappingProxyType(tracks))
    return Session(videos=(toy.video_state("long.mp4", layer, n_frames=N_FRAMES),))


def test_an_edit_adds_at_most_64_kb(large: Session, toy: ModuleType) -> None:
    store = Store(large, toy.TABLE)
    store.apply([toy.call("place", xy=(0.0, 0.0))])
    tracemalloc.start()
    try:
        for frame in range(50, 90_050, 900):
            store.apply([toy.call("go", frame=frame), toy.call("place", xy=(1.0, 2.0))])
        grown = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert grown / 100 <= 64 * 1024
    assert all(step.bytes_added <= 64 * 1024 for step in store.history.steps)


def test_ten_thousand_steps_stay_below_a_gigabyte(large: Session, toy: ModuleType) -> None:
    store = Store(large, toy.TABLE)
    tracemalloc.start()
    try:
        for number in range(10_000):
            frame, label = number * 7919 % N_FRAMES, str(number % N_LABELS)
            store.apply([toy.call("go", frame=frame), toy.call("select", label=label)])
            store.apply([toy.call("place", xy=(1.0, 2.0))])
        grown = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert len(store.history) == 10_000
    assert grown < 1 << 30
    assert store.history.bytes_held < 1 << 30


def test_dragging_a_point_keeps_one_block_however_long_it_takes(large: Session, toy: ModuleType) -> None:
    store = Store(large, toy.TABLE)
    for x in range(500):
        store.apply([toy.call("place", 1, xy=(float(x), 0.0))])
    assert store.history.bytes_held <= 64 * 1024
