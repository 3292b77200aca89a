"""Body parts of DeepLabCut against labels: always by name, never by position or alphabet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

BodyPartLabels = Mapping[str, str]
"""Body part -> label."""

PREFIX = "point"
MAX_LABEL_DIGITS = 9


def labels_of_body_parts(body_parts: Sequence[str]) -> BodyPartLabels:
    """Labels for the body parts of a project.

    `point3` is label 3 when all of them are such; other names are numbered from 0 in the order given. Give
    the order of the project's `config.yaml`: a label then means the same body part in all its files.

    Raises
    ------
    ValueError
        When a body part occurs twice.
    """
    if len(set(body_parts)) < len(body_parts):
        raise ValueError(f"a body part occurs twice among {', '.join(body_parts)}")
    if body_parts and all(map(_is_point, body_parts)):
        return MappingProxyType({name: name[len(PREFIX) :] for name in body_parts})
    return MappingProxyType({name: str(number) for number, name in enumerate(body_parts)})


def are_points(body_parts: Iterable[str]) -> bool:
    """Whether all names are `point` and a number, so that they say their label by themselves."""
    return all(map(_is_point, body_parts))


def body_parts_of_labels(labels: Iterable[str]) -> Mapping[str, str]:
    """Label -> the body part that DUSTrack and we call it in a project: `point{label}`."""
    return MappingProxyType({label: f"{PREFIX}{label}" for label in labels})


def is_label(text: str) -> bool:
    """Whether a text can be a label: a number of at most nine digits."""
    return text.isascii() and text.isdigit() and len(text) <= MAX_LABEL_DIGITS


def _is_point(name: str) -> bool:
    return name.startswith(PREFIX) and is_label(name[len(PREFIX) :])
