"""Cleaning layers before training loses no point: it is in the layer or in its sidecar, and comes back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.dlc import preflight_clean
from dustrack_imgui.dlc.hand_layers import FoundLayers, HandLayer, layers_of_files
from dustrack_imgui.dlc.preflight import check_layers
from dustrack_imgui.dlc.preflight_clean import LayerChangedError, clean_files, plan_cleaning
from dustrack_imgui.dlc.recovery import (
    as_arguments,
    from_arguments,
    list_recoveries,
    plan_restoring,
    read_recovery,
    restored,
)
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.errors import WriteError
from dustrack_imgui.formats.layer_diff import layer_diff
from dustrack_imgui.formats.point_facts import load_point_facts, save_point_facts
from dustrack_imgui.formats.recovery_sidecar import dump_recovery
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.operations.blockwise import overlaid

LABELS = ("0", "1")
WHEN = datetime(2026, 11, 22, 13, 5, 7)
STAMP = ".dustrack-dropped-incomplete-20261122T130507"
POINTS = {
    "0": {1: (1.0, 1.0), 2: (2.0, 2.0), 3: (3.0, 3.0)},
    "1": {1: (1.5, 1.5), 3: (3.5, 3.5)},
    "7": {2: (7.0, 7.0), 9: (9.0, 9.0)},
}
"""Frame 2 lacks label 1; label 7 is none of the project's."""

points = st.dictionaries(
    st.sampled_from(["0", "1", "2", "7", "8"]),
    st.dictionaries(
        st.integers(0, 2100),
        st.tuples(*[st.floats(-1e4, 1e4, allow_nan=False)] * 2),
        max_size=8,
    ),
    max_size=5,
)


def report_of(*layers: HandLayer):
    return check_layers(FoundLayers(layers), LABELS, has_labelled_frames=True)


@pytest.fixture
def videos(tmp_path, make_tracks):
    """Two videos, each with a layer that needs cleaning."""
    for stem in ("a", "b"):
        save_annotation(tmp_path / f"{stem}_annotations_hand.json", make_tracks(POINTS))
    return [tmp_path / "a.mp4", tmp_path / "b.mp4"]


def plan_of(videos, **choices):
    return plan_cleaning(report_of(*layers_of_files(videos).layers), **choices)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def as_dict(tracks):
    return {
        label: dict(zip(track.frames().tolist(), map(tuple, track.xy().tolist()), strict=True))
        for label, track in tracks.items()
    }


def test_incomplete_frames_and_strays_go_and_are_in_the_sidecar(videos, tmp_path):
    plan = plan_of(videos[:1])
    assert (plan[0].n_frames, plan[0].n_dropped) == (1, 3)
    sidecars = clean_files(plan, when=WHEN)
    layer = tmp_path / "a_annotations_hand.json"
    assert sidecars == {layer: tmp_path / f"a_annotations_hand{STAMP}"}
    assert as_dict(load_annotation(layer).tracks) == {
        "0": {1: (1.0, 1.0), 3: (3.0, 3.0)},
        "1": {1: (1.5, 1.5), 3: (3.5, 3.5)},
        "7": {},
    }
    assert as_dict(read_recovery(sidecars[layer])) == {
        "0": {2: (2.0, 2.0)},
        "7": {2: (7.0, 7.0), 9: (9.0, 9.0)},
    }


def test_strays_stay_when_asked_for_even_on_incomplete_frames(videos, tmp_path):
    sidecars = clean_files(plan_of(videos[:1], keeps_strays=True), when=WHEN)
    layer = tmp_path / "a_annotations_hand.json"
    assert as_dict(load_annotation(layer).tracks)["7"] == POINTS["7"]
    assert as_dict(read_recovery(sidecars[layer])) == {"0": {2: (2.0, 2.0)}}


def test_a_sidecar_without_strays_is_byte_for_byte_what_dustrack_writes(videos, make_tracks):
    sidecars = clean_files(plan_of(videos[:1], keeps_strays=True), when=WHEN)
    (written,) = sidecars.values()
    assert written.read_bytes() == dump_recovery(make_tracks({"0": POINTS["0"]}), [2])


def test_unsaved_work_is_saved_though_nothing_is_dropped(tmp_path, make_tracks):
    path = tmp_path / "a_annotations_new.json"
    layer = HandLayer(tmp_path / "a.mp4", "new", path, make_tracks({"0": {1: (1, 1)}, "1": {1: (1, 1)}}))
    assert clean_files(plan_cleaning(report_of(layer)), when=WHEN) == {}
    assert as_dict(load_annotation(path).tracks) == {"0": {1: (1.0, 1.0)}, "1": {1: (1.0, 1.0)}}
    assert list(content(tmp_path)) == [path.name]


