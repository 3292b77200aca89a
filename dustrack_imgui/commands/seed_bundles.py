"""Commands that choose a trained model for a project to begin with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dustrack_imgui.commands.access import active
from dustrack_imgui.commands.creating_effects import (
    InspectBundle,
    ListBundles,
    RememberBundles,
)
from dustrack_imgui.commands.dlc_access import SECTION
from dustrack_imgui.commands.effects import ChooseFor
from dustrack_imgui.model.dlc_creation import Bundle, Bundles
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind, Severity
from dustrack_imgui.store.command import Command, Do, Effect, Kind, Refused, Result


def begin_with_bundle(session: Session) -> Result:
    """Ask for a seed bundle, since the active layer has no labels to learn from."""
    layer = active(session).layer.name
    dialog = Dialog(DialogKind.SEED_BUNDLE, "No annotations in the active layer", subject=layer)
    bundles = replace(session.dlc.bundles, is_busy=True)
    opened = replace(_with(session, bundles), dialog=dialog)
    return Result(opened, effects=(ListBundles(Path(bundles.root) if bundles.root else None),))


def list_root(session: Session, *, path: str) -> Result:
    """List the bundles of another folder."""
    root = _path(path)
    return Result(_busy(session), effects=(ListBundles(root),))


def choose_root(session: Session) -> Result:
    """Ask for the folder of bundles by the desktop's own dialog."""
    effect = ChooseFor("dlc.seed_bundle_root", "path", wants_folder=True, start=session.dlc.bundles.root)
    return Result(session, effects=(effect,))


def browse(session: Session, *, wants_folder: bool = False) -> Result:
    """Ask for one bundle, a folder or an archive, by the desktop's own dialog."""
    effect = ChooseFor(
        "dlc.seed_bundle_inspect", "path", wants_folder=wants_folder, start=session.dlc.bundles.root
    )
    return Result(session, effects=(effect,))


def inspect(session: Session, *, path: str) -> Result:
    """Look at one bundle."""
    return Result(_busy(session), effects=(InspectBundle(_path(path)),))


def listed(session: Session, *, root: str, found: tuple[Bundle, ...]) -> Session:
    """Report the bundles of a folder."""
    return _with(session, replace(session.dlc.bundles, root=root, found=found, is_busy=False))


def inspected(session: Session, *, bundle: Bundle) -> Session:
    """Report one bundle; it stands first in the list."""
    bundles = session.dlc.bundles
    others = tuple(one for one in bundles.found if one.path != bundle.path)
    return _with(session, replace(bundles, found=(bundle, *others), is_busy=False))


def failed(session: Session, *, reason: str) -> Session:
    """Report that a folder or a bundle could not be looked at."""
    return _with(session, replace(session.dlc.bundles, is_busy=False)).saying(reason, Severity.ERROR)


def remember(session: Session, *, is_remembered: bool) -> Session:
    """List the folder again next time, or not."""
    return _with(session, replace(session.dlc.bundles, is_remembered=bool(is_remembered)))


def use(session: Session, *, path: str) -> Result:
    """Take a bundle for the project, and ask for its name and place."""
    bundles = session.dlc.bundles
    chosen = next((one for one in bundles.found if str(one.path) == path), None)
    if chosen is None:
        raise Refused("Choose one of the bundles.")
    if chosen.problem:
        raise Refused(f"{chosen.name} cannot be used: {chosen.problem}")
    creation = replace(session.dlc.creation, bundle=chosen)
    dialog = Dialog(DialogKind.CREATE_PROJECT, "Create DLC project")
    effects: tuple[Effect, ...] = ()
    if bundles.is_remembered:
        effects = (RememberBundles(chosen.path.parent),)
    return Result(
        replace(session, dialog=dialog, dlc=replace(session.dlc, creation=creation)), effects=effects
    )


def _path(text: str) -> Path:
    bare = text.strip().strip('"').strip()
    if not bare:
        raise Refused("Give the path of a bundle: its folder, or its archive (.zip).")
    return Path(bare).expanduser()


def _busy(session: Session) -> Session:
    return _with(session, replace(session.dlc.bundles, is_busy=True))


def _with(session: Session, bundles: Bundles) -> Session:
    return replace(session, dlc=replace(session.dlc, bundles=bundles))


def _hidden(id_: str, title: str, do: Do, kind: Kind = Kind.VIEW) -> Command:
    return Command(id_, title, title, SECTION, do, kind, is_listed=False)


COMMANDS = (
    _hidden("dlc.seed_bundle_root", "List bundles", list_root),
    _hidden("dlc.seed_bundle_choose_root", "Change folder…", choose_root),
    _hidden("dlc.seed_bundle_browse", "Browse…", browse),
    _hidden("dlc.seed_bundle_inspect", "Look at bundle", inspect),
    _hidden("dlc.seed_bundle_remember", "Remember this folder", remember),
    _hidden("dlc.seed_bundle_use", "Use this bundle", use),
    _hidden("dlc.seed_bundles_listed", "Report", listed, Kind.SYSTEM),
    _hidden("dlc.seed_bundle_inspected", "Report", inspected, Kind.SYSTEM),
    _hidden("dlc.seed_bundle_failed", "Report", failed, Kind.SYSTEM),
)
