"""Which body part is which label in the project that a file lies in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.dlc.config import read_config
from dustrack_imgui.dlc.errors import BrokenProjectError
from dustrack_imgui.dlc.folder import body_parts_of, project_of
from dustrack_imgui.dlc.label_mapping import body_parts_by_label, label_mapping
from dustrack_imgui.dlc.sidecar import read_sidecar
from dustrack_imgui.formats.body_parts import BodyPartLabels
from dustrack_imgui.formats.rebase import CONFIG_NAME


def labels_of_project(root: Path) -> BodyPartLabels:
    """Label of every body part of a project, in the order of its configuration.

    Raises
    ------
    ReadError, BrokenProjectError
        When its files cannot be read or understood.
    """
    config = root / CONFIG_NAME
    body_parts = body_parts_of(config, read_config(config))
    try:
        return label_mapping(body_parts, read_sidecar(root).labels)
    except ValueError as error:
        raise BrokenProjectError(f"The configuration is damaged: {error}", config) from error


def body_parts_around(path: Path) -> Mapping[str, str]:
    """Body part by label of the project that a file lies in; none outside a project.

    Raises
    ------
    ReadError, BrokenProjectError
        As `labels_of_project`.
    """
    root = project_of(path)
    return MappingProxyType({}) if root is None else body_parts_by_label(labels_of_project(root))
