"""Each file of a project has its own layer name, DUSTrack's wherever that tells files apart."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from dustrack_imgui.formats.layer_names import canonical_layer_name, distinct_layer_names

GOLDEN: dict[str, str] = json.loads(
    (Path(__file__).parents[1] / "golden" / "data" / "names.json").read_text("utf-8")
)["canonical_layer_name"]
OURS = {
    "v_annotations.json": "noname",
    "050_lkmovavg_0.500.json": "dlc_iteration-0_050_lkmovavg_0.500",
    "200_lkmovavg_0.500.json": "dlc_iteration-0_200_lkmovavg_0.500",
    "050_blip_removed.json": "dlc_iteration-0_050_blip_removed",
    "200_blip_removed.json": "dlc_iteration-0_200_blip_removed",
    "050_blip_corrections.json": "dlc_iteration-0_050_blip_corrections",
    "CollectedData_praneeth.h5": "labeled_data",
}
ITERATION = Path("proj/videos/iteration-0")
STEM = "vDLC_Resnet50_blobNov22shuffle1_snapshot_050"


@pytest.mark.parametrize("path", GOLDEN)
def test_names_are_those_of_dustrack_or_better(path: str) -> None:
    ours = next((name for end, name in OURS.items() if path.endswith(end)), GOLDEN[path])
    assert canonical_layer_name(Path(path)) == ours
    assert canonical_layer_name(Path(path), Path("proj")) == ours


def test_no_two_files_of_a_project_share_a_name() -> None:
    paths = [Path(path) for path in GOLDEN if path.startswith("proj/videos/") and "v10" not in path]
    named = distinct_layer_names(paths, Path("proj"))
    assert sorted(named.values()) == sorted(paths)


def test_files_that_would_share_a_name_are_told_apart_in_any_order() -> None:
    paths = [
        ITERATION / f"{STEM}.json",
        ITERATION / f"{STEM}.h5",
        ITERATION / "vDLC_HrnetW32_blobNov22shuffle1_snapshot_050.h5",
        Path("proj/videos/v_annotations_pn.json"),
        Path("proj/videos/old/v_annotations_pn.json"),
    ]
    expected = {
        "dlc_iteration-0_050": paths[2],
        "dlc_iteration-0_050_h5": paths[1],
        "dlc_iteration-0_050_json": paths[0],
        "pn": paths[3],
        "pn_json": paths[4],
    }
    for order in permutations(paths):
        assert dict(distinct_layer_names(order, Path("proj"))) == expected


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("vDLC_Resnet50_blobNov22shuffle2_snapshot_050.h5", "dlc_iteration-0_shuffle2_050"),
        ("vDLC_Resnet50_blobNov22shuffle1_snapshot_best-50_filtered.h5", "dlc_iteration-0_best-50_filtered"),
        ("myDLC_clipDLC_Resnet50_aDLC_bNov22shuffle1_snapshot_9.h5", "dlc_iteration-0_9"),
        ("vDLC_strange.h5", "dlc_iteration-0_strange"),
    ],
)
def test_names_keep_what_tells_predictions_apart(name: str, layer: str) -> None:
    assert canonical_layer_name(ITERATION / name, Path("proj")) == layer


def test_folders_below_an_iteration_are_part_of_the_name() -> None:
    path = ITERATION / "again" / f"{STEM}.h5"
    assert canonical_layer_name(path, Path("proj")) == "dlc_iteration-0_again_050"
    assert canonical_layer_name(path) == "dlc_again_050"
