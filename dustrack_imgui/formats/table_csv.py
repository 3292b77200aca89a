"""Tables of DeepLabCut as CSV: three lines of column names, then a frame or an image a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.raw_table import ROW_PARTS, NoTableError, RawTable, image_path_parts

LEVELS = ("scorer", "individuals", "bodyparts", "coords")
_LAST_LEVEL = "coords"
_MAX_FRAME_DIGITS = 18


def parse_csv_table(content: bytes) -> RawTable:
    """Understand the bytes of a CSV table.

    Raises
    ------
    NoTableError
        When it is none; the message names the line.
    """
    try:
        text = content.decode("utf-8-sig")
        lines = enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1)
        header, width = _header(lines)
        return _body(lines, header, width)
    except UnicodeDecodeError as error:
        raise NoTableError("it is no text in UTF-8") from error
    except csv.Error as error:
        raise NoTableError(f"it is no CSV ({error})") from error


def _header(lines: Iterator[tuple[int, list[str]]]) -> tuple[list[list[str]], int]:
    """Lines of column names, and how many cells of a line name its row."""
    header: list[list[str]] = []
    for number, cells in lines:
        if not cells or cells[0] not in LEVELS or (header and len(cells) != len(header[0])):
            raise NoTableError(f"line {number}: column names are expected (scorer, bodyparts, coords)")
        header.append(cells)
        if cells[0] == _LAST_LEVEL:
            break
        if len(header) == len(LEVELS):
            raise NoTableError("its fourth line does not name the coordinates")
    if not header or header[-1][0] != _LAST_LEVEL:
        raise NoTableError("it does not begin with lines scorer, bodyparts and coords")
    width = next((i for i in range(1, len(header[0])) if header[-1][i] != ""), len(header[0]))
    if width not in (1, ROW_PARTS):
        raise NoTableError("a row is expected to be known by a frame or by an image")
    return header, width


def _body(lines: Iterator[tuple[int, list[str]]], header: list[list[str]], width: int) -> RawTable:
    names: list[tuple[str, ...]] = []
    rows: list[list[float]] = []
    n_cells = len(header[0])
    for number, cells in lines:
        if not any(cells[width:]):
            continue  # nothing is marked there; pandas also names the rows in such a line
        if len(cells) != n_cells:
            raise NoTableError(f"line {number}: {n_cells} cells are expected, not {len(cells)}")
        names.append(tuple(cells[:width]))
        rows.append([_number(cell, number) for cell in cells[width:]])
    columns = tuple(zip(*(level[width:] for level in header), strict=True))
    if len(set(columns)) < len(columns):
        raise NoTableError("a column occurs twice")
    values = np.array(rows, np.float64).reshape(len(rows), n_cells - width)
    return RawTable(tuple(level[0] for level in header), columns, _row_names(names, width), values)


def _number(cell: str, line: int) -> float:
    if cell == "":
        return np.nan
    try:
        if "_" not in cell:
            return float(cell)
    except ValueError:
        pass
    raise NoTableError(f"line {line}: {cell!r:.40} is no number")


def _row_names(names: list[tuple[str, ...]], width: int) -> NDArray[np.int64] | tuple[tuple[str, ...], ...]:
    if width == ROW_PARTS:
        return tuple(names)
    cells = [name[0] for name in names]
    if all(cell.isascii() and cell.isdigit() and len(cell) <= _MAX_FRAME_DIGITS for cell in cells):
        return np.array([int(cell) for cell in cells], np.int64)
    return tuple(image_path_parts(cell) for cell in cells)
