"""What an annotation says about its layer: labels, frames, positions, colours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.annotations.errors import AnnotationUseError, UnknownLabelError
from dustrack_imgui.annotations.holder import Holder
from dustrack_imgui.annotations.layer_data import LabelData, LayerData, replace_data
from dustrack_imgui.annotations.linked_video import LinkedVideo
from dustrack_imgui.annotations.palettes import Colour, palette_colours
from dustrack_imgui.annotations.positions import known_frame
from dustrack_imgui.formats.likelihood import Likelihoods, likelihoods_of
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

_NAN = float("nan")


class LayerFace:
    """Reads the layer that a holder keeps. `VideoAnnotation` adds everything else.

    Parameters
    ----------
    holder
        Where the layer lives.
    video
        The annotated video, when it is known.
    palette_name
        Name of the colours that labels get in turn.
    """

    def __init__(
        self,
        holder: Holder,
        video: LinkedVideo | None,
        palette_name: str = "Set2",
    ) -> None:
        self._holder = holder
        self._video = video
        self._palette_name = palette_name
        self._own_colours: dict[str, Colour] = {}
        self._plot_type = "dot"
        self._revision = 0
        self._seen: Layer | None = None
        palette_colours(palette_name, 1)

    @property
    def layer(self) -> Layer:
        """The immutable layer behind the annotation, as it is now."""
        return self._holder.get_layer()

    @property
    def name(self) -> str:
        """Name of the layer."""
        return self.layer.name

    @name.setter
    def name(self, name: str) -> None:
        self._holder.rename(name)

    @property
    def fname(self) -> str | None:
        """Path of the annotation file as text; None without one. Setting it reads and writes nothing."""
        path = self.layer.path
        return None if path is None else str(path)

    @fname.setter
    def fname(self, fname: str | Path | None) -> None:
        self._holder.move_to(None if fname is None else Path(fname))

    @property
    def fstem(self) -> str | None:
        """Name of the annotation file without its extension; None without a file."""
        path = self.layer.path
        return None if path is None else path.stem

    @property
    def video(self) -> LinkedVideo | None:
        """The annotated video; None when it is not known."""
        return self._video

    @property
    def revision(self) -> int:
        """A number that grows when the annotation has changed since it was last asked for."""
        layer = self.layer
        if layer is not self._seen:
            self._seen = layer
            self._revision += 1
        return self._revision

    @property
    def data(self) -> LayerData:
        """Positions by label and frame, as dictionaries within a dictionary.

        Reading and writing go to the layer: `ann.data["0"][12] = [x, y]`, `del ann.data["0"][12]`,
        `ann.data["0"][12][0] += 1`, `ann.data = {"0": {12: [x, y]}}`. `ann.data.copy()` gives plain
        dictionaries.
        """
        return LayerData(self._holder)

    @data.setter
    def data(self, data: Mapping[str, Mapping[int, Any]]) -> None:
        replace_data(self._holder, data)

    @property
    def labels(self) -> list[str]:
        """Declared labels in order; a label may have no points."""
        return list(self.layer.labels)

    @property
    def n_annotations(self) -> int:
        """Number of declared labels."""
        return len(self.layer.labels)

    def __len__(self) -> int:
        return self.n_annotations

    @property
    def n_frames(self) -> int:
        """Number of frames of the video; without one, the last marked frame + 1."""
        if self._video is not None:
            return len(self._video)
        return max((_end(track) for track in self.layer.tracks.values()), default=0)

    @property
    def frames(self) -> list[int]:
        """Frames on which any label is marked, ascending."""
        return _frames_marked(self.layer, 1)

    @property
    def frames_overlapping(self) -> list[int]:
        """Frames on which every label is marked, ascending; none as long as a label is empty."""
        return _frames_marked(self.layer, max(self.n_annotations, 1))

    def get_frames(self, label: str) -> list[int]:
        """Return the frames on which a label is marked, ascending.

        Raises
        ------
        UnknownLabelError
            When the label is not declared.
        """
        frames: list[int] = self._track(label).frames().tolist()
        return frames

    def get_at_frame(self, frame_num: int) -> list[list[float]]:
        """Return [x, y] of every label at a frame, NaN where a label is not marked."""
        frame = known_frame(frame_num)
        found = (track.xy_at(frame) for track in self.layer.tracks.values())
        return [[_NAN, _NAN] if xy is None else list(xy) for xy in found]

    def get_values_cv(self, frame_num: int) -> NDArray[np.float32]:
        """Return the positions at a frame as OpenCV's optical flow takes them: float32 (labels, 1, 2)."""
        return np.array(self.get_at_frame(frame_num), np.float32).reshape(-1, 1, 2)

    def get_source(self, label: str, frame_num: int) -> Source:
        """Return where a point came from; `Source.NONE` where the label is not marked."""
        return self._track(label).source_at(known_frame(frame_num))

    @property
    def likelihoods(self) -> Likelihoods:
        """How sure a model was of its points, by label; points that were edited since have none."""
        return likelihoods_of(self.layer.tracks)

    def get_likelihood(self, label: str) -> NDArray[np.float64]:
        """Return how sure a model was of a label, float64 (n_frames,), NaN where it said nothing.

        Raises
        ------
        UnknownLabelError
            When the label is not declared.
        """
        return self._track(label).likelihood(self.n_frames)

    def __getitem__(self, key: str | int) -> LabelData | list[list[float]]:
        """Positions of a label by frame, or of all labels at a frame on which any is marked.

        Raises
        ------
        AnnotationUseError
            When the key is neither. It is a `ValueError`.
        """
        layer = self.layer
        if isinstance(key, str) and key in layer.tracks:
            return LabelData(self._holder, key)
        if not isinstance(key, str) and layer.has_any(known_frame(key)):
            return self.get_at_frame(key)
        raise AnnotationUseError(f"{key!r} is neither a label nor a frame that is marked in {layer.name}")

    @property
    def palette(self) -> list[Colour]:
        """Colour of each label in the order of `labels`, as red, green and blue from 0 to 1."""
        labels = self.layer.labels
        colours = palette_colours(self._palette_name, max((int(x) + 1 for x in labels), default=0))
        return [self._own_colours.get(label, colours[int(label) % len(colours)]) for label in labels]

    def _track(self, label: str) -> Track:
        layer = self.layer
        if label not in layer.tracks:
            raise UnknownLabelError(f"{layer.name} has no label {label!r}; it has {list(layer.labels)}")
        return layer.tracks[label]

    def _replace(self, layer: Layer, sentence: str) -> None:
        self._holder.replace_layer(layer, sentence=sentence)


def _end(track: Track) -> int:
    last = track.last_frame()
    return 0 if last is None else last + 1


def _frames_marked(layer: Layer, n_labels: int) -> list[int]:
    """Frames on which at least so many labels are marked."""
    counts = np.zeros(max((_end(track) for track in layer.tracks.values()), default=0), np.int64)
    for track in layer.tracks.values():
        counts[track.frames()] += 1
    frames: list[int] = np.flatnonzero(counts >= n_labels).tolist()
    return frames
