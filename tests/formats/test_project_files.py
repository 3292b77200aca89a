"""A video's files in a project are found by its exact stem."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dustrack_imgui.formats.errors import ReadError
from dustrack_imgui.formats.project_files import (
    find_annotations,
    find_labeled_data,
    find_predictions,
    find_project_layers,
)

MODEL = "DLC_Resnet50_blobNov22shuffle1_snapshot"
FILES = [
    "videos/v1.mp4",
    "videos/v1_annotations.json",
    "videos/v1_annotations_b.json",
    "videos/v1_annotations_a.json",
    "videos/v1_annotations_a.dustrack-points.npz",
    "videos/v1_annotations_a.dustrack-dropped-incomplete-20251122T094400",
    "videos/v1_annotationsx.json",
    "videos/v10_annotations_a.json",
    "videos/av1_annotations_a.json",
    "videos/v1_b_annotations_a.json",
    "notes/v1_annotations_c.json",
    ".hidden/v1_annotations_d.json",
    "labeled-data/v1/v1_annotations_e.json",
    "dlc-models-pytorch/v1_annotations_f.json",
    f"videos/iteration-0/v1{MODEL}_050.h5",
    f"videos/iteration-0/v1{MODEL}_050.csv",
    f"videos/iteration-0/v1{MODEL}_050_meta.pickle",
    f"videos/iteration-0/v1{MODEL}_050_lkmovavg_0.500.json",
    f"videos/iteration-0/v1{MODEL}_200_lkmovavg_0.500.json",
    f"videos/iteration-1/v1{MODEL}_050.h5",
    f"videos/iteration-0/v10{MODEL}_050.h5",
    f"videos/iteration-0/v1_b{MODEL}_050.h5",
    "videos/iteration-0/v1DLC_Resnet50_blobsNov22shuffle1_snapshot_050.h5",
    "labeled-data/v1/CollectedData_pn.h5",
    "labeled-data/v1/CollectedData_xy.h5",
    "labeled-data/v1/CollectedData_pn.csv",
    "labeled-data/v10/CollectedData_pn.h5",
    "labeled-data/v1_labeled/CollectedData_pn.h5",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / "proj" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "proj"


def names(project: Path, paths: Sequence[Path]) -> list[str]:
    return [path.relative_to(project).as_posix() for path in paths]


def test_annotations_are_those_of_the_very_video_in_the_order_of_merging(project: Path) -> None:
    assert names(project, find_annotations(project, "v1")) == [
        "notes/v1_annotations_c.json",
        "videos/v1_annotations.json",
        "videos/v1_annotations_a.json",
        "videos/v1_annotations_b.json",
    ]
    assert names(project, find_annotations(project, "v10")) == ["videos/v10_annotations_a.json"]
    assert names(project, find_annotations(project, "v1_b")) == ["videos/v1_b_annotations_a.json"]
    assert find_annotations(project, "v") == ()


def test_predictions_are_those_of_the_very_video_and_project(project: Path) -> None:
    folder = "videos/iteration-0/v1"
    assert names(project, find_predictions(project, "v1", task_and_date="blobNov22")) == [
        f"{folder}{MODEL}_050.h5",
        f"{folder}{MODEL}_050_lkmovavg_0.500.json",
        f"{folder}{MODEL}_200_lkmovavg_0.500.json",
        f"videos/iteration-1/v1{MODEL}_050.h5",
    ]
    assert len(find_predictions(project, "v1")) == 5
    assert names(project, find_predictions(project, "v10")) == [f"videos/iteration-0/v10{MODEL}_050.h5"]


def test_labeled_data_is_that_of_the_very_video(project: Path) -> None:
    folder = "labeled-data/v1"
    both = [f"{folder}/CollectedData_pn.h5", f"{folder}/CollectedData_xy.h5"]
    assert names(project, find_labeled_data(project, "v1")) == both
    assert names(project, find_labeled_data(project, "v1", scorer="pn")) == both[:1]
    assert find_labeled_data(project, "v2") == ()


def test_a_stem_that_continues_another_ones_name_keeps_its_files(tmp_path: Path) -> None:
    videos = tmp_path / "videos"
    videos.mkdir()
    mine, other = videos / "v_annotations_a.json", videos / "v_annotations_x_annotations_a.json"
    for path in (mine, other):
        path.touch()
    assert find_annotations(tmp_path, "v") == (mine, other)
    stems = ["v", "v_annotations_x"]
    assert find_annotations(tmp_path, "v", stems=stems) == (mine,)
    assert find_annotations(tmp_path, "v_annotations_x", stems=stems) == (other,)


def test_all_layers_have_names_of_their_own_in_the_order_of_display(project: Path) -> None:
    layers = find_project_layers(project, "v1", task_and_date="blobNov22", scorer="pn")
    assert list(layers) == [
        "a",
        "b",
        "c",
        "noname",
        "labeled_data",
        "dlc_iteration-0_050",
        "dlc_iteration-0_050_lkmovavg_0.500",
        "dlc_iteration-0_200_lkmovavg_0.500",
        "dlc_iteration-1_050",
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="none"):
        find_annotations(tmp_path / "none", "v")
    assert find_predictions(tmp_path, "v") == ()
