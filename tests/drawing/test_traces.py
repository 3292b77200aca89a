"""Traces below the picture: what moves, what stands, and where values lie."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.drawing.scene import MIN_WIDTH_PX, Scene, legible_scale
from dustrack_imgui.drawing.traces import Trace, TracePanes, ticks
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

COLOUR = (255, 0, 0)


def panes(xy: np.ndarray, *, is_line: bool = True, start: int = 0) -> TracePanes:
    trace = Trace(xy, COLOUR, is_line, False)
    return TracePanes([trace], start, len(xy), width_px=500, pane_height_px=100)


def picture(one: TracePanes, frame: int) -> np.ndarray:
    canvas = np.empty((one.height_px, 500, 3), np.uint8)
    one.draw(canvas, frame)
    return canvas


def red(canvas: np.ndarray) -> np.ndarray:
    return (canvas[..., 0] > 150) & (canvas[..., 1] < 90) & (canvas[..., 2] < 90)


def test_only_the_playhead_moves() -> None:
    xy = np.column_stack([np.linspace(10, 50, 40), np.linspace(90, 20, 40)])
    one = panes(xy, start=100)
    early, late = picture(one, 105), picture(one, 135)
    changed = np.flatnonzero((early != late).any(axis=(0, 2)))
    assert len(changed) < 40
    assert (picture(one, 105) == early).all()


def test_a_rising_value_rises() -> None:
    xy = np.column_stack([np.linspace(0, 100, 50), np.full(50, 7.0)])
    marks = red(picture(panes(xy), 0))[:95]
    rows = [np.flatnonzero(marks[:, column]).mean() for column in (120, 300, 450)]
    assert rows[0] > rows[1] > rows[2]


def test_a_gap_breaks_the_line_and_lone_points_are_dots() -> None:
    xy = np.column_stack([np.full(60, 5.0), np.full(60, 5.0)])
    xy[20:40] = np.nan
    columns = red(picture(panes(xy), 0))[:95].any(axis=0)
    assert not columns[240:310].any()
    assert columns[100:190].all()
    sparse = np.full((60, 2), np.nan)
    sparse[30] = 5.0
    assert 0 < red(picture(panes(sparse), 0))[:95].sum() < 60
    assert red(picture(panes(sparse, is_line=False), 0))[:95].any()


def test_traces_without_any_point_or_with_one_frame_are_drawn() -> None:
    assert not red(picture(panes(np.full((5, 2), np.nan)), 2)).any()
    assert red(picture(panes(np.array([[3.0, 4.0]])), 0)).any()


@given(
    low=st.floats(-1e5, 1e5),
    span=st.floats(1e-3, 1e6),
    most=st.integers(1, 20),
    are_whole=st.booleans(),
)
@settings(max_examples=50, deadline=None)
def test_ticks_are_round_rising_few_and_within_the_range(
    low: float, span: float, most: int, are_whole: bool
) -> None:
    found = ticks((low, low + span), most, are_whole=are_whole)
    values = [value for value, _ in found]
    assert len(found) <= most + 1
    assert values == sorted(set(values))
    assert all(low - span * 1e-6 <= value <= low + span * (1 + 1e-6) for value in values)
    if are_whole:
        assert all(value == round(value) for value in values)
        assert all("." not in text for _, text in found)


def test_small_pictures_are_enlarged_and_large_ones_are_not() -> None:
    assert [legible_scale(width) for width in (64, 240, 320, 416, 640, 728, 1920)] == [6, 2, 2, 1, 1, 1, 1]


def test_a_scene_has_a_heading_only_when_asked_and_always_the_whole_picture() -> None:
    layer = Layer("a", {"0": Track.from_points([0], [(20.0, 10.0)], Source.HAND)}, kind=LayerKind.HAND)
    shown = np.full((48, 64, 3), 130, np.uint8)
    bare = Scene(layer, None, 0, 3, width_px=64, height_px=48, n_frames=9, scale=1).draw(shown, 0, 0.0)
    assert bare.shape == (48, 64, 3)
    full = Scene(
        layer,
        None,
        0,
        3,
        width_px=64,
        height_px=48,
        n_frames=9,
        scale=2,
        trace_labels=("0",),
        heading="a very long name of a video that does not fit above such a small picture.mp4",
    ).draw(shown, 0, 0.0)
    assert full.shape[1] == MIN_WIDTH_PX
    assert (full == 130).all(axis=2).sum() > 0.8 * 128 * 96
    assert (shown == 130).all()
