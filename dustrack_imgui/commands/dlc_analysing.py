"""Commands of the evaluation table and of analysis without training."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dustrack_imgui.commands.dlc_access import (
    SECTION,
    needs_idle_project,
    needs_idle_trained_project,
    needs_snapshots,
    project_of,
    with_panel,
)
from dustrack_imgui.commands.dlc_effects import (
    AnalyseVideos,
    AskDlcEnvironment,
    EvaluateIteration,
    StartDlcJob,
)
from dustrack_imgui.commands.dlc_rules import settled_analysis, trained_iteration
from dustrack_imgui.model.dlc import BEST, Analysis, DlcProject
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When, always


def ask_evaluation(session: Session) -> Session:
    """Open the table of snapshots with their errors; or close it."""
    return _opened(session, DialogKind.EVALUATION, "Snapshots and their errors")


def ask_analyse(session: Session) -> Session | Result:
    """Open the dialog of analysis without training; or close it."""
    opened = _opened(session, DialogKind.ANALYSE, "Analyse videos")
    return opened if opened.dialog is None else Result(opened, effects=(AskDlcEnvironment(),))


def fitting(analysis: Analysis, project: DlcProject) -> Analysis:
    """Choices without what this project does not have."""
    known = {str(video) for video in project.videos}
    videos = analysis.videos if analysis.videos is not None and known.issuperset(analysis.videos) else None
    found = project.iteration(analysis.iteration)
    if found is None or not found.is_trained:
        found = project.iteration(None)
        analysis = replace(analysis, iteration=None, snapshot=BEST)
    if found is not None and found.snapshot(analysis.snapshot) is None:
        analysis = replace(analysis, snapshot=BEST)
    return replace(analysis, videos=videos)


def set_analysis(session: Session, *, name: str, value: Any) -> Session:
    """Set one choice by its name."""
    if name not in Analysis.__dataclass_fields__:
        raise Refused(f"There is no choice {name}.")
    if name == "videos" and value is not None:
        value = tuple(map(str, value))
    changes = {name: value}
    if name == "iteration":
        changes["snapshot"] = BEST
    return _with(session, replace(session.dlc.analysis, **changes))


def start_analysis(session: Session) -> Result:
    """Track the chosen videos with the chosen snapshot, in the background."""
    project = project_of(session)
    analysis = settled_analysis(session.dlc.analysis, project)
    effect = StartDlcJob("analyse", f"Analysing {project.name}", AnalyseVideos(project.root, analysis))
    return Result(with_panel(replace(session, dialog=None)), effects=(effect,))


def evaluate(session: Session) -> Result:
    """Measure the errors of all snapshots of the iteration that the table shows, in the background."""
    project = project_of(session)
    number = trained_iteration(project, session.dlc.analysis.iteration).number
    effect = StartDlcJob("evaluate", f"Evaluating {project.name}", EvaluateIteration(project.root, number))
    return Result(with_panel(replace(session, dialog=None)), effects=(effect,))


def analyse_active(session: Session) -> Session | Result:
    """Open the dialog of analysis for the video on screen alone."""
    if session.active is None:
        return ask_analyse(session)
    chosen = (str(session.active.video.path),)
    return ask_analyse(_with(session, replace(session.dlc.analysis, videos=chosen)))


def _opened(session: Session, kind: DialogKind, title: str) -> Session:
    if session.dialog is not None and session.dialog.kind is kind:
        return replace(session, dialog=None)
    project = project_of(session)
    fit = _with(session, fitting(session.dlc.analysis, project))
    return replace(fit, dialog=Dialog(kind, title, subject=str(project.root)))


def _with(session: Session, analysis: Analysis) -> Session:
    return replace(session, dlc=replace(session.dlc, analysis=analysis))


def _listed(id_: str, title: str, help_: str, do: Do, when: When, *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, when)


def _hidden(id_: str, title: str, do: Do, when: When = always) -> Command:
    return Command(id_, title, title, SECTION, do, Kind.VIEW, when=when, is_listed=False)


COMMANDS = (
    _listed(
        "dlc.evaluation",
        "Snapshots and their errors…",
        "Compare the snapshots of an iteration, and choose the one to track videos with.",
        ask_evaluation,
        needs_snapshots,
        "ctrl+shift+e",
    ),
    _listed(
        "dlc.analyse",
        "Analyse videos…",
        "Track videos of the project with a trained snapshot, without training.",
        ask_analyse,
        needs_idle_trained_project,
    ),
    _listed(
        "dlc.analyse_active",
        "Analyse this video…",
        "Track the video on screen with a trained snapshot.",
        analyse_active,
        needs_idle_trained_project,
    ),
    _hidden("dlc.set_analysis", "Set analysis", set_analysis),
    _hidden("dlc.start_analysis", "Analyse", start_analysis, needs_idle_trained_project),
    _hidden("dlc.evaluate", "Evaluate", evaluate, needs_idle_project),
)
