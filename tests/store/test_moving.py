"""Undo goes on when a video goes on in another place, and no layer goes back to its file of before."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import VideoData
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.history import History
from dustrack_imgui.store.merge import carried
from dustrack_imgui.store.region import Region
from dustrack_imgui.store.step import Change

OLD, NEW = "/clips/v.mp4", "/clips/p-x-2026-11-22/videos/v.mp4"


def data(*frames: int) -> VideoData:
    track = Track.from_points(frames, [(1.0, 2.0)] * len(frames), Source.HAND) if frames else Track()
    layer = Layer("hand", MappingProxyType({"0": track}), Path("/clips/v_annotations_hand.json"))
    return VideoData((layer,))


@pytest.fixture
def history() -> History:
    made = History()
    states = [data(), data(1), data(1, 2)]
    for before, after in pairwise(states):
        made.push([Change(OLD, before, after)], sentence="place", region=Region(OLD, "hand", ("0",), 1, 1))
    return made


def test_steps_are_of_the_new_place(history: History):
    history.follow(OLD, NEW)
    assert history.videos == {NEW}
    assert all(step.region is not None and step.region.video == NEW for step in history.path)
    assert history.current.changes[0].after.layers[0].path == Path(NEW).with_name("v_annotations_hand.json")


def test_undoing_everything_after_the_move_brings_back_every_point_and_keeps_the_new_file(history: History):
    last = history.current.changes[0].after
    moved = replace(last.layers[0], path=Path(NEW).with_name("v_annotations_hand.json"))
    now = replace(last, layers=(moved,))
    history.follow(OLD, NEW)
    for n_left in (1, 0):
        step = history.undo()
        assert step is not None
        (change,) = step.changes
        now = carried(now, change.after, change.before)
        assert now.layers[0].count() == n_left
        assert now.layers[0].path == moved.path
    step = history.redo()
    assert step is not None
    assert carried(now, step.changes[0].before, step.changes[0].after).layers[0].count() == 1


def test_neighbouring_steps_still_share_their_data(history: History):
    history.follow(OLD, NEW)
    first, second = history.path
    assert first.changes[0].after is second.changes[0].before


def test_steps_of_other_videos_stay(history: History):
    other = [data(), data(5)]
    history.push([Change("/clips/w.mp4", *other)], sentence="place")
    history.follow(OLD, NEW)
    assert history.current.changes[0].after is other[1]
    assert history.videos == {NEW, "/clips/w.mp4"}
