"""Tables of DeepLabCut written: CSV and HDF5 that pandas, DeepLabCut and DUSTrack read."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.body_parts import body_parts_of_labels
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.formats.errors import WriteError
from dustrack_imgui.formats.raw_table import HDF_KEY
from dustrack_imgui.model.layer import Tracks

if TYPE_CHECKING:
    import pandas as pd

LABELED_DATA = "labeled-data"
_LEVELS = ("scorer", "bodyparts", "coords")
_LAYOUT_VERSION = "0.15.2"  # what pandas 1 and 2 call this layout; pandas 3.1 leaves it out


@dataclass(frozen=True, slots=True)
class ImageNames:
    """How the images of labelled frames are called: prefix, zero-padded frame, suffix."""

    prefix: str = "img"
    suffix: str = ".png"

    def of(self, frame: int, n_frames: int) -> str:
        """Name of a frame's image: as many digits as the number of frames has."""
        return f"{self.prefix}{frame:0{len(str(n_frames))}}{self.suffix}"


IMAGE_NAMES = ImageNames()


def labels_frame(
    tracks: Tracks,
    *,
    scorer: str,
    video: str,
    n_frames: int,
    body_parts: Mapping[str, str] | None = None,
    images: ImageNames = IMAGE_NAMES,
) -> pd.DataFrame:
    """Labels as DeepLabCut's DataFrame: a row for each frame on which anything is marked.

    Parameters
    ----------
    video
        Stem of the video.
    body_parts
        Label -> body part, for every label; `point{label}` without it.

    Raises
    ------
    ValueError
        When `body_parts` does not fit the labels, or two are the same.
    """
    import pandas as pd

    frames = _marked(tracks)
    rows = [(LABELED_DATA, video, images.of(frame, n_frames)) for frame in frames.tolist()]
    index = pd.MultiIndex.from_tuples(rows) if rows else pd.MultiIndex.from_arrays([[], [], []])
    length = int(frames[-1]) + 1 if len(frames) else 0
    values = [track.array(length)[frames] for track in tracks.values()]
    columns = _columns(tracks, scorer, body_parts, ("x", "y"))
    joined = np.concatenate(values, axis=1) if values else np.empty((len(rows), 0))
    return pd.DataFrame(joined, index=index, columns=columns)


