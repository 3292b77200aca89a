"""Annotation files: DUSTrack's bytes, exact numbers, and a clear word about every broken file."""

from __future__ import annotations

import contextlib
import json
import math
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.formats.annotation_json import (
    dump_annotation,
    load_annotation,
    parse_annotation,
    save_annotation,
)
from dustrack_imgui.formats.errors import AnnotationError, ReadError, WriteError
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import MAX_FRAME, Track

PATH = Path("clip_annotations_pn.json")
labels = st.integers(0, 999).map(str)
floats = st.floats(allow_nan=False, allow_infinity=False)
contents = st.dictionaries(
    labels, st.dictionaries(st.integers(0, 5000), st.tuples(floats, floats), max_size=8), max_size=6
)


def tracks_of(content: dict[str, dict[int, tuple[float, float]]]) -> MappingProxyType[str, Track]:
    return MappingProxyType(
        {
            label: Track.from_points(list(points), list(points.values()) or np.empty((0, 2)))
            for label, points in content.items()
        }
    )


def upstream_bytes(content: dict[str, dict[int, tuple[float, float]]]) -> bytes:
    ordered = {
        label: {str(frame): list(points[frame]) for frame in sorted(points)}
        for label, points in content.items()
    }
    return json.dumps(ordered, indent=4).encode()


@pytest.mark.parametrize(
    "name",
    ["vid_annotations_pn.json", "p6_passive_ROM_01_push_01_crop_annotations_noisy_lkmovavg_0.500.json"],
)
def test_files_of_dustrack_come_back_byte_for_byte(shared_dir: Path, tmp_path: Path, name: str) -> None:
    golden = shared_dir / "golden" / name
    annotation = load_annotation(golden)
    assert annotation.warnings == ()
    save_annotation(tmp_path / name, annotation.tracks)
    assert (tmp_path / name).read_bytes() == golden.read_bytes()


def test_a_file_of_another_layout_holds_the_same_points(shared_dir: Path) -> None:
    golden = shared_dir / "golden" / "p6_passive_ROM_01_push_01_crop_annotations_noisy.json"
    written = json.loads(dump_annotation(load_annotation(golden).tracks))
    assert written == json.loads(golden.read_bytes())
    assert list(written) == ["0", "1", "2", "3"]


@given(contents)
def test_any_content_is_written_as_dustrack_writes_it(
    content: dict[str, dict[int, tuple[float, float]]],
) -> None:
    written = dump_annotation(tracks_of(content))
    assert written == upstream_bytes(content)
    read = parse_annotation(written, PATH).tracks
    assert list(read) == list(content)
    for label, points in content.items():
        assert read[label].frames().tolist() == sorted(points)
        for frame, xy in points.items():
            found = read[label].xy_at(frame)
            assert found is not None
            assert [math.copysign(1, v) for v in found] == [math.copysign(1, v) for v in xy]
            assert found == xy


def test_loaded_points_are_marked_as_from_the_file_and_may_be_unordered() -> None:
    track = parse_annotation(b'{"0": {"9": [1, 2], "3": [4, 5.5]}}', PATH).tracks["0"]
    assert track.frames().tolist() == [3, 9]
    assert track.xy_at(9) == (1.0, 2.0)
    assert set(track.sources().tolist()) == {Source.FILE}


def test_empty_labels_and_order_stay() -> None:
    content = b'{\n    "7": {},\n    "10": {},\n    "2": {}\n}'
    tracks = parse_annotation(content, PATH).tracks
    assert list(tracks) == ["7", "10", "2"]
    assert dump_annotation(tracks) == content
    assert dump_annotation({}) == b"{}"


def test_points_that_are_no_numbers_are_unmarked_and_named() -> None:
    content = b'{"0": {"1": [NaN, 2.0], "2": [1.0, Infinity], "4": [1e999, 1], "3": [1.0, 2.0]}}'
    annotation = parse_annotation(content, PATH)
    assert annotation.tracks["0"].frames().tolist() == [3]
    assert annotation.warnings == ("Label 0: no finite position on 3 frames (1, 2, 4); left unmarked.",)


