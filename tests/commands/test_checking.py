"""Checking labels with LK: what is asked of the tracker, and how its paths arrive in the scratch layer."""

from __future__ import annotations

import numpy as np
import pytest

from dustrack_imgui.commands.tracking_effects import CheckLabels
from dustrack_imgui.model.source import Source

KEY = "/clips/v.mp4"


def at(*frames):
    return dict.fromkeys(frames, (1.0, 1.0))


@pytest.fixture
def sparse(make_bench, make_layer):
    return make_bench(make_layer("hand", {"0": at(10, 20, 30, 40, 50), "1": at(5, 6, 7), "2": at(1, 9)}))


@pytest.mark.parametrize(
    ("frame", "frames"),
    [(25, (10, 20, 30, 40)), (30, (10, 20, 30, 40)), (0, (10, 20)), (10, (10, 20)), (299, (40, 50))],
)
def test_two_marked_frames_on_either_side_of_this_one(sparse, frame, frames):
    sparse.do("frame.go_to", frame=frame)
    assert sparse.do("check.around") == [CheckLabels(KEY, "hand", ("0",), frames)]


def test_one_label_or_all_that_have_gaps(sparse):
    assert sparse.do("check.label") == [CheckLabels(KEY, "hand", ("0",), None)]
    assert sparse.do("check.all") == [CheckLabels(KEY, "hand", ("0", "2"), None)]


@pytest.mark.parametrize(
    ("command", "label", "reason"),
    [
        (
            "check.around",
            "1",
            "Nothing to check: label 1 of hand has no gap between two marked frames around frame 0.",
        ),
        ("check.label", "1", "Nothing to check: label 1 of hand has no gap between two marked frames."),
        ("check.label", "9", "Nothing to check: label 9 of hand has no gap between two marked frames."),
    ],
)
def test_without_a_gap_there_is_nothing_to_check(sparse, command, label, reason):
    sparse.do("label.select", label=label)
    assert sparse.do(command) == []
    assert sparse.said == reason


def test_the_scratch_layer_itself_is_not_checked(sparse):
    sparse.do("layer.select", layer="buffer")
    assert sparse.do("check.all") == []
    assert sparse.said == "buffer holds what checking finds; make the layer to be checked active."


def put(bench, frames, xy):
    arguments = {"video": KEY, "labels": ("0",), "frames": np.array(frames), "xy": np.array([xy], float)}
    bench.do("check.put", **arguments, sentence="check 0 of hand in 10–12", note="Checked 0.")


def test_the_path_goes_to_the_scratch_layer_and_is_shown(sparse):
    put(sparse, [10, 11, 12], [(1, 1), (2, 2), (3, 3)])
    assert sparse.xy("buffer", "0", 11) == (2.0, 2.0)
    assert sparse.state.data.layer("buffer").track("0").source_at(11) is Source.RSTC
    assert sparse.state.view.layer == "hand"
    assert sparse.state.view.overlay == "buffer"
    assert sparse.said == "Checked 0. The path: shown as overlay."
    assert sparse.state.layer.count() == 10
    sparse.do("edit.undo")
    assert sparse.state.data.layer("buffer").count() == 0


def test_a_new_path_replaces_the_old_one_where_it_runs_and_where_it_was_lost(sparse):
    put(sparse, [10, 11, 12, 13, 14], [(1, 1)] * 5)
    lost = [(np.nan, np.nan)]
    put(sparse, [10, 11, 12, 13, 14], [*lost, (2, 2), *lost, (2, 2), *lost])
    track = sparse.state.data.layer("buffer").track("0")
    assert [track.xy_at(frame) for frame in range(10, 15)] == [(1, 1), (2, 2), None, (2, 2), (1, 1)]


def test_another_overlay_stays(sparse, make_bench, make_layer):
    bench = make_bench(make_layer("hand", {"0": at(1, 9)}), make_layer("dlc_x", {}), overlay="dlc_x")
    put(bench, [1, 2], [(1, 1), (2, 2)])
    assert bench.state.view.overlay == "dlc_x"
    assert bench.said.endswith("see layer buffer.")


def test_a_result_for_a_closed_video_is_refused(sparse):
    arguments = {"labels": ("0",), "frames": np.array([1]), "xy": np.zeros((1, 1, 2))}
    sparse.do("check.put", video="/gone.mp4", **arguments, sentence="x", note="x")
    assert sparse.said == "The video was closed; the result was dropped."
