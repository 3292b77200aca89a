"""Operations on blocks of arrays do what the same words mean for plain dicts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.source import Source
from dustrack_imgui.operations.copying import copied, existing_replaced
from dustrack_imgui.operations.corrections import merged, merged_by_path, spliced
from dustrack_imgui.operations.coverage import coverage
from dustrack_imgui.operations.errors import NothingWouldRemainError
from dustrack_imgui.operations.thinning import (
    decimated,
    overlapping_continuous_kept,
    overlapping_kept,
    without_frames,
)
from dustrack_imgui.operations.tidying import clipped, without_labels

EDGES = (0, 1, 2, 3, 1022, 1023, 1024, 1025, 2047, 2048, 5000)
frame = st.one_of(st.sampled_from(EDGES), st.integers(0, 12))
position = st.tuples(st.integers(0, 9).map(float), st.integers(0, 9).map(float))
one_layer = st.dictionaries(
    st.sampled_from(["0", "1", "2", "10"]), st.dictionaries(frame, position, max_size=20), max_size=4
)
interval = (
    st.tuples(frame, frame).filter(lambda ends: ends[0] != ends[1]).map(lambda ends: Interval(*sorted(ends)))
)
fair = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def frames_of(points):
    return sorted({at for track in points.values() for at in track})


def restricted(points, keep):
    return {label: {at: xy for at, xy in track.items() if keep(at)} for label, track in points.items()}


@fair
@given(target=one_layer, donor=one_layer, frames=st.lists(frame, max_size=6))
def test_copied(layers, target, donor, frames):
    done = copied(layers.tracks(target), layers.tracks(donor), labels=list(donor), frames=frames)
    wanted = {label: dict(track) for label, track in target.items()}
    n_missing = 0
    for label, track in donor.items():
        for at in set(frames):
            n_missing += at not in track
            if at in track:
                wanted.setdefault(label, {})[at] = track[at]
    assert layers.points(done.tracks) == wanted
    assert done.n_missing == n_missing
    changed = {
        (label, at)
        for label, track in wanted.items()
        for at, xy in track.items()
        if target.get(label, {}).get(at) != xy
    }
    assert done.n_copied == len(changed)
    assert done.frames.tolist() == sorted({at for _, at in changed})
    assert set(done.labels) == {label for label, _ in changed}
    assert all(done.tracks[label].source_at(at) is Source.COPIED for label, at in changed)


@fair
@given(target=one_layer, donor=one_layer, within=st.none() | interval)
def test_existing_replaced_touches_one_label_inside_the_interval_only(layers, target, donor, within):
    done = existing_replaced(layers.tracks(target), layers.tracks(donor), labels=["0"], interval=within)
    wanted = {label: dict(track) for label, track in target.items()}
    lacking = 0
    for at in wanted.get("0", {}):
        if within is None or at in within:
            lacking += at not in donor.get("0", {})
            wanted["0"][at] = donor.get("0", {}).get(at, wanted["0"][at])
    assert layers.points(done.tracks) == wanted
    assert done.n_missing == lacking


@fair
@given(parts=st.lists(one_layer, max_size=4))
def test_of_merged_layers_the_last_wins(layers, parts):
    wanted: dict[str, dict[int, tuple[float, float]]] = {}
    for part in parts:
        for label, track in part.items():
            wanted.setdefault(label, {}).update(track)
    tracks = [layers.tracks(part) for part in parts]
    after = merged(tracks)
    assert list(after) == sorted(wanted)
    assert layers.points(after) == wanted
    assert all(after[label].count == len(track) for label, track in wanted.items())
    if len(parts) == 2:
        assert layers.points(spliced(*tracks)) == wanted


@fair
@given(points=one_layer, within=st.none() | interval, required=st.none() | st.just(("0", "2")))
def test_decimated(layers, points, within, required):
    done = decimated(layers.tracks(points), within, required=required)
    needed = [label for label, track in points.items() if track] if required is None else required
    looked_at = [at for at in frames_of(points) if within is None or at in within]
    complete = [at for at in looked_at if all(at in points.get(label, {}) for label in needed)]
    gone = (set(looked_at) - set(complete)) | set(complete[1::2])
    assert layers.points(done.tracks) == restricted(points, lambda at: at not in gone)
    assert done.dropped.tolist() == sorted(gone)
    assert done.n_kept == len(looked_at) - len(gone)


@fair
@given(points=one_layer)
def test_overlapping_kept(layers, points):
    needed = [label for label, track in points.items() if track]
    complete = [at for at in frames_of(points) if all(at in points[label] for label in needed)]
    runs = [at for at in complete if at - 1 in complete or at + 1 in complete]
    for keep, kept in ((overlapping_kept, complete), (overlapping_continuous_kept, runs)):
        if not kept:
            with pytest.raises(NothingWouldRemainError, match="nothing would remain"):
                keep(layers.tracks(points))
            continue
        done = keep(layers.tracks(points))
        assert layers.points(done.tracks) == restricted(points, lambda at, kept=kept: at in kept)
        assert done.n_kept == len(kept)
        assert done.dropped.tolist() == sorted(set(frames_of(points)) - set(kept))


@fair
@given(points=one_layer, within=st.none() | interval)
def test_coverage_sorts_every_annotated_frame(layers, points, within):
    found = coverage(layers.tracks(points), interval=within)
    looked_at = [at for at in frames_of(points) if within is None or at in within]
    assert sorted([*found.complete.tolist(), *found.incomplete.tolist()]) == looked_at


@fair
@given(points=one_layer, first=st.integers(-3, 1030), last=st.integers(-3, 1030))
def test_clipped_keeps_both_ends_and_all_labels(layers, points, first, last):
    after = clipped(layers.tracks(points), first_frame=first, last_frame=last)
    assert layers.points(after) == restricted(points, lambda at: first <= at <= last)


@fair
@given(points=one_layer, frames=st.lists(st.one_of(frame, st.just(10**6)), max_size=5))
def test_without_frames(layers, points, frames):
    after = without_frames(layers.tracks(points), np.array(frames, np.int64))
    assert layers.points(after) == restricted(points, lambda at: at not in frames)


def test_files_are_merged_in_the_lexical_order_of_their_paths(layers):
    files = {name: layers.tracks({"0": {1: (float(n), 0.0)}}) for n, name in enumerate(["b", "a10", "a2"])}
    assert layers.points(merged_by_path(files)) == {"0": {1: (0.0, 0.0)}}


def test_what_is_not_touched_is_the_same_value(layers):
    tracks = layers.tracks({"0": {1: (1.0, 1.0), 3000: (2.0, 2.0)}, "1": {1: (1.0, 1.0)}})
    patch = layers.tracks({"0": {3000: (9.0, 9.0)}})
    after = spliced(tracks, patch)
    assert after["1"] is tracks["1"]
    assert after["0"].blocks[0] is tracks["0"].blocks[0]
    assert clipped(tracks, first_frame=0, last_frame=9999)["0"] is tracks["0"]
    same = copied(tracks, tracks, labels=["0"], frames=[1, 3000])
    assert same.tracks is tracks
    assert (same.n_copied, same.n_same) == (0, 2)


def test_provenance_stays_with_each_point(layers):
    base = layers.tracks({"0": {1: (1.0, 1.0), 2: (2.0, 2.0)}})
    patch = {"0": base["0"].without([1, 2]).with_point(2, (9.0, 9.0), Source.HAND)}
    track = spliced(base, patch)["0"]
    assert (track.source_at(1), track.source_at(2)) == (Source.FILE, Source.HAND)


def test_a_label_goes_with_its_points(layers):
    tracks = layers.tracks({"0": {1: (1.0, 1.0)}, "8": {2: (2.0, 2.0)}})
    assert layers.points(without_labels(tracks, ["8", "9"])) == {"0": {1: (1.0, 1.0)}}
