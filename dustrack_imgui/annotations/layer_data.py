"""`ann.data`: a layer as nested dictionaries that write through to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, SupportsIndex

from dustrack_imgui.annotations.errors import UnknownLabelError
from dustrack_imgui.annotations.holder import Holder, listed
from dustrack_imgui.annotations.positions import (
    SCRIPTED,
    frame_number,
    known_frame,
    label_name,
    position,
    track_of,
)
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.track import Track
from dustrack_imgui.operations.blockwise import overlaid, unmoved_kept


class Position(list[float]):
    """A position `[x, y]` read from an annotation; setting one of the two moves the point."""

    def __init__(self, xy: Iterable[float], points: LabelData, frame: int) -> None:
        super().__init__(xy)
        self._points = points
        self._frame = frame

    def __setitem__(self, index: Any, value: Any) -> None:
        super().__setitem__(index, value)
        self._points[self._frame] = list(self)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        """Copies and pickles are plain lists."""
        return list, (list(self),)


class LabelData(MutableMapping[int, list[float]]):
    """Positions of one label by frame, ascending; what is written here changes the layer.

    A position of two NaNs unmarks the frame. A point that is written where it stands stays as it is known:
    placed by hand, tracked, or of a model with its likelihood.
    """

    def __init__(self, holder: Holder, label: str) -> None:
        self._holder = holder
        self._label = label

    def __getitem__(self, frame: int) -> list[float]:
        number = known_frame(frame)
        xy = self._track().xy_at(number)
        if xy is None:
            raise KeyError(frame)
        return Position(xy, self, number)

    def __setitem__(self, frame: int, value: Iterable[float]) -> None:
        number, xy = frame_number(frame), position(value)
        track = self._track()
        new = track.without([number]) if xy is None else track.with_point(number, xy, SCRIPTED)
        self._replace(unmoved_kept(new, track), f"set {self._label} at frame {number}")

    def __delitem__(self, frame: int) -> None:
        number = known_frame(frame)
        track = self._track()
        if number not in track:
            raise KeyError(frame)
        self._replace(track.without([number]), f"remove {self._label} at frame {number}")

    def __contains__(self, frame: object) -> bool:
        return known_frame(frame) in self._track()

    def __iter__(self) -> Iterator[int]:
        return iter(self._track().frames().tolist())

    def __len__(self) -> int:
        return self._track().count

    def __repr__(self) -> str:
        return repr(self.copy())

    def copy(self) -> dict[int, list[float]]:
        """Return a plain dictionary."""
        track = self._track()
        return dict(zip(track.frames().tolist(), track.xy().tolist(), strict=True))

    def clear(self) -> None:
        """Unmark every frame, as one change."""
        self._replace(Track(), f"clear {self._label}")

    def update(self, *others: Any, **unused: Any) -> None:
        """Set many positions, as one change; takes what `dict.update` takes, with frames as keys."""
        points = dict(*others, **unused)
        track = self._track()
        merged = overlaid(track.without([frame_number(frame) for frame in points]), track_of(points))
        self._replace(unmoved_kept(merged, track), f"set {self._label} at {len(points)} frames")

    def _track(self) -> Track:
        return self._holder.get_layer().track(self._label)

    def _replace(self, track: Track, sentence: str) -> None:
        layer = self._holder.get_layer()
        if self._label not in layer.tracks:
            raise UnknownLabelError(f"label {self._label} is no longer in {layer.name}; add it again first")
        if track is not layer.tracks[self._label]:
            self._holder.replace_layer(layer.with_track(self._label, track), sentence=sentence)


class LayerData(MutableMapping[str, LabelData]):
    """Labels of a layer, each a dictionary of positions by frame; what is written here changes the layer."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def __getitem__(self, label: str) -> LabelData:
        if label not in self._holder.get_layer().tracks:
            raise KeyError(label)
        return LabelData(self._holder, label)

    def __setitem__(self, label: str, points: Mapping[int, Any]) -> None:
        name = label_name(label)
        layer = self._holder.get_layer()
        self._replace(
            layer.with_track(name, _track(points, layer.track(name))), f"set {name} at {len(points)} frames"
        )

    def __delitem__(self, label: str) -> None:
        layer = self._holder.get_layer()
        if label not in layer.tracks:
            raise KeyError(label)
        kept = {name: track for name, track in layer.tracks.items() if name != label}
        self._replace(with_tracks_only(layer, kept), f"remove label {label}")

    def __contains__(self, label: object) -> bool:
        return label in self._holder.get_layer().tracks

    def __iter__(self) -> Iterator[str]:
        return iter(self._holder.get_layer().labels)

    def __len__(self) -> int:
        return len(self._holder.get_layer().tracks)

    def __repr__(self) -> str:
        return repr(self.copy())

    def copy(self) -> dict[str, dict[int, list[float]]]:
        """Return plain nested dictionaries, as `json.dump` and `copy.deepcopy` want them."""
        return {label: self[label].copy() for label in self}

    def clear(self) -> None:
        """Remove every label, as one change."""
        self._replace(with_tracks_only(self._holder.get_layer(), {}), "remove all labels")

    def _replace(self, layer: Layer, sentence: str) -> None:
        self._holder.replace_layer(layer, sentence=sentence)


def replace_data(holder: Holder, data: Mapping[str, Mapping[int, Any]]) -> None:
    """Make plain nested dictionaries the whole content of the layer, as one change.

    Raises
    ------
    UnknownLabelError, PositionError
        When something in it is no label, frame or position.
    """
    layer = holder.get_layer()
    named = {label_name(label): points for label, points in data.items()}
    tracks = {label: _track(points, layer.track(label)) for label, points in named.items()}
    holder.replace_layer(with_tracks_only(layer, tracks), sentence=f"replace {listed(list(tracks))}")


def with_tracks_only(layer: Layer, tracks: Mapping[str, Track]) -> Layer:
    """Return the layer with exactly these tracks, in their order."""
    return replace(layer, tracks=MappingProxyType(dict(tracks)))


def _track(points: Mapping[int, Any], old: Track) -> Track:
    """Track of a dictionary in the place of an old one; another annotation's is taken as it is."""
    return points._track() if isinstance(points, LabelData) else unmoved_kept(track_of(points), old)
