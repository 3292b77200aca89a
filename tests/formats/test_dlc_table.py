"""DeepLabCut's tables are read as DUSTrack reads them, except that names never swap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.formats.body_parts import labels_of_body_parts
from dustrack_imgui.formats.dlc_table import TableKind, read_dlc_table
from dustrack_imgui.formats.errors import ReadError, TableError
from dustrack_imgui.model.source import Source

DATA = Path(__file__).parents[1] / "golden" / "data"
TABLES: dict[str, list[dict[str, Any]]] = json.loads((DATA / "dlc_tables.json").read_text("utf-8"))
HEAD = "scorer,,,pn,pn\nbodyparts,,,point0,point0\ncoords,,,x,y\n"


def read_points(case: dict[str, Any], labels: list[str]) -> dict[str, dict[int, list[float]]]:
    """Whole points of a golden case; DUSTrack keeps half ones."""
    return {
        label: {int(f): xy for f, xy in case["points"].get(label, {}).items() if np.isfinite(xy).all()}
        for label in labels
    }


def points_of(tracks: Any) -> dict[str, dict[int, list[float]]]:
    return {
        label: dict(zip(track.frames().tolist(), track.xy().tolist(), strict=True))
        for label, track in tracks.items()
    }


@pytest.mark.parametrize("case", TABLES["written"], ids=lambda case: case["h5"])
@pytest.mark.parametrize("kind", ["h5", "csv"])
def test_labels_of_dustrack_are_read_to_the_last_digit(case: dict[str, Any], kind: str) -> None:
    source = json.loads(case["text"])
    names = case["arguments"].get("internal_to_dlc_labels")
    prefix = case["arguments"].get("label_prefix", "point")
    parts = {(names[label] if names else f"{prefix}{label}"): label for label in source}
    table = read_dlc_table(DATA / case[kind], labels=parts)
    assert table.kind is TableKind.LABELS
    assert table.video == case["video"]
    assert table.scorer == case["arguments"].get("scorer", "praneeth")
    assert points_of(table.tracks) == {
        label: {int(f): xy for f, xy in points.items()} for label, points in source.items()
    }
    assert {label: part for part, label in parts.items()} == dict(table.body_parts)
    assert table.warnings == ()


@pytest.mark.parametrize("kind", ["h5", "csv"])
def test_predictions_keep_their_likelihood(kind: str) -> None:
    case = next(case for case in TABLES["read"] if case["h5"] == "predictions_points.h5")
    table = read_dlc_table(DATA / case[kind])
    assert table.kind is TableKind.PREDICTIONS
    assert table.video is None
    tolerance = 0 if kind == "h5" else 1e-5
    expected = read_points(case, ["0", "1", "10"])
    for label, points in points_of(table.tracks).items():
        assert list(points) == list(expected[label])
        np.testing.assert_allclose(
            list(points.values()), list(expected[label].values()), rtol=0, atol=tolerance
        )
        frames = np.array(list(points))
        golden = np.array(case["likelihood"][f"point{label}"])[frames]
        np.testing.assert_allclose(table.likelihoods[label].at(frames), golden, rtol=0, atol=1e-7)
        assert set(table.tracks[label].sources().tolist()) == {Source.MODEL}
    assert np.isnan(table.likelihoods["0"].at([3, 99])).all()
    assert table.warnings == ("point1: only one coordinate on 1 frame (5); left unmarked.",)


@pytest.mark.parametrize("file", ["predictions_named", "labels_read_named"])
def test_named_body_parts_follow_the_project_and_never_the_alphabet(file: str) -> None:
    case = next(case for case in TABLES["read"] if case["h5"] == f"{file}.h5")
    by_name = {"nose": read_points(case, ["1"])["1"], "ear": read_points(case, ["0"])["0"]}
    for order in (["nose", "ear"], ["ear", "nose"], ["tail", "nose", "ear"]):
        labels = labels_of_body_parts(order)
        table = read_dlc_table(DATA / f"{file}.h5", labels=labels)
        assert points_of(table.tracks) == {labels[name]: points for name, points in by_name.items()}
    alone = read_dlc_table(DATA / f"{file}.h5")
    assert points_of(alone.tracks) == {"0": by_name["nose"], "1": by_name["ear"]}
    assert "nose = 0, ear = 1" in alone.warnings[0]


def test_a_body_part_that_the_project_lacks_is_named() -> None:
    with pytest.raises(TableError, match="no body part ear"):
        read_dlc_table(DATA / "predictions_named.h5", labels={"nose": "0"})
    with pytest.raises(TableError, match="same label"):
        read_dlc_table(DATA / "predictions_named.h5", labels={"nose": "0", "ear": "0"})


def write(folder: Path, text: str) -> Path:
    path = folder / "CollectedData_pn.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_several_videos_gives_the_one_that_is_asked_for(tmp_path: Path) -> None:
    rows = "labeled-data,v1,img3.png,1,2\nlabeled-data,v10,img3.png,3,4\nlabeled-data,v1,img12.png,5,6\n"
    path = write(tmp_path, HEAD + rows)
    with pytest.raises(TableError, match=r"several videos \(v1, v10\)"):
        read_dlc_table(path)
    assert points_of(read_dlc_table(path, video="v1").tracks) == {"0": {3: [1, 2], 12: [5, 6]}}
    with pytest.raises(TableError, match="no image of v2"):
        read_dlc_table(path, video="v2")


@pytest.mark.parametrize("slash", ["/", "\\"])
def test_rows_of_older_versions_are_one_path(tmp_path: Path, slash: str) -> None:
    head = "scorer,pn,pn\nbodyparts,point2,point2\ncoords,x,y\n"
    table = read_dlc_table(
        write(tmp_path, head + slash.join(["labeled-data", "v", "img007.png"]) + ",1.5,2.5\n")
    )
    assert (table.kind, table.video) == (TableKind.LABELS, "v")
    assert points_of(table.tracks) == {"2": {7: [1.5, 2.5]}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "does not begin"),
        ("a,b\n1,2\n", "line 1"),
        ("scorer,pn\nbodyparts,p\ncoords\n", "line 3"),
        (HEAD + "labeled-data,v,img1.png,1\n", "line 4: 5 cells"),
        (HEAD + "labeled-data,v,img1.png,1,x\n", "line 4: 'x' is no number"),
        (HEAD + "labeled-data,v,img1.png,1,1_0\n", "'1_0' is no number"),
        (HEAD + "labeled-data,v,img.png,1,2\n", "not named after a frame"),
        (HEAD + "labeled-data,v,img99999999999.png,1,2\n", "not named after a frame"),
        (HEAD + "labeled-data,v,img1.png,1,2\nlabeled-data,v,img01.png,1,2\n", "frame 1 occurs twice"),
        ("scorer,pn,pn\nbodyparts,p,p\ncoords,x,z\n0,1,2\n", "columns x, z"),
        ("scorer,pn,pn\nbodyparts,p,p\ncoords,x,x\n0,1,2\n", "column occurs twice"),
        ("scorer,pn,qn\nbodyparts,p,p\ncoords,x,y\n0,1,2\n", "2 scorers"),
        ("scorer,pn,pn\nindividuals,a,a\nbodyparts,p,p\ncoords,x,y\n0,1,2\n", "several animals"),
        ('scorer,pn,pn\nbodyparts,p,p\ncoords,x,y\n"0,1,2\n', "no CSV"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(TableError, match=reason) as caught:
        read_dlc_table(path)
    assert str(caught.value).endswith(str(path))


def test_infinite_positions_are_left_out_with_a_warning(tmp_path: Path) -> None:
    table = read_dlc_table(
        write(tmp_path, HEAD + "labeled-data,v,img1.png,inf,2\nlabeled-data,v,img2.png,1,2\n")
    )
    assert points_of(table.tracks) == {"0": {2: [1, 2]}}
    assert len(table.warnings) == 1


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="No such file"):
        read_dlc_table(tmp_path / "none.h5")
