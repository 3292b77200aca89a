"""The same answers as DUSTrack 1.3.2, but where it is wrong (see tests/golden/README.md)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.operations.area import label_area
from dustrack_imgui.operations.blip_tracking import interpolate_blips
from dustrack_imgui.operations.blips import detect_blips, remove_blips
from dustrack_imgui.operations.checking import frames_around, labelled_table
from dustrack_imgui.operations.copying import copied
from dustrack_imgui.operations.corrections import merged, spliced
from dustrack_imgui.operations.coverage import coverage, missing_labels, points_at, stray_labels
from dustrack_imgui.operations.errors import NothingWouldRemainError
from dustrack_imgui.operations.thinning import decimated, overlapping_continuous_kept, overlapping_kept
from dustrack_imgui.operations.tidying import (
    clipped,
    labels_sorted,
    without_empty_labels,
    without_trailing_empty_labels,
)
from dustrack_imgui.operations.traces import traces_of
from dustrack_imgui.tracking import interpolate_gaps

ARITHMETIC, PIXELS = 1e-9, 1e-6


def _labels_of(body_parts):
    if not body_parts:
        return None
    if all(part.removeprefix("point").isdigit() for part in body_parts):
        return [part.removeprefix("point") for part in body_parts]
    return [str(number) for number in range(len(body_parts))]


def _kept_or_as_it_was(keep, tracks):
    """DUSTrack judges by all declared labels, and leaves the layer alone rather than empty it."""
    try:
        return keep(tracks, required=tuple(tracks)).tracks
    except NothingWouldRemainError:
        return tracks


CHANGES = {
    "sort_labels": labels_sorted,
    "sort_data": lambda tracks: tracks,
    "clip_trailing_empty_labels": without_trailing_empty_labels,
    "remove_empty_labels": without_empty_labels,
    "clip_labels(2, 5)": lambda tracks: clipped(tracks, first_frame=2, last_frame=5),
    "keep_overlapping_frames": lambda tracks: _kept_or_as_it_was(overlapping_kept, tracks),
    "keep_overlapping_continuous_frames": lambda tracks: _kept_or_as_it_was(
        overlapping_continuous_kept, tracks
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changes_of_a_layer(golden, layers, change):
    for name, case in golden("layer_changes").items():
        after = CHANGES[change](layers.tracks(case["points"]))
        wanted = case["after"][change]
        assert list(after) == wanted["labels"], name
        assert layers.points(after) == layers.parsed(wanted["points"]), name


def test_decimate_under_both_rules(golden, layers):
    n_compared = 0
    for case in golden("decimate"):
        first, last = case["interval"]
        if first == last:
            continue
        done = decimated(
            layers.tracks(case["points"]), Interval(first, last), required=_labels_of(case["body_parts"])
        )
        assert layers.points(done.tracks) == layers.parsed(case["after"])
        n_compared += 1
    assert n_compared > 10


def test_corrections(golden, layers):
    for case in golden("corrections"):
        after = spliced(layers.tracks(case["overlay"]), layers.tracks(case["patch"]))
        assert layers.points(after) == layers.parsed(case["merged"])
        assert list(after) == list(case["merged"])


def test_merges(golden, layers):
    for case in golden("merges"):
        after = merged(layers.tracks(json.loads(text)) for text in case["files"])
        assert list(after) == case["labels"]
        assert layers.points(after) == layers.parsed(case["points"])


def test_copies_of_labels_that_the_active_layer_has(golden, layers):
    for case in golden("copies"):
        active, overlay = layers.tracks(case["active"]), layers.tracks(case["overlay"])
        both = [label for label in overlay if label in active]
        first, last = case["interval"]
        wanted = {
            "current label, current frame": ([case["label"]], [case["frame"]]),
            "all labels, current frame": (both, [case["frame"]]),
            "all labels, frames of interest": (both, case["frames_of_interest"]),
            "current label, interval": ([case["label"]], range(first, last + 1)),
        }
        for name, (labels, frames) in wanted.items():
            if case["after"][name] is None:
                assert case["label"] not in active
                continue
            after = copied(active, overlay, labels=labels, frames=list(frames)).tracks
            assert layers.points(after) == layers.parsed(case["after"][name]), name


def test_incomplete_frames_stray_labels_and_what_is_lost_with_them(golden, layers):
    for case in golden("scans"):
        tracks, required = layers.tracks(case["points"]), case["required"]
        found = coverage(tracks, required=required)
        assert {
            str(frame): list(missing_labels(tracks, frame, found.required))
            for frame in found.incomplete.tolist()
        } == case["incomplete"]
        if required is not None:
            strays = {label: at.tolist() for label, at in stray_labels(tracks, known=required).items()}
            assert strays == case["stray"]
        payload = points_at(tracks, found.incomplete)
        assert {f: {label: tuple(xy) for label, xy in at.items()} for f, at in payload.items()} == {
            int(f): {label: tuple(xy) for label, xy in at.items()} for f, at in case["payload"].items()
        }


def test_areas_plain_and_smoothed(golden, layers):
    n_smoothed = 0
    for one in golden("areas"):
        for case in one["cases"]:
            traces = traces_of(layers.tracks(one["points"][case["case"]]), n_frames=len(case["plain"]))
            labels = list(case["labels"])
            np.testing.assert_allclose(label_area(traces, labels), case["plain"], rtol=0, atol=ARITHMETIC)
            if "lowpassed" in case:
                area = label_area(traces, labels, lowpass_hz=case["lowpass_hz"], fps=one["fps"])
                np.testing.assert_allclose(area, case["lowpassed"], rtol=0, atol=ARITHMETIC)
                n_smoothed += 1
    assert n_smoothed


def test_blips_found_and_removed(golden, layers):
    blips = golden("blips")
    for case in blips["found"]:
        tracks = layers.tracks(blips["traces"][case["trace"]])
        report = detect_blips(tracks, n_frames=case["report"]["n_frames"], **case["settings"])
        _assert_same_report(report, case["report"])
        for drops_frame, name in ((False, "removed"), (True, "removed_from_every_label")):
            after = remove_blips(tracks, report, drop_frame_if_any_blip=drops_frame)
            gone = {
                label: sorted(set(track.frames().tolist()) - set(after[label].frames().tolist()))
                for label, track in tracks.items()
            }
            assert {label: frames for label, frames in gone.items() if frames} == {
                label: frames for label, frames in case[name].items() if frames
            }


def test_blips_tracked_anew(golden, layers, clip):
    case = golden("blips_repaired")
    tracks = layers.tracks(case["points"])
    report = detect_blips(tracks, n_frames=len(clip))
    _assert_same_report(report, case["report"])
    found = layers.points(interpolate_blips(tracks, report, frames=clip))
    _assert_same_paths(found, layers.parsed(case["corrections"]))


def test_checks_in_every_mode(golden, layers, clip):
    for case in golden("checks"):
        tracks = layers.tracks(case["points"])
        labels = tuple(tracks) if case["mode"] == "all" else (case["label"],)
        near = frames_around(tracks[case["label"]], case["frame"]) if case["mode"] == "minimal" else None
        frames, xy = labelled_table(tracks, labels, near)
        path = interpolate_gaps(clip, frames, xy)
        found = {
            label: {
                frame: tuple(at)
                for frame, at in zip(path.frames.tolist(), path.positions[:, row].tolist(), strict=True)
                if at[0] == at[0]
            }
            for row, label in enumerate(labels)
        }
        _assert_same_paths(found, layers.parsed(case["buffer"]))


def _assert_same_report(report, wanted):
    assert report.n_frames == wanted["n_frames"]
    assert dict(report.params) == wanted["params"]
    assert report.min_coverage() == wanted["min_coverage"]
    assert {str(n): count for n, count in report.length_histogram().items()} == wanted["length_histogram"]
    assert [(blip.label, blip.start, blip.end, blip.length) for blip in report.blips] == [
        (blip["label"], blip["start"], blip["end"], blip["length"]) for blip in wanted["blips"]
    ]
    for blip, one in zip(report.blips, wanted["blips"], strict=True):
        assert blip.anchor_before == tuple(one["anchor_before"])
        assert blip.anchor_after == tuple(one["anchor_after"])
    assert list(report.per_label_stats) == list(wanted["per_label_stats"])
    for label, stats in report.per_label_stats.items():
        for name, value in wanted["per_label_stats"][label].items():
            np.testing.assert_allclose(stats[name], value, rtol=0, atol=ARITHMETIC, err_msg=f"{label} {name}")


def _assert_same_paths(found, wanted):
    assert {label: sorted(at) for label, at in found.items() if at} == {
        label: sorted(at) for label, at in wanted.items() if at
    }
    for label, at in wanted.items():
        for frame, xy in at.items():
            np.testing.assert_allclose(found[label][frame], xy, rtol=0, atol=PIXELS)
