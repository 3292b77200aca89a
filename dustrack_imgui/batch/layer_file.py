"""Any file that holds a layer, read for work without a window; and the video that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.annotations.reading import TABLE_SUFFIXES, read_tracks
from dustrack_imgui.annotations.resolve import video_beside
from dustrack_imgui.batch.sources import PathLike
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.likelihood import Likelihoods, likelihoods_of
from dustrack_imgui.formats.names import layer_name_of
from dustrack_imgui.model.layer import Layer, LayerKind

ANNOTATION_EXTENSIONS = (".json", *TABLE_SUFFIXES)


class UnknownFormatError(FormatError):
    """The extension of a file is none that is read."""


class NoVideoFoundError(FormatError):
    """The video of an annotation is needed, and neither named nor beside it."""


@dataclass(frozen=True, eq=False, slots=True)
class LayerFile:
    """A layer as its file holds it.

    Attributes
    ----------
    layer
        With the path of the file.
    warnings
        Sentences about what was left out.
    """

    layer: Layer
    warnings: tuple[str, ...] = ()

    @property
    def likelihoods(self) -> Likelihoods:
        """By label, where a model gave them."""
        return likelihoods_of(self.layer.tracks)


def read_layer(path: PathLike, *, video_stem: str | None = None) -> LayerFile:
    """Read an annotation file (JSON) with its sidecar, or a table of DeepLabCut (HDF5 or CSV).

    Parameters
    ----------
    video_stem
        Which video's labels are wanted, should a table hold those of several.

    Raises
    ------
    UnknownFormatError
        When the extension is none of `ANNOTATION_EXTENSIONS`.
    FormatError
        When it is missing, or cannot be read or understood.
    """
    path = Path(path)
    if path.suffix.lower() not in ANNOTATION_EXTENSIONS:
        known = ", ".join(ANNOTATION_EXTENSIONS)
        raise UnknownFormatError(f"Annotations cannot be read from files of this kind, only {known}", path)
    name = layer_name_of(path) or path.stem
    found = read_tracks(path, video_stem=video_stem)
    is_model = bool(found.likelihoods) and path.suffix.lower() in TABLE_SUFFIXES
    kind = LayerKind.DENSE if is_model else LayerKind.of_name(name)
    return LayerFile(Layer(name, found.tracks, path, kind), found.warnings)


def video_for(annotation: Path, video: Path | None = None) -> Path:
    """The video as named, else the one that lies beside the annotation under its stem.

    Raises
    ------
    NoVideoFoundError
        When there is none.
    """
    found = video or video_beside(annotation)
    if found is None:
        raise NoVideoFoundError("There is no video of that stem beside the annotation; name it", annotation)
    return found
