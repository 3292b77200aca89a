"""Blips are found where they were planted, and nothing else is touched."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.operations.blips import BlipReport, detect_blips, remove_blips
from dustrack_imgui.operations.errors import OperationError


def wandering(n_frames, seed=0):
    return np.cumsum(np.random.default_rng(seed).normal(size=(n_frames, 2)), axis=0) + 100.0


def searched_one_by_one(xy, threshold, median, max_length, return_factor):
    """The rule in its own words, frame by frame."""
    runs, frame = [], 0
    while frame < len(xy) - 1:
        start, found = frame + 1, None
        if np.linalg.norm(xy[frame + 1] - xy[frame]) > threshold:
            for end in range(start, start + max_length):
                if end + 1 >= len(xy) or np.isnan(xy[end + 1]).any():
                    break
                if np.linalg.norm(xy[end + 1] - xy[frame]) <= return_factor * median * (end - start + 2):
                    found = end
                    break
        if found is not None:
            runs.append((start, found))
        frame = frame + 1 if found is None else found + 1
    return runs


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    jumps=st.lists(st.tuples(st.integers(0, 59), st.integers(1, 8), st.floats(2, 60)), max_size=6),
    holes=st.lists(st.tuples(st.integers(0, 59), st.integers(1, 3)), max_size=3),
    factor=st.sampled_from([0.5, 2.0, 5.0, 150.0]),
    max_length=st.sampled_from([1, 3, 50]),
    return_factor=st.sampled_from([0.0, 1.0, 3.0]),
)
def test_all_jumps_at_once_give_what_one_by_one_gives(seed, jumps, holes, factor, max_length, return_factor):
    xy = wandering(60, seed)
    for start, length, px in jumps:
        xy[start : start + length] += px
    for start, length in holes:
        xy[start : start + length] = np.nan
    report = detect_blips(
        {"0": xy}, threshold_factor=factor, max_blip_length=max_length, return_position_factor=return_factor
    )
    stats = report.per_label_stats["0"]
    wanted = searched_one_by_one(xy, stats["threshold"], stats["median_d"], max_length, return_factor)
    assert [(blip.start, blip.end) for blip in report.blips] == wanted


def test_a_planted_run_is_found_with_its_good_neighbours():
    xy = wandering(200)
    xy[50:53] += 80
    (blip,) = detect_blips({"3": xy}).blips
    assert (blip.label, blip.start, blip.end, blip.length) == ("3", 50, 52, 3)
    assert blip.anchor_before == tuple(xy[49])
    assert blip.anchor_after == tuple(xy[53])
    assert blip.frames().tolist() == [50, 51, 52]


def test_jumps_that_are_no_blips_are_counted_by_reason():
    xy = wandering(200)
    xy[20:40] += 80
    xy[100:103] += 80
    xy[103] = np.nan
    xy[199] += 80
    stats = detect_blips({"0": xy}).per_label_stats["0"]
    assert stats["n_blips"] == 0
    assert stats["n_skipped_long"] == 2
    assert stats["n_skipped_noreturn"] == 1
    assert stats["n_skipped_edge"] == 1


def test_a_still_trace_blips_where_it_moves_and_a_constant_one_nowhere():
    still = np.full((50, 2), 7.0)
    assert not detect_blips({"0": still}).blips
    still[10] += 5
    assert [(blip.start, blip.end) for blip in detect_blips({"0": still}).blips] == [(10, 10)]


def test_traces_may_come_as_tracks_with_the_length_of_the_video():
    xy = wandering(30)
    xy[10] += 90
    report = detect_blips({"0": Track.from_array(xy)}, n_frames=60)
    assert report.n_frames == 60
    assert report.min_coverage() == 0.5
    assert report.frames().tolist() == [10]


def test_an_empty_report_answers_everything():
    report = detect_blips({})
    assert len(report) == 0
    assert not report.blips
    assert report.by_label() == {}
    assert report.length_histogram() == {}
    assert report.min_coverage() == 0.0
    assert report.frames().size == 0
    assert BlipReport().min_coverage() == 0.0


@pytest.mark.parametrize(
    "wrong", [{"threshold_factor": 0}, {"max_blip_length": 0}, {"return_position_factor": -1}]
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(OperationError, match="Blip search needs"):
        detect_blips({"0": wandering(9)}, **wrong)


def test_arrays_of_another_shape_are_refused():
    with pytest.raises(OperationError, match="must come as"):
        detect_blips({"0": wandering(9), "1": wandering(8)})


def test_removing_spares_the_other_labels_unless_asked():
    xy = wandering(60)
    xy[10:12] += 90
    tracks = {"0": Track.from_array(xy, Source.MODEL), "1": Track.from_array(wandering(60, 1), Source.MODEL)}
    report = detect_blips(tracks)
    after = remove_blips(tracks, report)
    assert after["1"] is tracks["1"]
    assert 10 not in after["0"]
    assert 11 not in after["0"]
    assert after["0"].count == 58
    assert after["0"].source_at(12) is Source.MODEL
    both = remove_blips(tracks, report, drop_frame_if_any_blip=True)
    assert both["1"].count == 58
