"""The stored result of the filter is used exactly as long as what it was made from is the same."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.annotations import (
    AnnotationUseError,
    AnnotationWarning,
    NoFileError,
    NoVideoError,
    VideoAnnotation,
    smoothing,
)
from dustrack_imgui.formats.errors import UnsafeFileError
from dustrack_imgui.lk_filter import LKSettings, lk_moving_average_filter, raw_windows
from dustrack_imgui.model.source import Source
from dustrack_imgui.tracking import (
    Cancelled,
    NoCompleteLabelError,
    WindowTooLongError,
    WindowTooShortError,
    filter_labels,
)

from .conftest import MakeVideo


@pytest.fixture
def source(clip_video: Path, tmp_path: Path) -> VideoAnnotation:
    """Two labels with some jitter on all 16 frames."""
    random = np.random.default_rng(3)
    points = {
        label: {frame: (xy + random.normal(0, 0.5, 2)).tolist() for frame in range(16)}
        for label, xy in (("0", np.array([60.0, 70.0])), ("1", np.array([100.0, 96.0])))
    }
    ann = VideoAnnotation(tmp_path / "array_annotations_a.json", clip_video, preloaded_json=points)
    ann.save()
    return ann


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one whenever windows are really tracked."""
    counted: list[str] = []

    def counting(*args: object, **kwargs: object) -> object:
        counted.append("tracked")
        return filter_labels(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(smoothing, "filter_labels", counting)
    return counted


def test_a_second_run_reads_what_the_first_wrote(source: VideoAnnotation, runs: list[str]) -> None:
    first = source.postprocess(window_size=0.3)
    assert first.name == "a_lkmovavg_0.300"
    assert first.get_source("0", 5) is Source.FILTER
    assert source.postprocess(window_size=0.3).data == first.data
    assert (
        lk_moving_average_filter(source.fname or "", source.video and source.video.path, 0.3).data
        == first.data
    )
    assert runs == ["tracked"]


@pytest.mark.parametrize(
    "change",
    [
        lambda ann: ann.data["0"].__setitem__(7, [61.0, 70.5]),
        lambda ann: ann.data.__delitem__("1"),
        lambda ann: ann.add_label("7"),
    ],
)
def test_a_changed_source_is_smoothed_anew_unless_nothing_smoothed_changed(
    source: VideoAnnotation, runs: list[str], change: Callable[[VideoAnnotation], object]
) -> None:
    source.postprocess(window_size=0.3)
    labels = source.labels
    change(source)
    if len(source.labels) > len(labels):
        with pytest.warns(AnnotationWarning, match="7 .on 0 of 16"):
            source.postprocess(window_size=0.3)
        assert runs == ["tracked"]
    else:
        again = source.postprocess(window_size=0.3)
        assert runs == ["tracked"] * 2
        assert again.labels == source.labels


def test_other_settings_and_another_video_are_other_results(
    source: VideoAnnotation, runs: list[str], make_video: MakeVideo, clip: NDArray[np.uint8]
) -> None:
    first = lk_moving_average_filter(source, window_size=0.3)
    lk_moving_average_filter(source, window_size=0.3, settings=LKSettings(window_px=21))
    lk_moving_average_filter(source, window_size=0.3, gray="rgb")
    lk_moving_average_filter(source, window_size=0.3)
    assert len(runs) == 4
    assert source.video is not None
    source.video.close()
    make_video("array.mp4", clip[::-1].copy())
    turned = lk_moving_average_filter(source.fname or "", source.video.path, 0.3)
    assert len(runs) == 5
    assert turned.data != first.data


def test_the_video_may_move_but_not_change(source: VideoAnnotation, runs: list[str], tmp_path: Path) -> None:
    source.postprocess(window_size=0.3, save_raw=False)
    assert source.video is not None
    moved = source.video.path.rename(tmp_path / "elsewhere.mp4")
    lk_moving_average_filter(source.fname or "", moved, 0.3, save_raw=False)
    assert runs == ["tracked"]


def test_windows_are_kept_when_asked_for_and_their_mean_is_the_result(
    source: VideoAnnotation, runs: list[str], tmp_path: Path
) -> None:
    without = source.postprocess(window_size=0.3, save_raw=False)
    raw_file = tmp_path / "array_annotations_a_lkmovavg_0.300.npz"
    assert not raw_file.exists()
    kept = source.postprocess(window_size=0.3)
    assert len(runs) == 2
    raw = raw_windows(raw_file)
    assert raw.shape == (6, 16, 2, 2)
    for column, label in enumerate(kept.labels):
        np.testing.assert_allclose(np.nanmean(raw, axis=0)[:, column], without.to_trace(label), atol=1e-9)
    Path(kept.fname or "").unlink()
    again = source.postprocess(window_size=0.3)
    np.testing.assert_allclose(again.to_trace("0"), kept.to_trace("0"), atol=1e-9)
    assert len(runs) == 2, "the windows were still there"


def test_a_result_that_somebody_edited_is_kept_aside(
    source: VideoAnnotation, runs: list[str], tmp_path: Path
) -> None:
    result = source.postprocess(window_size=0.3, save_raw=False)
    result.add([1, 1], "0", 0)
    result.save()
    edited = Path(result.fname or "").read_bytes()
    fresh = source.postprocess(window_size=0.3, save_raw=False)
    assert fresh.data["0"][0] != [1.0, 1.0]
    (aside,) = tmp_path.glob("*.dustrack-replaced-*")
    assert aside.read_bytes() == edited
    assert len(runs) == 2
    source.add([50, 50], "0", 3)
    source.postprocess(window_size=0.3, save_raw=False)
    assert list(tmp_path.glob("*.dustrack-replaced-*")) == [aside], "our own result needs no copy"
    for _ in range(2):
        Path(result.fname or "").write_bytes(edited)
        source.postprocess(window_size=0.3, save_raw=False)
    kept = list(tmp_path.glob("*.dustrack-replaced-*"))
    assert [path.read_bytes() for path in kept] == [edited] * 3


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"no json"])
def test_a_damaged_receipt_means_computing_anew(
    source: VideoAnnotation, runs: list[str], tmp_path: Path, damage: bytes
) -> None:
    source.postprocess(window_size=0.3, save_raw=False)
    (receipt,) = tmp_path.glob("*.dustrack-made-from")
    receipt.write_bytes(damage)
    source.postprocess(window_size=0.3, save_raw=False)
    assert len(runs) == 2


