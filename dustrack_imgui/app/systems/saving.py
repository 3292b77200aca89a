"""Writes layers to their files, off the render thread, and never over another program's work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.annotations.reading import read_tracks, write_tracks
from dustrack_imgui.app.background import Background
from dustrack_imgui.app.layer_files import ChangedOnDisk, free_path, remove_layer_file, write_layer
from dustrack_imgui.commands.effects import (
    MoveLayerFile,
    ReloadLayers,
    SaveLayerAs,
    SaveLayers,
    TrashLayerFile,
)
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.layer_diff import layer_diff
from dustrack_imgui.formats.names import layer_name_of
from dustrack_imgui.formats.trash import move_to_trash
from dustrack_imgui.model.layer import NO_TRACKS, Layer, Tracks
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect

_FAILURES = ("layer.save_failed", "layer.changed_on_disk")


class SavingSystem:
    """Runs what reads, writes, moves and removes the files of layers, one after the other."""

    name = "saving"

    def __init__(self, wake: Callable[[], None]) -> None:
        self._background = Background(wake, "save")
        self._written: dict[Path, Tracks] = {}
        self._quits_when_done = False
        self._removes_when_done: str | None = None
        self._applies_when_done = ""
        self._failed = False

    def run(self, effect: Effect, session: Session) -> bool:
        """Queue the writing of the layers as they are now."""
        if isinstance(effect, SaveLayers):
            self._quits_when_done = self._quits_when_done or effect.then_quit
            self._removes_when_done = effect.then_remove or self._removes_when_done
            self._applies_when_done = effect.then_apply or self._applies_when_done
            self._failed = False
            for video, name in effect.layers:
                self._submit(
                    session,
                    video,
                    name,
                    is_quiet=effect.is_quiet,
                    overwrites=effect.overwrites,
                    drops=effect.drops_layers,
                )
            return True
        if isinstance(effect, ReloadLayers):
            for video, name in effect.layers:
                self._submit_reload(session, video, name)
            return True
        if isinstance(effect, TrashLayerFile):
            self._submit_trash(effect)
            return True
        if isinstance(effect, MoveLayerFile):
            self._submit(session, effect.video, effect.layer, is_quiet=True)
            self._submit_removal(effect, session)
            return True
        if isinstance(effect, SaveLayerAs):
            self._submit_copy(effect, session)
            return True
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return what was written and what failed; close the window after the last one if asked to."""
        del session, now_secs
        is_busy = self._background.is_busy
        calls = self._background.answers()
        self._failed = self._failed or any(call.command in _FAILURES for call in calls)
        is_awaited = self._quits_when_done or self._removes_when_done or self._applies_when_done
        if is_awaited and not (is_busy and self._background.is_busy):
            if self._removes_when_done and not self._failed:
                calls.append(Call("video.discard", MappingProxyType({"video": self._removes_when_done})))
            if self._applies_when_done and not self._failed:
                calls.append(Call(self._applies_when_done))
            if self._quits_when_done and not self._failed:
                calls.append(Call("app.close"))
            self._quits_when_done, self._removes_when_done, self._applies_when_done = False, None, ""
        return calls

    def is_active(self, session: Session) -> bool:
        """While something is being written."""
        del session
        return self._background.is_busy

    def close(self) -> None:
        """Finish what is being written."""
        self._background.close()

    def _submit(
        self,
        session: Session,
        video: str,
        name: str,
        *,
        is_quiet: bool,
        overwrites: bool = False,
        drops: bool = False,
    ) -> None:
        state = session.video_state(video)
        if state is None or not state.data.has_layer(name):
            return
        layer = state.data.layer(name)
        known = state.saved.get(name, NO_TRACKS)
        path = layer.path
        if path is None:
            raise ValueError(f"layer {name} has no file")

        def work() -> Sequence[Call]:
            if overwrites:
                write_tracks(path, layer.tracks)
            else:
                write_layer(path, layer.tracks, self._written.get(path, known))
            self._written[path] = layer.tracks
            saved = _saved(video, name, layer.tracks, path, is_quiet=is_quiet)
            removal = Call("layer.remove", MappingProxyType({"video": video, "layer": name}))
            return [saved, removal] if drops else [saved]

        def on_error(error: Exception) -> Sequence[Call]:
            if isinstance(error, ChangedOnDisk):
                return [_changed_on_disk(video, name, layer.tracks, error.theirs)]
            return _failure(name, error)

        self._background.submit(work, on_error=on_error)

    def _submit_reload(self, session: Session, video: str, name: str) -> None:
        state = session.video_state(video)
        if state is None or not state.data.has_layer(name):
            return
        layer = state.data.layer(name)
        path = _file_of(layer)
        if path is None:
            return

        def work() -> Sequence[Call]:
            tracks = read_tracks(path).tracks
            self._written[path] = tracks
            read = {"video": video, "layer": name, "tracks": tracks}
            restored = {"video": video, "layer": name, "sentence": f"reload {name} from {path.name}"}
            return [
                Call("layer.disk_read", MappingProxyType(read)),
                Call("layer.restore_saved", MappingProxyType(restored)),
            ]

        self._background.submit(work, on_error=lambda error: _said(f"{name} was not reloaded: {error}"))

    def _submit_trash(self, effect: TrashLayerFile) -> None:
        names = {effect.layer, layer_name_of(effect.path, video=Path(effect.video)) or effect.layer}

        def work() -> Sequence[Call]:
            move_to_trash(effect.path)
            self._written.pop(effect.path, None)
            gone = [
                Call("layer.file_moved", MappingProxyType({"video": effect.video, "old_layer": name}))
                for name in sorted(names)
            ]
            removed = {"video": effect.video, "layer": effect.layer}
            return [*gone, Call("layer.remove", MappingProxyType(removed))]

        self._background.submit(work, on_error=lambda error: _said(f"{effect.layer} stays: {error}"))

    def _submit_removal(self, effect: MoveLayerFile, session: Session) -> None:
        """Queue the removal of a renamed layer's old file, behind the writing of its new one."""
        state = session.video_state(effect.video)
        old, name = effect.old_path, effect.old_layer
        if state is None or old is None or not state.data.has_layer(effect.layer):
            return
        layer = state.data.layer(effect.layer)
        known = state.saved.get(name, NO_TRACKS)

        def work() -> Sequence[Call]:
            is_written = layer.path is not None and self._written.get(layer.path) is layer.tracks
            if not is_written or not remove_layer_file(old, self._written.get(old, known)):
                return []
            self._written.pop(old, None)
            arguments = {"video": effect.video, "old_layer": name}
            return [Call("layer.file_moved", MappingProxyType(arguments))]

        self._background.submit(work, on_error=lambda error: _failure(name, error))

    def _submit_copy(self, effect: SaveLayerAs, session: Session) -> None:
        state = session.video_state(effect.video)
        if state is None or not state.data.has_layer(effect.layer):
            return
        tracks = state.data.layer(effect.layer).tracks

        def work() -> Sequence[Call]:
            path = free_path(effect.path) if effect.stands_for_file else effect.path
            if path.exists() and not effect.overwrite:
                raise FileExistsError("there is a file of that name already; choose another name.")
            write_tracks(path, tracks)
            said = _said(f"Saved a copy of {effect.layer} as {path}", severity="info")
            if effect.stands_for_file:
                return [_saved(effect.video, effect.layer, tracks, path, is_quiet=True), *said]
            return said

        self._background.submit(work, on_error=lambda error: _failure(effect.layer, error))


