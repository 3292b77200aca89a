"""Which body part of a project is which label: by name, and for ever, whatever the order of body parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from dustrack_imgui.formats.body_parts import BodyPartLabels, are_points, labels_of_body_parts


def label_mapping(body_parts: Sequence[str], kept: Mapping[str, str] | None = None) -> BodyPartLabels:
    """Label of every body part of a project, in the order of its configuration.

    A body part that had a label keeps it. Without any, `point3` is label 3 when all are such, and other names
    are numbered in the order of the configuration, as DUSTrack does when it makes layers for them. Body parts
    that came later get the lowest labels that were never taken.

    Parameters
    ----------
    body_parts
        All of the project, in the order of its configuration.
    kept
        Label by body part as the project's own file has it, also of body parts that are gone.

    Raises
    ------
    ValueError
        When a body part occurs twice.
    """
    fresh = labels_of_body_parts(body_parts)
    if not kept:
        return fresh
    labels = {part: kept[part] for part in body_parts if part in kept}
    taken = {int(label) for label in kept.values()}
    for part in body_parts:
        if part not in labels:
            own = int(fresh[part]) if are_points([part]) else None
            number = own if own is not None and own not in taken else _lowest_free(taken)
            taken.add(number)
            labels[part] = str(number)
    return MappingProxyType({part: labels[part] for part in body_parts})


def body_parts_by_label(mapping: BodyPartLabels) -> Mapping[str, str]:
    """Body part of every label."""
    return MappingProxyType({label: part for part, label in mapping.items()})


def names_by_label(mapping: BodyPartLabels, trackermap: Mapping[str, str]) -> Mapping[str, str]:
    """What to call every label among people: as the tracker map says, else as the body part is called."""
    return MappingProxyType({label: trackermap.get(part, part) for part, label in mapping.items()})


def strays(labels: Iterable[str], mapping: BodyPartLabels) -> tuple[str, ...]:
    """Labels that are no body part of the project, so that nothing is trained on them."""
    known = set(mapping.values())
    return tuple(label for label in labels if label not in known)


def _lowest_free(taken: set[int]) -> int:
    return next(number for number in range(len(taken) + 1) if number not in taken)
