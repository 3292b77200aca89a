"""Reducing jitter is tracked once for the same input, and anew as soon as anything in it changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.app.systems import jitter_work
from dustrack_imgui.lk_filter import lk_moving_average_filter
from dustrack_imgui.tracking import filter_labels

LAST = 11
WINDOW_SECS = 0.2


@pytest.fixture
def runs(monkeypatch):
    """Grows by one whenever windows are really tracked."""
    counted = []

    def counting(*args, **options):
        counted.append("tracked")
        return filter_labels(*args, **options)

    monkeypatch.setattr(jitter_work, "filter_labels", counting)
    return counted


@pytest.fixture
def dense(tracker):
    """The session with a dense active layer "work"."""
    tracker.select_interval(0, LAST)
    tracker.interpolate_with_lk(all_labels=True)
    return tracker


def reduced(tracker, layer):
    """Positions (frames, 2) of label 0 after jitter of a layer was reduced."""
    tracker.annotation_layer = layer
    tracker.process_with_lk(window_size=WINDOW_SECS)
    return tracker.state.layer.track("0").array(LAST + 1)


def said(tracker):
    return tracker.session.message.text


def test_the_same_layer_is_not_tracked_twice(dense, runs):
    first = reduced(dense, "work")
    assert runs == ["tracked"]
    again = reduced(dense, "work")
    assert runs == ["tracked"]
    np.testing.assert_array_equal(first, again)
    assert "nothing it is made from has changed" in said(dense)


def test_an_edit_of_the_source_makes_it_anew(dense, runs):
    first = reduced(dense, "work")
    dense.annotation_layer = "work"
    dense.ann.add([29.0, 33.0], "0", 6)
    second = reduced(dense, "work")
    assert len(runs) == 2
    assert not np.array_equal(first, second)


def test_another_window_is_another_result(dense, runs):
    reduced(dense, "work")
    dense.annotation_layer = "work"
    dense.process_with_lk(window_size=0.15)
    assert len(runs) == 2


def test_corrections_applied_again_are_smoothed_again(dense, runs):
    dense.annotation_layer = "hand"
    dense.annotation_overlay = "work"
    dense.apply_manual_corrections()
    first = reduced(dense, "dlccorr")
    dense.annotation_layer = "hand_manual_corrections"
    dense.annotation_overlay = "work"
    dense.ann.add([30.0, 36.0], "0", 6)
    dense.apply_manual_corrections()
    second = reduced(dense, "dlccorr")
    assert len(runs) == 2
    assert abs(second[6, 1] - first[6, 1]) > 0.5
    reduced(dense, "dlccorr")
    assert len(runs) == 2


def test_a_result_that_was_edited_and_saved_does_not_count_as_the_result(dense, runs):
    first = reduced(dense, "work")
    dense.ann.add([1.0, 1.0], "0", 3)
    dense.save()
    again = reduced(dense, "work")
    assert len(runs) == 2
    np.testing.assert_array_equal(first, again)


def test_a_result_that_was_removed_from_disk_is_made_anew(dense, runs):
    reduced(dense, "work")
    Path(dense.ann.fname).unlink()
    reduced(dense, "work")
    assert len(runs) == 2


def test_the_source_is_saved_first(dense):
    dense.annotation_layer = "work"
    dense.ann.add([29.0, 33.0], "0", 6)
    source = Path(dense.ann.fname)
    reduced(dense, "work")
    assert "33.0" in source.read_text()


def test_scripts_and_the_desk_share_one_result(dense, runs, clip):
    reduced(dense, "work")
    written = Path(dense.ann.fname)
    before = written.stat().st_mtime_ns
    dense.annotation_layer = "work"
    made = lk_moving_average_filter(dense.ann.fname, str(clip), window_size=WINDOW_SECS, save_raw=False)
    assert Path(made.fname) == written
    assert written.stat().st_mtime_ns == before
