"""Layers in other programs' formats and back; formats of optional libraries really run where these are."""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from dustrack_imgui.batch.exchange.exporting import (
    FORMATS,
    NothingToExportError,
    default_export_path,
    export_layer,
)
from dustrack_imgui.batch.exchange.extras import MissingExtraError, library
from dustrack_imgui.batch.exchange.importing import import_layer
from dustrack_imgui.batch.exchange.nwb import NoTimesError
from dustrack_imgui.batch.layer_file import LayerFile, UnknownFormatError, read_layer
from dustrack_imgui.batch.opening import facts_of
from dustrack_imgui.drawing.draft import OutputExistsError
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video

NEEDS = {"movement": "movement", "sleap": "sleap_io", "coco": "sleap_io", "nwb": "pynwb"}


@pytest.fixture
def predicted(tmp_path: Path) -> LayerFile:
    """Two labels of a model on 40 frames, one with gaps, and a label of two hand-made points."""
    frames = np.arange(40)
    path = np.column_stack([50 + np.sin(frames), 20 + frames / 3])
    tracks = {
        "0": Track.from_points(frames, path, Source.MODEL, likelihood=np.linspace(0.5, 1.0, 40)),
        "3": Track.from_points(frames[5:9], path[5:9] * 1.5, Source.RSTC),
        "10": Track.from_points([2, 30], [(1.25, 2.5), (3.0, 4.0)], Source.HAND),
    }
    layer = Layer("dlc_x", MappingProxyType(tracks), tmp_path / "v_annotations_dlc_x.json", LayerKind.DENSE)
    return LayerFile(layer)


@pytest.fixture
def facts(video: Path) -> Video:
    return facts_of(video)


def assert_same(read: LayerFile, given: LayerFile) -> None:
    assert read.layer.labels == given.layer.labels
    for label, track in given.layer.tracks.items():
        assert read.layer.tracks[label].holds_same_points(track), label


def export_or_explain(given: LayerFile, name: str, facts: Video, tmp_path: Path) -> Path | None:
    """The exported file; without the library, None after checking that the error says what to install."""
    out = tmp_path / f"out{FORMATS[name].ending}"
    if find_spec(NEEDS[name]) is not None:
        assert export_layer(given, out, name, video=facts).paths == (out,)
        return out
    with pytest.raises(MissingExtraError, match=r"is not installed: pip install 'dustrack-imgui\[export\]'"):
        export_layer(given, out, name, video=facts)
    assert not out.exists()
    return None


def test_a_tidy_table_holds_every_point_and_comes_back(
    predicted: LayerFile, facts: Video, tmp_path: Path
) -> None:
    out = tmp_path / "o.csv"
    assert export_layer(predicted, out, "csv", video=facts).paths == (out,)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["frame", "time_s", "label", "x", "y", "likelihood", "source"]
    assert len(rows) == 46
    at_6 = {row["label"]: row for row in rows if row["frame"] == "6"}
    assert list(at_6) == ["0", "3"]
    assert float(at_6["3"]["time_s"]) == pytest.approx(6 / facts.fps)
    assert (at_6["3"]["likelihood"], at_6["3"]["source"]) == ("", "rstc")
    assert float(at_6["0"]["likelihood"]) == np.linspace(0.5, 1.0, 40)[6]
    back = import_layer(out)
    assert_same(back, predicted)
    assert back.layer.tracks["10"].source_at(2) == Source.HAND
    assert np.array_equal(back.likelihoods["0"].values, predicted.likelihoods["0"].values)


def test_without_a_video_times_come_from_the_rate_or_stay_empty(predicted: LayerFile, tmp_path: Path) -> None:
    export_layer(predicted, tmp_path / "a.csv", "csv", fps=50.0)
    export_layer(predicted, tmp_path / "b.csv", "csv")
    with_rate, without = pd.read_csv(tmp_path / "a.csv"), pd.read_csv(tmp_path / "b.csv")
    assert with_rate["time_s"].tolist() == [frame / 50 for frame in with_rate["frame"]]
    assert without["time_s"].isna().all()


