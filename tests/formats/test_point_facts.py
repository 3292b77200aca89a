"""Provenance and likelihood live beside the layer and count for that very content only."""

from __future__ import annotations

import fnmatch
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.errors import ReadError, SidecarError
from dustrack_imgui.formats.npz import dump_arrays, read_arrays
from dustrack_imgui.formats.point_facts import (
    PointFacts,
    load_point_facts,
    point_facts_path,
    save_point_facts,
)
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

REAL_SOURCES = [source for source in Source if source is not Source.NONE]
facts = st.dictionaries(
    st.integers(0, 20).map(str),
    st.dictionaries(
        st.integers(0, 3000),
        st.tuples(st.sampled_from(REAL_SOURCES), st.none() | st.floats(0, 1)),
        max_size=6,
    ),
    max_size=4,
)


def layer() -> Tracks:
    hand = Track.from_points([1, 5], [(1.0, 2.0), (3.0, 4.0)], Source.HAND).with_point(
        3, (0.5, 0.5), Source.RSTC
    )
    return MappingProxyType(
        {
            "2": hand,
            "0": Track(),
            "1": Track.from_points([0], [(9.0, 9.0)], Source.MODEL, likelihood=[0.75]),
        }
    )


@pytest.fixture
def annotation(tmp_path: Path) -> Path:
    path = tmp_path / "v_annotations_pn.json"
    save_annotation(path, layer())
    return path


def load(annotation: Path) -> PointFacts | None:
    return load_point_facts(annotation, load_annotation(annotation).tracks)


def test_provenance_and_likelihood_come_back(annotation: Path) -> None:
    path = save_point_facts(annotation, layer())
    assert path == point_facts_path(annotation)
    found = load(annotation)
    assert found is not None
    for label, track in layer().items():
        assert found.tracks[label].holds_same_points(track)
        assert found.tracks[label].sources().tolist() == track.sources().tolist()
    assert list(found.likelihoods) == ["1"]
    assert found.likelihoods["1"].at([0, 1])[0] == 0.75


@settings(max_examples=30)
@given(facts)
def test_any_facts_come_back(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, dict[int, tuple[Source, float | None]]]
) -> None:
    path = tmp_path_factory.mktemp("facts") / "v_annotations.json"
    tracks: dict[str, Track] = {}
    for label, own in content.items():
        sources = np.array([source for source, _ in own.values()], np.uint8)
        sure = np.array([p for _, p in own.values()], np.float64)
        tracks[label] = Track.from_points(list(own), np.zeros((len(own), 2)), sources, likelihood=sure)
    save_annotation(path, tracks)
    save_point_facts(path, tracks)
    found = load(path)
    if found is None:
        assert not any(track.has_likelihood for track in tracks.values())
        return
    for label, track in tracks.items():
        assert found.tracks[label].sources().tolist() == track.sources().tolist()
        np.testing.assert_array_equal(found.tracks[label].likelihoods(), track.likelihoods())


def test_an_edit_elsewhere_makes_the_sidecar_void(annotation: Path) -> None:
    save_point_facts(annotation, layer())
    annotation.write_bytes(annotation.read_bytes() + b"\n")
    assert load(annotation) is None
    assert point_facts_path(annotation).exists()


def test_nothing_is_written_when_nothing_is_known(annotation: Path) -> None:
    plain = load_annotation(annotation).tracks
    assert save_point_facts(annotation, plain) is None
    assert not point_facts_path(annotation).exists()
    save_point_facts(annotation, layer())
    assert save_point_facts(annotation, plain) is None
    assert load(annotation) is not None, "the same content: its facts were merely not asked for"
    save_annotation(annotation, {"0": plain["2"]})
    assert save_point_facts(annotation, {"0": plain["2"]}) is None
    assert not point_facts_path(annotation).exists(), "facts about other content are void"


def test_provenance_of_a_newer_version_counts_as_a_file(annotation: Path) -> None:
    path = save_point_facts(annotation, layer())
    assert path is not None
    kinds = {"content": "u", "labels": "U", "label": "i", "frame": "i", "source": "u", "likelihood": "f"}
    arrays = read_arrays(path, {name: (kind, 1) for name, kind in kinds.items()}, what="file")
    arrays["source"] = np.full_like(arrays["source"], 200)
    path.write_bytes(dump_arrays(arrays))
    found = load(annotation)
    assert found is not None
    assert set(found.tracks["2"].sources().tolist()) == {Source.FILE}


def test_a_damaged_sidecar_is_refused(annotation: Path) -> None:
    path = save_point_facts(annotation, layer())
    assert path is not None
    content = path.read_bytes()
    for damaged in (b"", b"no zip", content[:-40], content[:40]):
        path.write_bytes(damaged)
        with pytest.raises(SidecarError):
            load(annotation)
    kinds = {"content": "u", "labels": "U", "label": "i", "frame": "i", "source": "u", "likelihood": "f"}
    path.write_bytes(content)
    arrays = read_arrays(path, {name: (kind, 1) for name, kind in kinds.items()}, what="file")
    for name, value in (
        ("frame", arrays["frame"][::-1]),
        ("source", arrays["source"] * 0),
        ("labels", arrays["labels"][:1]),
        ("label", arrays["label"][1:]),
        ("content", np.array(["a"])),
    ):
        path.write_bytes(dump_arrays(arrays | {name: value}))
        with pytest.raises(SidecarError):
            load(annotation)


def test_pickled_arrays_are_refused(annotation: Path) -> None:
    path = point_facts_path(annotation)
    np.savez(path, content=np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(SidecarError):
        load(annotation)


def test_dustrack_does_not_look_at_the_sidecar() -> None:
    name = point_facts_path(Path("v_annotations_pn.json")).name
    patterns = ["v*_annotations*.json", "*v*_annotations*.json", "vDLC*blob*.h5", "vDLC*blob*.json"]
    patterns += ["v*CollectedData*.h5", "*.mp4", "*.h5", "*.csv"]
    assert not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def test_a_sidecar_without_its_layer_says_so(annotation: Path) -> None:
    tracks = load_annotation(annotation).tracks
    save_point_facts(annotation, layer())
    annotation.unlink()
    with pytest.raises(ReadError):
        load_point_facts(annotation, tracks)
