"""Puts a seed bundle into a project as the model of an iteration, as if it had been trained there.

The files are made complete in a hidden folder of the project and get their places by renaming. The model's
folder comes last: until then the iteration has no model, so a project whose import was cut short at any
moment is one without it, and importing again succeeds.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.bundle_errors import BundleError
from dustrack_imgui.dlc.bundle_facts import TEST_CONFIG, TRAIN_CONFIG, SeedBundle, bundle_of
from dustrack_imgui.dlc.bundle_files import BundleFiles, copy_out, open_bundle, read_text
from dustrack_imgui.dlc.bundle_places import METADATA, ModelPlaces
from dustrack_imgui.dlc.config import edit_config
from dustrack_imgui.dlc.facts import ProjectFacts, read_project
from dustrack_imgui.dlc.hand_layers import layers_of_files
from dustrack_imgui.dlc.preflight import holds_labelled_frames
from dustrack_imgui.dlc.sidecar import FILE_NAME as SIDECAR_NAME
from dustrack_imgui.dlc.sidecar import Sidecar, write_sidecar
from dustrack_imgui.dlc.snapshots import snapshot_files
from dustrack_imgui.dlc.yaml_text import YamlTextError, edit_yaml
from dustrack_imgui.formats.atomic import sync_folder, write_atomically
from dustrack_imgui.formats.body_parts import labels_of_body_parts
from dustrack_imgui.formats.errors import WriteError, os_reason

STAGE_PREFIX = ".dustrack-import-"
_FOREIGN_KEYS = ("multi_step",)
"""Settings that DUSTrack wrote into the configuration of a network, and that DeepLabCut 3.0.1 refuses."""
_FOREIGN_PATHS = ("resume_training_from",)


@dataclass(frozen=True, slots=True)
class ImportedBundle:
    """What an import made.

    Attributes
    ----------
    snapshot
        The snapshot in the project.
    validation
        Step for the worker that loads it, weights only, into the network that its configuration describes.
    """

    bundle: SeedBundle
    iteration: int
    snapshot: Path
    validation: dict[str, Any]


def import_bundle(
    root: Path,
    path: Path,
    *,
    iteration: int = 0,
    shuffle: int = 1,
    check: Callable[[], None] | None = None,
) -> ImportedBundle:
    """Make a bundle's snapshot the model of an iteration; the project's body parts become the bundle's.

    Parameters
    ----------
    root
        Folder of the project.
    path
        The bundle, a folder or an archive.
    check
        Called between pieces of the copy; what it raises ends the import.

    Raises
    ------
    BundleMissingError, BundleError
        When the bundle cannot be used, or its body parts contradict labels or models of the project.
    BundleInTheWayError
        When the iteration has a model or a training dataset already.
    ProjectError
        When the project cannot be read, or may only be looked at.
    WriteError
        When the system refuses. In every case nothing in the project is changed.
    """
    facts = read_project(root)
    facts.require_trainable()
    with open_bundle(path) as files:
        bundle = bundle_of(files, path)
        _require_same_parts(facts, bundle)
        places = ModelPlaces.of(facts, iteration, shuffle)
        places.require_free()
        try:
            _import(facts, files, bundle, places, check or _go_on)
        except BundleError:
            raise
        except OSError as error:
            raise WriteError(f"The bundle could not be put in ({os_reason(error)})", facts.root) from error
    snapshot = places.model / "train" / bundle.snapshot
    return ImportedBundle(
        bundle, iteration, snapshot, validation_step(facts.root, snapshot, iteration, shuffle)
    )


def validation_step(root: Path, snapshot: Path, iteration: int, shuffle: int = 1) -> dict[str, Any]:
    """Step for the worker: load a snapshot, weights only, into the network of an iteration.

    Its result can be thrown away; it fails with the reason when the snapshot is damaged or does not fit.
    """
    return {
        "op": "seed",
        "config": str(root / "config.yaml"),
        "iteration": iteration,
        "shuffle": shuffle,
        "source": str(snapshot),
        "keep_head": True,
        "pretrained": False,
    }


def _go_on() -> None:
    """Nothing asks for an end."""


def _require_same_parts(facts: ProjectFacts, bundle: SeedBundle) -> None:
    """A project whose labels or models are of other body parts cannot take the bundle's."""
    if tuple(facts.body_parts) == bundle.body_parts:
        return
    ours, theirs = ", ".join(facts.body_parts) or "none", ", ".join(bundle.body_parts)
    if facts.trained or holds_labelled_frames(facts.root):
        raise BundleError(
            f"The bundle tracks {theirs}, the project {ours}; it has labels or models of these already. "
            "Create a project of its own for the bundle",
            bundle.path,
        )


