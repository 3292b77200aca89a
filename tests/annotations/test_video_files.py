"""Files of one video of a project, without DeepLabCut."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from dustrack_imgui._file_management import VideoFileManager, rebase_to_config

PREDICTION = "DLC_resnet50_blobNov22shuffle1_snapshot_"


@pytest.fixture
def project(tmp_path: Path) -> SimpleNamespace:
    videos = tmp_path / "videos"
    labels = tmp_path / "labeled-data" / "v1"
    (videos / "iteration-0").mkdir(parents=True)
    labels.mkdir(parents=True)
    for name in (
        "v1_annotations_iteration-0.json",
        "v1_annotations_dlccorr.json",
        "v10_annotations_iteration-0.json",
        f"iteration-0/v1{PREDICTION}050.h5",
        f"iteration-0/v1{PREDICTION}050_lkmovavg_0.500.json",
        f"iteration-0/v10{PREDICTION}050.h5",
        "iteration-0/v1DLC_resnet50_otherNov22shuffle1_snapshot_050.h5",
    ):
        (videos / name).touch()
    (labels / "CollectedData_pn.h5").touch()
    return SimpleNamespace(
        paths={"project": tmp_path},
        config={"Task": "blob", "date": "Nov22"},
        name="blob",
        video_list=[videos / "v1.mp4", videos / "v10.mp4"],
    )


def test_layers_are_those_of_the_video_in_the_order_shown(project: SimpleNamespace) -> None:
    files = VideoFileManager(project, 0)
    assert (files.project_name, files.video_stem, files.video_fname.name) == ("blob", "v1", "v1.mp4")
    assert sorted(files.annotation_names) == ["dlccorr", "iteration-0"]
    assert {path.name for path in files.annotation_files} == {
        "v1_annotations_dlccorr.json",
        "v1_annotations_iteration-0.json",
    }
    names = ["dlc_iteration-0_050", "dlc_iteration-0_050_lkmovavg_0.500"]
    assert sorted(files.dlc_trace_names) == names
    assert len(files.dlc_trace_files) == 2
    assert list(files.get_all_annotation_layers("iteration-1")) == [
        "iteration-0",
        "iteration-1",
        "labeled_data",
        *names,
        "dlccorr",
    ]


def test_a_layer_that_exists_does_not_stop_the_project_from_opening(project: SimpleNamespace) -> None:
    files = VideoFileManager(project, 0)
    assert files.get_new_json("iteration-1").name == "v1_annotations_iteration-1.json"
    with pytest.raises(ValueError, match="already"):
        files.get_new_json("iteration-0")
    assert files.get_all_annotation_layers("iteration-0") == files.get_all_annotation_layers()


def test_there_is_one_table_of_labels_or_an_error(project: SimpleNamespace) -> None:
    assert VideoFileManager(project, 0).labeled_data.name == "CollectedData_pn.h5"
    with pytest.raises(AssertionError, match="0 tables"):
        _ = VideoFileManager(project, -1).labeled_data
    assert VideoFileManager.canonical_layer_name("v_annotations_x.json") == "x"
    assert rebase_to_config("/new/proj/config.yaml", r"D:\old\proj\videos\v.mp4") == "/new/proj/videos/v.mp4"
