"""Makes projects in the background, looks at seed bundles, and moves what is open into the project."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.creation_file import load_creation, save_creation
from dustrack_imgui.app.dlc_creation import CreatedProject, create
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.commands.creating_effects import (
    CancelCreation,
    CreateProject,
    ExportBundle,
    InspectBundle,
    ListBundles,
    MoveReaders,
    ProposeBundle,
    RememberBundles,
)
from dustrack_imgui.commands.effects import CancelJob
from dustrack_imgui.dlc.bundle_errors import BundleError
from dustrack_imgui.dlc.bundle_export import export_bundle
from dustrack_imgui.dlc.bundle_facts import SeedBundle, find_bundles, read_bundle
from dustrack_imgui.dlc.bundles_root import get_seed_bundles_root, set_seed_bundles_root
from dustrack_imgui.dlc.choosing import require_snapshot, require_trained
from dustrack_imgui.dlc.facts import ProjectFacts, read_project
from dustrack_imgui.dlc.project_place import problems_of, project_folder
from dustrack_imgui.dlc.snapshots import BEST
from dustrack_imgui.jobs import Cancelled, Failed, JobEvent, JobId, JobRunner, Phase, ResultReady
from dustrack_imgui.model.dlc_creation import Bundle, Creation
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import JobStatus
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.views.wording import shortened

log = logging.getLogger(__name__)
TITLE = "Creating a project"
STATUS_ID = -2
"""Its number in the status bar, apart from those of other jobs."""
SHUTDOWN_SECS = 4.0


class DlcCreatingSystem:
    """One project at a time; what is typed for it is checked as it is typed.

    Parameters
    ----------
    readers
        The open readers, which follow their videos into the project.
    python
        Says which Python runs DeepLabCut.
    creation_path
        Where the place of the last project is remembered; None remembers nothing.
    today
        Date in the names of projects.
    """

    name = "dlc creating"

    def __init__(
        self,
        readers: Readers,
        wake: Callable[[], None],
        python: Callable[[], str],
        creation_path: Path | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._readers = readers
        self._python = python
        self._path = creation_path
        self._today = today
        self._runner = JobRunner(max_threads=1, wake=wake)
        self._background = Background(wake, "bundles")
        self._job: JobId | None = None
        self._checked: tuple[str, str, str] | None = None
        self._is_told = creation_path is None

    def run(self, effect: Effect, session: Session) -> bool:
        """Begin, stop, list, look, remember."""
        if isinstance(effect, CreateProject):
            self._start(effect.creation, session)
        elif isinstance(effect, CancelCreation) or (
            isinstance(effect, CancelJob) and effect.job == STATUS_ID
        ):
            if self._job is not None:
                self._runner.cancel(self._job)
        elif isinstance(effect, MoveReaders):
            for old, new in effect.moved:
                self._readers.move(old, new)
        elif isinstance(effect, ListBundles):
            self._background.submit(lambda: _list(effect.root), on_error=_bundles_failed)
        elif isinstance(effect, InspectBundle):
            self._background.submit(lambda: _inspect(effect.path), on_error=_bundles_failed)
        elif isinstance(effect, ProposeBundle):
            self._background.submit(lambda: _propose(effect.project), on_error=_bundles_failed)
        elif isinstance(effect, ExportBundle):
            self._background.submit(lambda: _export(effect), on_error=_bundles_failed)
        elif isinstance(effect, RememberBundles):
            self._background.submit(lambda: _remember(effect.root), on_error=_bundles_failed)
        else:
            return False
        return True

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return what was found, how far the project is, and what is wrong with what was typed."""
        del now_secs
        calls = self._background.answers()
        if not self._is_told and self._path is not None:
            self._is_told = True
            folder, experimenter = load_creation(self._path)
            calls.append(_call("dlc.creation_remembered", folder=folder, experimenter=experimenter))
        for event in self._runner.drain(200):
            calls += self._told(event)
        self._check(session.dlc.creation)
        return calls

    def is_active(self, session: Session) -> bool:
        """The threads wake the loop."""
        del session
        return self._background.is_busy

    def close(self) -> None:
        """Stop; a project that is not complete is removed."""
        for title in self._runner.shutdown(SHUTDOWN_SECS):
            log.warning("%s did not stop in time", title)
        self._background.close()

    def _start(self, creation: Creation, session: Session) -> None:
        found = [session.video_state(key) for key in creation.videos]
        states = [state for state in found if state is not None]
        if self._path is not None:
            save_creation(self._path, creation.folder, creation.experimenter)
        self._job = self._runner.start(lambda context: create(creation, states, self._python, context), TITLE)

    def _told(self, event: JobEvent) -> Sequence[Call]:
        if isinstance(event, Phase):
            status = JobStatus(STATUS_ID, TITLE, event.name)
            return [_call("dlc.creation_told", phase=event.name), _call("job.changed", status=status)]
        over = _call("job.ended", job=STATUS_ID)
        if isinstance(event, ResultReady) and isinstance(event.value, CreatedProject):
            made = event.value
            created = _call(
                "dlc.project_created",
                root=str(made.root),
                rewirings=made.rewirings,
                is_seeded=made.is_seeded,
            )
            return [created, over]
        if isinstance(event, Failed):
            log.error("the project was not created\n%s", event.traceback)
            reason = f"{event.cause} {event.hint}".strip()
            return [_call("dlc.creation_ended", reason=reason), over]
        return [_call("dlc.creation_ended"), over] if isinstance(event, Cancelled) else []

    def _check(self, creation: Creation) -> None:
        typed = (creation.name, creation.experimenter, creation.folder)
        if creation.root or not creation.videos or (typed == self._checked and self._background.is_busy):
            return
        self._checked = typed
        today = self._today()
        self._background.submit(lambda: _problems(creation, today), on_error=_bundles_failed)


