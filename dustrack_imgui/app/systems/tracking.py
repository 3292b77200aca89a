"""Runs tracking as background jobs and tells the session how they fare."""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import SimpleQueue
from types import MappingProxyType

from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.jitter_work import reduce_jitter_work
from dustrack_imgui.app.systems.layer_work import check_labels_work, interpolate_blips_work
from dustrack_imgui.app.systems.render_work import render_work
from dustrack_imgui.app.systems.tracking_work import Work, interpolate_work, predict_work
from dustrack_imgui.commands.blips import corrections_name
from dustrack_imgui.commands.effects import CancelJob, RenderVideo
from dustrack_imgui.commands.tracking_effects import (
    CheckLabels,
    Interpolate,
    InterpolateBlips,
    Predict,
    ReduceJitter,
)
from dustrack_imgui.jobs import (
    Cancelled,
    Done,
    Failed,
    JobEvent,
    JobId,
    JobRunner,
    Phase,
    Progress,
    ResultReady,
    Started,
)
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import JobStatus
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.tracking import notices

log = logging.getLogger(__name__)
SHUTDOWN_SECS = 3.0


class TrackingSystem:
    """One thread job per tracking effect; results come as one edit each. Labelled videos queue here, too."""

    name = "tracking"

    def __init__(self, readers: Readers, wake: Callable[[], None]) -> None:
        self._readers = readers
        self._runner = JobRunner(max_threads=1, wake=wake)
        self._status: dict[int, JobStatus] = {}
        self._notices: SimpleQueue[str] = SimpleQueue()
        self._wake = wake
        self._stop_listening = notices.listen(self._hear)

    def run(self, effect: Effect, session: Session) -> bool:
        """Start or cancel a job."""
        if isinstance(effect, CancelJob):
            self._runner.cancel(JobId(effect.job))
            return True
        work = self._work(effect, session)
        if work is None:
            return False
        job = self._runner.start(work.function, work.title)
        self._status[job] = JobStatus(job, work.title, "waiting")
        return True

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return progress and results."""
        del now_secs
        calls = []
        while not self._notices.empty():
            text = self._notices.get()
            calls.append(Call("message.say", MappingProxyType({"text": text, "severity": "warning"})))
        for event in self._runner.drain(100):
            calls += self._answer(event)
        shown = {status.id for status in session.jobs}
        waiting = [status for number, status in self._status.items() if number not in shown]
        return [_changed(status) for status in waiting] + calls

    def is_active(self, session: Session) -> bool:
        """Jobs wake the loop themselves."""
        del session
        return False

    def close(self) -> None:
        """Cancel all jobs."""
        self._stop_listening()
        for title in self._runner.shutdown(SHUTDOWN_SECS):
            log.warning("%s did not stop in time", title)

    def _hear(self, notice: str) -> None:
        """Keep what a thread that tracks has to tell, such as that a GPU failed, for the status bar."""
        self._notices.put(notice)
        self._wake()

    def _work(self, effect: Effect, session: Session) -> Work | None:
        if isinstance(effect, RenderVideo):
            key = effect.state.video.key
            reader = self._readers.get(key)
            if reader is None:
                raise LookupError(f"the video is not open: {key}")
            return render_work(effect, reader)
        if not isinstance(effect, (Interpolate, Predict, ReduceJitter, CheckLabels, InterpolateBlips)):
            return None
        reader, state = self._readers.get(effect.video), session.video_state(effect.video)
        if reader is None or state is None:
            raise LookupError(f"the video is not open: {effect.video}")
        if isinstance(effect, Interpolate):
            return interpolate_work(effect, reader)
        if isinstance(effect, Predict):
            return predict_work(effect, reader)
        if isinstance(effect, CheckLabels):
            return check_labels_work(effect, state, reader)
        if isinstance(effect, InterpolateBlips):
            return interpolate_blips_work(effect, state, reader)
        return reduce_jitter_work(effect, state, reader)

    def _answer(self, event: JobEvent) -> list[Call]:
        status = self._status.get(event.job)
        if status is None:
            return []
        if isinstance(event, ResultReady) and isinstance(event.value, Call):
            return self._result(event.value)
        if isinstance(event, (Started, Phase, Progress)):
            fraction = event.fraction if isinstance(event, Progress) else status.fraction
            phase = event.name if isinstance(event, Phase) else ""
            self._status[event.job] = JobStatus(status.id, status.title, phase, fraction)
            return [_changed(self._status[event.job])]
        if isinstance(event, (Done, Failed, Cancelled)):
            del self._status[event.job]
            return [*_last_words(event), Call("job.ended", MappingProxyType({"job": int(event.job)}))]
        return []

    @staticmethod
    def _result(call: Call) -> list[Call]:
        name = call.arguments.get("layer")
        if call.command == "blips.put_corrections":
            name = corrections_name(call.arguments["layer"])
        elif call.command != "track.put_layer":
            return [call]
        layer = {"layers": ((call.arguments["video"], name),)}
        return [call, Call("layer.save_computed", MappingProxyType(layer))]


def _changed(status: JobStatus) -> Call:
    return Call("job.changed", MappingProxyType({"status": status}))


def _last_words(event: JobEvent) -> list[Call]:
    if isinstance(event, Cancelled):
        return [
            Call("message.say", MappingProxyType({"text": f"Cancelled: {event.title}. Nothing was changed."}))
        ]
    if isinstance(event, Failed):
        log.error("%s failed\n%s", event.title, event.traceback)
        text = f"{event.title} failed: {event.cause} {event.hint}".strip()
        return [Call("message.say", MappingProxyType({"text": text, "severity": "error"}))]
    return []
