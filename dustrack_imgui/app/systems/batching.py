"""Runs the work of the batch dialog in a background thread, one video after another."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.batch.indexing import index_each
from dustrack_imgui.batch.mono import convert_each
from dustrack_imgui.batch.sources import FileOutcome, find_videos
from dustrack_imgui.commands.effects import CancelBatch, CancelJob, RunBatch
from dustrack_imgui.jobs import (
    Cancelled,
    Done,
    Failed,
    JobContext,
    JobId,
    JobRunner,
    LogLine,
    Phase,
    Progress,
)
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import JobStatus
from dustrack_imgui.store.command import Call, Effect

log = logging.getLogger(__name__)
TITLE = "Batch"
STATUS_ID = -1
"""Its number in the status bar, apart from those of tracking jobs."""
SHUTDOWN_SECS = 3.0

_WORDS = {
    "ok": "converted",
    "skip_missing": "missing",
    "skip_overwrite": "would overwrite itself",
    "skip_existing": "converted before",
    "skip_already_mono": "mono already",
    "failed": "failed",
    "hit": "indexed before",
    "built": "indexed",
    "built (uncached)": "indexed, but the cache folder cannot be written",
}


class BatchingSystem:
    """At most one batch at a time; it is told to the dialog and to the status bar."""

    name = "batching"

    def __init__(self, wake: Callable[[], None]) -> None:
        self._runner = JobRunner(max_threads=1, wake=wake)
        self._job: JobId | None = None
        self._counts: Counter[str] = Counter()
        self._fraction = 0.0
        self._phase = ""

    def run(self, effect: Effect, session: Session) -> bool:
        """Start or cancel the work."""
        del session
        if isinstance(effect, RunBatch):
            self._counts = Counter()
            self._fraction, self._phase = 0.0, ""
            self._job = self._runner.start(lambda context: _work(effect, context), TITLE)
            return True
        if isinstance(effect, CancelBatch) or (isinstance(effect, CancelJob) and effect.job == STATUS_ID):
            if self._job is not None:
                self._runner.cancel(self._job)
            return True
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return what happened since."""
        del session, now_secs
        events = self._runner.drain(200)
        if not events:
            return []
        lines: list[str] = []
        for event in events:
            if isinstance(event, Progress):
                self._fraction = event.done
            elif isinstance(event, Phase):
                self._phase = event.name
            elif isinstance(event, LogLine):
                words, _, line = event.text.partition("\n")
                self._counts[words] += 1
                lines.append(line)
        told = {"fraction": self._fraction, "phase": self._phase, "lines": tuple(lines)}
        status = JobStatus(STATUS_ID, TITLE, self._phase, self._fraction)
        calls = [_call("batch.progress", told), _call("job.changed", {"status": status})]
        for event in events:
            if isinstance(event, (Done, Cancelled, Failed)):
                calls += self._end(event)
        return calls

    def is_active(self, session: Session) -> bool:
        """The work wakes the loop itself."""
        del session
        return False

    def close(self) -> None:
        """Cancel the work; of the video at hand nothing is left behind."""
        for title in self._runner.shutdown(SHUTDOWN_SECS):
            log.warning("%s did not stop in time", title)

    def _end(self, event: Done | Cancelled | Failed) -> list[Call]:
        self._job = None
        error = ""
        if isinstance(event, Failed):
            log.error("the batch failed\n%s", event.traceback)
            error = f"{event.cause} {event.hint}".strip()
        told = {
            "counts": tuple(self._counts.items()),
            "is_cancelled": isinstance(event, Cancelled),
            "error": error,
        }
        return [_call("batch.ended", told), _call("job.ended", {"job": STATUS_ID})]


def _work(effect: RunBatch, context: JobContext) -> None:
    """Index all, through which converting reads, then convert all.

    A line is told of each outcome, its words before the line break.
    """
    videos = find_videos(effect.sources)
    n_passes = effect.converts + effect.indexes
    done = 0

    def tell(share: float) -> None:
        context.progress((done + share) / n_passes)

    def passes() -> Iterator[tuple[str, Iterator[FileOutcome]]]:
        if effect.indexes:
            yield "indexing", index_each(videos, progress=tell, cancel=context.cancel)
        if effect.converts:
            yield "converting to mono", convert_each(videos, progress=tell, cancel=context.cancel)

    for name, outcomes in passes():
        context.phase(_named(name, videos, 0))
        for number, outcome in enumerate(outcomes):
            words = _WORDS.get(outcome.status, "failed")
            note = outcome.note or outcome.status.removeprefix("error: ") * outcome.status.startswith("error")
            line = f"{outcome.path.name}: {words}{f' ({note})' if note else ''}"
            context.log(f"{words}\n{line}")
            context.phase(_named(name, videos, number + 1))
        done += 1


def _named(name: str, videos: list[Path], number: int) -> str:
    if number >= len(videos):
        return name
    return f"{name}, {number + 1} of {len(videos)}: {videos[number].name}"


def _call(command: str, arguments: dict[str, object]) -> Call:
    return Call(command, MappingProxyType(arguments))
