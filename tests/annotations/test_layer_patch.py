"""A patch carries exactly what differs between two values of a layer."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.annotations.layer_patch import LayerPatch, patch_between, patched
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.journal_codec import decode_call, encode_call

FRAMES = st.integers(0, 12) | st.integers(1020, 1030) | st.integers(2040, 2050)
TRACKS = st.dictionaries(FRAMES, st.floats(-5, 5).map(lambda x: (x, 1.0)), max_size=6)
LAYERS = st.dictionaries(st.sampled_from(["0", "1", "2"]), TRACKS, max_size=3)
KNOWN = st.dictionaries(
    FRAMES, st.tuples(st.sampled_from([1.0, 2.0]), st.none() | st.floats(0, 1)), max_size=6
)


def layer(points: dict[str, dict[int, tuple[float, float]]], source: Source = Source.FILE) -> Layer:
    tracks = {label: Track.from_points(list(at), list(at.values()), source) for label, at in points.items()}
    return Layer("a", MappingProxyType(tracks))


def content(one: Layer) -> list[tuple[str, list[int], list[list[float]], list[int]]]:
    return [
        (label, track.frames().tolist(), track.xy().tolist(), track.sources().tolist())
        for label, track in one.tracks.items()
    ]


@settings(max_examples=50, deadline=None)
@given(LAYERS, LAYERS)
def test_a_patch_makes_the_one_layer_into_the_other(
    old: dict[str, dict[int, tuple[float, float]]], new: dict[str, dict[int, tuple[float, float]]]
) -> None:
    before, after = layer(old), layer(new, Source.HAND)
    patch = patch_between(before, after)
    assert content(patched(before, patch)) == content(after)
    assert patch_between(after, after).changed_labels == ()


def test_only_points_that_differ_are_carried() -> None:
    before = Layer("a", MappingProxyType({"0": Track.from_array(np.ones((5000, 2)))}))
    after = before.with_track("0", before.track("0").with_point(4321, (2.0, 3.0), Source.HAND).without([7]))
    patch = patch_between(before, after)
    assert patch.put["0"]["frames"].tolist() == [4321]
    assert patch.removed["0"].tolist() == [7]
    assert patch.frame_range() == (7, 4321)


def test_a_patch_leaves_alone_what_changed_meanwhile() -> None:
    before = layer({"0": {1: (1, 1), 2: (2, 2)}, "1": {5: (5, 5)}})
    script = patch_between(before, layer({"0": {1: (9, 9), 2: (2, 2)}, "1": {5: (5, 5)}}))
    by_hand = before.with_track("0", before.track("0").with_point(3, (3, 3), Source.HAND))
    assert patched(by_hand, script).track("0").xy().tolist() == [[9, 9], [2, 2], [3, 3]]


def test_a_patch_survives_the_journal() -> None:
    before = layer({"0": {1: (1, 1)}, "1": {}})
    after = layer({"2": {4: (0.5, 0.25)}, "0": {3: (1, 1)}}, Source.HAND)
    line = encode_call(Call("layer.patch", patch_between(before, after).arguments()))
    import json

    read = decode_call(json.loads(line)).arguments
    patch = LayerPatch(read["labels"], read["put"], read["removed"])
    assert content(patched(before, patch)) == content(after)


def model_layer(points: dict[int, tuple[float, float | None]]) -> Layer:
    likelihood = [np.nan if sure is None else sure for _, sure in points.values()]
    xy = [(x, 1.0) for x, _ in points.values()]
    track = Track.from_points(list(points), xy, Source.MODEL, likelihood=likelihood)
    return Layer("a", MappingProxyType({"0": track}))


@settings(max_examples=50, deadline=None)
@given(KNOWN, KNOWN)
def test_a_patch_carries_how_sure_a_model_was(
    old: dict[int, tuple[float, float | None]], new: dict[int, tuple[float, float | None]]
) -> None:
    before, after = model_layer(old), model_layer(new)
    patch = patch_between(before, after)
    made = patched(before, patch)
    assert content(made) == content(after)
    np.testing.assert_array_equal(made.track("0").likelihoods(), after.track("0").likelihoods())
    assert patch_between(made, after).changed_labels == ()


def test_a_patch_of_an_earlier_version_knows_nothing_of_likelihood() -> None:
    before = model_layer({1: (1.0, 0.5), 2: (1.0, 0.5)})
    put = {"0": {"frames": np.array([1]), "xy": np.ones((1, 2)) * 9, "source": np.array([2], np.uint8)}}
    made = patched(before, LayerPatch(("0",), put)).track("0")
    assert (made.likelihood_at(1), made.likelihood_at(2)) == (None, 0.5)
