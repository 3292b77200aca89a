"""Signals and areas; pysampled stands in for itself by its constructor."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.annotations import NoVideoError, SignalsMissingError, VideoAnnotation
from dustrack_imgui.operations.errors import FilterError

from .conftest import MakeVideo

Annotate = Callable[..., VideoAnnotation]
SQUARE = {
    "0": {0: [0.0, 0.0], 1: [0.0, 0.0]},
    "1": {0: [2.0, 0.0], 1: [4.0, 0.0]},
    "2": {0: [2.0, 2.0], 1: [4.0, 4.0]},
    "13": {0: [0.0, 2.0]},
}


class Data:
    """Takes what `pysampled.Data` takes."""

    def __init__(self, sig: Any, sr: float, axis: int | None = None, **names: Any) -> None:
        self.sig, self.sr, self.axis, self.names = np.asarray(sig), sr, axis, names


@pytest.fixture
def pysampled(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("pysampled")
    module.Data = Data  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pysampled", module)


@pytest.fixture
def no_pysampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysampled", None)


@pytest.mark.usefixtures("pysampled")
def test_signals_have_the_rate_of_the_video(annotate: Annotate, make_video: MakeVideo) -> None:
    ann = annotate(SQUARE, video=make_video("v.mp4", 3, fps=25))
    signals = ann.to_signals()
    assert list(signals) == ann.labels
    assert signals["1"].sr == pytest.approx(25)
    np.testing.assert_array_equal(signals["1"].sig, ann.to_trace("1"))
    whole = ann.to_pysampled()
    assert whole.sig.shape == (3, 8)
    assert whole.names == {"signal_names": ann.labels, "signal_coords": ["x", "y"]}
    area = ann.get_area("012")
    assert isinstance(area, Data)
    np.testing.assert_array_equal(area.sig, [2.0, 8.0, np.nan])


@pytest.mark.usefixtures("pysampled")
def test_without_a_rate_there_is_no_signal(annotate: Annotate) -> None:
    ann = annotate(SQUARE)
    for call in (lambda: ann.to_signal("0"), ann.to_pysampled, lambda: ann.get_area("012", lowpass=3.0)):
        with pytest.raises(NoVideoError, match="vname"):
            call()
    np.testing.assert_array_equal(ann.get_area("012"), [2.0, 8.0])


@pytest.mark.usefixtures("no_pysampled")
def test_without_pysampled_areas_are_arrays_and_signals_say_what_to_install(
    annotate: Annotate, make_video: MakeVideo
) -> None:
    ann = annotate(SQUARE, video=make_video("v.mp4", 2))
    with pytest.raises(SignalsMissingError, match=r"pip install 'dustrack-imgui\[signals\]'"):
        ann.to_signal("0")
    np.testing.assert_array_equal(ann.get_area(["0", "1", "2", "13"]), [4.0, np.nan])
    with pytest.raises(FilterError):
        ann.get_area("012", lowpass=3.0)