def predictions_frame(
    tracks: Tracks,
    *,
    scorer: str,
    n_frames: int,
    body_parts: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Predictions as DeepLabCut's DataFrame: a row for every frame; without a likelihood, a point has 1.

    Raises
    ------
    ValueError
        When `body_parts` does not fit the labels, or two are the same.
    """
    import pandas as pd

    every = np.arange(n_frames)
    values = []
    for track in tracks.values():
        xy, known = track.array(n_frames), track.likelihood(n_frames)
        sure = np.where(np.isnan(xy[:, 0]) | ~np.isnan(known), known, 1.0)
        values += [xy, sure[:, None]]
    columns = _columns(tracks, scorer, body_parts, ("x", "y", "likelihood"))
    joined = np.concatenate(values, axis=1) if values else np.empty((n_frames, 0))
    return pd.DataFrame(joined, index=every, columns=columns)


def write_labels(
    folder: Path,
    tracks: Tracks,
    *,
    scorer: str,
    video: str,
    n_frames: int,
    body_parts: Mapping[str, str] | None = None,
    images: ImageNames = IMAGE_NAMES,
    file_stem: str | None = None,
) -> tuple[Path, Path]:
    """Write labels as `CollectedData_{scorer}.csv` and `.h5`, or under another stem, each atomically.

    Returns
    -------
    tuple of Path
        The CSV and the HDF5 file.

    Raises
    ------
    WriteError
        When nothing is marked, a frame is beyond the video, or the system refuses.
    ValueError
        When `body_parts` does not fit the labels.
    """
    target = folder / f"{file_stem or f'CollectedData_{scorer}'}.h5"
    frames = _marked(tracks)
    if len(frames) == 0:
        raise WriteError("No frame is labelled, so that there is nothing to write", target)
    if frames[-1] >= n_frames:
        raise WriteError(f"Frame {frames[-1]} is labelled but {video} has only {n_frames} frames", target)
    table = labels_frame(
        tracks, scorer=scorer, video=video, n_frames=n_frames, body_parts=body_parts, images=images
    )
    return _write(target, table, tracks, video)


def write_predictions(
    path: Path,
    tracks: Tracks,
    *,
    scorer: str,
    n_frames: int,
    body_parts: Mapping[str, str] | None = None,
) -> tuple[Path, Path]:
    """Write predictions as HDF5 at `path` and as CSV beside it, each atomically.

    Returns
    -------
    tuple of Path
        The CSV and the HDF5 file.

    Raises
    ------
    WriteError
        When there is no label, a frame is beyond the video, or the system refuses.
    ValueError
        When `body_parts` does not fit the labels.
    """
    frames = _marked(tracks)
    if not tracks or n_frames == 0:
        raise WriteError("There is no label or no frame, so that there is nothing to write", path)
    if len(frames) and frames[-1] >= n_frames:
        raise WriteError(f"Frame {frames[-1]} is marked but the video has only {n_frames} frames", path)
    table = predictions_frame(tracks, scorer=scorer, n_frames=n_frames, body_parts=body_parts)
    return _write(path, table, tracks, None)


def _write(path: Path, table: pd.DataFrame, tracks: Tracks, video: str | None) -> tuple[Path, Path]:
    parts = list(dict.fromkeys(table.columns.get_level_values(1)))
    labels = dict(zip(parts, tracks, strict=True))

    def check(written: Path) -> None:
        read = read_dlc_table(written, labels=labels, video=video).tracks
        if not all(read[label].holds_same_points(track) for label, track in tracks.items()):
            raise WriteError("What was written reads back differently; the old file was kept", path)

    csv = path.with_suffix(".csv")
    write_atomically(path, _hdf_bytes(table), check=check)
    write_atomically(csv, _csv_bytes(table), check=check)
    return csv, path


def _hdf_bytes(table: pd.DataFrame) -> bytes:
    """The file as bytes, the same for the same table, by way of a folder for temporary files.

    The layout is *fixed* for predictions, too, although DeepLabCut chooses *table* there: pandas reads both
    alike, fixed holds no pickle, and pandas 2 (which DeepLabCut needs) cannot read a table of pandas 3.1.
    """
    import pandas as pd

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.h5"
        with pd.HDFStore(path, mode="w") as opened:
            store: Any = opened
            store.put(HDF_KEY, table, format="fixed", track_times=False)
            store.get_storer(HDF_KEY).attrs.pandas_version = _LAYOUT_VERSION
        return path.read_bytes()


def _csv_bytes(table: pd.DataFrame) -> bytes:
    text = io.StringIO(newline="")
    table.to_csv(text, lineterminator="\n")
    return text.getvalue().encode("utf-8")


def _columns(
    tracks: Tracks, scorer: str, body_parts: Mapping[str, str] | None, coordinates: Sequence[str]
) -> pd.MultiIndex:
    import pandas as pd

    names = body_parts_of_labels(tracks) if body_parts is None else body_parts
    missing = [label for label in tracks if label not in names]
    if missing:
        raise ValueError(f"no body part is given for label {', '.join(missing)}")
    parts = [names[label] for label in tracks]
    if len(set(parts)) < len(parts):
        raise ValueError(f"two labels are the same body part among {', '.join(parts)}")
    return pd.MultiIndex.from_product([[scorer], parts, list(coordinates)], names=list(_LEVELS))


def _marked(tracks: Tracks) -> NDArray[np.int64]:
    """Frames on which anything is marked, ascending."""
    parts = [track.frames() for track in tracks.values()]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)
