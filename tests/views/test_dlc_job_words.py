"""What the progress panel says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.model.dlc import DlcProject, Environment, Iteration, Snapshot
from dustrack_imgui.model.dlc_job import Curve, DlcJob, JobEnd
from dustrack_imgui.views.dlc_job_words import (
    best_words,
    duration,
    phase_lines,
    progress_words,
    state_words,
    thinned,
    value_range,
)
from dustrack_imgui.views.dlc_options import (
    device_options,
    environment_words,
    iteration_options,
    net_options,
    project_words,
    snapshot_options,
)

JOB = DlcJob(1, "train", Path("/p"), "t").with_phase("load", 0, 6).with_phase("train", 2, 6)


def test_phases_that_are_over_and_the_current_one():
    assert phase_lines(JOB, 9) == ("✓ Loading DeepLabCut", "▸ Training   2/6")
    assert phase_lines(replace(JOB, end=JobEnd.FAILED), 9)[1].startswith("✖ Training")
    assert phase_lines(replace(JOB, end=JobEnd.DONE), 9) == ("", "")
    assert phase_lines(JOB.with_phase("something new", 3, 6), 1) == ("✓ Training", "▸ Something new   3/6")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Running"),
        ({"is_detached": True}, "Goes on when the window closes"),
        ({"is_keeping": True}, "Finishing this epoch"),
        ({"is_pausing": True}, "Pausing…"),
        ({"is_paused": True, "is_pausing": True}, "Paused"),
        ({"is_cancelling": True}, "Cancelling…"),
        ({"end": JobEnd.KEPT}, "Ended early, kept"),
    ],
)
def test_how_a_job_stands(changes, words):
    assert state_words(replace(JOB, **changes)) == words


def test_progress_is_told_as_far_as_it_is_known():
    assert progress_words(JOB) == ""
    known = replace(JOB, done=7.25, total=200, unit="epochs", rate=0.5, remaining_secs=400.0)
    assert progress_words(known) == "7.2 of 200 epochs  ·  2.0 s per epoch  ·  7 min left"
    frames = replace(JOB, done=1200, total=3000, unit="frames", rate=170.4)
    assert progress_words(frames) == "1200 of 3000 frames  ·  170 frames/s"


@pytest.mark.parametrize(
    ("secs", "words"), [(7.6, "8 s"), (100.0, "2 min"), (5400.0, "1 h 30 min"), (11100.0, "3 h 05 min")]
)
def test_durations_as_people_say_them(secs, words):
    assert duration(secs) == words


def test_long_curves_are_thinned_and_end_where_they_end():
    curve = Curve("train_loss", tuple(range(1000)), tuple(float(n) for n in range(1000)))
    steps, values = thinned(curve, 100)
    assert len(steps) <= 101
    assert (steps[0], steps[-1], values[-1]) == (0.0, 999.0, 999.0)
    assert thinned(Curve("empty"), 100) == ([], [])


def test_the_lowest_error_is_named_with_its_epoch():
    errors = Curve("test_rmse", (5, 10, 15), (9.0, 3.456, 4.0))
    assert best_words(errors) == "lowest 3.46 px at epoch 10"
    assert best_words(Curve("test_rmse")) == ""


def test_early_outliers_do_not_squeeze_a_curve():
    values = (1e6, *(1.0 + n / 1000 for n in range(200)))
    low, high = value_range([Curve("train_loss", tuple(range(201)), values)])
    assert low < 1.0
    assert high < 2.0
    assert value_range([]) == (0.0, 1.0)


def test_options_offer_what_there_is_and_what_was_chosen():
    snapshots = (Snapshot("snapshot-050", 50, True, 1.0, 2.0), Snapshot("snapshot-100", 100))
    rounds = (Iteration(0, snapshots, True),)
    project = DlcProject(Path("/p"), "swing", labels=("0",), videos=(Path("/p/v.mp4"),), iterations=rounds)
    assert project_words(project) == "swing  ·  1 video  ·  1 label  ·  trained up to iteration-0"
    assert iteration_options(project) == (("iteration-0  ·  2 snapshots", 0),)
    options = snapshot_options(project.iterations[0])
    assert options[0] == ("best: snapshot-050", "best")
    assert ("snapshot-050  ·  2.00 px", "snapshot-050") in options
    assert snapshot_options(None) == (("best (auto)", "best"),)
    assert net_options("my_net")[-1] == ("my_net", "my_net")
    gpu = Environment("DeepLabCut 3", (("cuda:0", "A100, 37 of 40 GB free"),))
    assert [value for _, value in device_options(gpu, "cuda:1")] == ["auto", "cpu", "cuda:0", "cuda:1"]


def test_a_slow_or_missing_device_is_bad_news():
    assert environment_words(Environment("DeepLabCut 3")) == (
        "DeepLabCut 3. No GPU was found, and the CPU is slow.",
        True,
    )
    assert environment_words(Environment(problem="It is missing.")) == ("It is missing.", True)
    assert environment_words(Environment(is_asked=True))[0].startswith("Asking")
