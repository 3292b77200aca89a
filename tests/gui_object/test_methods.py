"""Every documented method of the session object, without a window."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from dustrack_imgui.drawing import OutputExistsError
from dustrack_imgui.scripting.errors import CommandFailedError, NoEffectWarning, RefusedError

N_FRAMES = 12
LAST = N_FRAMES - 1


def at(tracker, layer: str, label: str, frame: int):
    return tracker.state.data.layer(layer).track(label).xy_at(frame)


def test_frames_are_found_and_a_search_in_vain_stays(tracker):
    tracker.annotation_layer = "hand"
    tracker.next_frame_with_current_label()
    assert tracker.frame == LAST
    tracker.next_frame_with_any_label()
    assert tracker.frame == LAST
    tracker.previous_frame_with_any_label()
    assert tracker.frame == 0
    tracker.go_to_frame(SimpleNamespace(xdata=5.2))
    assert tracker.frame == 5
    tracker.previous_frame_with_current_label()
    assert tracker.frame == 0
    tracker.increment_if_unannotated()
    assert tracker.frame == 0
    tracker.go_to_frame(4)
    tracker.increment_if_unannotated()
    tracker.decrement_if_unannotated()
    tracker.decrement_if_unannotated()
    assert tracker.frame == 3


def test_frames_of_interest(tracker):
    tracker.go_to_frame(3)
    tracker.toggle_frame_of_interest()
    tracker.toggle_frame_of_interest(SimpleNamespace(xdata=8.0))
    assert tracker.frames_of_interest == [3, 8]
    tracker.next_frame_of_interest()
    assert tracker.frame == 8
    tracker.previous_frame_of_interest()
    assert tracker.frame == 3
    tracker.go_to_frame(0)
    tracker.toggle_frame_of_interest()
    tracker.copy_frames_of_interest_from_overlay()
    assert at(tracker, "work", "0", 0) == (20.0, 30.0)
    assert at(tracker, "work", "0", LAST) is None


def test_layers_overlays_and_labels_step_and_wrap(tracker):
    assert tracker.annotation_layer == "work"
    tracker.previous_annotation_layer()
    tracker.next_annotation_layer()
    assert tracker.annotation_layer == "work"
    tracker.next_annotation_overlay()
    tracker.previous_annotation_overlay()
    assert tracker.annotation_overlay == "hand"
    tracker.next_annotation_label()
    assert tracker.annotation_label == "1"
    tracker.previous_annotation_label()
    tracker.increment_label_range()
    assert tracker.annotation_label == "10"
    tracker.decrement_label_range()
    tracker.cycle_number_keys_behavior()
    assert tracker.session.interface.number_keys.value == "place"
    tracker.swap_active_and_overlay()
    assert (tracker.annotation_layer, tracker.annotation_overlay) == ("hand", "work")
    tracker.annotation_overlay = None
    tracker.swap_active_and_overlay()
    assert tracker.annotation_layer == "hand"


def test_points_are_placed_picked_and_removed(tracker):
    tracker.add_annotation(SimpleNamespace(xdata=5.5, ydata=6.25))
    assert at(tracker, "work", "0", 0) == (5.5, 6.25)
    tracker.annotation_label = "1"
    tracker.place_label_with_mouse((50.0, 60.0))
    tracker.select_label_with_mouse((6.0, 6.0))
    assert tracker.annotation_label == "0"
    tracker.remove_annotation()
    tracker.remove_annotation()
    assert at(tracker, "work", "0", 0) is None
    tracker.undo()
    assert at(tracker, "work", "0", 0) == (5.5, 6.25)
    tracker.redo()
    assert at(tracker, "work", "0", 0) is None


def test_copying_from_the_overlay(tracker):
    tracker.copy_current_annotation_from_overlay()
    assert at(tracker, "work", "0", 0) == (20.0, 30.0)
    tracker.go_to_frame(LAST)
    for label in ("0", "1"):
        if label not in tracker.ann.labels:
            tracker.ann.add_label(label)
    tracker.copy_annotations_from_overlay()
    assert at(tracker, "work", "1", LAST) == (51.0, 50.0)
    tracker.ann.add([0.0, 0.0], "0", 0)
    tracker.copy_existing_annotations_from_overlay()
    assert at(tracker, "work", "0", 0) == (20.0, 30.0)
    tracker.ann.remove("0", 0)
    tracker.select_interval(0, LAST)
    tracker.copy_frames_in_interval_from_overlay()
    assert at(tracker, "work", "0", 0) == (20.0, 30.0)
    tracker.annotation_overlay = None
    with pytest.raises(ValueError, match="overlay"):
        tracker.copy_existing_annotations_from_overlay()


def test_intervals_track_clear_and_thin(tracker):
    with pytest.raises(KeyError, match="no interval"):
        tracker.get_selected_interval()
    tracker.select_interval(0, LAST)
    assert tracker.get_selected_interval() == (0, LAST)
    tracker.interpolate_with_lk()
    assert at(tracker, "work", "0", 6) == pytest.approx((26.0, 30.0), abs=0.3)
    assert at(tracker, "work", "1", 6) is None
    tracker.remove_labels_in_interval()
    assert tracker.state.layer.track("0").count == 0
    tracker.interpolate_with_lk(all_labels=True)
    assert at(tracker, "work", "1", 6) == pytest.approx((46.0, 50.0), abs=0.3)
    tracker.decimate_annotations_in_interval()
    assert tracker.state.layer.track("0").frames().tolist() == list(range(0, N_FRAMES, 2))
    tracker.remove_labels_in_interval(all_labels=True)
    assert tracker.state.layer.count() == 0
    tracker.interpolate_with_lk_norstc(all_labels=True)
    assert at(tracker, "work", "1", LAST) == pytest.approx((51.0, 50.0), abs=0.5)


def test_refusals_are_value_errors_with_the_sentence_of_the_window(tracker):
    tracker.annotation_overlay = None
    tracker.select_interval(0, LAST)
    with pytest.raises(RefusedError, match="not marked at frame 0"):
        tracker.interpolate_with_lk()


@pytest.mark.parametrize("mode", ["minimal", "current", "all"])
def test_checking_fills_the_buffer(tracker, mode):
    tracker.annotation_layer = "hand"
    before = tracker.state.layer
    tracker.go_to_frame(4)
    tracker.check_labels_with_lk(mode)
    assert at(tracker, "buffer", "0", 6) == pytest.approx((26.0, 30.0), abs=0.3)
    assert (at(tracker, "buffer", "1", 6) is not None) is (mode == "all")
    assert tracker.state.data.layer("hand") is before


def test_predicting_labels(tracker):
    tracker.annotation_layer = "hand"
    tracker.go_to_frame(3)
    tracker.predict_labels_with_lucas_kanade()
    assert at(tracker, "hand", "1", 3) == pytest.approx((43.0, 50.0), abs=0.3)
    tracker.go_to_frame(5)
    tracker.predict_labels_with_lucas_kanade("current")
    assert at(tracker, "hand", "1", 5) is None
    tracker.predict_labels_with_lucas_kanade(["1"], start_frame=LAST, mode="direct")
    assert at(tracker, "hand", "1", 5) == pytest.approx((45.0, 50.0), abs=1.0)
    tracker.go_to_frame(7)
    tracker.predict_labels_with_lucas_kanade("0", mode="direct")
    assert at(tracker, "hand", "0", 7) == pytest.approx((27.0, 30.0), abs=0.3)
    with pytest.raises(RefusedError, match="lacks"):
        tracker.predict_labels_with_lucas_kanade(["1"], start_frame=8)
    with pytest.raises(RefusedError, match="mode"):
        tracker.check_labels_with_lk("some")


def test_keeping_complete_frames(tracker):
    tracker.annotation_layer = "hand"
    tracker.ann.add([1.0, 1.0], "0", 4)
    tracker.keep_overlapping_frames()
    assert at(tracker, "hand", "0", 4) is None
    for label in ("0", "1"):
        tracker.ann.add([1.0, 1.0], label, 1)
    tracker.keep_overlapping_continuous_frames()
    assert tracker.ann.frames == [0, 1]


def test_smoothing_and_corrections(tracker):
    tracker.select_interval(0, LAST)
    tracker.interpolate_with_lk(all_labels=True)
    smooth = tracker.process_with_lk(window_size=0.2)
    assert "lkmovavg_0.200" in smooth.name
    assert smooth.name == tracker.annotation_layer
    dense = tracker.annotation_layer
    tracker.annotation_layer = "hand"
    tracker.annotation_overlay = dense
    tracker.apply_manual_corrections()
    assert tracker.annotation_layer == tracker.CORRECTIONS_LAYER_NAME
    assert tracker.annotation_overlay == "hand" + tracker.MANUAL_CORRECTIONS_SUFFIX
    assert at(tracker, "dlccorr", "0", 0) == (20.0, 30.0)


def test_saving_and_discarding(tracker, tmp_path):
    tracker.annotation_layer = "hand"
    tracker.save()
    path = tmp_path / "clip_annotations_hand.json"
    assert json.loads(path.read_text())["0"]["0"] == [20.0, 30.0]
    tracker.ann.add([9.0, 9.0], "0", 5)
    tracker.discard_unsaved_annotations()
    assert at(tracker, "hand", "0", 5) is None
    tracker.save_annotation_as(path=tmp_path / "copy.json")
    assert (tmp_path / "copy.json").read_bytes() == path.read_bytes()
    tracker.ann.add([9.0, 9.0], "0", 5)
    tracker.save_annotation_as()
    assert "5" in json.loads(path.read_text())["0"]
    tracker.annotation_layer = "buffer"
    with pytest.raises(RefusedError, match="computed"):
        tracker.discard_unsaved_annotations()


def test_adding_and_removing_layers(tracker):
    tracker.add_annotation_layers(["extra", "hand"], n_labels=2)
    assert "extra" in tracker.annotations
    assert tracker.annotations["extra"].labels == ["0", "1"]
    tracker.remove_annotation_layer("extra")
    assert "extra" not in tracker.annotations
    tracker.remove_current_layer()
    assert tracker.annotation_layer != "work"
    tracker.undo()
    assert "work" in tracker.annotations


def test_videos_are_added_swapped_replaced_and_removed(tracker, tmp_path, make_clip):
    two, three = make_clip("two", 4), make_clip("three", 6)
    assert not tracker.swap_next()
    assert tracker.add_video([two, three]) == [1, 2]
    assert tracker.video_index == 0
    assert tracker.swap_next()
    assert tracker.swap_to(2)
    assert not tracker.swap_to(7)
    assert len(tracker.video) == 6
    assert tracker.swap_prev()
    assert tracker.video_index == 1
    four = make_clip("four", 3)
    assert tracker.replace_active_with(four) == [1]
    assert [path.name for path in tracker.videos] == ["clip", "four", "three"]
    assert (tracker.video_index, len(tracker.video)) == (1, 3)
    assert tracker.remove_video(0)
    assert not tracker.remove_video(5)
    assert tracker.remove_video(1)
    assert not tracker.remove_video(0)
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video")
    with pytest.raises(RuntimeError, match="bad"):
        tracker.replace_active_with(bad)
    assert [path.name for path in tracker.videos] == ["four"]


def test_axes_freeze_and_thaw(tracker):
    tracker.freeze_plot_axes()
    tracker.freeze_plot_axes()
    assert tracker.state.view.traces.is_frozen
    tracker.unfreeze_plot_axes()
    assert not tracker.state.view.traces.is_frozen


def test_what_is_not_needed_does_nothing_and_what_is_not_there_is_refused(tracker):
    before = tracker.session
    tracker.update()
    tracker.refresh()
    tracker.update_annotation_visibility()
    tracker.update_frame_marker(draw=True)
    tracker.update_annotation_label_states()
    tracker.set_key_bindings()
    tracker.add_events()
    assert tracker.session is before
    with pytest.warns(NoEffectWarning):
        tracker.set_image_background_color("black")
    with pytest.raises(RefusedError, match="in no DeepLabCut project"):
        tracker.process_dlc_project()


def test_a_folder_of_images_makes_no_project(tracker, tmp_path):
    tracker.annotation_layer = "hand"
    with pytest.raises(CommandFailedError, match="no folders of images"):
        tracker.create_dlc_project(path=tmp_path)
    tracker.annotation_layer = "work"
    with pytest.raises(RefusedError, match="work has no labels"):
        tracker.create_dlc_project(path=tmp_path)
    assert tracker.session.dialog is None


def test_rendering_writes_a_video_and_stays_on_the_last_frame(tracker, tmp_path):
    out = tracker.render(2, 6, str(tmp_path / "out.mp4"))
    assert out.stat().st_size > 500
    assert tracker.frame == 6
    with pytest.raises(OutputExistsError):
        tracker.render(2, 6, str(tmp_path / "out.mp4"))


def test_the_layer_behind_ann_is_the_one_of_the_session(tracker):
    tracker.annotation_layer = "hand"
    tracker.ann.data["0"][7] = [1.5, 2.5]
    assert at(tracker, "hand", "0", 7) == (1.5, 2.5)
    tracker.undo()
    assert 7 not in tracker.ann.data["0"]
    assert np.isnan(tracker.ann.to_trace("0")[7]).all()
