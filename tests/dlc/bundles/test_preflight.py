"""What the check before training says of hand-made layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.dlc.hand_layers import FoundLayers, HandLayer, layers_of_files, layers_of_session
from dustrack_imgui.dlc.preflight import IncompleteFrame, check_layers, holds_labelled_frames
from dustrack_imgui.formats.annotation_json import save_annotation
from dustrack_imgui.formats.layer_diff import LayerDiff
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View

VIDEO = Path("/clips/v.mp4")
LABELS = ("0", "1")


@pytest.fixture
def hand(make_tracks):
    def make(points, saved=None, name="iteration-0", video=VIDEO):
        path = video.with_name(f"{video.stem}_annotations_{name}.json")
        tracks = make_tracks(points)
        return HandLayer(video, name, path, tracks, tracks if saved is None else make_tracks(saved))

    return make


def check(*layers, labels=LABELS, has_labelled_frames=False, active=None):
    return check_layers(FoundLayers(layers), labels, has_labelled_frames=has_labelled_frames, active=active)


def test_unsaved_points_are_counted_against_the_file(hand):
    layer = hand(
        {"0": {1: (1, 1), 2: (2, 2)}, "1": {1: (1, 1), 2: (9, 9)}},
        {"0": {1: (1, 1)}, "1": {1: (1, 1), 2: (2, 2), 7: (7, 7)}},
    )
    (report,) = check(layer).layers
    assert report.diff == LayerDiff(added=1, removed=1, moved=1)
    assert report.has_issues


def test_incomplete_frames_name_what_they_miss_and_only_three_are_told(hand):
    layer = hand({"0": {f: (f, f) for f in range(10)}, "1": {0: (0, 0), 5: (5, 5), 20: (1, 1)}})
    (report,) = check(layer).layers
    assert report.incomplete.tolist() == [1, 2, 3, 4, 6, 7, 8, 9, 20]
    assert report.shown == tuple(IncompleteFrame(frame, ("1",)) for frame in (1, 2, 3))
    assert report.n_complete == 2


def test_strays_are_counted_and_make_no_frame_incomplete(hand):
    layer = hand({"0": {1: (1, 1)}, "1": {1: (1, 1)}, "7": {1: (1, 1), 5: (1, 1)}, "8": {}})
    report = check(layer)
    assert dict(report.layers[0].strays) == {"7": 2}
    assert report.has_strays
    assert len(report.layers[0].incomplete) == 0


def test_a_layer_without_issues_is_reported_but_not_touched(hand):
    whole = hand({"0": {1: (1, 1)}, "1": {1: (1, 1)}})
    report = check(whole)
    assert len(report.layers) == 1
    assert report.with_issues == ()


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ({}, "label some frames"),
        ({"0": {}, "1": {}}, "label some frames"),
        ({"5": {3: (1, 1)}}, "none of the labels is one of the project's (0, 1)"),
        ({"0": {3: (1, 1)}}, "No frame has all labels"),
    ],
)
def test_without_a_complete_frame_training_stops(hand, points, says):
    layer = hand(points)
    assert says in check(layer).stop
    assert check(layer, has_labelled_frames=True).stop is None


def test_an_empty_active_layer_is_asked_about_when_others_have_labels(hand):
    old = hand({"0": {1: (1, 1)}, "1": {1: (1, 1)}})
    new = hand({"0": {}, "1": {}}, name="iteration-1")
    report = check(old, new, active=(VIDEO, "iteration-1"))
    assert report.stop is None
    assert report.question.startswith("iteration-1 has no labels")
    assert check(old, new, active=(VIDEO, "iteration-0")).question is None
    assert check(new, active=(VIDEO, "iteration-1")).question is None


def test_tables_of_earlier_rounds_are_found(tmp_path):
    assert not holds_labelled_frames(tmp_path)
    (tmp_path / "labeled-data" / "v").mkdir(parents=True)
    assert not holds_labelled_frames(tmp_path)
    (tmp_path / "labeled-data" / "v" / "CollectedData_x.h5").touch()
    assert holds_labelled_frames(tmp_path)


def test_of_an_open_video_only_hand_made_json_layers_are_trained_on(make_tracks):
    tracks = make_tracks({"0": {1: (1, 1)}})
    files = {
        "iteration-0": "v_annotations_iteration-0.json",
        "iteration-0_manual_corrections": "v_annotations_iteration-0_manual_corrections.json",
        "dlccorr": "v_annotations_dlccorr.json",
        "dlc_iteration-0_050": "vDLC_x.h5",
        "iteration-0_lkmovavg_0.500": "v_annotations_iteration-0_lkmovavg_0.500.json",
        "iteration-0_blip_removed": "v_annotations_iteration-0_blip_removed.json",
        "labeled_data": "CollectedData_x.h5",
        "merged": "v_annotations_merged.json",
        "buffer": "v_annotations_buffer.json",
    }
    layers = tuple(Layer(n, tracks, VIDEO.parent / f, LayerKind.of_name(n)) for n, f in files.items())
    state = VideoState(Video(VIDEO, 10, 4, 4, 25.0), VideoData(layers), View(layer="iteration-0"))
    found = layers_of_session([state])
    assert [layer.name for layer in found.layers] == ["iteration-0", "iteration-0_manual_corrections"]
    assert found.layers[0].saved == {}
    reasons = {one.name: one.reason for one in found.skipped}
    assert set(reasons) == set(files) - {"iteration-0", "iteration-0_manual_corrections"}
    assert reasons["labeled_data"] == "it is a table of DeepLabCut, which is only read"


def test_files_of_videos_that_are_not_open_are_found_by_their_exact_stem(tmp_path, make_tracks):
    tracks = make_tracks({"0": {1: (1.0, 1.0)}})
    for name in ("v1_annotations_a", "v10_annotations_a", "v1_annotations_dlccorr", "v1_annotations_buffer"):
        save_annotation(tmp_path / f"{name}.json", tracks)
    (tmp_path / "v1_annotations_broken.json").write_text("{")
    found = layers_of_files([tmp_path / "v1.mp4"])
    assert [layer.path.name for layer in found.layers] == ["v1_annotations_a.json"]
    assert not check(*found.layers, labels=("0",)).with_issues
    assert not any(layer.is_open for layer in found.layers)
    skipped = {one.name: one for one in found.skipped}
    assert set(skipped) == {"dlccorr", "buffer", "broken"}
    assert skipped["broken"].is_problem
    assert skipped["broken"].reason.startswith("it cannot be used: The file is damaged")


def test_what_training_would_take_is_checked_wherever_it_lies_in_the_project(project, make_tracks):
    """Files that the window has open are left to it; all others are read, also in other folders."""
    tracks = make_tracks({"0": {1: (1.0, 1.0)}})
    video = project / "videos" / "leg.mp4"
    (project / "videos" / "more").mkdir()
    files = [
        project / "videos" / "leg_annotations_a.json",
        project / "videos" / "leg_annotations_b.json",
        project / "videos" / "more" / "leg_annotations_c.json",
        project / "videos" / "leg_2_annotations_d.json",
    ]
    for path in files:
        save_annotation(path, tracks)
    videos = [video, video.with_name("leg_2.mp4")]
    found = layers_of_files(videos, project=project, without=files[:1])
    assert [(layer.video.stem, layer.name) for layer in found.layers] == [
        ("leg", "b"),
        ("leg", "c"),
        ("leg_2", "d"),
    ]
    outside = layers_of_files([project / "elsewhere" / "leg.mp4"], project=project)
    assert [layer.name for layer in outside.layers] == ["a", "b", "c"]
