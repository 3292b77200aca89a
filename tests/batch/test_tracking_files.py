"""Smoothing, filling gaps and mending blips from file to file."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.annotations.reading import read_tracks
from dustrack_imgui.batch.blip_file import find_blips, interpolate_blips_of_file, remove_blips_of_file
from dustrack_imgui.batch.interpolating import interpolate_file
from dustrack_imgui.batch.layer_file import NoVideoFoundError, UnknownFormatError, read_layer
from dustrack_imgui.batch.smoothing import smooth_file
from dustrack_imgui.drawing.draft import OutputExistsError
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.operations.errors import UnknownLabelError
from dustrack_imgui.tracking import IntervalTooShortError, NoCompleteLabelError, filter_labels
from dustrack_imgui.video import open_video


def distances(tracks: Tracks, truth: Tracks, label: str, n_frames: int = 40) -> np.ndarray:
    return np.hypot(*(tracks[label].array(n_frames) - truth[label].array(n_frames)).T)


def sparse(truth: Path, step: int) -> Tracks:
    """Every `step`-th frame of the truth, written over its file."""
    tracks = load_annotation(truth).tracks
    thin = {
        label: track.without(track.frames()[track.frames() % step != 0]) for label, track in tracks.items()
    }
    save_annotation(truth, thin)
    return tracks


def test_smoothing_is_the_filter_of_the_tracking_room(video: Path, truth: Path) -> None:
    given = load_annotation(truth).tracks
    noise = np.random.default_rng(3).normal(0, 0.8, (40, 2))
    jittery = {label: Track.from_array(track.array(40) + noise) for label, track in given.items()}
    save_annotation(truth, jittery)
    report = smooth_file(truth, window_secs=0.2)
    assert report.path.name == "v_annotations_truth_lkmovavg_0.200.json"
    assert (report.window_frames, report.skipped) == (10, {})
    made = read_tracks(report.path).tracks
    with open_video(video) as reader:
        expected = filter_labels(
            reader, {label: track.array(40) for label, track in jittery.items()}, window_frames=10
        )
    for label, one in expected.labels.items():
        assert np.array_equal(made[label].array(40), one.positions)
        assert set(made[label].sources()) == {Source.FILTER}
        assert distances(made, given, label).mean() < distances(jittery, given, label).mean()
    assert 0 < report.median_gap_px < report.p95_gap_px


def test_labels_with_gaps_are_skipped_and_named_and_labels_can_be_chosen(video: Path, truth: Path) -> None:
    tracks = dict(load_annotation(truth).tracks)
    tracks["0"] = tracks["0"].without([5, 6])
    save_annotation(truth, tracks)
    report = smooth_file(truth, window_secs=0.1, labels=["0", "2"], out=truth.with_name("o.json"), threads=1)
    assert (report.labels, report.skipped) == (("2",), {"0": 2})
    with pytest.raises(NoCompleteLabelError):
        smooth_file(truth, labels=["0"], out=truth.with_name("p.json"))
    with pytest.raises(UnknownLabelError, match="no label 9"):
        smooth_file(truth, labels=["9"], out=truth.with_name("p.json"))
    assert not truth.with_name("p.json").exists()


def test_gaps_are_filled_near_the_truth_and_labels_kept(video: Path, truth: Path) -> None:
    exact = sparse(truth, 13)
    report = interpolate_file(truth)
    assert report.path.name == "v_annotations_truth_interpolated.json"
    made = read_tracks(report.path).tracks
    for label, track in made.items():
        assert track.count == 40
        assert np.median(distances(made, exact, label)) < 0.5
        assert np.array_equal(track.array(40)[::13], exact[label].array(40)[::13])
        assert track.source_at(13) == Source.FILE
        assert track.source_at(14) == Source.RSTC
    assert report.n_added == dict.fromkeys(made, 36)
    assert not any(report.n_lost.values())


def test_filling_keeps_to_the_span_and_labels_asked_for(video: Path, truth: Path) -> None:
    sparse(truth, 13)
    out = truth.with_name("o.json")
    report = interpolate_file(truth, labels=["2"], start=13, end=30, out=out)
    made = read_tracks(out).tracks
    assert made["2"].frames().tolist() == [0, *range(13, 27), 39]
    assert made["0"].count == 4
    assert report.n_added == {"2": 12}
    with pytest.raises(IntervalTooShortError, match="No label has a gap"):
        interpolate_file(truth, start=13, end=20, out=truth.with_name("p.json"))


def test_blips_are_found_removed_and_tracked_anew(video: Path, truth: Path) -> None:
    exact = load_annotation(truth).tracks
    jumped = exact["2"].array(40).copy()
    jumped[20:23] += (25.0, -10.0)
    save_annotation(truth, {**exact, "2": Track.from_array(jumped)})
    found = find_blips(truth)
    assert [(one.label, one.start, one.end) for one in found.found.blips] == [("2", 20, 22)]
    removed = remove_blips_of_file(truth)
    assert removed.path is not None
    assert removed.path.name == "v_annotations_truth_blip_removed.json"
    kept = load_annotation(removed.path).tracks
    assert kept["2"].count == 37
    assert kept["0"].count == 40
    mended = interpolate_blips_of_file(truth)
    assert mended.path is not None
    assert mended.path.name == "v_annotations_truth_blip_corrections.json"
    corrections = load_annotation(mended.path).tracks
    assert corrections["2"].frames().tolist() == [20, 21, 22]
    assert np.nanmax(distances(corrections, exact, "2")) < 1.0
    whole = remove_blips_of_file(truth, drops_whole_frames=True, out=truth.with_name("o.json"))
    assert whole.path is not None
    assert load_annotation(whole.path).tracks["0"].count == 37


def test_results_are_not_written_over_unless_allowed(video: Path, truth: Path) -> None:
    for work in (smooth_file, interpolate_file, remove_blips_of_file, interpolate_blips_of_file):
        there = truth.with_name("there.json")
        there.write_bytes(b"mine")
        with pytest.raises(OutputExistsError):
            work(truth, out=there)  # type: ignore[operator]
        assert there.read_bytes() == b"mine"


def test_cancel_leaves_nothing(video: Path, truth: Path) -> None:
    sparse(truth, 13)
    cancel = threading.Event()
    before = sorted(truth.parent.iterdir())

    def stop(share: float) -> None:
        if share > 0.2:
            cancel.set()

    with pytest.raises(CancelledError):
        interpolate_file(truth, progress=stop, cancel=cancel)
    assert sorted(truth.parent.iterdir()) == before


def test_what_is_no_annotation_or_has_no_video_is_said(truth: Path, tmp_path: Path) -> None:
    with pytest.raises(NoVideoFoundError, match="name it"):
        smooth_file(truth)
    with pytest.raises(UnknownFormatError, match=r"\.json.*v\.mp4$"):
        read_layer(tmp_path / "v.mp4")
