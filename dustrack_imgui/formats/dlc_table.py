"""Tables of DeepLabCut as tracks: labels of images (`CollectedData_…`) and predictions of every frame."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.body_parts import (
    BodyPartLabels,
    are_points,
    is_label,
    labels_of_body_parts,
)
from dustrack_imgui.formats.errors import ReadError, TableError, UnsafeFileError, os_reason
from dustrack_imgui.formats.likelihood import Likelihoods, likelihoods_of
from dustrack_imgui.formats.raw_table import HDF_SIGNATURE, NoTableError, PickledError, RawTable
from dustrack_imgui.formats.table_csv import parse_csv_table
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import MAX_FRAME, Track

_FRAME_OF_IMAGE = re.compile(r"([0-9]{1,18})(?:\.[^.]*)?$")
_LEVELS = ("scorer", "bodyparts", "coords")
_LIKELIHOOD = "likelihood"


class TableKind(Enum):
    """What the rows of a table are."""

    LABELS = "labels"
    PREDICTIONS = "predictions"


@dataclass(frozen=True, eq=False, slots=True)
class DlcTable:
    """Content of a DeepLabCut table.

    Attributes
    ----------
    kind
        Labels of images, or predictions of frames.
    scorer
        Who or what placed the points.
    body_parts
        Label -> body part, in the order of the file.
    tracks
        By label, in the order of the file, with their likelihood; a body part without a point has an empty
        track.
    video
        Stem of the video whose images were labelled; None for predictions.
    warnings
        Sentences about what was left out or had to be assumed.
    """

    kind: TableKind
    scorer: str
    body_parts: Mapping[str, str]
    tracks: Tracks
    video: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def likelihoods(self) -> Likelihoods:
        """By label, for the points that have one; empty for labels."""
        return likelihoods_of(self.tracks)


def read_dlc_table(path: Path, *, labels: BodyPartLabels | None = None, video: str | None = None) -> DlcTable:
    """Read labels or predictions, from HDF5 or CSV; the content says which of them it is.

    Parameters
    ----------
    labels
        Body part -> label, from the project (`labels_of_body_parts` of its config). Without it, `point3` is
        label 3, and other names are numbered in the order of the file, with a warning.
    video
        Stem of the video whose rows are wanted, for tables of labels that hold several.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    UnsafeFileError
        When the table is kept as pickled Python objects.
    TableError
        When it is no such table, is damaged, or does not fit `labels` or `video`.
    """
    try:
        return _interpreted(_read_raw(path), labels, video)
    except OSError as error:
        raise ReadError(f"The table could not be read ({os_reason(error)})", path) from error
    except PickledError as error:
        raise UnsafeFileError(
            f"The table holds pickled Python objects and was not opened ({error}); write it as numbers", path
        ) from error
    except NoTableError as error:
        raise TableError(f"This is no table of DeepLabCut: {error}", path) from error


def frame_of_image(name: str) -> int:
    """Frame that an image shows, by the number at the end of its name.

    Raises
    ------
    NoTableError
        When there is no number, or one that no video reaches.
    """
    found = _FRAME_OF_IMAGE.search(name)
    if found is None or int(found[1]) > MAX_FRAME:
        raise NoTableError(f"the image {name!r:.60} is not named after a frame")
    return int(found[1])


def _read_raw(path: Path) -> RawTable:
    with path.open("rb") as file:
        is_hdf = file.read(len(HDF_SIGNATURE)) == HDF_SIGNATURE
    if not is_hdf:
        return parse_csv_table(path.read_bytes())
    from dustrack_imgui.formats.table_hdf import read_hdf_table  # h5py is loaded when it is needed

    return read_hdf_table(path)


def _interpreted(raw: RawTable, labels: BodyPartLabels | None, video: str | None) -> DlcTable:
    scorer, parts = _layout(raw)
    names, warnings = _labels_of(list(parts), labels)
    frames, kept, stem = _frames(raw, video)
    _check_frames(frames)
    tracks: dict[str, Track] = {}
    kind = TableKind.LABELS if stem is not None else TableKind.PREDICTIONS
    source = Source.FILE if kind is TableKind.LABELS else Source.MODEL
    for part, columns in parts.items():
        xy = raw.values[kept][:, [columns["x"], columns["y"]]]
        finite = np.isfinite(xy).all(axis=1)
        sure = raw.values[kept][finite, columns[_LIKELIHOOD]] if _LIKELIHOOD in columns else None
        tracks[names[part]] = Track.from_points(frames[finite], xy[finite], source, likelihood=sure)
        warnings += _half_points(part, frames[np.isfinite(xy).any(axis=1) & ~finite])
    return DlcTable(
        kind,
        scorer,
        MappingProxyType({names[part]: part for part in parts}),
        MappingProxyType(tracks),
        stem,
        tuple(warnings),
    )


def _layout(raw: RawTable) -> tuple[str, dict[str, dict[str, int]]]:
    """Scorer, and for every body part the column of each coordinate."""
    if "individuals" in raw.level_names:
        raise NoTableError("it holds several animals, which are not supported")
    if raw.level_names != _LEVELS:
        raise NoTableError(f"columns are named by {', '.join(raw.level_names)}, not by {', '.join(_LEVELS)}")
    scorers = {column[0] for column in raw.columns}
    if len(scorers) != 1:
        raise NoTableError(f"it holds {len(scorers)} scorers; one is expected")
    parts: dict[str, dict[str, int]] = {}
    for number, (_, part, coordinate) in enumerate(raw.columns):
        parts.setdefault(part, {})[coordinate] = number
    for part, columns in parts.items():
        if not {"x", "y"} <= set(columns) <= {"x", "y", _LIKELIHOOD}:
            raise NoTableError(f"body part {part!r:.40} has the columns {', '.join(sorted(columns))}")
    return scorers.pop(), parts


def _labels_of(parts: Sequence[str], labels: BodyPartLabels | None) -> tuple[BodyPartLabels, list[str]]:
    if labels is not None:
        unknown = [part for part in parts if part not in labels]
        if unknown:
            raise NoTableError(f"the project has no body part {', '.join(unknown)}")
        chosen = [labels[part] for part in parts]
        if len(set(chosen)) < len(chosen) or not all(map(is_label, chosen)):
            raise NoTableError("two body parts were given the same label, or one that is no number")
        return labels, []
    numbered = labels_of_body_parts(parts)
    if are_points(parts):
        return numbered, []
    listed = ", ".join(f"{part} = {label}" for part, label in numbered.items())
    return numbered, [f"Labels follow the order of body parts in the file: {listed}."]


def _frames(raw: RawTable, video: str | None) -> tuple[NDArray[np.int64], slice | list[int], str | None]:
    """Frames of the rows that are wanted, which rows these are, and the stem of their video."""
    if not isinstance(raw.rows, tuple):
        return raw.rows, slice(None), None
    stems = dict.fromkeys(_stem_of_row(row) for row in raw.rows)
    if video is None and len(stems) > 1:
        raise NoTableError(f"it holds images of several videos ({', '.join(stems)}); say which")
    if video is not None and stems and video not in stems:
        raise NoTableError(f"it holds no image of {video}, only of {', '.join(stems)}")
    stem = video if video is not None else next(iter(stems), "")
    kept = [number for number, row in enumerate(raw.rows) if _stem_of_row(row) == stem]
    frames = np.array([frame_of_image(raw.rows[number][-1]) for number in kept], np.int64)
    return frames, kept, stem


def _stem_of_row(row: tuple[str, ...]) -> str:
    if len(row) < 2:
        raise NoTableError(f"the row {'/'.join(row)!r:.60} does not say of which video it is")
    return row[-2]


def _check_frames(frames: NDArray[np.int64]) -> None:
    if len(frames) == 0:
        return
    low, high = int(frames.min()), int(frames.max())
    if low < 0 or high > MAX_FRAME:
        raise NoTableError(f"frame {low if low < 0 else high} is not in 0..{MAX_FRAME}")
    unique, counts = np.unique(frames, return_counts=True)
    if len(unique) < len(frames):
        raise NoTableError(f"frame {unique[counts > 1][0]} occurs twice")


def _half_points(part: str, frames: NDArray[np.int64]) -> list[str]:
    if len(frames) == 0:
        return []
    shown = ", ".join(map(str, frames[:5].tolist())) + (", …" if len(frames) > 5 else "")
    count = f"{len(frames)} {'frame' if len(frames) == 1 else 'frames'}"
    return [f"{part}: only one coordinate on {count} ({shown}); left unmarked."]
