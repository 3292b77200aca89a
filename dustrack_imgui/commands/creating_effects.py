"""What commands that make a project ask to be done outside the session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.model.dlc_creation import Creation
from dustrack_imgui.store.command import Effect


@dataclass(frozen=True, slots=True)
class CreateProject(Effect):
    """Make a project of open videos, as chosen."""

    creation: Creation


@dataclass(frozen=True, slots=True)
class CancelCreation(Effect):
    """Stop making the project; nothing of it stays."""


@dataclass(frozen=True, slots=True)
class MoveReaders(Effect):
    """Keep the open readers of videos under other keys, old and new of each."""

    moved: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListBundles(Effect):
    """List the seed bundles in a folder; None lists the remembered one."""

    root: Path | None = None


@dataclass(frozen=True, slots=True)
class InspectBundle(Effect):
    """Look at one seed bundle, a folder or an archive."""

    path: Path


@dataclass(frozen=True, slots=True)
class ProposeBundle(Effect):
    """Find a free place for a seed bundle of the best snapshot of a project, and say which that is."""

    project: Path


@dataclass(frozen=True, slots=True)
class ExportBundle(Effect):
    """Make a seed bundle of a snapshot of a project.

    Attributes
    ----------
    iteration
        None is the latest trained one.
    snapshot
        Name, "best" or "last".
    destination
        Folder or archive (.zip); None is an archive in the folder of bundles, else beside the project.
    description
        What the model tracks and in what kind of video; "" for none.
    """

    project: Path
    iteration: int | None = None
    snapshot: str = "best"
    destination: Path | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class RememberBundles(Effect):
    """List this folder of seed bundles again next time."""

    root: Path
