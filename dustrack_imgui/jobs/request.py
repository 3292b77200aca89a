"""What a process job is asked to do, and the folder that is made for it."""

from __future__ import annotations

import datetime
import errno
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.child.files import JSON

FOLDER_OF_JOBS = "dustrack-jobs"
_MOST_NAMES = 100


@dataclass(frozen=True, slots=True)
class ProcessRequest:
    """Work for a process of its own.

    Attributes
    ----------
    entry
        ``module:function``, called in the process with its `Channel` and the steps; see `child.main.Work`.
    steps
        JSON objects that say what to do, ``{"op": NAME, …}``.
    folder
        Where the folder of this job is made, such as ``<project>/dustrack-jobs`` (see `jobs_folder`).
    kind
        One word for the name of the folder: "train".
    python
        The Python to run; None for the one that runs us.
    environment
        Variables that the process gets on top.
    """

    entry: str
    steps: tuple[Mapping[str, JSON], ...]
    folder: Path
    kind: str
    python: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


class JobFolderError(OSError):
    """The folder of a job cannot be made or is not what it should be."""

    def __init__(self, title: str, cause: str, hint: str = "") -> None:
        super().__init__(" ".join(part for part in (f"{title}: {cause}", hint) if part))
        self.title = title
        self.cause = cause
        self.hint = hint


def jobs_folder(project_root: Path) -> Path:
    """The folder of a project that collects the folders of its jobs; they are the project's log."""
    return project_root / FOLDER_OF_JOBS


def make_job_folder(request: ProcessRequest, title: str) -> Path:
    """Make the folder ``<YYYY-MM-DDTHH-MM-SS>-<kind>`` of a job, with its request in it.

    Raises
    ------
    JobFolderError
        When the disk refuses.
    """
    now = datetime.datetime.now().strftime("%Y-%m-%dT%H-%M-%S")
    try:
        request.folder.mkdir(parents=True, exist_ok=True)
        folder = _new_folder(request.folder, f"{now}-{request.kind}")
        content: dict[str, JSON] = {
            "entry": request.entry,
            "title": title,
            "kind": request.kind,
            "steps": request.steps,
            "environment": request.environment,
        }
        files.write_object(folder / files.REQUEST, content)
        for name in (files.LOG, files.EVENTS, files.CONTROL):
            (folder / name).touch()
    except OSError as error:
        hint = {
            errno.ENOSPC: "Free some disk space, then try again.",
            errno.EROFS: "That disk cannot be written to; copy the project to another one.",
        }.get(error.errno or 0, "Check that you may write there.")
        cause = f"{error.strerror or error}: {request.folder}"
        raise JobFolderError("The job's folder cannot be made", cause, hint) from error
    return folder


def _new_folder(parent: Path, name: str) -> Path:
    for number in range(1, _MOST_NAMES):
        folder = parent / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(errno.EEXIST, "there are too many jobs of this very second", str(parent))
