"""From what lies in a project's folder to what the session shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.dlc.facts import ProjectFacts, read_project
from dustrack_imgui.dlc.iterations import Iteration as FoundIteration
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.rebase import CONFIG_NAME
from dustrack_imgui.model.dlc import DlcProject, Iteration, Snapshot
from dustrack_imgui.model.video import video_identity

_FOLDERS = (
    "dlc-models*",
    "dlc-models*/iteration-*",
    "dlc-models*/iteration-*/*/train",
    "evaluation-results*/*",
)
_FILES = (CONFIG_NAME, "dlc-models*/iteration-*/*/train/*.json", "evaluation-results*/iteration-*/*.csv")

Signature = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project as it was read: in full, None when it cannot be read, and as the session has it."""

    facts: ProjectFacts | None
    shown: DlcProject


def known_project(root: Path) -> KnownProject:
    """Read a project; one that cannot be read is shown with the reason."""
    try:
        facts = read_project(root)
    except (FormatError, OSError) as error:
        return KnownProject(None, DlcProject(root, root.name, problem=str(error)))
    problem = facts.problem
    if facts.has_unread_newer:
        problem = "A newer version of this program wrote to this project; update, then train here."
    shown = DlcProject(
        facts.root,
        facts.name or root.name,
        facts.engine.value,
        tuple(facts.labels.values()),
        tuple(video_identity(video) for video in facts.videos),
        tuple(_iteration(one) for one in facts.iterations),
        problem,
    )
    return KnownProject(facts, shown)


def signature_of(root: Path) -> Signature:
    """What changes whenever the project's facts may have: names, times and sizes of a few files."""
    found = []
    for pattern in (*_FOLDERS, *_FILES):
        for path in root.glob(pattern):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(sorted(found))


def _iteration(found: FoundIteration) -> Iteration:
    snapshots = tuple(
        Snapshot(
            one.name,
            one.epoch,
            one.is_best,
            one.train_rmse_px,
            one.test_rmse_px,
            one.train_rmse_sure_px,
            one.test_rmse_sure_px,
        )
        for one in found.snapshots
    )
    return Iteration(found.number, snapshots, found.is_trained)
