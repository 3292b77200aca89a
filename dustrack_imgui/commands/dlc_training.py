"""Commands of the Train dialog: choose how to train, check the choices, start the round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dustrack_imgui.commands.dlc_access import SECTION, needs_idle_project, project_of, with_panel
from dustrack_imgui.commands.dlc_effects import (
    AskDlcEnvironment,
    CheckRound,
    StartDlcJob,
    TrainRound,
)
from dustrack_imgui.commands.dlc_rules import settled_training
from dustrack_imgui.commands.effects import ChooseFor
from dustrack_imgui.model.dlc import BEST, Analysis, DlcProject, Refine, Training
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Choice, Dialog, DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When, always

PREFLIGHT, START = "dlc.preflight", "dlc.start_round"


def ask_train(session: Session) -> Session | Result:
    """Open the Train dialog with the choices of last time; or close it."""
    if session.dialog is not None and session.dialog.kind is DialogKind.TRAIN:
        return replace(session, dialog=None)
    project = project_of(session)
    training = fitting(session.dlc.training, project)
    opened = replace(
        session,
        dialog=Dialog(DialogKind.TRAIN, "Train DLC model", subject=str(project.root)),
        dlc=replace(session.dlc, training=training),
    )
    return Result(opened, effects=(AskDlcEnvironment(),))


def fitting(training: Training, project: DlcProject) -> Training:
    """Choices without what this project does not have: iterations, snapshots and videos of another one."""
    videos = training.videos
    known = {str(video) for video in project.videos}
    if videos is not None and not known.issuperset(videos):
        videos = None
    source = project.iteration(training.source_iteration)
    if training.source_iteration is not None and (source is None or not source.is_trained):
        training = replace(training, source_iteration=None, source_snapshot=BEST)
        source = project.iteration(None)
    if source is not None and source.snapshot(training.source_snapshot) is None:
        training = replace(training, source_snapshot=BEST)
    if training.refine is Refine.IN_PROJECT and not project.trained:
        training = replace(training, refine=None)
    return replace(training, videos=videos)


def set_training(session: Session, *, name: str, value: Any) -> Session:
    """Set one choice by its name."""
    training = session.dlc.training
    if name == "refine":
        value = None if value is None else Refine(value)
    elif name == "videos":
        value = None if value is None else tuple(map(str, value))
    elif name not in Training.__dataclass_fields__:
        raise Refused(f"There is no choice {name}.")
    changes = {name: value}
    if name == "source_iteration":
        changes["source_snapshot"] = BEST
    if name in ("source_iteration", "source_snapshot"):
        changes["refine"] = Refine.IN_PROJECT
    if name == "external_path":
        changes["refine"] = Refine.EXTERNAL
        changes[name] = str(value).strip().strip('"')
    return _with(session, replace(training, **changes))


def choose_external(session: Session) -> Result:
    """Ask for the snapshot to begin with."""
    start = session.dlc.training.external_path
    effect = ChooseFor(
        "dlc.set_training",
        "value",
        start=str(Path(start).parent) if start else "",
        more=(("name", "external_path"),),
    )
    return Result(session, effects=(effect,))


def ask_round(session: Session) -> Result:
    """Have the choices checked, then the annotations, then start."""
    project = project_of(session)
    training = settled_training(session.dlc.training, project)
    return Result(session, effects=(CheckRound(project.root, training, (PREFLIGHT, START)),))


def ask_card(session: Session, *, text: str, following: str) -> Session:
    """Ask whether to begin though the graphics card may be too full."""
    choices = (Choice("Start it anyway", following), Choice("Cancel"))
    dialog = Dialog(DialogKind.CONFIRM, "The graphics card is nearly full", text, choices=choices, default=1)
    return replace(session, dialog=dialog)


def start_round(session: Session) -> Result:
    """Start the round as chosen; the progress panel opens, the dialog closes."""
    project = project_of(session)
    training = settled_training(session.dlc.training, project)
    effect = StartDlcJob("train", f"Training {project.name}", TrainRound(project.root, training))
    return Result(with_panel(replace(session, dialog=None)), effects=(effect,))


def remembered(
    session: Session, *, training: Training | None = None, analysis: Analysis | None = None
) -> Session:
    """Take over choices of an earlier session, or of a script; None leaves those that are there."""
    dlc = session.dlc
    return replace(
        session, dlc=replace(dlc, training=training or dlc.training, analysis=analysis or dlc.analysis)
    )


def _with(session: Session, training: Training) -> Session:
    return replace(session, dlc=replace(session.dlc, training=training))


def _hidden(id_: str, title: str, do: Do, when: When = always, kind: Kind = Kind.VIEW) -> Command:
    return Command(id_, title, title, SECTION, do, kind, when=when, is_listed=False)


COMMANDS = (
    Command(
        "dlc.train",
        "Train DLC model…",
        "Train a network on the labels of this project, then track its videos with it.",
        SECTION,
        ask_train,
        Kind.VIEW,
        ("ctrl+t",),
        needs_idle_project,
    ),
    _hidden("dlc.set_training", "Set training", set_training),
    _hidden("dlc.choose_external", "Browse…", choose_external),
    _hidden("dlc.ask_round", "Train", ask_round, needs_idle_project),
    _hidden("dlc.ask_card", "Report", ask_card, kind=Kind.SYSTEM),
    _hidden(START, "Start the round", start_round, needs_idle_project),
    _hidden("dlc.remembered", "Report", remembered, kind=Kind.SYSTEM),
)
