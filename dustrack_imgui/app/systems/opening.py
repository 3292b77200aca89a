"""Opens videos in the background and shows how far that is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.loading import load_video_state, video_of
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.commands.effects import OpenVideo
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.video import VideoError, open_video
from dustrack_imgui.video.meta import Picture


class OpeningSystem:
    """Runs `OpenVideo`: index, layers, state, one video after the other."""

    name = "opening"

    def __init__(self, readers: Readers, wake: Callable[[], None]) -> None:
        self._readers = readers
        self._wake = wake
        self._background = Background(wake, "open")
        self._cancel = threading.Event()
        self._ready: list[Call] = []
        self.opening: tuple[str, float] | None = None
        self.first_picture: Picture | None = None

    def run(self, effect: Effect, session: Session) -> bool:
        """Queue the opening of a video."""
        if not isinstance(effect, OpenVideo):
            return False
        path = effect.path.resolve()
        if session.video_state(str(path)) is not None:
            self._ready.append(Call("video.show", MappingProxyType({"video": str(path)})))
            return True
        self.opening = (path.name, 0.0)
        self._background.submit(
            lambda: self._open(path, effect.layer), on_error=lambda error: _failure(path, error)
        )
        return True

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return the states of videos that are open now."""
        del session, now_secs
        calls = self._ready + self._background.answers()
        self._ready = []
        if not self._background.is_busy:
            self.opening = self.first_picture = None
        return calls

    def is_active(self, session: Session) -> bool:
        """While a video is being opened."""
        del session
        return self._background.is_busy

    def close(self) -> None:
        """Stop opening."""
        self._cancel.set()
        self._background.close()

    def _open(self, path: Path, layer: str | None) -> Sequence[Call]:
        reader = open_video(
            path,
            on_progress=lambda fraction: self._progress(path, fraction),
            on_first_frame=self._first,
            cancel=self._cancel,
        )
        try:
            loaded = load_video_state(video_of(reader), layer)
        except Exception:
            reader.close()
            raise
        self._readers.add(loaded.state.video.key, reader)
        calls = [Call("video.opened", MappingProxyType({"state": loaded.state}))]
        if loaded.problems:
            arguments = {"title": "Some annotation files have problems", "text": "\n".join(loaded.problems)}
            calls.append(Call("message.notice", MappingProxyType(arguments)))
        return calls

    def _progress(self, path: Path, fraction: float) -> None:
        self.opening = (path.name, fraction)
        self._wake()

    def _first(self, picture: Picture) -> None:
        self.first_picture = picture
        self._wake()


def _failure(path: Path, error: Exception) -> Sequence[Call]:
    text = (
        str(error)
        if isinstance(error, (VideoError, OSError))
        else f"{type(error).__name__}: {error} ({path})"
    )
    return [Call("message.notice", MappingProxyType({"title": "This video cannot be opened", "text": text}))]
