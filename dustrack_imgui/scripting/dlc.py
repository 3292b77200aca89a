"""Methods of the session object that train and track with DeepLabCut; each waits for its result."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.model.dlc import Analysis, DlcProject, Training
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.model.video import video_identity
from dustrack_imgui.scripting.base import Base, Event
from dustrack_imgui.scripting.errors import CommandFailedError, RefusedError
from dustrack_imgui.store.command import Call


class WorkingWithDeepLabCut(Base):
    """DeepLabCut runs in a process of its own; what it makes appears as layers of all open videos."""

    @property
    def project(self) -> DlcProject | None:
        """Project of the video on screen as it lies on disk now; None when there is none."""
        path = self.state.video.path
        self._link.wait_until(lambda engine: path in engine.store.session.dlc.looked_at)
        return self.session.dlc.project_of(path)

    @property
    def jobs(self) -> tuple[DlcJob, ...]:
        """Jobs of DeepLabCut in this session, running and ended."""
        return self.session.dlc.jobs

    def process_dlc_project(
        self,
        event: Event = None,
        *,
        training: Training | None = None,
        cleans: bool = True,
        waits: bool = True,
    ) -> DlcJob:
        """Train on the labels of this project, then track its videos.

        Unsaved layers are saved. Frames that lack labels are dropped from them and kept in a file from which
        they can be restored.

        Parameters
        ----------
        training
            How to train; None takes the choices of the last time.
        cleans
            False refuses to train where labels are unsaved or incomplete.
        waits
            False returns when the job has begun.

        Returns
        -------
        DlcJob
            The job with its log, curves and outcome.

        Raises
        ------
        RefusedError
            When there is no project, the choices contradict one another, or there is nothing to train on.
        CommandFailedError
            When training fails; the message says why and what to do.
        """
        del event
        project = self._require_project()
        if training is not None:
            self._choose(training=training)
        before = {job.id for job in self.jobs}
        self.run("dlc.ask_round")
        self._answer_preflight(cleans)
        return self._follow(project, before, waits)

    def analyze_dlc(
        self,
        *,
        iteration: int | None = None,
        snapshot: str = "best",
        videos: Iterable[str | Path] | None = None,
        batch_size: int = 8,
        device: str = "auto",
        create_video: bool = False,
        waits: bool = True,
    ) -> DlcJob:
        """Track videos with a trained snapshot, without training.

        Parameters
        ----------
        iteration
            None takes the latest trained one.
        snapshot
            Name of a snapshot, "best" or "last".
        videos
            Videos of the project; None takes all.

        Raises
        ------
        RefusedError
            When there is no such model or video.
        CommandFailedError
            When it fails.
        """
        project = self._require_project()
        chosen = None if videos is None else tuple(str(video_identity(Path(video))) for video in videos)
        analysis = Analysis(iteration, snapshot, chosen, batch_size, device, create_video)
        self._choose(analysis=analysis)
        return self._started("dlc.start_analysis", project, waits)

    def evaluate_dlc(self, *, iteration: int | None = None, waits: bool = True) -> DlcJob:
        """Measure the errors of all snapshots of an iteration; `project` has them afterwards.

        Raises
        ------
        RefusedError
            When nothing is trained.
        CommandFailedError
            When it fails.
        """
        project = self._require_project()
        self._choose(analysis=Analysis(iteration))
        return self._started("dlc.evaluate", project, waits)

    def wait_for_dlc(self, job: int) -> DlcJob:
        """Wait until a job has ended and its layers are there; return it.

        Raises
        ------
        CommandFailedError
            When it failed.
        """
        self._link.wait_until(lambda engine: _has_ended(engine.store.session, job))
        self._link.wait_until(lambda engine: not engine.is_working())
        found = self.session.dlc.job_of(job)
        if found is None:
            raise RefusedError("The job was put away.")
        if found.end is JobEnd.FAILED and found.fault is not None:
            raise CommandFailedError(f"{found.fault.title}: {found.fault.cause} {found.fault.hint}".strip())
        return found

    def cancel_dlc(self, job: int | None = None) -> None:
        """Stop a job, the one that began last when none is named; snapshots that are complete stay."""
        self.run("dlc.cancel", job=job)

    def _require_project(self) -> DlcProject:
        project = self.project
        if project is None:
            raise RefusedError("This video is in no DeepLabCut project; create one first.")
        return project

    def _started(self, command: str, project: DlcProject, waits: bool) -> DlcJob:
        before = {job.id for job in self.jobs}
        self.run(command)
        return self._follow(project, before, waits)

    def _answer_preflight(self, cleans: bool) -> None:
        """Answer what the window would ask before training."""
        dialog = self.session.dialog
        if dialog is not None and dialog.kind is DialogKind.CONFIRM:
            self.run(dialog.choices[0].command)
            dialog = self.session.dialog
        if dialog is None:
            return
        if dialog.kind is DialogKind.PREFLIGHT and cleans:
            self.run("dlc.save_and_clean")
            return
        self.run("dialog.dismiss")
        if dialog.kind is DialogKind.PREFLIGHT:
            raise RefusedError("Labels are unsaved or incomplete; save them, or let them be cleaned.")
        raise RefusedError(f"{dialog.title}. {dialog.text}".strip())

    def _follow(self, project: DlcProject, before: set[int], waits: bool) -> DlcJob:
        new = [job for job in self.jobs if job.id not in before and job.project == project.root]
        if not new:
            raise RefusedError(self.message)
        return self.wait_for_dlc(new[-1].id) if waits else new[-1]

    def _choose(self, *, training: Training | None = None, analysis: Analysis | None = None) -> None:
        """Put choices into the session at once, as the dialogs do one by one."""
        arguments = MappingProxyType({"training": training, "analysis": analysis})
        self._link.call(lambda engine: engine.apply([Call("dlc.remembered", arguments)]))


def _has_ended(session: Session, number: int) -> bool:
    job = session.dlc.job_of(number)
    return job is None or not job.is_running
