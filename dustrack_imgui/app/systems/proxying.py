"""Makes proxies in the background, finds those made before, and deletes them; pictures for the eye only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.commands.effects import CancelJob
from dustrack_imgui.commands.proxy_effects import DropProxy, MakeProxy
from dustrack_imgui.jobs import (
    Cancelled,
    Done,
    Failed,
    JobContext,
    JobEvent,
    JobId,
    JobRunner,
    Progress,
    ResultReady,
)
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import JobStatus
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.video.errors import OpenCancelledError
from dustrack_imgui.video.reader import VideoReader

log = logging.getLogger(__name__)
FIRST_ID = -1_000
"""Its jobs count downwards from here, apart from all others in the status bar."""
SHUTDOWN_SECS = 3.0


class ProxyingSystem:
    """One proxy is made at a time, by a thread of low priority; a video that is closed stops its own.

    Parameters
    ----------
    readers
        Readers that get the proxies.
    wake
        Called from the background when there is something to tell.
    proxy_dir
        Folder of proxies; None takes the one in the user's cache.
    """

    name = "proxies"

    def __init__(self, readers: Readers, wake: Callable[[], None], proxy_dir: Path | None = None) -> None:
        self._readers = readers
        self._proxy_dir = proxy_dir
        self._runner = JobRunner(max_threads=1, wake=wake, numbers=count(FIRST_ID, -1))
        self._background = Background(wake, "proxy")
        self._known: dict[str, VideoReader] = {}
        self._lacking: dict[str, VideoReader] = {}
        self._making: dict[int, tuple[str, JobStatus]] = {}

    def run(self, effect: Effect, session: Session) -> bool:
        """Start, cancel, delete."""
        del session
        if isinstance(effect, MakeProxy):
            self._make(effect.video)
        elif isinstance(effect, DropProxy):
            self._drop(effect.video)
        elif isinstance(effect, CancelJob) and effect.job in self._making:
            self._cancel(effect.job)
        else:
            return False
        return True

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Look for proxies of videos that were opened; tell how far one is."""
        del now_secs
        if session.videos or self._known:
            self._follow(session)
        calls = self._background.answers()
        for event in self._runner.drain(100):
            calls += self._answer(event)
        shown = {status.id for status in session.jobs}
        new = [status for number, (_, status) in self._making.items() if number not in shown]
        return [_call("job.changed", status=status) for status in new] + calls

    def is_active(self, session: Session) -> bool:
        """Both threads wake the loop themselves."""
        del session
        return False

    def close(self) -> None:
        """Stop; of a proxy that is not complete nothing is left behind."""
        for title in self._runner.shutdown(SHUTDOWN_SECS):
            log.warning("%s did not stop in time", title)
        self._background.close()

    def _follow(self, session: Session) -> None:
        if not self._known:
            self._background.submit(self._tidy, on_error=_not_tidied)
        open_now = {state.video.key for state in session.videos}
        for key in [key for key in self._known if key not in open_now]:
            del self._known[key]
            self._lacking.pop(key, None)
            for job in [job for job, (of, _) in self._making.items() if of == key]:
                self._cancel(job)
        for key in open_now:
            reader = self._readers.get(key)
            if reader is not None and reader is not self._known.get(key):
                self._known[key] = reader
                self._attach(key, reader)
        if session.interface.decoding.makes_proxies and self._lacking:
            for key, reader in list(self._lacking.items()):
                if _is_slow(reader):
                    del self._lacking[key]
                    self._make(key)

    def _attach(self, key: str, reader: VideoReader) -> None:
        def attach() -> Sequence[Call]:
            if not _take_up(reader, self._proxy_dir):
                self._lacking[key] = reader
            return []

        self._background.submit(attach, on_error=lambda error: _trouble(reader, error))

    def _make(self, key: str) -> None:
        from dustrack_imgui.video.proxy_making import LONG_GOP_FRAMES, is_worth_a_proxy

        reader = self._readers.get(key)
        if reader is None:
            raise LookupError(f"the video is not open: {key}")
        name = reader.path.name
        if any(of == key for of, _ in self._making.values()):
            self._say(f"The proxy of {name} is being made already.")
        elif reader.has_proxy:
            self._say(f"{name} has a proxy already.")
        elif reader.fingerprint is None or not is_worth_a_proxy(reader.meta):
            self._say(
                f"{name} needs no proxy: it has a key frame at least every {LONG_GOP_FRAMES} frames, "
                "so any frame is quick to reach."
            )
        else:
            title = f"Proxy of {name}"
            job = self._runner.start(lambda context: _made(reader, self._proxy_dir, context), title)
            self._making[job] = (key, JobStatus(job, title, "waiting", is_aside=True))

    def _cancel(self, job: int) -> None:
        self._runner.cancel(JobId(job))

    def _drop(self, key: str) -> None:
        reader = self._readers.get(key)
        if reader is None:
            raise LookupError(f"the video is not open: {key}")
        for job in [job for job, (of, _) in self._making.items() if of == key]:
            self._cancel(job)
        self._lacking.pop(key, None)
        self._background.submit(
            lambda: _dropped(reader, self._proxy_dir), on_error=lambda error: _trouble(reader, error)
        )

    def _tidy(self) -> Sequence[Call]:
        from dustrack_imgui.video.proxy_cache import default_proxy_dir, remove_stale

        remove_stale(self._proxy_dir or default_proxy_dir())
        return []

    def _answer(self, event: JobEvent) -> list[Call]:
        if event.job not in self._making:
            return []
        key, status = self._making[event.job]
        if isinstance(event, Progress):
            status = JobStatus(status.id, status.title, "", event.fraction, is_aside=True)
            self._making[event.job] = (key, status)
            return [_call("job.changed", status=status)]
        if isinstance(event, ResultReady) and isinstance(event.value, Call):
            return [event.value]
        if not isinstance(event, (Done, Failed, Cancelled)):
            return []
        del self._making[event.job]
        calls = [_call("job.ended", job=int(event.job))]
        if isinstance(event, Failed):
            log.error("%s failed\n%s", event.title, event.traceback)
            text = f"{event.title} was not made. {event.cause} {event.hint}".strip()
            calls.append(_call("message.say", text=text, severity="error"))
        elif isinstance(event, Cancelled):
            calls.append(_call("message.say", text=f"Cancelled: {event.title}. Nothing is left of it."))
        return calls

    def _say(self, text: str) -> None:
        self._background.submit(lambda: [_call("message.say", text=text)], on_error=lambda error: [])


