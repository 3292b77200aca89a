"""Tables of pandas in HDF5 files, read without pandas and without unpickling anything.

pandas and PyTables unpickle attributes and object nodes as soon as they see them, and a pickle can run any
program. Here h5py reads the numeric and fixed-width text nodes of pandas' two layouts directly: *fixed*, as
labels have, and *table*, as predictions have. The column names that the table layout keeps in a pickled
attribute are taken apart as text (`plain_pickle`). Links out of the file are not followed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.plain_pickle import NotPlainError, plain_value
from dustrack_imgui.formats.raw_table import (
    HDF_KEY,
    MAX_CELLS,
    NoTableError,
    PickledError,
    RawTable,
    image_path_parts,
)

_MAX_LEVELS = 8
_MAX_TEXT_BYTES = 1 << 16


def read_hdf_table(path: Path) -> RawTable:
    """Read the one table of an HDF5 file.

    Raises
    ------
    NoTableError
        When it holds no table that pandas wrote, or is damaged.
    PickledError
        When the table is kept as pickled objects.
    """
    try:
        with h5py.File(path, "r", locking=False) as file:
            group = _table_group(file)
            kind = _text_attribute(group, "pandas_type")
            if kind == "frame":
                return _read_fixed(group)
            if kind == "frame_table":
                return _read_table(group)
            raise NoTableError(f"it holds a {kind!r:.40}, no table")
    except (NoTableError, PickledError):
        raise
    except NotPlainError as error:
        raise PickledError(str(error)) from error
    except (OSError, KeyError, RuntimeError, ValueError, TypeError, MemoryError, UnicodeError) as error:
        raise NoTableError(f"it is damaged ({_first_line(error)})") from error


def _table_group(file: h5py.File) -> h5py.Group:
    found = [name for name in file if _is_table(file, name)]
    if HDF_KEY in found:
        found = [HDF_KEY]
    if len(found) != 1:
        raise NoTableError(f"it holds {len(found)} tables; one is expected, called {HDF_KEY}")
    return file[found[0]]


def _is_table(file: h5py.File, name: str) -> bool:
    return _is_inside(file, name) and isinstance(file[name], h5py.Group) and "pandas_type" in file[name].attrs


def _is_inside(group: h5py.Group, name: str) -> bool:
    return isinstance(group.get(name, getlink=True), h5py.HardLink)


def _read_fixed(group: h5py.Group) -> RawTable:
    level_names, columns = _columns_of_axis(group)
    rows = _rows_of_axis(group)
    place = {column: number for number, column in enumerate(columns)}
    if len(place) < len(columns):
        raise NoTableError("a column occurs twice")
    values = np.full((len(rows), len(columns)), np.nan)
    for number in range(_whole_attribute(group, "nblocks")):
        items = _labels(group, f"block{number}_items", columns)
        block = _numbers(group, f"block{number}_values", (len(rows), len(items)))
        values[:, [place[item] for item in items]] = block
    return RawTable(level_names, columns, rows, values)


def _columns_of_axis(group: h5py.Group) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if _text_attribute(group, "axis0_variety") != "multi":
        raise NoTableError("its columns have one name each; scorer, body part and coordinate are expected")
    n_levels = _level_count(group, "axis0")
    names = tuple(_text_attribute(group[f"axis0_level{level}"], "name") for level in range(n_levels))
    return names, _multi_index(group, "axis0")


def _rows_of_axis(group: h5py.Group) -> NDArray[np.int64] | tuple[tuple[str, ...], ...]:
    if _text_attribute(group, "axis1_variety") == "multi":
        return _multi_index(group, "axis1")
    return _row_names(_dataset(group, "axis1"))


def _labels(group: h5py.Group, axis: str, columns: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    if _text_attribute(group, f"{axis}_variety") != "multi":
        raise NoTableError("the columns of a block have one name each")
    items = list(_multi_index(group, axis))
    if not set(items) <= set(columns):
        raise NoTableError("a block has columns that the table has not")
    return items


def _multi_index(group: h5py.Group, axis: str) -> tuple[tuple[str, ...], ...]:
    levels = []
    for level in range(_level_count(group, axis)):
        names = _texts(_dataset(group, f"{axis}_level{level}"))
        codes = _whole_numbers(_dataset(group, f"{axis}_label{level}"))
        if len(codes) and not 0 <= codes.min() <= codes.max() < len(names):
            raise NoTableError("a name of a row or column is missing")
        levels.append([names[code] for code in codes.tolist()])
    return tuple(zip(*levels, strict=True))


def _level_count(group: h5py.Group, axis: str) -> int:
    count = _whole_attribute(group, f"{axis}_nlevels")
    if not 1 <= count <= _MAX_LEVELS:
        raise NoTableError(f"its names have {count} levels")
    return count


def _read_table(group: h5py.Group) -> RawTable:
    table = _dataset(group, "table")
    fields = table.dtype.fields
    if fields is None or "index" not in fields or table.ndim != 1:
        raise NoTableError("its table has no rows that are known by a number")
    (axis,) = _plain_attribute(group, "non_index_axes")
    columns = _column_tuples(axis[1])
    names = tuple(_names_of_axis(group, int(axis[0])))
    blocks = [name for name in fields if name != "index"]
    place = {column: number for number, column in enumerate(columns)}
    if len(table) * len(columns) > MAX_CELLS:
        raise NoTableError(f"it has {len(table)} rows of {len(columns)} columns")
    values = np.full((len(table), len(columns)), np.nan)
    content = table[:]
    for block in blocks:
        items = _column_tuples(_plain_attribute(table, f"{block}_kind"))
        values[:, [place[item] for item in items]] = _as_floats(content[block]).reshape(
            len(table), len(items)
        )
    return RawTable(names, columns, _row_names_of(content["index"]), values)


def _names_of_axis(group: h5py.Group, axis: int) -> list[str]:
    names = _plain_attribute(group, "info")[axis]["names"]
    return ["" if name is None else str(name) for name in names]


def _column_tuples(columns: Any) -> tuple[tuple[str, ...], ...]:
    if not (isinstance(columns, list) and all(_is_column(column) for column in columns)):
        raise NoTableError("its columns have other than text for a name")
    return tuple(columns)


def _is_column(column: object) -> bool:
    return isinstance(column, tuple) and bool(column) and all(isinstance(part, str) for part in column)


def _row_names(dataset: h5py.Dataset) -> NDArray[np.int64] | tuple[tuple[str, ...], ...]:
    _check_plain(dataset)
    return _row_names_of(dataset[:])


def _row_names_of(index: NDArray[Any]) -> NDArray[np.int64] | tuple[tuple[str, ...], ...]:
    if index.dtype.kind == "S":
        return tuple(image_path_parts(name.decode("utf-8")) for name in index.tolist())
    if index.dtype.kind == "f" and not (np.isfinite(index) & (index == np.floor(index))).all():
        raise NoTableError("a row's frame is no whole number")
    if index.dtype.kind not in "iuf":
        raise NoTableError("its rows are known neither by frame nor by image")
    return index.astype(np.int64)


def _dataset(group: h5py.Group, name: str) -> h5py.Dataset:
    found = group[name] if _is_inside(group, name) else None
    if not isinstance(found, h5py.Dataset) or found.external or found.is_virtual:
        raise NoTableError(f"its part {name} is missing")
    if found.size is None or found.size > MAX_CELLS:
        raise NoTableError(f"its part {name} claims {found.size} entries")
    return found


def _check_plain(dataset: h5py.Dataset) -> None:
    if dataset.dtype.kind == "O":
        raise PickledError("part of the table is stored as Python objects")


def _texts(dataset: h5py.Dataset) -> list[str]:
    _check_plain(dataset)
    if dataset.dtype.kind != "S" or dataset.ndim != 1 or dataset.dtype.itemsize > _MAX_TEXT_BYTES:
        raise NoTableError("names are expected to be text")
    return [name.decode("utf-8") for name in dataset[:].tolist()]


def _whole_numbers(dataset: h5py.Dataset) -> NDArray[np.int64]:
    if dataset.dtype.kind not in "iu" or dataset.ndim != 1:
        raise NoTableError("codes are expected to be whole numbers")
    codes: NDArray[np.int64] = dataset[:].astype(np.int64)
    return codes


def _numbers(group: h5py.Group, name: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Values of a block (rows, columns); pandas keeps an empty one as a placeholder."""
    dataset = _dataset(group, name)
    _check_plain(dataset)
    if "shape" in dataset.attrs and 0 in shape:
        return np.empty(shape)
    values = _as_floats(dataset[()])
    values = values if "transposed" in dataset.attrs else values.T
    if values.shape != shape:
        raise NoTableError(f"values of shape {shape} are expected, not {values.shape}")
    return values


def _as_floats(values: NDArray[Any]) -> NDArray[np.float64]:
    if values.dtype.kind == "O":
        raise PickledError("values are stored as Python objects")
    if values.dtype.kind not in "fiub":
        raise NoTableError("values are expected to be numbers")
    return values.astype(np.float64)


def _text_attribute(node: h5py.Group | h5py.Dataset, name: str) -> str:
    value = node.attrs[name]
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _whole_attribute(node: h5py.Group, name: str) -> int:
    return int(node.attrs[name])


def _plain_attribute(node: h5py.Group | h5py.Dataset, name: str) -> Any:
    value = node.attrs[name]
    if isinstance(value, np.void):
        value = value.tobytes()
    if not isinstance(value, bytes):
        raise NoTableError(f"its attribute {name} is of another kind")
    return plain_value(bytes(value))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
