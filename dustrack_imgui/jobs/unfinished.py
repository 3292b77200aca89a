"""Jobs whose end nobody has been told of yet, and who follows them."""

from __future__ import annotations

import logging
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.child.files import JSON
from dustrack_imgui.jobs.child.identity import birth_of
from dustrack_imgui.jobs.events import Failed, JobEvent
from dustrack_imgui.jobs.processes import ForeignProcess
from dustrack_imgui.jobs.request import JobFolderError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnfinishedJob:
    """A job that runs, or that ended without anybody being told.

    Attributes
    ----------
    is_alive
        Whether its process runs. A job of another computer counts as alive as long as its end is not known.
    is_followed
        Whether another window that is open follows it; it cannot be attached then.
    host
        Name of the computer that it runs on, when that is another one; else empty.
    status
        How it ended: "done", "stopped", "cancelled" or "failed"; None when it runs or nothing is known.
    """

    folder: Path
    title: str
    kind: str
    is_alive: bool
    is_followed: bool
    host: str
    status: str | None


def unfinished_jobs(folder: Path) -> list[UnfinishedJob]:
    """Return the jobs in a folder of jobs (see `jobs_folder`) that want attention, oldest first; quick."""
    if not folder.is_dir():
        return []
    found = (_unfinished(path) for path in sorted(folder.iterdir()))
    return [job for job in found if job is not None]


def request_of(folder: Path) -> dict[str, JSON]:
    """Return what a job was asked to do.

    Raises
    ------
    JobFolderError
        If the folder is not that of a job.
    """
    try:
        return files.read_object(folder / files.REQUEST)
    except (OSError, ValueError) as error:
        raise JobFolderError("No job", f"This is not the folder of a job: {folder}") from error


def take_over(folder: Path) -> ForeignProcess:
    """Begin to follow the job in a folder; it need not run any more.

    Raises
    ------
    JobFolderError
        If another window follows it, or it runs on another computer.
    """
    if _is_followed(folder):
        cause = f"Another window follows this job already: {folder}"
        raise JobFolderError("The job is taken", cause, "Look for it in that window, or close that.")
    about = _read(folder / files.PROCESS)
    if _is_elsewhere(about) and not (folder / files.OUTCOME).exists():
        cause = f"This job runs on another computer, {about.get('host')}: {folder}"
        raise JobFolderError("The job is out of reach", cause, "Open the project on that computer.")
    claim(folder)
    return _process(about)


def claim(folder: Path) -> None:
    """Say that this window follows the job."""
    own = {"pid": os.getpid(), "birth": birth_of(os.getpid()), "host": platform.node()}
    files.write_object(folder / files.OWNER, own)


def release(folder: Path) -> None:
    """Say that this window does not follow the job any more."""
    (folder / files.OWNER).unlink(missing_ok=True)


def tell_ended(folder: Path, ending: JobEvent) -> None:
    """Write down that the user was told how the job ended; a disk that refuses means he is told again."""
    told: dict[str, JSON] = {"time": time.time(), "ending": type(ending).__name__}
    if isinstance(ending, Failed):
        told.update(title=ending.title, cause=ending.cause, hint=ending.hint, traceback=ending.traceback)
    try:
        files.write_object(folder / files.TOLD, told)
        files.give_up_outcome(folder)
        release(folder)
    except OSError as error:
        log.warning("the end of a job was not written down (%s): %s", error, folder)


def _unfinished(folder: Path) -> UnfinishedJob | None:
    if (folder / files.TOLD).exists():
        return None
    request, about = _read(folder / files.REQUEST), _read(folder / files.PROCESS)
    if not request:
        return None
    status = _read(folder / files.OUTCOME).get("status")
    is_elsewhere = _is_elsewhere(about)
    return UnfinishedJob(
        folder=folder,
        title=str(request.get("title", folder.name)),
        kind=str(request.get("kind", "")),
        is_alive=status is None if is_elsewhere else not _process(about).has_ended(),
        is_followed=_is_followed(folder),
        host=str(about.get("host", "")) if is_elsewhere else "",
        status=None if status is None else str(status),
    )


def _process(about: dict[str, JSON]) -> ForeignProcess:
    pid, birth = about.get("pid"), about.get("birth")
    return ForeignProcess(pid if isinstance(pid, int) else 0, birth if isinstance(birth, str) else None)


def _is_elsewhere(about: dict[str, JSON]) -> bool:
    return about.get("host", platform.node()) != platform.node()


def _is_followed(folder: Path) -> bool:
    owner = _read(folder / files.OWNER)
    return bool(owner) and (_is_elsewhere(owner) or not _process(owner).has_ended())


def _read(path: Path) -> dict[str, JSON]:
    """The object in a file; empty when it is missing or spoilt, which says as much as is wanted here."""
    try:
        return files.read_object(path)
    except (OSError, ValueError):
        return {}