def test_tables_of_deeplabcut_are_read_by_pandas_and_come_back(
    predicted: LayerFile, facts: Video, tmp_path: Path
) -> None:
    done = export_layer(predicted, tmp_path / "p.h5", "dlc-predictions", video=facts, scorer="me")
    assert done.paths == (tmp_path / "p.csv", tmp_path / "p.h5")
    table = pd.read_hdf(tmp_path / "p.h5")
    assert table.shape == (40, 9)
    assert table["me", "point10", "x"].dropna().tolist() == [1.25, 3.0]
    for path in done.paths:
        assert_same(import_layer(path), predicted)
    labels = export_layer(predicted, tmp_path / "l.csv", "dlc-labels", video=facts, labels=["10"])
    found = import_layer(labels.paths[0])
    assert found.layer.labels == ("10",)
    assert found.layer.tracks["10"].frames().tolist() == [2, 30]


def test_points_beyond_the_video_are_left_out_and_counted(
    predicted: LayerFile, facts: Video, tmp_path: Path
) -> None:
    tracks = predicted.layer.tracks
    longer = tracks["3"].with_point(400, (1.0, 1.0), Source.HAND)
    layer = predicted.layer.with_track("3", longer)
    done = export_layer(LayerFile(layer), tmp_path / "o.csv", "csv", video=facts)
    assert done.n_left_out == 1
    assert pd.read_csv(tmp_path / "o.csv")["frame"].max() == 39


def test_nothing_to_export_is_an_error_and_files_are_kept(
    predicted: LayerFile, facts: Video, tmp_path: Path
) -> None:
    with pytest.raises(NothingToExportError):
        export_layer(LayerFile(Layer("empty")), tmp_path / "o.csv", "csv")
    for name, form in FORMATS.items():
        there = tmp_path / f"there{form.ending}"
        there.write_bytes(b"mine")
        with pytest.raises((OutputExistsError, MissingExtraError)):
            export_layer(predicted, there, name, video=facts)
        assert there.read_bytes() == b"mine"


def test_movement_reads_positions_times_and_confidence(
    predicted: LayerFile, facts: Video, tmp_path: Path
) -> None:
    out = export_or_explain(predicted, "movement", facts, tmp_path)
    if out is not None:
        dataset = library("xarray", "xarray").load_dataset(out)
        assert dataset.attrs["ds_type"] == "poses"
        assert dataset.attrs["fps"] == facts.fps
        assert np.allclose(dataset["time"], np.arange(40) / facts.fps)
        position = dataset["position"].sel(keypoints="point0", individuals="individual_0")
        assert np.array_equal(
            position.transpose("time", "space").values, predicted.layer.tracks["0"].array(40)
        )
        confidence = dataset["confidence"].sel(keypoints="point0", individuals="individual_0")
        assert np.array_equal(confidence.values, np.linspace(0.5, 1.0, 40))
        assert np.isnan(dataset["position"].sel(keypoints="point10", time=0).values).all()


def test_movement_gets_the_times_of_an_uneven_video(
    predicted: LayerFile, colour_video: Path, tmp_path: Path
) -> None:
    uneven = facts_of(colour_video)
    out = export_or_explain(predicted, "movement", uneven, tmp_path)
    if out is not None:
        assert uneven.times_secs is not None
        assert np.allclose(library("xarray", "xarray").load_dataset(out)["time"], uneven.times_secs)


def test_sleap_labels_come_back_with_scores(predicted: LayerFile, facts: Video, tmp_path: Path) -> None:
    out = export_or_explain(predicted, "sleap", facts, tmp_path)
    if out is not None:
        back = import_layer(out)
        assert_same(back, predicted)
        assert np.allclose(back.likelihoods["0"].values, predicted.likelihoods["0"].values)
        labels = library("sleap_io", "sleap-io").load_slp(str(out), open_videos=False)
        assert labels.skeletons[0].node_names == ["point0", "point3", "point10"]
        assert Path(labels.videos[0].filename).name == "v.mp4"