def _import(
    facts: ProjectFacts,
    files: BundleFiles,
    bundle: SeedBundle,
    places: ModelPlaces,
    check: Callable[[], None],
) -> None:
    _remove_left_over(facts.root)
    stage = facts.root / f"{STAGE_PREFIX}{secrets.token_hex(4)}"
    config = facts.config.read_bytes()
    with contextlib.ExitStack() as undo:
        undo.callback(shutil.rmtree, stage, ignore_errors=True)
        _stage_model(stage / "model", facts, files, bundle, places, check)
        _stage_dataset(stage / "dataset", places)
        if places.dataset.exists():
            shutil.rmtree(places.dataset)
        _place(stage / "dataset", places.dataset, undo)
        undo.callback(write_atomically, facts.config, config)
        edit_config(facts.config, {"bodyparts": list(bundle.body_parts)})
        _number_parts_anew(facts, bundle, undo)
        _place(stage / "model", places.model, undo)
        undo.pop_all()
    shutil.rmtree(stage, ignore_errors=True)


def _number_parts_anew(facts: ProjectFacts, bundle: SeedBundle, undo: contextlib.ExitStack) -> None:
    """Let the bundle's body parts be labels 0, 1, … where no point made by hand has these labels yet."""
    path = facts.root / SIDECAR_NAME
    found = layers_of_files(facts.videos, project=facts.root)
    has_points = any(track.count for layer in found.layers for track in layer.tracks.values())
    if not path.exists() or has_points:
        return
    undo.callback(write_atomically, path, path.read_bytes())
    write_sidecar(facts.root, Sidecar(labels_of_body_parts(bundle.body_parts)))


def _stage_model(
    folder: Path,
    facts: ProjectFacts,
    files: BundleFiles,
    bundle: SeedBundle,
    places: ModelPlaces,
    check: Callable[[], None],
) -> None:
    train, test = folder / "train", folder / "test"
    train.mkdir(parents=True)
    test.mkdir()

    def own(values: Any) -> None:
        values["metadata"]["project_path"] = str(facts.root)
        values["metadata"]["pose_config_path"] = str(places.model / "train" / TRAIN_CONFIG)
        for key in _FOREIGN_KEYS:
            values.pop(key, None)
        for key in _FOREIGN_PATHS:
            if key in values:
                values[key] = None

    _edited(files, TRAIN_CONFIG, train, bundle.path, own)
    _edited(files, TEST_CONFIG, test, bundle.path, lambda values: values.update(dataset=str(facts.root)))
    copy_out(files[bundle.snapshot], train / bundle.snapshot, origin=bundle.path, check=check)
    if not snapshot_files(train):
        raise BundleError(f"Its {bundle.snapshot} was cut off, or is no snapshot of PyTorch", bundle.path)


def _edited(files: BundleFiles, name: str, folder: Path, bundle: Path, edit: Callable[[Any], None]) -> None:
    try:
        text = edit_yaml(read_text(files, name, bundle), edit)
    except YamlTextError as error:
        raise BundleError(f"Its {name} cannot be understood ({error})", bundle) from error
    write_atomically(folder / name, text.encode("utf-8"))


def _stage_dataset(folder: Path, places: ModelPlaces) -> None:
    """The list of datasets in which DeepLabCut looks up a model; this one has no dataset behind it."""
    from io import StringIO

    from ruamel.yaml import YAML

    facts = {"train_fraction": places.fraction, "index": places.shuffle, "split": 1, "engine": "pytorch"}
    text = StringIO()
    YAML(typ="safe", pure=True).dump({"shuffles": {places.model.name: facts}}, text)
    folder.mkdir(parents=True)
    write_atomically(folder / METADATA, text.getvalue().encode("utf-8"))


def _place(made: Path, place: Path, undo: contextlib.ExitStack) -> None:
    """Give a folder its place; the folders above that were made for it go again when the import fails."""
    for folder in (place.parent.parent, place.parent):
        if not folder.exists():
            folder.mkdir()
            undo.callback(_remove_empty, folder)
    made.rename(place)
    undo.callback(shutil.rmtree, place, ignore_errors=True)
    sync_folder(place.parent)


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _remove_left_over(root: Path) -> None:
    """What imports that were killed left behind."""
    for folder in root.glob(f"{STAGE_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)