def test_a_pickle_of_dustrack_is_named_and_never_opened(source: VideoAnnotation, tmp_path: Path) -> None:
    pickled = tmp_path / "array_annotations_a_lkmovavg_0.300.pkl"
    pickled.write_bytes(pickle.dumps(np.zeros((6, 16, 2, 2))))
    with pytest.warns(AnnotationWarning, match="pickle"):
        smooth = source.postprocess(window_size=0.3)
    assert smooth.data["0"][0] != [0.0, 0.0]
    with pytest.raises(UnsafeFileError):
        raw_windows(pickled)


def test_progress_is_told_and_a_cancelled_run_leaves_no_file(source: VideoAnnotation, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        source.postprocess(window_size=0.3, cancel=cancel)
    assert set(tmp_path.iterdir()) == before
    shares: list[float] = []
    source.postprocess(window_size=0.3, use_parallel=False, progress=shares.append)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_what_cannot_be_smoothed_says_why(source: VideoAnnotation, tmp_path: Path) -> None:
    for seconds, error in (
        (10.0, WindowTooLongError),
        (0.05, WindowTooShortError),
        (0.0, WindowTooShortError),
    ):
        with pytest.raises(error):
            source.postprocess(window_size=seconds)
    del source.data["0"][3], source.data["1"][4]
    with pytest.raises(NoCompleteLabelError, match=r"0 \(on 15 of 16\)"):
        source.postprocess()
    with pytest.raises(NoVideoError):
        VideoAnnotation(preloaded_json={"0": {0: [1, 2]}}).postprocess()
    without_file = VideoAnnotation(video=source.video)
    without_file.fname = None
    with pytest.raises(NoFileError):
        without_file.postprocess()
    with pytest.raises(AssertionError, match="name the video"):
        lk_moving_average_filter(str(tmp_path / "x.json"))
    with pytest.raises(AnnotationUseError, match="not a int"):
        lk_moving_average_filter(3)  # type: ignore[arg-type]
