"""Makes a seed bundle of a trained snapshot: the snapshot and the two configurations that go with it."""

from __future__ import annotations

import secrets
import shutil
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

from dustrack_imgui.dlc.bundle_errors import BundleError, BundleInTheWayError, BundleMissingError
from dustrack_imgui.dlc.bundle_facts import (
    DESCRIPTION,
    SNAPSHOT_PATTERN,
    TEST_CONFIG,
    TRAIN_CONFIG,
    SeedBundle,
    bundle_of,
)
from dustrack_imgui.dlc.bundle_files import ZIP_SUFFIX, BundleFile, BundleFiles, copy_out, file_on_disk
from dustrack_imgui.formats.atomic import sync_folder
from dustrack_imgui.formats.errors import WriteError, os_reason


def export_bundle(
    snapshot: Path,
    destination: Path,
    *,
    description: str = "",
    check: Callable[[], None] | None = None,
) -> SeedBundle:
    """Copy a snapshot and its configurations into a folder, or into an archive when that ends in `.zip`.

    Parameters
    ----------
    snapshot
        `snapshot-….pt` in a project's `dlc-models-pytorch/iteration-N/…/train`.
    destination
        A folder may exist; its other files stay, and a bundle of the same snapshot is written anew.
    description
        What the model tracks and in what kind of video; "" writes none.
    check
        Called between pieces of the copy; what it raises ends it, and the destination is as it was.

    Raises
    ------
    BundleMissingError
        When the snapshot or a configuration is not there.
    BundleError
        When they could not be used as a bundle: nothing is written then.
    BundleInTheWayError
        When the folder holds a bundle of another snapshot, or the archive is there already.
    WriteError
        When the system refuses.
    """
    sources = _sources(snapshot)
    bundle_of(sources, destination)
    _require_free(destination, snapshot.name)
    if description.strip():
        text = f"{description.strip()}\n".encode()
        sources = {**sources, DESCRIPTION: BundleFile(len(text), partial(BytesIO, text))}
    stage = destination.with_name(f".{destination.name}.{secrets.token_hex(4)}.tmp")
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        stage.mkdir()
        for name, file in sources.items():
            copy_out(file, stage / name, origin=snapshot, check=check or _go_on)
        if destination.suffix.lower() == ZIP_SUFFIX:
            _zip(stage, destination, check or _go_on)
        else:
            _move_in(stage, destination)
        sync_folder(destination.parent)
    except BundleError:
        raise
    except OSError as error:
        raise WriteError(f"The bundle could not be written ({os_reason(error)})", destination) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return bundle_of(sources, destination)


def _sources(snapshot: Path) -> BundleFiles:
    """The files that make a bundle, where a project has them."""
    if not snapshot.is_file():
        raise BundleMissingError("There is no such snapshot", snapshot)
    if not snapshot.match(SNAPSHOT_PATTERN):
        raise BundleError("This is no snapshot of a trained network", snapshot)
    paths = {
        snapshot.name: snapshot,
        TRAIN_CONFIG: snapshot.with_name(TRAIN_CONFIG),
        TEST_CONFIG: snapshot.parent.parent / "test" / TEST_CONFIG,
    }
    for path in paths.values():
        if not path.is_file():
            raise BundleMissingError("What belongs to the snapshot is missing", path)
    return {name: file_on_disk(path) for name, path in paths.items()}


def _go_on() -> None:
    """Nothing asks for an end."""


def _require_free(destination: Path, snapshot: str) -> None:
    if destination.suffix.lower() == ZIP_SUFFIX:
        if destination.exists():
            raise BundleInTheWayError("There is an archive of that name; choose another name", destination)
        return
    if destination.exists() and not destination.is_dir():
        raise BundleInTheWayError("There is a file of that name; choose a folder", destination)
    others = [path.name for path in destination.glob(SNAPSHOT_PATTERN) if path.name != snapshot]
    if others:
        raise BundleInTheWayError(
            f"The folder holds a bundle of another snapshot ({others[0]}); choose another folder", destination
        )


def _move_in(stage: Path, destination: Path) -> None:
    """Give the finished files their place: in one step, or one by one into a folder that is there."""
    if not destination.exists():
        stage.rename(destination)
        return
    for path in sorted(stage.iterdir()):
        path.replace(destination / path.name)


def _zip(stage: Path, destination: Path, check: Callable[[], None]) -> None:
    """Pack the files, weights unpacked: they hardly shrink."""
    packed = stage / destination.name
    with zipfile.ZipFile(packed, "x", zipfile.ZIP_STORED) as archive:
        for path in sorted(stage.iterdir()):
            if path != packed:
                check()
                archive.write(path, path.name)
    if destination.exists():
        raise BundleInTheWayError("Another program just made an archive of that name", destination)
    packed.rename(destination)
