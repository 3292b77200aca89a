"""Commands that pack a trained snapshot, so that other projects can begin with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dustrack_imgui.commands.creating_effects import ExportBundle, ProposeBundle
from dustrack_imgui.commands.dlc_access import SECTION, needs_trained_project, project_of
from dustrack_imgui.commands.effects import ChooseFor
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When, always

TITLE = "Make seed bundle"
NO_PATH = "Give the file that is made, ending in .zip, or a folder."


def ask(session: Session) -> Result:
    """Ask where the best snapshot of the latest trained iteration goes."""
    return Result(session, effects=(ProposeBundle(project_of(session).root),))


def proposed(session: Session, *, project: str, path: str, words: str) -> Session:
    """Open the dialog with a place that is free; `words` say which snapshot it is."""
    state = session.active
    there = None if state is None else session.dlc.project_of(state.video.path)
    if there is None or str(there.root) != project or session.dialog is not None:
        return session
    return replace(session, dialog=Dialog(DialogKind.EXPORT_BUNDLE, TITLE, path, subject=words))


def choose_folder(session: Session, *, path: str) -> Result:
    """Ask for another folder by the desktop's own dialog; the name stays."""
    given = Path(path.strip()).expanduser()
    effect = ChooseFor(
        "dlc.seed_bundle_into", "folder", wants_folder=True, start=str(given.parent),
        more=(("name", given.name),),
    )  # fmt: skip
    return Result(session, effects=(effect,))


def into_folder(session: Session, *, folder: str, name: str) -> Session:
    """Put the file that is made into a folder."""
    dialog = session.dialog
    if dialog is None or dialog.kind is not DialogKind.EXPORT_BUNDLE:
        return session
    return replace(session, dialog=replace(dialog, text=str(Path(folder) / name)))


def export(
    session: Session,
    *,
    path: str | None = None,
    iteration: int | None = None,
    snapshot: str = "best",
    description: str = "",
) -> Result:
    """Make a seed bundle of a snapshot; without a path an archive in the folder of bundles."""
    project = project_of(session)
    bare = None if path is None else path.strip().strip('"').strip()
    if bare == "":
        raise Refused(NO_PATH)
    destination = None if bare is None else Path(bare).expanduser()
    if destination is not None and not destination.is_absolute():
        raise Refused(f"Give the whole path, from the root on: {bare}")
    effect = ExportBundle(project.root, iteration, snapshot, destination, description.strip())
    is_asked = session.dialog is not None and session.dialog.kind is DialogKind.EXPORT_BUNDLE
    session = replace(session, dialog=None) if is_asked else session
    return Result(session.saying("Making the seed bundle…"), effects=(effect,))


def _hidden(id_: str, title: str, do: Do, when: When = always, kind: Kind = Kind.VIEW) -> Command:
    return Command(id_, title, title, SECTION, do, kind, when=when, is_listed=False)


COMMANDS = (
    Command(
        "dlc.ask_seed_bundle",
        f"{TITLE}…",
        "Pack the best snapshot of the latest trained iteration, so that other projects can begin with it.",
        SECTION,
        ask,
        Kind.VIEW,
        (),
        needs_trained_project,
    ),
    _hidden("dlc.seed_bundle_proposed", "Report", proposed, kind=Kind.SYSTEM),
    _hidden("dlc.seed_bundle_choose_folder", "Browse…", choose_folder),
    _hidden("dlc.seed_bundle_into", "Into this folder", into_folder),
    _hidden("dlc.seed_bundle_export", TITLE, export, needs_trained_project),
)
