"""Finds the projects of the open videos, reads them when they change, and jobs that went on in them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.dlc_environment import asked_environment, chosen_environment, located_environment
from dustrack_imgui.app.dlc_facts import KnownProject, Signature, known_project, signature_of
from dustrack_imgui.app.dlc_work import training_options
from dustrack_imgui.commands.dlc_effects import AskDlcEnvironment, CheckRound, ReadProjects, UseDlcPython
from dustrack_imgui.dlc.folder import project_of
from dustrack_imgui.dlc.round_checks import validate
from dustrack_imgui.dlc.training_memory import training_bytes
from dustrack_imgui.jobs import jobs_folder, unfinished_jobs
from dustrack_imgui.jobs.gpu import gpu_devices, why_it_may_not_fit
from dustrack_imgui.model.dlc import DlcProject, Environment, Training
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, CommandTable, Effect

POLL_SECS = 2.0


class DlcProjectsSystem:
    """Looks at the folders every few seconds in a thread; only what changed is read.

    Parameters
    ----------
    wake
        Called from the thread when there is something to show.
    commands
        The command table: what comes after a check depends on what is in it.
    """

    name = "dlc projects"

    def __init__(self, wake: Callable[[], None], commands: CommandTable) -> None:
        self._commands = commands
        self._reading = Background(wake, "projects", wakes_for_nothing=False)
        self._asking = Background(wake, "dlc environment")
        self._ends = threading.Event()
        self._checking = Background(wake, "dlc check")
        self._known: dict[Path, tuple[Signature, KnownProject]] = {}
        self._roots: dict[Path, Path | None] = {}
        self._seen: tuple[object, ...] = ()
        self._looked_at_secs = float("-inf")
        self._is_forced = False
        self._is_asked = False
        self._is_located = False
        self._ready: list[Call] = []

    def run(self, effect: Effect, session: Session) -> bool:
        """Read everything anew, ask the environment or choose another, or check a round."""
        if isinstance(effect, ReadProjects):
            self._is_forced = True
            return True
        if isinstance(effect, AskDlcEnvironment):
            if effect.asks_again or not self._is_asked:
                self._is_asked = True
                self._ready.append(_environment(Environment(is_asked=True)))
                self._ask(lambda: asked_environment(asks_again=effect.asks_again, cancel=self._ends))
            return True
        if isinstance(effect, UseDlcPython):
            self._is_asked = True
            self._ready.append(_environment(Environment(is_asked=True)))
            self._ask(lambda: chosen_environment(effect.python, cancel=self._ends))
            return True
        if isinstance(effect, CheckRound):
            others = tuple(job.title for job in session.dlc.running if job.kind == "train")
            self._check(effect, others)
            return True
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Look at the projects when it is time; return what was read."""
        answers = self._reading.answers() + self._asking.answers() + self._checking.answers()
        calls = self._ready + answers
        self._ready = []
        if not self._is_located:
            self._is_located = True
            self._ask(located_environment)
        seen = (*(state.video for state in session.videos), *(job.end for job in session.dlc.jobs))
        has_news = self._is_forced or seen != self._seen
        is_time = has_news or (session.videos and now_secs - self._looked_at_secs > POLL_SECS)
        if is_time and not self._reading.is_busy:
            self._seen, self._looked_at_secs = seen, now_secs
            is_forced, self._is_forced = self._is_forced, False
            paths = [state.video.path for state in session.videos]
            shown = (session.dlc.projects, session.dlc.looked_at)
            self._reading.submit(lambda: self._look(paths, shown, is_forced=is_forced), on_error=_trouble)
        return calls

    def is_active(self, session: Session) -> bool:
        """While a round is being checked; other threads wake the loop."""
        del session
        return bool(self._ready) or self._checking.is_busy

    def close(self) -> None:
        """Stop looking; an environment that takes long to answer is not waited for."""
        self._ends.set()
        self._reading.close()
        self._asking.close()
        self._checking.close()

    def _ask(self, question: Callable[[], Environment]) -> None:
        self._asking.submit(
            lambda: [_environment(question())],
            on_error=lambda error: [_environment(Environment(problem=str(error)))],
        )

    def _look(
        self,
        paths: Sequence[Path],
        shown: tuple[tuple[DlcProject, ...], tuple[Path, ...]],
        *,
        is_forced: bool,
    ) -> list[Call]:
        """Find roots, read what changed; on the thread."""
        for path in paths:
            if self._roots.get(path) is None or is_forced:
                self._roots[path] = project_of(path)
        roots = dict.fromkeys(root for path in paths if (root := self._roots[path]) is not None)
        projects, calls = [], []
        for root in roots:
            signature = signature_of(root)
            known = self._known.get(root)
            if known is None or known[0] != signature or is_forced:
                self._known[root] = (signature, known_project(root))
            if known is None:
                calls += _found_jobs(root)
            projects.append(self._known[root][1].shown)
        if (tuple(projects), tuple(paths)) == shown:
            return calls
        arguments = {"projects": tuple(projects), "looked_at": tuple(paths)}
        return [Call("dlc.projects_read", MappingProxyType(arguments)), *calls]

    def _check(self, effect: CheckRound, others: Sequence[str]) -> None:
        """Look at the choices at once, then ask the graphics card on a thread."""
        known = self._known.get(effect.project)
        facts = None if known is None else known[1].facts
        if facts is None:
            self._ready.append(_warning("The project cannot be read now; look at its folder first."))
            return
        try:
            validate(training_options(effect.training), facts)
        except (ValueError, TypeError, OSError) as error:
            self._ready.append(_warning(str(error)))
            return
        following = next(command for command in effect.then if command in self._commands)
        self._checking.submit(
            lambda: [_after_the_card(effect.training, others, following)],
            on_error=lambda error: [_warning(f"The graphics card could not be asked: {error}")],
        )


def _after_the_card(training: Training, others: Sequence[str], following: str) -> Call:
    """What comes next, after a question where the graphics card may be too full."""
    why = None
    if training.device != "cpu":
        needed_bytes = training_bytes(training.net_type, training.batch_size)
        why = why_it_may_not_fit(training.device, needed_bytes, others=others, devices=gpu_devices())
    if why is None:
        return Call(following)
    return Call("dlc.ask_card", MappingProxyType({"text": why, "following": following}))


def _warning(text: str) -> Call:
    return Call("message.say", MappingProxyType({"text": text, "severity": "warning"}))


def _found_jobs(root: Path) -> list[Call]:
    """Jobs of the project that went on, or ended, after their window was closed."""
    return [
        Call(
            "dlc.job_found",
            MappingProxyType(
                {
                    "folder": str(job.folder),
                    "kind": job.kind,
                    "title": job.title,
                    "project": str(root),
                    "is_alive": job.is_alive,
                }
            ),
        )
        for job in unfinished_jobs(jobs_folder(root))
        if not (job.is_followed or job.host)
    ]


def _environment(environment: Environment) -> Call:
    return Call("dlc.environment_told", MappingProxyType({"environment": environment}))


def _trouble(error: Exception) -> list[Call]:
    text = f"A DeepLabCut project could not be read: {error}"
    return [Call("message.say", MappingProxyType({"text": text, "severity": "error"}))]
