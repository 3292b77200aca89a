"""Methods of the session object about layers: add, take out, save, discard."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.annotations.reading import read_tracks
from dustrack_imgui.annotations.video_annotation import VideoAnnotation
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.layer import Layer, LayerKind, Tracks
from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.scripting.base import Base, Event
from dustrack_imgui.scripting.errors import RefusedError

LayerNames = str | Sequence[str] | Mapping[str, str | os.PathLike[str]] | Sequence[VideoAnnotation]


class Layering(Base):
    """The layers of the video on screen."""

    def add_annotation_layers(self, annotation_names: LayerNames, n_labels: int = 1) -> None:
        """Add layers; those that the session has already stay as they are.

        Parameters
        ----------
        annotation_names
            Names (their files lie beside the video, and are read when they exist), files by name, or
            annotations.
        n_labels
            Empty labels of a layer that has no file yet.

        Raises
        ------
        FormatError
            When a file cannot be read.
        """
        state = self.state
        found = [
            (layer, saved)
            for layer, saved in layers_of(annotation_names, state, n_labels)
            if not state.data.has_layer(layer.name)
        ]
        if found:
            self.run(
                "layer.adopt",
                video=state.video.key,
                layers=tuple(layer for layer, _ in found),
                saved={layer.name: saved for layer, saved in found if saved is not None},
            )

    def remove_annotation_layer(self, name: str) -> None:
        """Take a layer out of the session; its file stays, and undo brings back what is not saved."""
        self.run("layer.remove", layer=name)

    def remove_current_layer(self, event: Event = None) -> None:
        """Take the active layer out of the session; with a window, it asks first."""
        if self._link.has_window:
            self.run("dialog.ask_remove_layer")
        else:
            self.remove_annotation_layer(self.state.view.layer)

    def discard_unsaved_annotations(self, event: Event = None) -> None:
        """Set the active layer back to its file; with a window, it asks first.

        Raises
        ------
        RefusedError
            On a computed layer.
        """
        if self._link.has_window:
            self.run("dialog.ask_discard")
            return
        layer = self.state.layer
        if layer.kind is not LayerKind.HAND:
            raise RefusedError(f"{layer.name} is computed, not made by hand; remove the layer instead")
        self.run("layer.discard", layer=layer.name)

    def save(self) -> None:
        """Write the active layer to its file and wait until it is there."""
        self.run("layer.save")

    def save_all(self) -> None:
        """Write every layer of every video that differs from its file."""
        self.run("layer.save_all")

    def save_annotation_as(
        self, event: Event = None, *, path: str | os.PathLike[str] | None = None, overwrite: bool = False
    ) -> None:
        """Write a copy of the active layer.

        Without `path` the window asks where; without a window either, the layer is saved.
        """
        if path is not None:
            self.run("layer.save_as", path=str(path), overwrite=overwrite)
        elif self._link.has_window:
            self.run("dialog.ask_save_as")
        else:
            self.save()


def layers_of(names: LayerNames, state: VideoState, n_labels: int) -> list[tuple[Layer, Tracks | None]]:
    """Layers that are meant, each with what its file holds; None where there is no file."""
    video = state.video.path
    if isinstance(names, str):
        names = [names]
    if isinstance(names, Mapping):
        return [_from_file(name, Path(path), n_labels) for name, path in names.items()]
    found = []
    for one in names:
        if isinstance(one, str):
            found.append(_from_file(one, annotation_path(video, one), n_labels))
        else:
            layer = one.layer
            path = layer.path or annotation_path(video, layer.name)
            on_disk = read_tracks(path).tracks if path.exists() else None
            found.append((Layer(layer.name, layer.tracks, path, layer.kind), on_disk))
    return found


def _from_file(name: str, path: Path, n_labels: int) -> tuple[Layer, Tracks | None]:
    kind = LayerKind.of_name(name)
    if path.exists():
        tracks = read_tracks(path).tracks
        return Layer(name, tracks, path.resolve(), kind), tracks
    empty = MappingProxyType({str(number): EMPTY_TRACK for number in range(n_labels)})
    return Layer(name, empty, path, kind), None