def _failure(layer: str, error: Exception) -> Sequence[Call]:
    expected = isinstance(error, (ChangedOnDisk, FormatError, OSError))
    reason = str(error) if expected else f"{type(error).__name__}: {error}"
    return [Call("layer.save_failed", MappingProxyType({"layer": layer, "reason": reason}))]


def _file_of(layer: Layer) -> Path | None:
    """File that holds the layer now: its own, or before that exists the one it had under its old name."""
    if layer.moved_from is None or (layer.path is not None and layer.path.exists()):
        return layer.path
    return layer.moved_from


def _said(text: str, *, severity: str = "error") -> Sequence[Call]:
    return [Call("message.say", MappingProxyType({"text": text, "severity": severity}))]


def _saved(video: str, layer: str, tracks: Tracks, path: Path, *, is_quiet: bool) -> Call:
    arguments = {"video": video, "layer": layer, "tracks": tracks, "path": path.name, "is_quiet": is_quiet}
    return Call("layer.saved", MappingProxyType(arguments))


def _changed_on_disk(video: str, layer: str, mine: Tracks, theirs: Tracks) -> Call:
    """Report of a conflict; the counts say what the file has that the layer lacks, and so on."""
    diff = layer_diff(theirs, mine)
    counts = {"added": diff.added, "removed": diff.removed, "moved": diff.moved}
    return Call("layer.changed_on_disk", MappingProxyType({"video": video, "layer": layer, **counts}))
