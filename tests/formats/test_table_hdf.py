"""HDF5 files: what pandas wrote is read without pandas, and nothing in them can run."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest

from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.formats.errors import TableError, UnsafeFileError

DATA = Path(__file__).parents[1] / "golden" / "data"


class Command:
    """Runs a function when it is unpickled, as a malicious file would."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.fixture
def predictions(tmp_path: Path) -> Path:
    return Path(shutil.copy(DATA / "predictions_points.h5", tmp_path / "p.h5"))


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return Path(shutil.copy(DATA / "labels_10.h5", tmp_path / "l.h5"))


def store(path: Path, table: pd.DataFrame, layout: str) -> Path:
    with pd.HDFStore(path, mode="w") as file:
        file.put("keypoints", table, format=layout, track_times=False)
    return path


def frame(index: pd.Index | None = None) -> pd.DataFrame:
    columns = pd.MultiIndex.from_product(
        [["pn"], ["point1", "point0"], ["x", "y"]], names=["scorer", "bodyparts", "coords"]
    )
    values = [[1, 2.5, 3, 4.5], [5, 6.5, np.nan, np.nan]]
    return pd.DataFrame(values, columns=columns, index=index)


@pytest.mark.parametrize("layout", ["fixed", "table"])
def test_both_layouts_of_the_installed_pandas_are_read(tmp_path: Path, layout: str) -> None:
    table = read_dlc_table(store(tmp_path / "a.h5", frame(), layout))
    assert table.tracks["1"].xy().tolist() == [[1, 2.5], [5, 6.5]]
    assert table.tracks["0"].frames().tolist() == [0]


def test_columns_of_several_number_types_are_put_together(tmp_path: Path) -> None:
    mixed = frame().astype({("pn", "point1", "x"): np.int64, ("pn", "point0", "y"): np.float32})
    for layout in ("fixed", "table"):
        table = read_dlc_table(store(tmp_path / f"{layout}.h5", mixed, layout))
        assert table.tracks["1"].xy().tolist() == [[1, 2.5], [5, 6.5]]
        assert table.tracks["0"].xy().tolist() == [[3, 4.5]]


def test_rows_of_older_versions_are_one_path(tmp_path: Path) -> None:
    index = pd.Index(["labeled-data\\v\\img07.png", "labeled-data\\v\\img11.png"])
    table = read_dlc_table(store(tmp_path / "a.h5", frame(index), "fixed"))
    assert (table.video, table.tracks["1"].frames().tolist()) == ("v", [7, 11])


def test_a_table_of_text_is_pickled_by_pandas_and_refused(tmp_path: Path) -> None:
    texts = frame().astype(object)
    texts.iloc[0, 0] = "one"
    with pytest.warns(pd.errors.PerformanceWarning):
        store(tmp_path / "a.h5", texts, "fixed")
    with pytest.raises(UnsafeFileError, match="pickled Python objects"):
        read_dlc_table(tmp_path / "a.h5")


def test_a_command_in_the_column_names_is_refused_and_not_run(predictions: Path, tmp_path: Path) -> None:
    target = tmp_path / "was run"
    payload = pickle.dumps([(1, [("a", Command(target))])], 0)
    with h5py.File(predictions, "r+") as file:
        file["df_with_missing"].attrs["non_index_axes"] = np.bytes_(payload)
    with pytest.raises(UnsafeFileError, match="it asks for"):
        read_dlc_table(predictions)
    assert not target.exists()


def test_a_command_anywhere_else_is_never_looked_at(labels: Path, tmp_path: Path) -> None:
    target = tmp_path / "was run"
    payload = np.bytes_(pickle.dumps(Command(target), 0))
    with h5py.File(labels, "r+") as file:
        file["df_with_missing"].attrs["TITLE"] = payload
        file["df_with_missing/axis0_level0"].attrs["FLAVOR"] = payload
        file["df_with_missing/block0_values"].attrs["more"] = payload
    assert read_dlc_table(labels).tracks["0"].count == 2
    assert not target.exists()


def test_links_out_of_the_file_are_not_followed(labels: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(labels, tmp_path / "other.h5"))
    with h5py.File(labels, "r+") as file:
        del file["df_with_missing/block0_values"]
        file["df_with_missing/block0_values"] = h5py.ExternalLink(other.name, "df_with_missing/block0_values")
    with pytest.raises(TableError, match="block0_values is missing"):
        read_dlc_table(labels)


def test_a_claim_of_many_entries_does_not_fill_the_memory(labels: Path) -> None:
    with h5py.File(labels, "r+") as file:
        del file["df_with_missing/block0_values"]
        file.create_dataset("df_with_missing/block0_values", (1 << 40, 6), "f8", chunks=True)
    with pytest.raises(TableError, match="claims"):
        read_dlc_table(labels)


def test_a_file_of_something_else_is_no_table(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["x"] = np.arange(3)
    with pytest.raises(TableError, match="0 tables"):
        read_dlc_table(tmp_path / "a.h5")


def test_codes_that_lead_nowhere_are_refused(labels: Path) -> None:
    with h5py.File(labels, "r+") as file:
        file["df_with_missing/axis0_label1"][0] = 99
    with pytest.raises(TableError, match="name of a row or column is missing"):
        read_dlc_table(labels)