def test_a_byte_order_mark_is_no_harm() -> None:
    assert list(parse_annotation(b'\xef\xbb\xbf{"0": {}}', PATH).tracks) == ["0"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged or no JSON"),
        (b"{", "damaged or no JSON"),
        (b'{"0": {"1": [1.0, 2.0', "damaged or no JSON"),
        (b"\xff\xfe\x00\xd8", "damaged or no JSON"),
        (b'{"0": {"1": [1.0, 2.0]}} extra', "damaged or no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1, 2]", "labels are expected"),
        (b'"text"', "labels are expected"),
        (b'{"0": [1, 2]}', "labels are expected"),
        (b'{"nose": {}}', "label nose: labels must be whole numbers"),
        ('{"٣": {}}'.encode(), "labels must be whole numbers"),
        (b'{"-1": {}}', "labels must be whole numbers"),
        (b'{"": {}}', "labels must be whole numbers"),
        (b'{"1234567890": {}}', "more than 9 digits"),
        (b'{"0": {}, "0": {}}', "label 0: it occurs twice"),
        (b'{"0": null, "1": {}}', "label 0: it must hold frames"),
        (b'{"0": {"-3": [1, 2]}}', "frame '-3' is not a number from 0"),
        (b'{"0": {"1.5": [1, 2]}}', "frame '1.5' is not a number"),
        (b'{"0": {"": [1, 2], "1": [1, 2]}}', "frame '' is not a number"),
        (b'{"0": {"1_0": [1, 2]}}', "frame '1_0' is not a number"),
        ('{"0": {"٣": [1, 2]}}'.encode(), "is not a number"),
        (b'{"0": {"16777216": [1, 2]}}', "frame 16777216 is greater than 16777215"),
        (b'{"0": {"99999999999999999999": [1, 2]}}', "is not a number"),
        (b'{"0": {"1": [1, 2], "1": [3, 4]}}', "frame 1 occurs twice"),
        (b'{"0": {"1": [1, 2], "01": [3, 4]}}', "frame 1 occurs twice"),
        (b'{"0": {"1": [1, 2, 3]}}', "frame 1 must hold two numbers"),
        (b'{"0": {"1": [1]}}', "frame 1 must hold two numbers"),
        (b'{"0": {"1": 5}}', "must hold two numbers"),
        (b'{"0": {"1": ["1", "2"]}}', "frame 1 must hold two numbers"),
        (b'{"0": {"1": [true, 2]}}', "frame 1 must hold two numbers"),
        (b'{"0": {"1": [null, 2]}}', "frame 1 must hold two numbers"),
        (b'{"0": {"1": [[1, 2], 2]}}', "frame 1 must hold two numbers"),
        (b'{"0": {"1": [{}, 2]}}', "frame 1 must hold two numbers"),
        (b'{"0": {"1": [1' + b"0" * 400 + b", 2]}}", "too large"),
    ],
)
def test_a_broken_file_is_named_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(AnnotationError, match=r"clip_annotations_pn\.json$") as caught:
        parse_annotation(content, PATH)
    assert reason in caught.value.reason
    assert caught.value.path == PATH


def test_the_last_frame_there_can_be_is_read() -> None:
    content = f'{{"0": {{"{MAX_FRAME}": [1, 2]}}}}'.encode()
    assert parse_annotation(content, PATH).tracks["0"].last_frame() == MAX_FRAME


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="No such file"):
        load_annotation(tmp_path / "none.json")


@settings(max_examples=300)
@given(contents, st.data())
def test_a_damaged_file_is_an_error_or_loads_but_never_crashes(
    content: dict[str, dict[int, tuple[float, float]]], data: st.DataObject
) -> None:
    whole = dump_annotation(tracks_of(content))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 8)))
    damaged = whole[:start] + data.draw(st.binary(max_size=4)) + whole[end:]
    with contextlib.suppress(AnnotationError):
        tracks = parse_annotation(damaged, PATH).tracks
        assert parse_annotation(dump_annotation(tracks), PATH).tracks.keys() == tracks.keys()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3) | st.integers(-2, 12).map(str), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=300)
@given(json_values)
def test_any_other_json_is_an_error_or_loads(value: object) -> None:
    with contextlib.suppress(AnnotationError):
        parse_annotation(json.dumps(value).encode(), PATH)


def test_every_cut_of_a_file_is_an_error() -> None:
    whole = dump_annotation(tracks_of({"0": {1: (1.5, 2.5), 30: (3.0, 4.0)}, "4": {}}))
    for length in range(len(whole)):
        with pytest.raises(AnnotationError):
            parse_annotation(whole[:length], PATH)


def test_what_reads_back_differently_is_no_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clip_annotations.json"
    path.write_bytes(b"{}")
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: real(self).replace(b"5.0", b"6.0"))
    with pytest.raises(WriteError, match="reads back differently"):
        save_annotation(path, tracks_of({"0": {1: (5.0, 2.0)}}))
    monkeypatch.undo()
    assert path.read_bytes() == b"{}"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
