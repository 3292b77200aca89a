"""Tables that we write are those that DUSTrack writes, and pandas opens them as DeepLabCut does."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.formats.annotation_json import parse_annotation
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.formats.dlc_write import ImageNames, labels_frame, write_labels, write_predictions
from dustrack_imgui.formats.errors import WriteError
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import Track

DATA = Path(__file__).parents[1] / "golden" / "data"
WRITTEN: list[dict[str, Any]] = json.loads((DATA / "dlc_tables.json").read_text("utf-8"))["written"]
points = st.dictionaries(
    st.integers(0, 60), st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=6
)


def written(case: dict[str, Any], folder: Path) -> tuple[Path, Path]:
    arguments = case["arguments"]
    tracks = parse_annotation(case["text"].encode(), Path("x.json")).tracks
    parts = arguments.get("internal_to_dlc_labels")
    if "label_prefix" in arguments:
        parts = {label: f"{arguments['label_prefix']}{label}" for label in tracks}
    return write_labels(
        folder,
        tracks,
        scorer=arguments.get("scorer", "praneeth"),
        video=case["video"],
        n_frames=case["n_frames"],
        body_parts=parts,
        images=ImageNames(arguments.get("img_prefix", "img"), arguments.get("img_suffix", ".png")),
        file_stem=arguments["file_prefix"],
    )


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case["h5"])
def test_labels_are_written_as_dustrack_writes_them(case: dict[str, Any], tmp_path: Path) -> None:
    csv, hdf = written(case, tmp_path)
    assert csv.read_bytes() == (DATA / case["csv"]).read_bytes()
    pd.testing.assert_frame_equal(pd.read_hdf(hdf), pd.read_hdf(DATA / case["h5"]), check_column_type=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([csv.name, hdf.name])


@pytest.mark.parametrize("case", WRITTEN[:1], ids=lambda case: case["h5"])
def test_writing_twice_gives_the_same_bytes(case: dict[str, Any], tmp_path: Path) -> None:
    first = [path.read_bytes() for path in written(case, tmp_path)]
    assert [path.read_bytes() for path in written(case, tmp_path)] == first


@pytest.mark.parametrize("name", ["predictions_points", "predictions_named"])
def test_predictions_come_back_with_their_likelihood(name: str, tmp_path: Path) -> None:
    table = read_dlc_table(DATA / f"{name}.h5")
    csv, hdf = write_predictions(
        tmp_path / f"{name}.h5",
        table.tracks,
        scorer=table.scorer,
        n_frames=8,
        body_parts=table.body_parts,
    )
    golden = pd.read_hdf(DATA / f"{name}.h5").astype(np.float64)
    values = golden.to_numpy().reshape(8, -1, 3).copy()
    values[np.isnan(values[:, :, :2]).any(axis=2)] = np.nan
    golden[:] = values.reshape(8, -1)
    pd.testing.assert_frame_equal(pd.read_hdf(hdf), golden, check_column_type=False, check_index_type=False)
    for path in (csv, hdf):
        again = read_dlc_table(path)
        assert again.scorer == table.scorer
        for label, likelihood in table.likelihoods.items():
            assert again.tracks[label].holds_same_points(table.tracks[label])
            assert again.likelihoods[label].values.tolist() == likelihood.values.tolist()


@settings(max_examples=20)
@given(st.dictionaries(st.integers(0, 30).map(str), points, min_size=1, max_size=4))
def test_any_labels_come_back_from_both_files(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, dict[int, tuple[float, float]]]
) -> None:
    folder = tmp_path_factory.mktemp("written")
    tracks: Tracks = MappingProxyType(
        {label: Track.from_points(list(own), list(own.values())) for label, own in content.items()}
    )
    for path in write_labels(folder, tracks, scorer="pn", video="ü v", n_frames=61):
        table = read_dlc_table(path)
        assert list(table.tracks) == list(tracks)
        assert table.video == "ü v"
        assert all(table.tracks[label].holds_same_points(track) for label, track in tracks.items())


def test_labels_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    one = Track.from_points([7], [(1.0, 2.0)])
    with pytest.raises(WriteError, match="No frame is labelled"):
        write_labels(tmp_path, {"0": Track()}, scorer="pn", video="v", n_frames=5)
    with pytest.raises(WriteError, match="Frame 7 is labelled but v has only 5 frames"):
        write_labels(tmp_path, {"0": one}, scorer="pn", video="v", n_frames=5)
    with pytest.raises(ValueError, match="no body part is given for label 1"):
        write_labels(tmp_path, {"1": one}, scorer="pn", video="v", n_frames=9, body_parts={"0": "a"})
    with pytest.raises(ValueError, match="two labels are the same body part"):
        write_labels(
            tmp_path,
            {"0": one, "1": one},
            scorer="p",
            video="v",
            n_frames=9,
            body_parts=dict.fromkeys("01", "a"),
        )
    with pytest.raises(WriteError, match="nothing to write"):
        write_predictions(tmp_path / "a.h5", {}, scorer="pn", n_frames=5)
    assert list(tmp_path.iterdir()) == []


def test_a_layer_without_points_is_an_empty_frame() -> None:
    table = labels_frame({"0": Track()}, scorer="pn", video="v", n_frames=5)
    assert table.shape == (0, 2)
    assert table.columns.names == ["scorer", "bodyparts", "coords"]


def test_a_point_without_likelihood_counts_as_sure(tmp_path: Path) -> None:
    track = Track.from_points([0, 2], [(1.0, 2.0), (3.0, 4.0)], likelihood=[np.nan, 0.25])
    _, path = write_predictions(tmp_path / "a.h5", {"0": track}, scorer="s", n_frames=3)
    assert read_dlc_table(path).likelihoods["0"].at([0, 1, 2]).tolist()[::2] == [1.0, 0.25]
