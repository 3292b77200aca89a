"""Frames and pixel columns of the timeline, and the marks in them."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.views import timeline_data
from dustrack_imgui.views.timeline_data import (
    column_of,
    column_span,
    frame_of,
    layer_density,
    range_density,
    track_density,
)


def marked(frames: list[int]) -> Track:
    return Track.from_points(frames, np.ones((len(frames), 2)))


@given(st.integers(1, 200_000), st.integers(1, 3000), st.data())
def test_the_middle_of_a_frame_is_that_frame(n_frames, width, data):
    frame = data.draw(st.integers(0, n_frames - 1))
    assert frame_of(column_of(frame, n_frames, width), n_frames, width) == frame


@given(st.integers(1, 10_000), st.integers(1, 2000), st.floats(-1e4, 1e4))
def test_dragging_past_the_ends_stays_in_the_video(n_frames, width, column):
    assert 0 <= frame_of(column, n_frames, width) < n_frames


@given(st.integers(1, 20_000), st.integers(1, 2000), st.data())
def test_each_marked_frame_is_seen_in_its_column(n_frames, width, data):
    frame = data.draw(st.integers(0, n_frames - 1))
    density = track_density(marked([frame]), n_frames, width)
    assert density.shape == (width,)
    assert density[int(frame * width / n_frames)] > 0
    span = width / n_frames
    assert (density > 0).sum() <= max(1, span + 1)


def test_density_is_the_fraction_of_frames():
    density = track_density(marked(list(range(0, 1000, 2))), 1000, 100)
    assert density == pytest.approx(0.5)
    assert track_density(marked(list(range(1000))), 1000, 300) == pytest.approx(1.0)


def test_wide_frames_leave_a_gap_between_them():
    density = track_density(marked([0, 1, 2]), 4, 40)
    assert density.tolist() == ([1.0] * 9 + [0.0]) * 3 + [0.0] * 10


def test_points_past_the_end_of_the_video_are_left_out():
    assert track_density(marked([5, 500]), 100, 50).sum() == pytest.approx(0.5)
    assert track_density(marked([5, 500]), 100, 200).sum() == 2


def test_a_layer_shows_marks_of_all_its_labels():
    layer = Layer("a", MappingProxyType({"0": marked([1]), "1": marked([30]), "2": Track()}))
    density = layer_density(layer, 60, 60)
    assert np.flatnonzero(density).tolist() == [1, 30]
    assert layer_density(Layer("b"), 60, 60).tolist() == [0.0] * 60


def test_an_edit_counts_the_edited_label_only(monkeypatch):
    layer = Layer("a", MappingProxyType({str(k): marked(list(range(k, 5000, 7))) for k in range(20)}))
    layer_density(layer, 5000, 800)
    counted = []
    original = timeline_data._density
    monkeypatch.setattr(timeline_data, "_density", lambda *args: counted.append(args) or original(*args))
    layer_density(layer, 5000, 800)
    assert counted == []
    edited = layer.with_track("3", layer.track("3").with_point(1, (2.0, 2.0), Source.HAND))
    layer_density(edited, 5000, 800)
    assert len(counted) == 1


def test_ranges_cover_their_frames_and_short_ones_are_seen():
    density = range_density([(0, 9), (50, 50)], 1000, 100)
    assert np.flatnonzero(density).tolist() == [0, 5]
    assert range_density([(0, 999)], 1000, 100).all()


@given(st.integers(1, 5000), st.integers(1, 1500), st.data())
def test_spans_lie_in_the_strip_and_are_never_empty(n_frames, width, data):
    first = data.draw(st.integers(0, n_frames - 1))
    last = data.draw(st.integers(first, n_frames - 1))
    start, stop = column_span(first, last, n_frames, width)
    assert 0 <= start < stop <= width
