"""Writes the names of labels to their file as soon as they change, also by undo, off the render thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.dlc.project_labels import body_parts_around
from dustrack_imgui.formats.label_names import label_names_path, save_label_names
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect


class NamingLabelsSystem:
    """Follows the names of every open video; videos of one project share theirs."""

    name = "naming labels"

    def __init__(self, wake: Callable[[], None]) -> None:
        self._background = Background(wake, "names")
        self._known: dict[str, Mapping[str, str]] = {}
        self._files: dict[str, Path] = {}
        self._on_disk: dict[Path, dict[str, str]] = {}

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for this system."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Queue the writing of names that changed; return what other videos of the project must learn."""
        del now_secs
        calls = self._background.answers()
        for state in session.videos:
            key, names = state.video.key, state.data.label_names
            if self._known.get(key) is names:
                continue
            self._known[key] = names
            if key not in self._files:
                self._files[key] = label_names_path(state.video.path)
                self._on_disk.setdefault(self._files[key], dict(names))
            elif self._on_disk[self._files[key]] != names:
                self._on_disk[self._files[key]] = dict(names)
                self._write(state.video.path, self._files[key], names)
                calls += self._told(key, names)
        return calls

    def is_active(self, session: Session) -> bool:
        """While names are being written."""
        del session
        return self._background.is_busy

    def close(self) -> None:
        """Finish what is being written."""
        self._background.close()

    def _told(self, key: str, names: Mapping[str, str]) -> list[Call]:
        sharing = [other for other, file in self._files.items() if file == self._files[key] and other != key]
        return [
            Call("label.names_read", MappingProxyType({"video": other, "names": names})) for other in sharing
        ]

    def _write(self, video: Path, path: Path, names: Mapping[str, str]) -> None:
        def work() -> Sequence[Call]:
            save_label_names(path, names, body_parts=body_parts_around(video))
            return []

        self._background.submit(work, on_error=_failure)


def _failure(error: Exception) -> Sequence[Call]:
    arguments = {"text": f"The names of labels could not be saved: {error}", "severity": "error"}
    return [Call("message.say", MappingProxyType(arguments))]