def _problems(creation: Creation, today: date) -> Sequence[Call]:
    found = problems_of(creation.name, creation.experimenter, creation.folder, today=today)
    place = Path(creation.folder.strip()).expanduser()
    root = project_folder(creation.name, creation.experimenter, place, today)
    typed = (creation.name, creation.experimenter, creation.folder)
    return [_call("dlc.creation_checked", typed=typed, problems=tuple(found.items()), root=str(root))]


def bundle_of(found: SeedBundle) -> Bundle:
    """A bundle as the session keeps it."""
    return Bundle(
        found.name,
        found.path,
        found.body_parts,
        found.net_type,
        found.epoch,
        found.size_bytes,
        found.description,
        found.problem,
    )


def _list(root: Path | None) -> Sequence[Call]:
    folder = root or get_seed_bundles_root()
    found = () if folder is None else tuple(bundle_of(one) for one in find_bundles(folder))
    found = tuple(sorted(found, key=lambda one: bool(one.problem)))
    return [_call("dlc.seed_bundles_listed", root="" if folder is None else str(folder), found=found)]


def _inspect(path: Path) -> Sequence[Call]:
    """Tell of a bundle, or of all in a folder that is none itself."""
    try:
        found = read_bundle(path.absolute())
    except BundleError as error:
        if path.is_dir() and find_bundles(path):
            return _list(path.absolute())
        found = SeedBundle(path.name, path, problem=f"{error.reason}.")
    return [_call("dlc.seed_bundle_inspected", bundle=bundle_of(found))]


def _propose(project: Path) -> Sequence[Call]:
    facts = read_project(project)
    iteration = require_trained(facts, None)
    snapshot = require_snapshot(facts, iteration, BEST)
    path = first = _usual_place(facts, iteration.number, snapshot.name)
    number = 1
    while path.exists():
        number += 1
        path = first.with_name(f"{first.stem}-{number}{first.suffix}")
    parts = shortened(", ".join(facts.body_parts), 80)
    words = f"{snapshot.name} of iteration {iteration.number}, which tracks {parts}."
    return [_call("dlc.seed_bundle_proposed", project=str(project), path=str(path), words=words)]


def _usual_place(facts: ProjectFacts, iteration: int, snapshot: str) -> Path:
    """An archive in the folder of bundles, else beside the project."""
    folder = get_seed_bundles_root() or facts.root.parent
    return folder / f"{facts.name}_iteration-{iteration}_{snapshot}.zip"


def _export(effect: ExportBundle) -> Sequence[Call]:
    facts = read_project(effect.project)
    iteration = require_trained(facts, effect.iteration)
    snapshot = require_snapshot(facts, iteration, effect.snapshot)
    destination = effect.destination or _usual_place(facts, iteration.number, snapshot.name)
    bundle = export_bundle(snapshot.path, destination, description=effect.description)
    text = (
        f"{destination} holds {snapshot.name} of iteration {iteration.number}: {', '.join(bundle.body_parts)}"
    )
    return [_call("message.say", text=text)]


def _remember(root: Path) -> Sequence[Call]:
    set_seed_bundles_root(root)
    return []


def _bundles_failed(error: Exception) -> Sequence[Call]:
    return [_call("dlc.seed_bundle_failed", reason=str(error))]


def _call(command: str, **arguments: object) -> Call:
    return Call(command, MappingProxyType(arguments))
