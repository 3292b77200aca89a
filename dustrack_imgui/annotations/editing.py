"""What an annotation can change: points, labels, frames."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

from numpy.typing import ArrayLike

from dustrack_imgui.annotations.errors import AnnotationUseError, AnnotationWarning, PositionError
from dustrack_imgui.annotations.face import LayerFace
from dustrack_imgui.annotations.holder import listed
from dustrack_imgui.annotations.layer_data import with_tracks_only
from dustrack_imgui.annotations.palettes import Colour
from dustrack_imgui.annotations.positions import SCRIPTED, frame_number, label_name, position, positions
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.operations.blockwise import unmoved_kept
from dustrack_imgui.operations.errors import NothingWouldRemainError
from dustrack_imgui.operations.thinning import Thinned, overlapping_continuous_kept, overlapping_kept
from dustrack_imgui.operations.tidying import (
    clipped,
    labels_sorted,
    without_empty_labels,
    without_trailing_empty_labels,
)


class Editing(LayerFace):
    """Methods that change the layer, each as one step."""

    def add(self, location: Sequence[float], label: str, frame_number: int) -> None:
        """Place a label at a frame, over what is there; two NaNs unmark it.

        Parameters
        ----------
        location
            [x, y] in image pixels.

        Raises
        ------
        UnknownLabelError
            When the label is not declared: call `add_label` first.
        PositionError
            When the position is not two finite numbers or the frame is none.
        """
        self._track(label)
        self.data[label][frame_number] = list(location)

    def remove(self, label: str, frame_number: int) -> None:
        """Unmark a label at a frame; nothing happens where it is not marked.

        Raises
        ------
        UnknownLabelError
            When the label is not declared.
        """
        self._track(label)
        self.data[label].pop(frame_number, None)

    def add_label(self, label: str | None = None, color: Colour | None = None) -> None:
        """Declare a label and sort the labels by number; one that exists gives a warning.

        Parameters
        ----------
        label
            Whole number as text; by default the number of labels there are.
        color
            Red, green and blue from 0 to 1, instead of the palette's.

        Raises
        ------
        UnknownLabelError
            When the name is not a whole number.
        """
        layer = self.layer
        name = label_name(str(len(layer.labels)) if label is None else label)
        if name in layer.tracks:
            warnings.warn(f"{layer.name} has label {name} already", AnnotationWarning, stacklevel=2)
            return
        if color is not None:
            self._own_colours[name] = _checked_colour(color)
        self._set_tracks(labels_sorted({**layer.tracks, name: EMPTY_TRACK}), f"add label {name}")

    def add_at_frame(self, frame_num: int, values: ArrayLike) -> None:
        """Place every label at a frame.

        Parameters
        ----------
        values
            (labels, 2) image pixels in the order of `labels`; a row of two NaNs unmarks its label.

        Raises
        ------
        PositionError
            When there is not one position for each label.
        """
        layer = self.layer
        frame, xy = frame_number(frame_num), positions(values)
        if len(xy) != len(layer.labels):
            raise PositionError(f"{len(xy)} positions for the {len(layer.labels)} labels of {layer.name}")
        changed = {}
        for label, row in zip(layer.labels, xy, strict=True):
            at, track = position(row), layer.tracks[label]
            placed = track.without([frame]) if at is None else track.with_point(frame, at, SCRIPTED)
            changed[label] = unmoved_kept(placed, track)
        self._replace(layer.with_tracks(changed), f"set {listed(layer.labels)} at frame {frame}")

    def sort_labels(self) -> None:
        """Put the labels in the order of their numbers."""
        self._set_tracks(labels_sorted(self.layer.tracks), "sort labels")

    def sort_data(self) -> None:
        """Put frames in order. They always are; scripts written for DUSTrack call this."""

    def clip_trailing_empty_labels(self) -> None:
        """Remove the empty labels after the last one that has points; the first label stays."""
        tracks = self.layer.tracks
        kept = without_trailing_empty_labels(tracks)
        first = dict(list(tracks.items())[:1])
        self._set_tracks(kept or first, "remove trailing empty labels")

    def remove_empty_labels(self) -> None:
        """Remove every label that has no points."""
        self._set_tracks(without_empty_labels(self.layer.tracks), "remove empty labels")

    def clip_labels(self, start_frame: int, end_frame: int) -> None:
        """Unmark everything outside frames `start_frame` to `end_frame`, which both stay."""
        tracks = clipped(self.layer.tracks, first_frame=start_frame, last_frame=end_frame)
        self._set_tracks(tracks, f"clip to frames {start_frame}–{end_frame}")

    def keep_overlapping_frames(self) -> None:
        """Keep only frames on which every label that has points is marked.

        A warning, and no change, when nothing would remain.
        """
        self._keep(overlapping_kept, "keep overlapping frames")

    def keep_overlapping_continuous_frames(self) -> None:
        """Keep only runs of two or more consecutive frames on which every label that has points is marked.

        A warning, and no change, when nothing would remain.
        """
        self._keep(overlapping_continuous_kept, "keep overlapping continuous frames")

    def _keep(self, rule: Callable[[Tracks], Thinned], sentence: str) -> None:
        try:
            kept = rule(self.layer.tracks)
        except NothingWouldRemainError as error:
            warnings.warn(str(error), AnnotationWarning, stacklevel=3)
            return
        self._set_tracks(kept.tracks, sentence)

    def _set_tracks(self, tracks: Tracks, sentence: str) -> None:
        """Make these the tracks of the layer, unless they are already."""
        layer = self.layer
        is_same = list(tracks) == list(layer.tracks) and all(
            track is layer.tracks[label] for label, track in tracks.items()
        )
        if not is_same:
            self._replace(with_tracks_only(layer, tracks), sentence)


def _checked_colour(colour: Colour) -> Colour:
    if len(colour) != 3 or not all(0 <= part <= 1 for part in colour):
        raise AnnotationUseError(f"a colour is red, green and blue from 0 to 1, not {colour!r}")
    red, green, blue = colour
    return red, green, blue
