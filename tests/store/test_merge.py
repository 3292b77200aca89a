"""Carrying a step over to data that changed outside the history."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import VideoData
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.merge import carried

ONE = Track().with_point(1, (1.0, 1.0), Source.HAND)
TWO = Track().with_point(2, (2.0, 2.0), Source.HAND)
BEFORE = VideoData((Layer("a"), Layer("b").with_track("0", ONE)))


def layer_of(data: VideoData, name: str, label: str, track: Track) -> VideoData:
    return data.with_layer(data.layer(name).with_track(label, track))


def test_untouched_data_takes_the_new_value_itself() -> None:
    after = layer_of(BEFORE, "a", "0", TWO)
    assert carried(BEFORE, BEFORE, after) is after
    assert carried(after, after, BEFORE) is BEFORE


def test_only_the_label_of_the_step_changes_in_a_layer_that_moved_on() -> None:
    after = layer_of(BEFORE, "a", "0", TWO)
    current = layer_of(after, "a", "5", ONE)
    back = carried(current, after, BEFORE)
    assert dict(back.layer("a").tracks) == {"5": ONE}
    assert back.layer("b") is BEFORE.layer("b")


def test_a_name_given_to_the_file_meanwhile_stays() -> None:
    after = layer_of(BEFORE, "a", "0", TWO)
    current = after.with_layer(replace(after.layer("a"), path=Path("a.json")))
    back = carried(current, after, BEFORE)
    assert back.layer("a").path == Path("a.json")
    assert back.layer("a").labels == ()


def test_a_layer_removed_outside_stays_removed() -> None:
    after = layer_of(BEFORE, "a", "0", TWO)
    current = VideoData((BEFORE.layer("b"),))
    assert [layer.name for layer in carried(current, after, BEFORE).layers] == ["b"]


def test_a_layer_that_came_meanwhile_keeps_its_place() -> None:
    after = layer_of(BEFORE, "a", "0", TWO)
    current = replace(after, layers=(after.layers[0], Layer("new"), after.layers[1]))
    assert [layer.name for layer in carried(current, after, BEFORE).layers] == ["a", "new", "b"]


def test_a_layer_that_the_step_removed_comes_back_in_its_place() -> None:
    after = VideoData((BEFORE.layer("b"),))
    current = after.with_layer(Layer("c"))
    assert [layer.name for layer in carried(current, after, BEFORE).layers] == ["a", "b", "c"]


def test_intervals_and_marked_frames_are_carried_one_by_one() -> None:
    after = replace(BEFORE.with_interval(("a", "0"), Interval(1, 5)), frames_of_interest=(3, 9))
    current = replace(after.with_interval(("b", "1"), Interval(2, 3)), frames_of_interest=(1, 3, 9))
    back = carried(current, after, BEFORE)
    assert dict(back.intervals) == {("b", "1"): Interval(2, 3)}
    assert back.frames_of_interest == (1,)
    again = carried(back, BEFORE, after)
    assert dict(again.intervals) == dict(current.intervals)
    assert again.frames_of_interest == (1, 3, 9)


def test_the_order_of_labels_is_the_steps_own() -> None:
    layer = replace(Layer("a"), tracks=MappingProxyType({"3": ONE, "1": TWO, "2": ONE}))
    before = VideoData((layer,))
    after = VideoData((replace(layer, tracks=MappingProxyType({"3": ONE, "2": ONE})),))
    current = layer_of(after, "a", "2", TWO)
    assert carried(current, after, before).layer("a").labels == ("3", "1", "2")
