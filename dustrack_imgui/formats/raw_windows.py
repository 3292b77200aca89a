"""The paths of every single window of the moving-average filter (`save_raw`), as `.npz`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import SidecarError, UnsafeFileError
from dustrack_imgui.formats.npz import TEXT, dump_arrays, read_arrays

_WHAT = "file of raw windows"
_EXPECTED = {
    "paths": ("f", 4),
    "labels": (TEXT, 1),
    "window_secs": ("f", 0),
    "fps": ("f", 0),
    "origin": (TEXT, 0),
}
_PICKLED = (".pkl", ".pickle", ".dill")


@dataclass(frozen=True, eq=False, slots=True)
class RawWindows:
    """What each window of the filter found.

    Attributes
    ----------
    paths
        float64 (W, N, L, 2), image pixels: the window that starts at frame k has its W rows in
        `paths[k % W, k : k + W]`; NaN where no window is. The mean over the first axis is the filtered track.
    labels
        L labels, in the order of the third axis.
    window_secs, fps
        Settings of the filter; `W = round(window_secs * fps)`.
    origin
        What the result was computed from (a hash of source positions, settings and video); may be empty.
    """

    paths: NDArray[np.float64]
    labels: tuple[str, ...]
    window_secs: float
    fps: float
    origin: str = ""


def raw_windows_path(source: Path, window_secs: float) -> Path:
    """File of the windows: `{source stem}_lkmovavg_{window:.3f}.npz` beside the source."""
    return source.with_name(f"{source.stem}_lkmovavg_{window_secs:.3f}.npz")


def save_raw_windows(path: Path, windows: RawWindows) -> None:
    """Write the windows atomically.

    Raises
    ------
    ValueError
        When the shapes do not fit the labels.
    WriteError
        When the system refuses.
    """
    _check_shape(windows.paths.shape, windows.labels)
    arrays = {
        "paths": np.asarray(windows.paths, np.float64),
        "labels": np.array(windows.labels, dtype=np.str_),
        "window_secs": np.array(windows.window_secs, np.float64),
        "fps": np.array(windows.fps, np.float64),
        "origin": np.array(windows.origin, dtype=np.str_),
    }
    write_atomically(path, dump_arrays(arrays))


def load_raw_windows(path: Path) -> RawWindows:
    """Read the windows.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    UnsafeFileError
        For a `.pkl` of DUSTrack, which could run any program when opened.
    SidecarError
        When it is damaged.
    """
    if path.suffix.lower() in _PICKLED:
        raise UnsafeFileError(
            "A pickle can run any program when it is opened, so that it is never read; run the filter again "
            "with save_raw to get the windows as .npz",
            path,
        )
    arrays = read_arrays(path, _EXPECTED, what=_WHAT)
    labels = tuple(str(label) for label in arrays["labels"])
    try:
        _check_shape(arrays["paths"].shape, labels)
    except ValueError as error:
        raise SidecarError(f"The {_WHAT} is damaged ({error})", path) from error
    return RawWindows(
        arrays["paths"].astype(np.float64),
        labels,
        float(arrays["window_secs"]),
        float(arrays["fps"]),
        str(arrays["origin"]),
    )


def _check_shape(shape: tuple[int, ...], labels: Sequence[str]) -> None:
    if len(shape) != 4 or shape[2:] != (len(labels), 2) or len(set(labels)) < len(labels):
        raise ValueError(f"paths of shape (W, N, {len(labels)}, 2) are expected, not {shape}")