def _made(reader: VideoReader, proxy_dir: Path | None, context: JobContext) -> Call:
    """Make the proxy of a video; the body of a job."""
    from dustrack_imgui.video.proxy_cache import default_proxy_dir
    from dustrack_imgui.video.proxy_making import make_proxy

    assert reader.fingerprint is not None
    try:
        make_proxy(
            reader.source,
            reader.fingerprint,
            proxy_dir or default_proxy_dir(),
            cancel=context.cancel,
            on_progress=context.progress,
        )
    except OpenCancelledError:
        context.raise_if_cancelled()
        raise
    _take_up(reader, proxy_dir)
    return _call("message.say", text=f"The proxy of {reader.path.name} is ready: dragging is quick now.")


def _take_up(reader: VideoReader, proxy_dir: Path | None) -> bool:
    """Let a reader use the proxy of its video; False when there is none, though there might be."""
    from dustrack_imgui.video.proxy_cache import default_proxy_dir, find_proxy
    from dustrack_imgui.video.proxy_making import is_worth_a_proxy

    if reader.fingerprint is None or not is_worth_a_proxy(reader.meta):
        return True
    proxy = find_proxy(reader.meta, reader.fingerprint, proxy_dir or default_proxy_dir())
    if proxy is not None:
        reader.use_proxy(proxy)
    return proxy is not None


def _dropped(reader: VideoReader, proxy_dir: Path | None) -> Sequence[Call]:
    from dustrack_imgui.video.proxy_cache import default_proxy_dir, drop_proxies

    reader.use_proxy(None)
    n_dropped = drop_proxies(reader.path, proxy_dir or default_proxy_dir())
    name = reader.path.name
    return [
        _call(
            "message.say", text=f"The proxy of {name} is deleted." if n_dropped else f"{name} has no proxy."
        )
    ]


def _is_slow(reader: VideoReader) -> bool:
    from dustrack_imgui.video.proxy_making import LONG_WAIT_SECS

    return reader.longest_wait_secs > LONG_WAIT_SECS


def _not_tidied(error: Exception) -> Sequence[Call]:
    log.warning("the folder of proxies was not tidied: %s", error)
    return []


def _trouble(reader: VideoReader, error: Exception) -> Sequence[Call]:
    text = f"The proxy of {reader.path.name} cannot be used or deleted. {error}"
    return [_call("message.say", text=text, severity="warning")]


def _call(command: str, **arguments: object) -> Call:
    return Call(command, MappingProxyType(arguments))
