"""From the events of a process to the job as the window shows it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from dustrack_imgui.jobs import (
    Cancelled,
    Done,
    Failed,
    ItemStarted,
    JobEvent,
    LogLine,
    Metric,
    Paused,
    Phase,
    Progress,
    ResultReady,
    Resumed,
    SnapshotSaved,
    Stopped,
)
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd, JobFault, JobLine, SavedSnapshot

MAX_LINE = 1_000
MAX_TRACE = 60


def advanced(job: DlcJob, events: Iterable[JobEvent]) -> DlcJob:
    """Job after some of its events."""
    lines: list[JobLine] = []
    for event in events:
        if isinstance(event, LogLine):
            lines.append(JobLine(event.text[:MAX_LINE], event.level))
        else:
            job = _after(job, event)
    return job.with_lines(lines) if lines else job


def _after(job: DlcJob, event: JobEvent) -> DlcJob:
    if isinstance(event, Phase):
        return replace(job.with_phase(event.name, event.index, event.of), is_paused=False)
    if isinstance(event, Progress):
        return replace(
            job,
            done=event.done,
            total=event.total,
            unit=event.unit,
            rate=event.rate,
            remaining_secs=event.remaining_secs,
        )
    if isinstance(event, Metric):
        return job.with_point(event.name, event.step, event.value)
    if isinstance(event, SnapshotSaved):
        return job.with_snapshot(SavedSnapshot(PurePath(event.path).stem, event.epoch, event.is_best))
    if isinstance(event, ItemStarted):
        return replace(job, item=PurePath(event.name).name)
    if isinstance(event, Paused):
        return replace(job, is_paused=True, is_pausing=True)
    if isinstance(event, Resumed):
        return replace(job, is_paused=False, is_pausing=False)
    if isinstance(event, ResultReady):
        outcome = (*job.outcome, *result_sentences(event.value))
        return replace(job, outcome=outcome, files=(*job.files, *_predictions(event.value)))
    return _ended(job, event)


def _ended(job: DlcJob, event: JobEvent) -> DlcJob:
    if isinstance(event, Done):
        return _over(job, JobEnd.KEPT if job.is_keeping else JobEnd.DONE)
    if isinstance(event, Stopped):
        return _over(job, JobEnd.KEPT)
    if isinstance(event, Cancelled):
        return _over(job, JobEnd.CANCELLED)
    if isinstance(event, Failed):
        title = f"{event.title} failed" if event.title == job.title else event.title
        fault = JobFault(title, event.cause, event.hint, event.traceback)
        trace = [JobLine(line[:MAX_LINE], "error") for line in event.traceback.splitlines()[-MAX_TRACE:]]
        return replace(_over(job, JobEnd.FAILED), fault=fault).with_lines(trace)
    return job


def _over(job: DlcJob, end: JobEnd) -> DlcJob:
    is_well = end in (JobEnd.DONE, JobEnd.KEPT)
    phases = tuple(replace(phase, is_over=True) for phase in job.phases) if is_well else job.phases
    return replace(job, end=end, phases=phases, is_paused=False, is_pausing=False, is_cancelling=False)


def result_sentences(value: object) -> tuple[str, ...]:
    """What a step gave, in words; nothing for steps that are means to an end."""
    if not isinstance(value, Mapping):
        return ()
    result = value.get("value")
    if not isinstance(result, Mapping):
        return ()
    words = _WORDS.get(str(value.get("op")))
    return () if words is None else words(result)


def _predictions(value: object) -> tuple[Path, ...]:
    if not isinstance(value, Mapping) or value.get("op") != "analyze":
        return ()
    result = value.get("value")
    files = result.get("files") if isinstance(result, Mapping) else None
    return tuple(Path(str(path)) for path in files.values()) if isinstance(files, Mapping) else ()


def _dataset(result: Mapping[str, Any]) -> tuple[str, ...]:
    n_train, n_test = result.get("n_train"), result.get("n_test")
    return () if n_train is None else (f"{n_train} frames to learn from, {n_test} to test with.",)


def _training(result: Mapping[str, Any]) -> tuple[str, ...]:
    early = ", stopped early" if result.get("stopped_early") else ""
    return (f"Trained {result.get('epochs_done')} epochs{early}.",)


def _evaluation(result: Mapping[str, Any]) -> tuple[str, ...]:
    rows = [row for row in result.get("rows") or () if isinstance(row, Mapping)]
    best = next((row for row in rows if row.get("is_best")), None)
    if best is None:
        return ()
    errors = [
        f"{best[key]:.2f} px on {frames} frames"
        for key, frames in (("test_rmse", "test"), ("train_rmse", "training"))
        if isinstance(best.get(key), float | int)
    ]
    return (f"Best snapshot: {best.get('snapshot')}, {', '.join(errors)}.",)


def _analysis(result: Mapping[str, Any]) -> tuple[str, ...]:
    files = result.get("files") or {}
    names = [Path(video).name for video in files]
    if not names:
        return ()
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return (f"Tracked with {result.get('snapshot')}: {shown}.",)


def _videos(result: Mapping[str, Any]) -> tuple[str, ...]:
    files = result.get("files") or {}
    return (f"Labelled videos: {len(files)}.",) if files else ()


_WORDS = {
    "create_training_dataset": _dataset,
    "train": _training,
    "evaluate": _evaluation,
    "analyze": _analysis,
    "label_video": _videos,
}
