"""Names of files and layers: DUSTrack's scheme with exact stems."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.formats.errors import LayerNameError, ReadError
from dustrack_imgui.formats.names import (
    annotation_path,
    find_layers,
    layer_name_of,
    moving_average_path,
)

VIDEO = Path("data") / "v1.mp4"


def test_a_layer_lies_beside_its_video() -> None:
    assert annotation_path(VIDEO, "pn") == Path("data/v1_annotations_pn.json")
    assert annotation_path(VIDEO) == Path("data/v1_annotations.json")
    assert annotation_path(VIDEO, "") == annotation_path(VIDEO, "noname") == annotation_path(VIDEO)


@pytest.mark.parametrize("name", ["a/b", "a\\b", "..", "a:b", "a\n", "a ", "con*"])
def test_names_that_no_file_can_have_are_refused(name: str) -> None:
    with pytest.raises(LayerNameError, match="v1"):
        annotation_path(VIDEO, name)


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("v1_annotations.json", "noname"),
        ("v1_annotations_pn.json", "pn"),
        ("v1_annotations_iteration-0_lkmovavg_0.500.json", "iteration-0_lkmovavg_0.500"),
        ("v10_annotations_pn.json", None),
        ("v1_annotations_.json", None),
        ("v1_annotationsx.json", None),
        ("v1_annotations_pn.h5", None),
        ("v1_events_interp_with_lk.json", None),
        (".v1_annotations_pn.json.ab12.tmp", None),
        ("v1_annotations_pn.dustrack-dropped-incomplete-20240101T000000", None),
    ],
)
def test_a_file_belongs_to_the_video_with_exactly_its_stem(name: str, layer: str | None) -> None:
    assert layer_name_of(Path("data") / name, video=VIDEO) == layer


def test_without_a_video_the_stem_ends_at_the_first_mark() -> None:
    assert layer_name_of(Path("v10_annotations_pn.json")) == "pn"
    assert layer_name_of(Path("v10_annotations.json")) == "noname"
    assert layer_name_of(Path("other.json")) is None


def test_layers_of_a_video_are_found_in_the_order_in_which_they_are_shown(tmp_path: Path) -> None:
    for layer in ("buffer", "dlc_2", "zoe", "dlccorr", "anna", "anna_manual_corrections", "labeled_data"):
        (tmp_path / f"v1_annotations_{layer}.json").touch()
    (tmp_path / "v1_annotations.json").touch()
    (tmp_path / "v10_annotations_pn.json").touch()
    (tmp_path / "v1_annotations_folder.json").mkdir()
    found = find_layers(tmp_path / "v1.mp4")
    assert list(found) == [
        "anna",
        "noname",
        "zoe",
        "anna_manual_corrections",
        "labeled_data",
        "dlc_2",
        "dlccorr",
        "buffer",
    ]
    assert found["anna"] == tmp_path / "v1_annotations_anna.json"


def test_a_folder_that_is_gone_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="could not be listed"):
        find_layers(tmp_path / "gone" / "v1.mp4")


def test_the_jitter_filter_writes_beside_its_source() -> None:
    source = Path("data/v1_annotations_iteration-0.json")
    assert moving_average_path(source, 0.5).name == "v1_annotations_iteration-0_lkmovavg_0.500.json"


def test_dicom_series_do_not_share_their_annotations() -> None:
    first, second = Path("1.2.840.1"), Path("1.2.840.2")
    assert annotation_path(first) != annotation_path(second)
    assert annotation_path(Path("clip.264")).name == "clip_annotations.json"
