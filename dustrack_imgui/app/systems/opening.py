"""Opens the videos of the queue in the background, one after the other, and shows how far that is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.dlc_folder import next_layer_name, videos_meant, with_project_layers
from dustrack_imgui.app.interval_file import with_interval_file
from dustrack_imgui.app.loading import Loaded, load_video_state, video_of
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.view_files import ViewFiles
from dustrack_imgui.app.warm_up import DECODING, WarmUp
from dustrack_imgui.commands.effects import CloseVideo, OpenVideo
from dustrack_imgui.dlc.folder import project_of
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.queued_video import Hydration, QueuedVideo
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.video import Video, video_identity
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.video.errors import VideoError, VideoNotFoundError
from dustrack_imgui.video.meta import Picture


@dataclass(frozen=True, slots=True)
class _Opening:
    """The video that is being opened now."""

    video: QueuedVideo
    cancel: threading.Event
    future: Future[None]


class OpeningSystem:
    """Works off `Session.queue`: index, layers, state; the session says what waits and in which order.

    Parameters
    ----------
    readers
        Gets the opened readers.
    wake
        Called from the background when there is something to show.
    view_files
        How videos were looked at when they were left; None begins every video afresh.
    warm_up
        What loads the decoders, and says when there is time for that; None when there is always time.
    """

    name = "opening"

    def __init__(
        self,
        readers: Readers,
        wake: Callable[[], None],
        view_files: ViewFiles | None = None,
        warm_up: WarmUp | None = None,
    ) -> None:
        self._readers = readers
        self._wake = wake
        self._view_files = view_files
        self._warm_up = warm_up
        self._background = Background(wake, "open")
        self._closing = Background(wake, "close")
        self._now: _Opening | None = None
        self._ready: list[Call] = []
        self.opening: tuple[str, float] | None = None
        self.first_picture: Picture | None = None

    def run(self, effect: Effect, session: Session) -> bool:
        """Queue a video, or all videos of a project; close the files of one that was taken out."""
        del session
        if isinstance(effect, CloseVideo):
            key = effect.video
            self._closing.submit(lambda: self._close(key), on_error=lambda error: _trouble(key, error))
            return True
        if not isinstance(effect, OpenVideo):
            return False
        try:
            paths = videos_meant(video_identity(effect.path))
        except FormatError as error:
            arguments = {"title": "This project cannot be opened", "text": str(error)}
            self._ready.append(Call("message.notice", MappingProxyType(arguments)))
            return True
        self._ready += [
            _enqueued(video_identity(path), effect.layer, is_wanted=effect.is_wanted and number == 0)
            for number, path in enumerate(paths)
        ]
        return True

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return videos that are open now, and begin with the next one."""
        del now_secs
        calls, self._ready = self._ready, []
        calls += self._closing.answers()
        self._readers.focus(session.active.video.key if session.active else None)
        if self._now is not None:
            calls += self._finished(self._now, session)
        if self._now is None and (self._warm_up is None or self._warm_up.is_begun(DECODING)):
            calls += self._begun(session)
        return calls

    def is_active(self, session: Session) -> bool:
        """While a video is being opened or waits to be."""
        return self._now is not None or bool(self._ready) or _next(session) is not None

    def close(self) -> None:
        """Stop opening."""
        if self._now is not None:
            self._now.cancel.set()
        self._background.close()
        self._closing.close()

    def _begun(self, session: Session) -> list[Call]:
        video = _next(session)
        if video is None:
            return []
        cancel = threading.Event()
        future = self._background.submit(
            lambda: self._open(video, cancel), on_error=lambda error: _failure(video, error)
        )
        self._now = _Opening(video, cancel, future)
        self.opening = (video.path.name, 0.0)
        return [Call("video.hydrating", MappingProxyType({"video": video.key}))]

    def _finished(self, now: _Opening, session: Session) -> list[Call]:
        """What came of the video that is being opened; nothing while it is, or when it was taken out."""
        is_unwanted = session.queued(now.video.key) is None
        if is_unwanted:
            now.cancel.set()
        if not now.future.done():
            return []
        self._now = self.opening = self.first_picture = None
        answers = self._background.answers()
        if not is_unwanted:
            return answers
        self._closing.submit(
            lambda: self._close(now.video.key), on_error=lambda error: _trouble(now.video.key, error)
        )
        return []

    def _open(self, video: QueuedVideo, cancel: threading.Event) -> Sequence[Call]:
        if self._warm_up is not None:
            self._warm_up.finish(DECODING)
        from dustrack_imgui.video.opening import open_video  # late, or the window would be

        reader = open_video(
            video.path,
            on_progress=lambda fraction: self._progress(video.path, fraction),
            on_first_frame=self._first,
            cancel=cancel,
        )
        try:
            loaded = _loaded(video_of(reader), video.layer)
            state, problems = with_interval_file(loaded.state)
            if self._view_files is not None:
                state = self._view_files.recalled(state, keeps_layer=video.layer is not None)
        except Exception:
            reader.close()
            raise
        self._readers.add(state.video.key, reader)
        reader.request(state.view.frame)
        calls = [Call("video.opened", MappingProxyType({"state": state}))]
        if problems := (*loaded.problems, *problems):
            arguments = {"title": "Some annotation files have problems", "text": "\n".join(problems)}
            calls.append(Call("message.notice", MappingProxyType(arguments)))
        return calls

    def _close(self, key: str) -> Sequence[Call]:
        self._readers.remove(key)
        return []

    def _progress(self, path: Path, fraction: float) -> None:
        self.opening = (path.name, fraction)
        self._wake()

    def _first(self, picture: Picture) -> None:
        self.first_picture = picture
        self._wake()


def _loaded(video: Video, layer: str | None) -> Loaded:
    """State of a video with all its layers; those beside it when its project cannot be read."""
    root = project_of(video.path)
    if root is None:
        return load_video_state(video, layer)
    try:
        return with_project_layers(load_video_state(video, layer or next_layer_name(root)), root)
    except FormatError as error:
        plain = load_video_state(video, layer)
        return replace(plain, problems=(*plain.problems, f"Its project could not be read. {error}"))


def _enqueued(path: Path, layer: str | None, *, is_wanted: bool) -> Call:
    arguments = {"path": str(path), "layer": layer, "is_wanted": is_wanted}
    return Call("video.enqueue", MappingProxyType(arguments))


def _next(session: Session) -> QueuedVideo | None:
    """Video to open next: one that is to be shown, else the first of the list that waits."""
    waiting = [queued for queued in session.queue if queued.phase is Hydration.PENDING]
    order = {key: place for place, key in enumerate(session.video_keys)}
    return min(waiting, key=lambda queued: (not queued.is_wanted, order[queued.key]), default=None)


def _failure(video: QueuedVideo, error: Exception) -> Sequence[Call]:
    is_expected = isinstance(error, (VideoError, OSError))
    reason = str(error) if is_expected else f"{type(error).__name__}: {error} ({video.path})"
    is_missing = isinstance(error, (VideoNotFoundError, FileNotFoundError))
    arguments = {"video": video.key, "reason": reason, "is_missing": is_missing}
    return [Call("video.failed", MappingProxyType(arguments))]


def _trouble(key: str, error: Exception) -> Sequence[Call]:
    text = f"The files of a video did not close ({error}): {key}"
    return [Call("message.say", MappingProxyType({"text": text, "severity": "warning"}))]
