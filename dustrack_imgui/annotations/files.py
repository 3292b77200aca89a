"""Loading and saving an annotation."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.annotations.errors import AnnotationWarning, NoFileError
from dustrack_imgui.annotations.face import LayerFace
from dustrack_imgui.annotations.layer_data import with_tracks_only
from dustrack_imgui.annotations.reading import ReadTracks, read_tracks, write_tracks
from dustrack_imgui.annotations.resolve import PathLike
from dustrack_imgui.model.track import EMPTY_TRACK


class Files(LayerFace):
    """Methods that read and write the annotation's file."""

    def load(self, n_annotations: int = 1) -> dict[str, dict[int, list[float]]]:
        """Return what the file holds, as plain dictionaries; the annotation itself stays as it is.

        Parameters
        ----------
        n_annotations
            Empty labels "0", "1", … to return when there is no file.

        Raises
        ------
        FormatError
            When the file cannot be read or understood.
        """
        tracks = read_or_empty(self.layer.path, map(str, range(n_annotations))).tracks
        return {
            label: dict(zip(track.frames().tolist(), track.xy().tolist(), strict=True))
            for label, track in tracks.items()
        }

    def reload(self) -> None:
        """Drop what was not saved and take what the file holds; without a file, labels stay and are emptied.

        In a live session this can be undone.

        Raises
        ------
        FormatError
            When the file cannot be read or understood.
        """
        layer = self.layer
        read = read_or_empty(layer.path, layer.labels or ("0",))
        self._replace(with_tracks_only(layer, read.tracks), f"reload {layer.name}")

    def save(self, fname: PathLike | None = None) -> None:
        """Write the annotation as JSON, atomically, and read it back; empty labels are kept.

        What DUSTrack's format has no room for, where points come from and how likely they are, goes into a
        file ``{stem}.dustrack-points.npz`` beside it.

        Parameters
        ----------
        fname
            File to write a copy to; the annotation keeps its own file. By default its own is written.

        Raises
        ------
        NoFileError
            When there is no file name, or not one that ends in .json. It is a `ValueError`.
        WriteError
            When the system refuses; the old file is untouched then.
        """
        layer = self.layer
        target = layer.path if fname is None else Path(fname)
        if target is None:
            raise NoFileError(f"{layer.name} has no file yet: save(fname=…)")
        if target.suffix.lower() != ".json":
            raise NoFileError(f"an annotation is saved as .json; give another file name than {target}")
        if fname is None:
            self._holder.save()
        else:
            write_tracks(target, layer.tracks)

    def to_json(self) -> None:
        """Write the annotation as JSON beside its file, which may be an .h5 table; see `save`."""
        path = self.layer.path
        if path is None or path.suffix.lower() == ".json":
            self.save()
        else:
            self.save(path.with_suffix(".json"))


def read_or_empty(path: Path | None, labels_without: Iterable[str]) -> ReadTracks:
    """Return what a file holds; empty tracks of the given labels when there is none.

    Raises
    ------
    FormatError
        When the file cannot be read or understood.
    """
    if path is None or not path.exists():
        return ReadTracks(MappingProxyType(dict.fromkeys(labels_without, EMPTY_TRACK)))
    read = read_tracks(path)
    for sentence in read.warnings:
        warnings.warn(f"{path.name}: {sentence}", AnnotationWarning, stacklevel=3)
    return read
