"""One door to all formats that a layer can be written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.batch.exchange.movement_nc import write_movement
from dustrack_imgui.batch.exchange.nwb import write_nwb
from dustrack_imgui.batch.exchange.poses import poses_of
from dustrack_imgui.batch.exchange.sleap import write_coco, write_sleap
from dustrack_imgui.batch.labels import chosen_tracks
from dustrack_imgui.batch.layer_file import LayerFile
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.formats.dlc_write import write_labels, write_predictions
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.tidy_csv import save_tidy
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.video import Video, stem_of

SCORER = "dustrack"


class NothingToExportError(FormatError):
    """No label of the layer is marked anywhere."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Files written, and points left out because the video has no such frames."""

    paths: tuple[Path, ...]
    n_left_out: int


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name, the end of its file's name, and what it is, in a clause."""

    name: str
    ending: str
    summary: str
    needs_extra: bool = False


FORMATS = {
    one.name: one
    for one in (
        ExportFormat("csv", ".csv", "tidy table: frame, time_s, label, x, y, likelihood, source"),
        ExportFormat("dlc-labels", "_labels.h5", "DeepLabCut table of labelled frames, .h5 and .csv"),
        ExportFormat("dlc-predictions", "_predictions.h5", "DeepLabCut table of every frame, .h5 and .csv"),
        ExportFormat("movement", ".nc", "netCDF dataset of the movement toolbox", needs_extra=True),
        ExportFormat("sleap", ".slp", "SLEAP labels", needs_extra=True),
        ExportFormat("coco", ".coco.json", "COCO keypoints", needs_extra=True),
        ExportFormat("nwb", ".nwb", "Neurodata Without Borders with ndx-pose", needs_extra=True),
    )
}


def default_export_path(annotation: Path, name: str) -> Path:
    """Where an export goes unless another file is named: beside the annotation, of the same stem."""
    return annotation.with_name(f"{annotation.stem}{FORMATS[name].ending}")


def export_layer(
    source: LayerFile,
    out: Path,
    name: str,
    *,
    video: Video | None = None,
    fps: float | None = None,
    labels: Sequence[str] | None = None,
    scorer: str = SCORER,
    overwrite: bool = False,
) -> Exported:
    """Write a layer in another format.

    Parameters
    ----------
    out
        The file. A DeepLabCut table is written as HDF5 and as CSV, whichever of them is named.
    name
        One of `FORMATS`.
    video
        Gives the number of frames, their times and the picture's size. Without it, frames end with the last
        marked one.
    fps
        Rate to reckon times with when there is no video.
    labels
        Labels to write; by default all that have points.
    scorer
        Who placed the points, for DeepLabCut.

    Returns
    -------
    Exported
        The files written; points on frames that the video does not have are left out and counted.

    Raises
    ------
    NothingToExportError
        When nothing is marked.
    MissingExtraError
        When the format needs a library that is not installed.
    FormatError
        When a file exists already or cannot be written.
    """
    chosen = chosen_tracks(source.layer, labels)
    tracks = _within(chosen, None if video is None else video.n_frames)
    if not tracks:
        raise NothingToExportError(
            "No label is marked, so there is nothing to write", source.layer.path or out
        )
    kept = replace(source, layer=replace(source.layer, tracks=tracks))
    if name.startswith("dlc-"):
        paths = _write_dlc(kept, out, name, video, scorer, overwrite)
    else:
        require_free(out, overwrite=overwrite)
        _write(kept, out, name, video, fps, overwrite)
        paths = (out,)
    return Exported(paths, _count(chosen) - _count(tracks))


def _within(tracks: Tracks, n_frames: int | None) -> Tracks:
    """Tracks that have points, without those beyond the video."""
    inside = {
        label: track if n_frames is None else track.without(track.frames()[track.frames() >= n_frames])
        for label, track in tracks.items()
    }
    return MappingProxyType({label: track for label, track in inside.items() if track.count})


def _count(tracks: Tracks) -> int:
    return sum(track.count for track in tracks.values())


def _write(
    source: LayerFile, out: Path, name: str, video: Video | None, fps: float | None, overwrite: bool
) -> None:
    if name == "csv":
        times = video.time_secs if video is not None else (lambda frame: frame / fps) if fps else None
        save_tidy(out, source.layer.tracks, time_secs=times)
        return
    writers = {"movement": write_movement, "sleap": write_sleap, "coco": write_coco, "nwb": write_nwb}
    writers[name](out, poses_of(source, video=video, fps=fps), overwrite=overwrite)


def _write_dlc(
    source: LayerFile, out: Path, name: str, video: Video | None, scorer: str, overwrite: bool
) -> tuple[Path, ...]:
    tracks = source.layer.tracks
    last = max(last for track in tracks.values() if (last := track.last_frame()) is not None)
    n_frames = video.n_frames if video is not None else last + 1
    target = out.with_suffix(".h5")
    for path in (target, target.with_suffix(".csv")):
        require_free(path, overwrite=overwrite)
    if name == "dlc-predictions":
        return write_predictions(target, tracks, scorer=scorer, n_frames=n_frames)
    stem = video.stem if video is not None else stem_of(source.layer.path or out).split("_annotations")[0]
    return write_labels(
        target.parent, tracks, scorer=scorer, video=stem, n_frames=n_frames, file_stem=target.stem
    )
