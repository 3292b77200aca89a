"""One door to all formats that a layer can be written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.batch.exchange.movement_nc import write_movement
from dustrack_imgui.batch.exchange.nwb import write_nwb
from dustrack_imgui.batch.exchange.poses import Poses, poses_of
from dustrack_imgui.batch.exchange.sleap import write_coco, write_sleap
from dustrack_imgui.batch.exchange.tidy_csv import write_tidy_csv
from dustrack_imgui.batch.labels import chosen_tracks
from dustrack_imgui.batch.layer_file import LayerFile
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.formats.dlc_write import write_labels, write_predictions
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.video import Video, stem_of

SCORER = "dustrack"


class NothingToExportError(FormatError):
    """No label of the layer is marked anywhere."""


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
) -> tuple[Path, ...]:
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
    tuple of Path
        The files written.

    Raises
    ------
    NothingToExportError
        When nothing is marked.
    MissingExtraError
        When the format needs a library that is not installed.
    FormatError
        When a file exists already or cannot be written.
    """
    tracks = chosen_tracks(source.layer, labels)
    if not any(track.count for track in tracks.values()):
        raise NothingToExportError(
            "No label is marked, so there is nothing to write", source.layer.path or out
        )
    chosen = replace(
        source,
        layer=replace(source.layer, tracks=MappingProxyType({x: y for x, y in tracks.items() if y.count})),
    )
    if name.startswith("dlc-"):
        return _write_dlc(chosen, out, name, video, scorer, overwrite)
    require_free(out, overwrite=overwrite)
    poses = poses_of(chosen, video=video, fps=fps)
    _writer(name)(out, poses, overwrite)
    return (out,)


def _writer(name: str) -> Callable[[Path, Poses, bool], object]:
    return {
        "csv": lambda out, poses, _: write_tidy_csv(out, poses),
        "movement": lambda out, poses, overwrite: write_movement(out, poses, overwrite=overwrite),
        "sleap": lambda out, poses, overwrite: write_sleap(out, poses, overwrite=overwrite),
        "coco": lambda out, poses, overwrite: write_coco(out, poses, overwrite=overwrite),
        "nwb": lambda out, poses, overwrite: write_nwb(out, poses, overwrite=overwrite),
    }[name]


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
        return write_predictions(
            target, tracks, scorer=scorer, n_frames=n_frames, likelihoods=source.likelihoods
        )
    stem = video.stem if video is not None else stem_of(source.layer.path or out).split("_annotations")[0]
    return write_labels(
        target.parent, tracks, scorer=scorer, video=stem, n_frames=n_frames, file_stem=target.stem
    )
