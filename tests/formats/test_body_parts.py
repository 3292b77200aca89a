"""Body parts get their labels by name, in the project's order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dustrack_imgui.formats.body_parts import body_parts_of_labels, is_label, labels_of_body_parts

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "data" / "names.json").read_text("utf-8"))


@pytest.mark.parametrize(("body_parts", "labels"), GOLDEN["labels_of_body_parts"])
def test_labels_are_those_of_dustrack_in_a_project(body_parts: list[str], labels: list[str]) -> None:
    assert [*labels_of_body_parts(body_parts).items()] == list(zip(body_parts, labels, strict=True))


def test_a_body_part_cannot_occur_twice() -> None:
    with pytest.raises(ValueError, match="nose, nose"):
        labels_of_body_parts(["nose", "nose"])


def test_labels_are_called_points_in_a_project() -> None:
    assert dict(body_parts_of_labels(["10", "2"])) == {"10": "point10", "2": "point2"}


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", "１", "a", "1234567890", "1 "])
def test_what_is_no_number_is_no_label(text: str) -> None:
    assert not is_label(text)
