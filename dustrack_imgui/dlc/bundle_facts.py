"""What a seed bundle holds: a trained model that another project can begin with."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.bundle_errors import BundleError, BundleMissingError
from dustrack_imgui.dlc.bundle_files import (
    MAX_SNAPSHOT_BYTES,
    ZIP_SUFFIX,
    BundleFiles,
    open_bundle,
    read_text,
)
from dustrack_imgui.dlc.snapshots import epoch_of
from dustrack_imgui.dlc.yaml_text import YamlTextError, parse_yaml
from dustrack_imgui.formats.errors import ReadError, os_reason

SNAPSHOT_PATTERN = "snapshot-*.pt"
TRAIN_CONFIG = "pytorch_config.yaml"
TEST_CONFIG = "pose_cfg.yaml"
DESCRIPTION = "description.txt"
_MAX_DESCRIPTION = 2000


@dataclass(frozen=True, slots=True)
class SeedBundle:
    """A bundle that can be used, or why it cannot.

    Attributes
    ----------
    name, path
        Of its folder or archive.
    snapshot
        Name of the snapshot's file.
    epoch
        Epochs that it was trained, by its name.
    body_parts
        In the order in which the network gives them.
    net_type
        As DeepLabCut calls it, e.g. "resnet_50".
    problem
        Sentence why it cannot be used; "" when it can.
    """

    name: str
    path: Path
    snapshot: str = ""
    epoch: int | None = None
    body_parts: tuple[str, ...] = ()
    net_type: str = ""
    description: str = ""
    size_bytes: int = 0
    problem: str = ""


def read_bundle(path: Path) -> SeedBundle:
    """Check a bundle and tell what it holds; its snapshot is not opened.

    Raises
    ------
    BundleMissingError
        When it, or a file of it, is missing.
    BundleError
        When it is damaged, not safe, has several snapshots, or a model that cannot be used as a seed.
    """
    with open_bundle(path) as files:
        return bundle_of(files, path)


def find_bundles(root: Path) -> tuple[SeedBundle, ...]:
    """Bundles in a folder, by name: subfolders with a snapshot or a configuration, and archives.

    Bundles that cannot be used are listed with the reason.

    Raises
    ------
    ReadError
        When the folder cannot be listed.
    """
    try:
        candidates = sorted(
            (path for path in root.iterdir() if _may_be_bundle(path)), key=lambda one: one.name
        )
    except OSError as error:
        raise ReadError(f"The folder of bundles could not be listed ({os_reason(error)})", root) from error
    found = []
    for path in candidates:
        try:
            found.append(read_bundle(path))
        except BundleError as error:
            found.append(SeedBundle(path.name, path, problem=f"{error.reason}."))
    return tuple(found)


def bundle_of(files: BundleFiles, path: Path) -> SeedBundle:
    """What the files of a bundle say.

    Raises
    ------
    BundleMissingError, BundleError
        As `read_bundle`.
    """
    snapshots = fnmatch.filter(files, SNAPSHOT_PATTERN)
    missing = [name for name in (TRAIN_CONFIG, TEST_CONFIG) if name not in files]
    if not snapshots:
        missing.insert(0, SNAPSHOT_PATTERN)
    if missing:
        raise BundleMissingError(f"The seed bundle lacks {' and '.join(missing)}", path)
    if len(snapshots) > 1:
        names = ", ".join(sorted(snapshots))
        raise BundleError(f"The seed bundle has several snapshots ({names}); keep one", path)
    (snapshot,) = snapshots
    if epoch_of(snapshot) is None:
        raise BundleError(f"Its {snapshot} is not called as snapshots of a network for body parts are", path)
    if not 0 < files[snapshot].size_bytes <= MAX_SNAPSHOT_BYTES:
        raise BundleError(f"Its {snapshot} is empty or far too large", path)
    train, test = _settings(files, TRAIN_CONFIG, path), _settings(files, TEST_CONFIG, path)
    body_parts = _body_parts(train, path)
    _require_usable(train, test, body_parts, path)
    description = read_text(files, DESCRIPTION, path).strip() if DESCRIPTION in files else ""
    return SeedBundle(
        path.stem if path.suffix.lower() == ZIP_SUFFIX else path.name,
        path,
        snapshot,
        epoch_of(snapshot),
        body_parts,
        str(train.get("net_type") or ""),
        description[:_MAX_DESCRIPTION],
        sum(file.size_bytes for file in files.values()),
    )


def _may_be_bundle(path: Path) -> bool:
    if path.is_dir():
        return (path / TRAIN_CONFIG).exists() or any(True for _ in path.glob(SNAPSHOT_PATTERN))
    return path.suffix.lower() == ZIP_SUFFIX


def _settings(files: BundleFiles, name: str, path: Path) -> dict[str, Any]:
    try:
        return parse_yaml(read_text(files, name, path))
    except YamlTextError as error:
        raise BundleError(f"Its {name} cannot be understood ({error})", path) from error


def _body_parts(train: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    metadata = train.get("metadata")
    parts = metadata.get("bodyparts") if isinstance(metadata, Mapping) else None
    if not isinstance(parts, list) or not parts or not all(isinstance(part, str) and part for part in parts):
        raise BundleError(f"Its {TRAIN_CONFIG} does not say which body parts it tracks", path)
    if len(set(parts)) < len(parts):
        raise BundleError(f"Its {TRAIN_CONFIG} names a body part twice", path)
    return tuple(parts)


def _require_usable(
    train: Mapping[str, Any], test: Mapping[str, Any], body_parts: Sequence[str], path: Path
) -> None:
    """Refuse models that need more than one snapshot, or whose parts contradict each other."""
    metadata = train["metadata"]
    if str(train.get("method") or "bu").lower() != "bu" or train.get("detector"):
        raise BundleError(
            "Its network needs a detector beside the snapshot, which a seed bundle does not hold", path
        )
    if len(metadata.get("individuals") or ()) > 1 or metadata.get("unique_bodyparts"):
        raise BundleError("Its network tracks several animals, which is not supported", path)
    names = test.get("all_joints_names")
    if isinstance(names, list) and list(names) != list(body_parts):
        raise BundleError(f"Its {TRAIN_CONFIG} and its {TEST_CONFIG} name different body parts", path)
