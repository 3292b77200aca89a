"""Raw windows of the filter are plain arrays; DUSTrack's pickles are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.formats.errors import ReadError, SidecarError, UnsafeFileError
from dustrack_imgui.formats.raw_windows import (
    RawWindows,
    load_raw_windows,
    raw_windows_path,
    save_raw_windows,
)

DATA = Path(__file__).parents[1] / "golden" / "data"


@pytest.fixture
def windows() -> RawWindows:
    with np.load(DATA / "moving_average.npz", allow_pickle=False) as golden:
        return RawWindows(golden["raw_0.5"], ("0", "2", "5"), 0.5, 20.0, "origin")


def test_windows_come_back_and_their_mean_is_the_filter(tmp_path: Path, windows: RawWindows) -> None:
    path = tmp_path / "a.npz"
    save_raw_windows(path, windows)
    again = load_raw_windows(path)
    np.testing.assert_array_equal(again.paths, windows.paths)
    assert replace(again, paths=windows.paths) is not again
    assert (again.labels, again.window_secs, again.fps, again.origin) == (
        ("0", "2", "5"),
        0.5,
        20.0,
        "origin",
    )
    with np.load(DATA / "moving_average.npz", allow_pickle=False) as golden:
        np.testing.assert_allclose(np.nanmean(again.paths, axis=0), golden["mean_0.5"], rtol=0, atol=1e-9)


def test_the_file_is_called_like_the_result() -> None:
    runs = json.loads((DATA / "moving_average.json").read_text("utf-8"))
    for run in runs["runs"]:
        path = raw_windows_path(Path(runs["source"]), run["window_secs"])
        assert path.with_suffix(".json").name == run["file"]


@pytest.mark.parametrize("suffix", [".pkl", ".PKL", ".pickle"])
def test_a_pickle_is_never_opened(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"v_annotations_a_lkmovavg_0.500{suffix}"
    with pytest.raises(UnsafeFileError, match="run the filter again with save_raw"):
        load_raw_windows(path)


def test_damaged_files_are_refused(tmp_path: Path, windows: RawWindows) -> None:
    path = tmp_path / "a.npz"
    with pytest.raises(ReadError):
        load_raw_windows(path)
    save_raw_windows(path, windows)
    content = path.read_bytes()
    for damaged in (b"", content[:-30], content[:100]):
        path.write_bytes(damaged)
        with pytest.raises(SidecarError):
            load_raw_windows(path)
    np.savez(path, paths=windows.paths)
    with pytest.raises(SidecarError, match="labels"):
        load_raw_windows(path)


def test_shapes_must_fit_the_labels(tmp_path: Path, windows: RawWindows) -> None:
    with pytest.raises(ValueError, match="shape"):
        save_raw_windows(tmp_path / "a.npz", replace(windows, labels=("0",)))
    assert list(tmp_path.iterdir()) == []
