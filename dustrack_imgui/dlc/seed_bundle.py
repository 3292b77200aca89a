"""Seed bundles under the names that scripts for DUSTrack use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from dustrack_imgui.dlc.bundle_export import export_bundle
from dustrack_imgui.dlc.bundle_facts import (
    TEST_CONFIG,
    TRAIN_CONFIG,
    SeedBundle,
    find_bundles,
    read_bundle,
)
from dustrack_imgui.dlc.bundle_import import import_bundle


class HasPaths(Protocol):
    """A project object that knows its folders, such as `DLCProject`."""

    @property
    def paths(self) -> Mapping[str, Path]:
        """Folders by role; "project" is that with `config.yaml`."""
        ...


def extract_snapshot_for_seeding(
    snapshot_path: str | Path, destination_path: str | Path, description: str = ""
) -> Path:
    """Make a seed bundle of a trained snapshot, with which other projects can begin.

    Parameters
    ----------
    snapshot_path
        `snapshot-….pt` in a project's `dlc-models-pytorch/iteration-N/…/train`.
    destination_path
        Folder for the bundle, or a file that ends in `.zip`.
    description
        What the model tracks, and in what kind of video.

    Returns
    -------
    Path
        The bundle.

    Raises
    ------
    FileNotFoundError
        When the snapshot, its `pytorch_config.yaml` or its `../test/pose_cfg.yaml` is missing.
    ValueError
        When they do not make a bundle that could be used.
    FileExistsError
        When the destination holds another bundle.

    Examples
    --------
    >>> import dustrack_imgui as dustrack
    >>> train = "legs-x-2026-11-22/dlc-models-pytorch/iteration-2/legsNov22-trainset95shuffle1/train"
    >>> dustrack.extract_snapshot_for_seeding(
    ...     f"{train}/snapshot-200.pt", "bundles/gastroc", "fascicle ends, 5 MHz"
    ... )  # doctest: +SKIP
    """
    destination = Path(destination_path).expanduser()
    export_bundle(Path(snapshot_path).expanduser(), destination, description=description)
    return destination


def inspect_seed_bundle(bundle_path: str | Path) -> dict[str, Any]:
    """Check a seed bundle and tell what it holds, without opening its snapshot.

    Returns
    -------
    dict
        `snapshot`, `pytorch_config`, `pose_cfg` (paths; below the archive's path when it is one),
        `bodyparts`, `net_type`, `description`, `epoch`, `size_bytes`.

    Raises
    ------
    FileNotFoundError
        When a file of the bundle is missing.
    ValueError
        When it is damaged, has several snapshots, or does not say its body parts.
    """
    return _as_dict(read_bundle(Path(bundle_path).expanduser()))


def list_seed_bundles(root: str | Path) -> list[dict[str, Any]]:
    """Bundles in a folder that can be used, by name; what `inspect_seed_bundle` says, with `name` and `path`.

    Raises
    ------
    ReadError
        When the folder cannot be listed.
    """
    usable = [bundle for bundle in find_bundles(Path(root).expanduser()) if not bundle.problem]
    return [{**_as_dict(bundle), "name": bundle.name, "path": bundle.path.absolute()} for bundle in usable]


def import_seed_bundle_into_project(
    dlc_project: HasPaths | str | Path, bundle_path: str | Path, iteration: int = 0, shuffle: int = 1
) -> Path:
    """Make a bundle's snapshot the model of an iteration; the project's body parts become the bundle's.

    Parameters
    ----------
    dlc_project
        The project, or its folder.

    Returns
    -------
    Path
        The snapshot in the project.

    Raises
    ------
    FileNotFoundError, ValueError
        When the bundle cannot be used, or the project has labels or models of other body parts.
    FileExistsError
        When the iteration has a model already. Nothing in the project is changed in any case.
    """
    root = Path(dlc_project) if isinstance(dlc_project, (str, Path)) else dlc_project.paths["project"]
    bundle = Path(bundle_path).expanduser()
    return import_bundle(root.expanduser(), bundle, iteration=iteration, shuffle=shuffle).snapshot


def _as_dict(bundle: SeedBundle) -> dict[str, Any]:
    return {
        "snapshot": bundle.path / bundle.snapshot,
        "pytorch_config": bundle.path / TRAIN_CONFIG,
        "pose_cfg": bundle.path / TEST_CONFIG,
        "bodyparts": list(bundle.body_parts),
        "net_type": bundle.net_type,
        "description": bundle.description,
        "epoch": bundle.epoch,
        "size_bytes": bundle.size_bytes,
    }
