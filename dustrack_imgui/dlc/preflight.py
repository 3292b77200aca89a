"""What to know of the hand-made labels before a model is trained from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.dlc.hand_layers import FoundLayers, HandLayer, SkippedLayer
from dustrack_imgui.formats.layer_diff import LayerDiff, layer_diff
from dustrack_imgui.formats.project_files import LABELED_DATA_FOLDER
from dustrack_imgui.model.track import EMPTY_TRACK

N_SHOWN = 3
"""Incomplete frames of a layer that are told one by one."""


@dataclass(frozen=True, slots=True)
class IncompleteFrame:
    """A frame on which some labels of the project are marked and others are missing."""

    frame: int
    missing: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class LayerReport:
    """What was found in one layer.

    Attributes
    ----------
    diff
        Points that are not in its file yet, are still there, or moved.
    incomplete
        Frames on which some but not all labels of the project are marked, ascending.
    shown
        The first of them, with what they miss.
    strays
        Points by label that is none of the project's, where it has some.
    n_complete
        Frames on which all labels of the project are marked.
    """

    layer: HandLayer
    diff: LayerDiff
    incomplete: NDArray[np.int64]
    shown: tuple[IncompleteFrame, ...]
    strays: Mapping[str, int]
    n_complete: int

    @property
    def has_issues(self) -> bool:
        """Whether there is anything to save, to drop or to strip."""
        return bool(self.diff) or bool(len(self.incomplete)) or bool(self.strays)


@dataclass(frozen=True, eq=False, slots=True)
class PreflightReport:
    """What was found in all layers.

    Attributes
    ----------
    layers
        Every layer that is trained on, with and without issues.
    skipped
        Layers that are not, and why.
    stop
        Sentence why there is nothing to train on; None when there is.
    question
        Sentence to confirm: the active layer is empty, while others have labels; None when there is no need.
    """

    layers: tuple[LayerReport, ...]
    skipped: tuple[SkippedLayer, ...]
    stop: str | None = None
    question: str | None = None

    @property
    def with_issues(self) -> tuple[LayerReport, ...]:
        """Layers that “Save and clean” changes."""
        return tuple(report for report in self.layers if report.has_issues)

    @property
    def has_strays(self) -> bool:
        """Whether any layer has points of labels that the project does not know."""
        return any(report.strays for report in self.layers)


def check_layers(
    found: FoundLayers,
    labels: Sequence[str],
    *,
    has_labelled_frames: bool,
    active: tuple[Path, str] | None = None,
) -> PreflightReport:
    """Check every layer that is trained on.

    Parameters
    ----------
    labels
        Of the project's body parts, in the order of its configuration.
    has_labelled_frames
        Whether frames of earlier rounds lie in the project: `holds_labelled_frames`.
    active
        Video and name of the layer that the user works on, if any.
    """
    reports = tuple(check_layer(layer, labels) for layer in found.layers)
    stop = None if has_labelled_frames else _stop(reports, labels)
    question = _question(reports, active) if stop is None else None
    return PreflightReport(reports, found.skipped, stop, question)


def check_layer(layer: HandLayer, labels: Sequence[str]) -> LayerReport:
    """Compare one layer with its file, and its labels with those of the project."""
    frames, is_marked = _marked(layer, labels)
    n_marked = is_marked.sum(axis=0)
    incomplete = frames[n_marked < len(labels)]
    shown = tuple(
        IncompleteFrame(
            int(frame), tuple(x for x in labels if int(frame) not in layer.tracks.get(x, EMPTY_TRACK))
        )
        for frame in incomplete[:N_SHOWN]
    )
    known = set(labels)
    strays = {
        label: track.count for label, track in layer.tracks.items() if track.count and label not in known
    }
    n_complete = int((n_marked == len(labels)).sum())
    return LayerReport(layer, layer_diff(layer.tracks, layer.saved), incomplete, shown, strays, n_complete)


def holds_labelled_frames(root: Path) -> bool:
    """Whether a project has tables of labelled frames, from earlier rounds or made by DeepLabCut itself."""
    return any(True for _ in (root / LABELED_DATA_FOLDER).glob("*/CollectedData_*.h5"))


def _marked(layer: HandLayer, labels: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Frames with any of these labels (F,), and which of the labels they have (labels, F)."""
    each = [layer.tracks.get(label, EMPTY_TRACK).frames() for label in labels]
    frames = np.unique(np.concatenate([np.empty(0, np.int64), *each]))
    is_marked = np.array([np.isin(frames, own) for own in each], bool).reshape(len(each), len(frames))
    return frames, is_marked


def _stop(reports: Sequence[LayerReport], labels: Sequence[str]) -> str | None:
    if any(report.n_complete for report in reports):
        return None
    if any(len(report.incomplete) for report in reports):
        return (
            "No frame has all labels of the project: complete some frames, or there is nothing to train on. "
            f"The labels are {', '.join(labels)}."
        )
    if any(report.strays for report in reports):
        return f"No labels to train on: none of the labels is one of the project's ({', '.join(labels)})."
    return "No labels to train on: label some frames of a video of the project first."


def _question(reports: Sequence[LayerReport], active: tuple[Path, str] | None) -> str | None:
    own = [one.layer for one in reports if (one.layer.video, one.layer.name) == active]
    if not own or any(track.count for track in own[0].tracks.values()):
        return None
    return f"{own[0].name} has no labels; the model is trained from labels made earlier. Continue training?"