def test_what_is_known_of_the_points_that_stay_stays_with_them(videos, tmp_path, make_tracks):
    path = tmp_path / "a_annotations_hand.json"
    save_point_facts(path, make_tracks(POINTS, Source.HAND))
    clean_files(plan_of(videos[:1]), when=WHEN)
    facts = load_point_facts(path, load_annotation(path).tracks)
    assert facts is not None
    assert facts.tracks["0"].source_at(3) is Source.HAND


def test_what_is_known_of_dropped_points_comes_back_with_them(videos, tmp_path, make_tracks):
    path = tmp_path / "a_annotations_hand.json"
    tracks = make_tracks(POINTS, Source.HAND)
    tracks = {
        **tracks,
        "0": overlaid(tracks["0"], Track.from_points([2], [(2, 2)], Source.MODEL, likelihood=[0.5])),
    }
    save_point_facts(path, tracks)
    sidecars = clean_files(plan_of(videos[:1]), when=WHEN)
    dropped = from_arguments(as_arguments(read_recovery(sidecars[path])))
    now = load_point_facts(path, load_annotation(path).tracks).tracks
    back = restored(now, plan_restoring(dropped, now))
    assert (back["0"].source_at(2), back["0"].likelihood_at(2)) == (Source.MODEL, 0.5)
    assert [back[label].source_at(at) for label, at in (("0", 1), ("7", 2), ("7", 9))] == [Source.HAND] * 3


@given(points=points, keeps_strays=st.booleans())
def test_restoring_is_the_inverse_of_cleaning(make_tracks, points, keeps_strays):
    before = make_tracks(points)
    layer = HandLayer(Path("v.mp4"), "hand", Path("v_annotations_hand.json"), before)
    (one,) = plan_cleaning(report_of(layer), keeps_strays=keeps_strays) or (None,)
    if one is None:
        assert not any(track.count for track in before.values())
        return
    assert one.n_dropped + sum(t.count for t in one.kept.values()) == sum(t.count for t in before.values())
    again = report_of(HandLayer(layer.video, layer.name, layer.path, one.kept, one.kept))
    assert keeps_strays or not again.with_issues
    back = restored(one.kept, plan_restoring(one.dropped, one.kept))
    assert list(back) == list(before)
    assert not layer_diff(back, before)


def test_restoring_keeps_what_was_placed_since_unless_told_otherwise(make_tracks):
    dropped = make_tracks({"0": {1: (1, 1), 2: (2, 2), 3: (3, 3)}, "9": {4: (4, 4)}})
    now = make_tracks({"0": {1: (1, 1), 2: (8, 8)}})
    plan = plan_restoring(dropped, now)
    assert (plan.n_points, plan.n_there, plan.n_elsewhere) == (2, 1, 1)
    assert as_dict(restored(now, plan)) == {"0": {1: (1, 1), 2: (8, 8), 3: (3, 3)}, "9": {4: (4, 4)}}
    assert as_dict(restored(now, plan_restoring(dropped, now, overwrites=True)))["0"][2] == (2, 2)


def test_sidecars_of_a_video_are_listed_newest_first_with_what_they_hold(videos, tmp_path):
    clean_files(plan_of(videos[:1]), when=WHEN)
    older = tmp_path / "a_annotations_hand.dustrack-dropped-incomplete-20250101T000000"
    older.write_text("{")
    (tmp_path / "ab_annotations_hand.dustrack-dropped-incomplete-20270101T000000").write_text("{}")
    (tmp_path / "a_annotations_hand.dustrack-dropped-incomplete-never").write_text("{}")
    newest, broken = list_recoveries(videos[0])
    assert (newest.layer, newest.when, newest.n_frames, newest.n_points) == ("hand", WHEN, 2, 3)
    assert newest.labels == ("0", "7")
    assert broken.path == older
    assert broken.problem.startswith("The file of dropped points is damaged")
    assert list_recoveries(videos[0], "other") == ()


def test_a_file_changed_by_another_program_stops_before_anything_is_written(videos, tmp_path, make_tracks):
    plan = plan_of(videos)
    save_annotation(tmp_path / "b_annotations_hand.json", make_tracks({"0": {5: (5, 5)}}))
    before = content(tmp_path)
    with pytest.raises(LayerChangedError, match="hand was changed by another program"):
        clean_files(plan, when=WHEN)
    assert content(tmp_path) == before


def test_a_full_disk_while_the_sidecars_are_written_changes_nothing(videos, tmp_path, monkeypatch):
    before = content(tmp_path)
    save = preflight_clean.save_recovery

    def full_for_b(annotation, *args, **options):
        if annotation.name.startswith("b_"):
            raise WriteError("The file could not be written (No space left on device)", annotation)
        return save(annotation, *args, **options)

    monkeypatch.setattr(preflight_clean, "save_recovery", full_for_b)
    with pytest.raises(WriteError, match="No space left"):
        clean_files(plan_of(videos), when=WHEN)
    assert content(tmp_path) == before


def test_no_temporary_file_remains(videos, tmp_path):
    clean_files(plan_of(videos), when=WHEN)
    assert not [name for name in content(tmp_path) if name.endswith(".tmp")]