def test_sleap_labels_by_hand_stay_labels_by_hand(truth: Path, facts: Video, tmp_path: Path) -> None:
    given = read_layer(truth)
    out = export_or_explain(given, "sleap", facts, tmp_path)
    if out is not None:
        back = import_layer(out)
        marked = [label for label, track in given.layer.tracks.items() if track.count]
        assert list(back.layer.labels) == marked
        assert set(back.layer.tracks[marked[0]].sources()) == {Source.HAND}
        assert not back.likelihoods


def test_coco_names_the_pictures_that_extraction_writes(
    predicted: LayerFile, facts: Video, tmp_path: Path
) -> None:
    out = export_or_explain(predicted, "coco", facts, tmp_path)
    if out is not None:
        content = json.loads(out.read_text())
        assert [image["file_name"] for image in content["images"]] == [f"img{n:02d}.png" for n in range(40)]
        assert (content["images"][0]["width"], content["images"][0]["height"]) == (240, 180)
        assert content["categories"][0]["keypoints"] == ["point0", "point3", "point10"]
        at_2 = np.array(content["annotations"][2]["keypoints"]).reshape(3, 3)
        assert at_2[2, :2].tolist() == [1.25, 2.5]
        assert at_2[1, 2] == 0


def test_nwb_holds_a_series_for_every_label(predicted: LayerFile, facts: Video, tmp_path: Path) -> None:
    out = export_or_explain(predicted, "nwb", facts, tmp_path)
    if out is not None:
        library("ndx_pose", "ndx-pose")
        with library("pynwb", "pynwb").NWBHDF5IO(str(out), mode="r") as file:
            estimation = file.read().processing["behavior"]["PoseEstimation"]
            series = estimation.pose_estimation_series["point0"]
            assert np.array_equal(series.data[:], predicted.layer.tracks["0"].array(40))
            assert series.rate == facts.fps
            assert "centre of the top-left pixel" in series.reference_frame
            assert np.array_equal(series.confidence[:], np.linspace(0.5, 1.0, 40))
            assert sorted(estimation.nodes[:]) == ["point0", "point10", "point3"]
    with pytest.raises(NoTimesError, match="frames per second"):
        export_layer(predicted, tmp_path / "no.nwb", "nwb")


def test_the_message_tells_a_missing_library_from_a_broken_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MissingExtraError, match="no-such-thing is not installed"):
        library("no_such_thing_at_all", "no-such-thing")
    (tmp_path / "half_there.py").write_text("import what_it_needs_is_missing")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(MissingExtraError, match="half-there is there, but cannot be imported"):
        library("half_there", "half-there")


def test_default_names_of_formats_never_collide(tmp_path: Path) -> None:
    annotation = tmp_path / "v_annotations_a.json"
    paths = [default_export_path(annotation, name) for name in FORMATS]
    paths += [path.with_suffix(".csv") for path in paths if path.suffix == ".h5"]
    assert len(set(paths)) == len(paths)
    assert annotation not in paths


def test_files_of_unknown_kind_and_damaged_ones_are_typed_errors(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"only \.json.*\.slp"):
        import_layer(tmp_path / "a.xlsx")
    for name, content in (
        ("a.csv", b"frame,label\n1,0\n"),
        ("b.csv", b"frame,label,x,y\n1,0,abc,2\n"),
        ("c.csv", b"\xff\xfe\x00"),
        ("d.csv", b""),
        ("e.h5", b"\x89HDF\r\n\x1a\n" + b"\x00" * 100),
        ("f.json", b"[1,2]"),
        ("gone.csv", None),
        ("gone.h5", None),
    ):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(FormatError, match=name):
            import_layer(path)


def test_damaged_sleap_files_are_typed_errors_or_the_library_is_asked_for(tmp_path: Path) -> None:
    for name, content in (("a.slp", b"not hdf5"), ("b.slp", b""), ("gone.slp", None)):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        expected = MissingExtraError if find_spec("sleap_io") is None else FormatError
        with pytest.raises(expected, match="sleap-io" if expected is MissingExtraError else name):
            import_layer(path)
