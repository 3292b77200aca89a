"""Layers: labels in order, questions over all labels, kinds by DUSTrack's names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import EMPTY_TRACK, Track

marks = st.dictionaries(st.sampled_from(["0", "1", "5"]), st.sets(st.integers(0, 2100), max_size=6))


def layer_of(marked: dict[str, set[int]]) -> Layer:
    tracks = {
        label: Track.from_points(sorted(frames), np.zeros((len(frames), 2)))
        for label, frames in marked.items()
    }
    return Layer("pn").with_tracks(tracks)


@given(marks, st.integers(0, 2200))
def test_questions_over_all_labels(marked: dict[str, set[int]], frame: int) -> None:
    layer = layer_of(marked)
    every = set().union(*marked.values())
    assert layer.labels == tuple(marked)
    assert layer.labels_at(frame) == tuple(label for label, frames in marked.items() if frame in frames)
    assert layer.has_any(frame) == (frame in every)
    assert layer.frame_after(frame) == min((f for f in every if f > frame), default=None)
    assert layer.frame_before(frame) == max((f for f in every if f < frame), default=None)
    assert layer.count() == sum(map(len, marked.values()))
    mask = layer.annotated(1500)
    assert np.flatnonzero(mask).tolist() == sorted(f for f in every if f < 1500)


def test_an_edit_shares_the_other_tracks_and_keeps_the_order() -> None:
    old = layer_of({"5": {1}, "0": {2}})
    new = old.with_track("0", old.track("0").with_point(9, (1.0, 1.0), Source.HAND))
    assert new.track("5") is old.track("5")
    assert new.labels == ("5", "0")
    assert new.with_track("7", EMPTY_TRACK).labels == ("5", "0", "7")
    assert old.track("0").count == 1


def test_a_label_that_is_not_declared_has_an_empty_track() -> None:
    assert Layer("pn").track("3") is EMPTY_TRACK


def test_tracks_cannot_be_changed_in_place() -> None:
    layer = layer_of({"0": {1}})
    with pytest.raises(TypeError):
        layer.tracks["0"] = EMPTY_TRACK  # type: ignore[index]
    with pytest.raises(AttributeError):
        layer.name = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("buffer", LayerKind.SCRATCH),
        ("dlc_iteration-0_050", LayerKind.DENSE),
        ("dlccorr_1", LayerKind.DENSE),
        ("pn_lkmovavg_0.500", LayerKind.DENSE),
        ("pn", LayerKind.HAND),
        ("labeled_data", LayerKind.HAND),
        ("buffer2", LayerKind.HAND),
    ],
)
def test_kinds_follow_the_name(name: str, kind: LayerKind) -> None:
    assert LayerKind.of_name(name) is kind
