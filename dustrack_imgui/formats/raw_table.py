"""A table as DeepLabCut keeps it, before it is understood: names of columns and rows, and numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HDF_KEY = "df_with_missing"
HDF_SIGNATURE = b"\x89HDF\r\n\x1a\n"
ROW_PARTS = 3
MAX_CELLS = 1 << 28


@dataclass(frozen=True, eq=False, slots=True)
class RawTable:
    """Content of a table file.

    Attributes
    ----------
    level_names
        Names of the levels of the columns: `scorer`, `bodyparts`, (`individuals`,) `coords`.
    columns
        Names of each column, one a level.
    rows
        int64 (R,) frame numbers of predictions, or R paths of images, taken apart into folders and name.
    values
        float64 (R, C), NaN where nothing is known.
    """

    level_names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    rows: NDArray[np.int64] | tuple[tuple[str, ...], ...]
    values: NDArray[np.float64]


class NoTableError(ValueError):
    """The content is no such table; the message says why, without the path."""


class PickledError(ValueError):
    """What is needed is stored as pickled Python objects."""


def image_path_parts(path: str) -> tuple[str, ...]:
    """Folders and name of an image, whichever slash its computer had."""
    return tuple(part for part in path.replace("\\", "/").split("/") if part)
