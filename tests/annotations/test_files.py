"""Loading, saving, reloading."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.annotations import AnnotationWarning, NoFileError, NoVideoError, VideoAnnotation
from dustrack_imgui.formats.errors import AnnotationError, ReadError
from dustrack_imgui.model.source import Source

from .conftest import GOLDEN, MakeVideo


def write(path: Path, text: str = '{"0": {"1": [1.0, 2.0]}, "3": {}}') -> Path:
    path.write_text(text)
    return path


def test_where_points_come_from_is_kept_beside_the_file(tmp_path: Path) -> None:
    ann = VideoAnnotation(write(tmp_path / "v_annotations_a.json"))
    ann.save()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["v_annotations_a.json"]
    ann.add([5, 6], "3", 9)
    ann.save()
    again = VideoAnnotation(tmp_path / "v_annotations_a.json")
    assert (again.get_source("0", 1), again.get_source("3", 9)) == (Source.FILE, Source.HAND)


def test_a_damaged_sidecar_costs_provenance_but_no_point(tmp_path: Path) -> None:
    ann = VideoAnnotation(write(tmp_path / "v_annotations_a.json"))
    ann.add([5, 6], "3", 9)
    ann.save()
    (tmp_path / "v_annotations_a.dustrack-points.npz").write_bytes(b"no zip")
    with pytest.warns(AnnotationWarning, match="provenance"):
        again = VideoAnnotation(tmp_path / "v_annotations_a.json")
    assert again.data == ann.data


def test_a_copy_is_saved_and_the_annotation_keeps_its_file(tmp_path: Path) -> None:
    own = write(tmp_path / "v_annotations_a.json")
    ann = VideoAnnotation(str(own))
    before = own.read_bytes()
    ann.add([5, 6], "3", 9)
    ann.save(str(tmp_path / "copy.json"))
    assert own.read_bytes() == before
    assert (ann.fname, ann.fstem) == (str(own), "v_annotations_a")
    assert VideoAnnotation(tmp_path / "copy.json").data == ann.data


def test_only_json_is_saved_and_only_under_a_name(tmp_path: Path) -> None:
    with pytest.raises(NoFileError, match="no file yet"):
        VideoAnnotation().save()
    ann = VideoAnnotation(GOLDEN / "labels_10.h5", name="x")
    with pytest.raises(ValueError, match=r"saved as \.json"):
        ann.save()
    ann.fname = str(tmp_path / "t.h5")
    ann.to_json()
    assert VideoAnnotation(tmp_path / "t.json").data == ann.data
    ann.fname = tmp_path / "u.json"
    ann.to_json()
    assert (tmp_path / "u.json").exists()


def test_reloading_brings_back_the_file_or_empties_the_labels(tmp_path: Path) -> None:
    ann = VideoAnnotation(write(tmp_path / "v_annotations_a.json"))
    ann.add([5, 6], "3", 9)
    ann.reload()
    assert ann.data == {"0": {1: [1.0, 2.0]}, "3": {}}
    fresh = VideoAnnotation(tmp_path / "v_annotations_new.json", n_labels=2)
    del fresh.data["0"]
    fresh.add([5, 6], "1", 9)
    fresh.reload()
    assert fresh.data == {"1": {}}, "labels keep their names"


def test_load_returns_the_file_and_changes_nothing(tmp_path: Path) -> None:
    ann = VideoAnnotation(write(tmp_path / "v_annotations_a.json"))
    ann.data = {}
    assert ann.load() == {"0": {1: [1.0, 2.0]}, "3": {}}
    assert ann.data == {}
    assert VideoAnnotation().load(3) == {"0": {}, "1": {}, "2": {}}


@pytest.mark.parametrize("text", ["", "[]", '{"left": {}}', '{"0": {"1": [1]}}', '{"0": {"x": [1, 2]}}'])
def test_a_file_that_is_no_annotation_says_so(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "v_annotations_a.json", text)
    with pytest.raises(AnnotationError, match=r"v_annotations_a\.json"):
        VideoAnnotation(path)
    assert path.read_text() == text


def test_points_that_are_not_finite_are_unmarked_and_named(tmp_path: Path) -> None:
    path = write(tmp_path / "v_annotations_a.json", '{"0": {"1": [1.0, NaN], "2": [1.0, 2.0]}}')
    with pytest.warns(AnnotationWarning, match="1 frames .1."):
        ann = VideoAnnotation(path)
    assert ann.frames == [2]


def test_merging_wants_files_of_one_video_that_exist(tmp_path: Path, make_video: MakeVideo) -> None:
    make_video("v.mp4", 3)
    make_video("w.mp4", 3)
    a, b = write(tmp_path / "v_annotations_a.json"), write(tmp_path / "w_annotations_b.json")
    merge = VideoAnnotation.from_multiple_files
    with pytest.raises(NoVideoError, match="one video"):
        merge([a, b], None, "m", tmp_path / "m.json")
    with pytest.raises(ReadError, match="gone"):
        merge([a, tmp_path / "gone.json"], str(tmp_path / "v.mp4"), "m", tmp_path / "m.json")
    assert merge([a], None, "m", tmp_path / "m.json").video is not None


def test_a_video_of_another_kind_is_found_beside_the_file(tmp_path: Path, make_video: MakeVideo) -> None:
    make_video("v.mkv", 4)
    ann = VideoAnnotation(write(tmp_path / "v_annotations_a.json"))
    assert ann.n_frames == 4
    (tmp_path / "w.mp4").write_bytes(b"no video")
    assert VideoAnnotation(write(tmp_path / "w_annotations_a.json")).video is None


def test_the_name_and_the_file_of_an_annotation_alone_can_be_set(tmp_path: Path) -> None:
    ann = VideoAnnotation(n_labels=2)
    ann.name, ann.fname = "new", tmp_path / "x.json"
    ann.save()
    assert (ann.name, ann.fname) == ("new", str(tmp_path / "x.json"))
    assert "labels=['0', '1']" in repr(ann)
