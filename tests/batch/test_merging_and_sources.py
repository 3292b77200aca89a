"""Merging by exact stems, and finding videos in folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dustrack_imgui.batch.merging import NoAnnotationsError, merge_files, merge_folder
from dustrack_imgui.batch.sources import find_videos
from dustrack_imgui.drawing.draft import OutputExistsError
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.errors import AnnotationError


def annotate(path: Path, x: float, label: str = "0", frame: int = 1) -> Path:
    path.write_text(json.dumps({label: {str(frame): [x, 1.0]}}))
    return path


def test_the_last_file_wins_and_labels_stand_in_lexical_order(tmp_path: Path) -> None:
    one, two = annotate(tmp_path / "b.json", 1.0), annotate(tmp_path / "a.json", 2.0)
    more = annotate(tmp_path / "c.json", 3.0, label="10")
    report = merge_files([one, two, more], tmp_path / "out.json")
    tracks = load_annotation(report.path).tracks
    assert tracks["0"].xy_at(1) == (2.0, 1.0)
    assert list(tracks) == ["0", "10"]
    assert report.n_points == {"0": 1, "10": 1}


def test_a_folder_is_merged_video_by_video_with_exact_stems(tmp_path: Path) -> None:
    for name in ("v1.mp4", "v10.mp4", "lonely.mp4"):
        (tmp_path / name).write_bytes(b"never opened")
    annotate(tmp_path / "v1_annotations_a.json", 1.0)
    annotate(tmp_path / "v1_annotations_b.json", 2.0)
    annotate(tmp_path / "v1_annotations_buffer.json", 99.0)
    annotate(tmp_path / "v10_annotations.json", 10.0)
    reports = merge_folder(tmp_path)
    assert [report.path.name for report in reports] == [
        "v1_annotations_merged.json",
        "v10_annotations_merged.json",
    ]
    assert load_annotation(reports[0].path).tracks["0"].xy_at(1) == (2.0, 1.0)
    assert load_annotation(reports[1].path).tracks["0"].xy_at(1) == (10.0, 1.0)
    annotate(tmp_path / "v1_annotations_c.json", 3.0)
    with pytest.raises(OutputExistsError):
        merge_folder(tmp_path)
    again = merge_folder(tmp_path, overwrite=True)
    assert [path.name for path in again[0].sources] == [f"v1_annotations_{name}.json" for name in "abc"]


def test_nothing_to_merge_and_damaged_files_are_errors_that_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoAnnotationsError):
        merge_folder(tmp_path)
    (tmp_path / "v.mp4").write_bytes(b"")
    annotate(tmp_path / "v_annotations_a.json", 1.0)
    (tmp_path / "v_annotations_b.json").write_text("{")
    with pytest.raises(AnnotationError):
        merge_folder(tmp_path)
    assert not (tmp_path / "v_annotations_merged.json").exists()


def test_videos_are_found_once_in_order_whatever_their_case(tmp_path: Path) -> None:
    for name in ("b.MP4", "a.mkv", "z/c.m4v", "z/d.avi", "z/.e.mp4", ".f/g.mov", "n.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    found = find_videos([tmp_path, tmp_path / "a.mkv", "named.xyz", str(tmp_path / "z")])
    names = [path.name for path in found]
    assert names == ["a.mkv", "b.MP4", "c.m4v", "d.avi", "named.xyz"]
    assert [path.name for path in find_videos(tmp_path, is_recursive=False)] == ["a.mkv", "b.MP4"]
