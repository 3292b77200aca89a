"""Several annotations by name and number."""

from __future__ import annotations

import pytest

from dustrack_imgui.annotations import AnnotationUseError, VideoAnnotation, VideoAnnotations


def test_annotations_are_found_removed_and_put_in_order() -> None:
    several = VideoAnnotations(parent="window")
    first = several.add(VideoAnnotation(name="a"))
    several.add("b", n_labels=3)
    several.add("c")
    assert (several.names, len(several), several.parent) == (["a", "b", "c"], 3, "window")
    assert several["a"] is several[0] is first
    assert several[-1].name == "c"
    assert several["b"].labels == ["0", "1", "2"]
    several.reorder(["c", "a", "b"])
    assert [annotation.name for annotation in several] == ["c", "a", "b"]
    assert several.remove("a") is first
    assert "a" not in several


def test_names_are_unique_and_an_order_names_each_once() -> None:
    several = VideoAnnotations()
    several.add("a")
    several.add("b")
    with pytest.raises(AnnotationUseError, match="already"):
        several.add(VideoAnnotation(name="a"))
    for order in (["a"], ["a", "a"], ["a", "b", "c"], []):
        with pytest.raises(ValueError, match="order"):
            several.reorder(order)
    for wrong in ("x",):
        with pytest.raises(KeyError):
            several.remove(wrong)
        with pytest.raises(KeyError):
            several[wrong]
    assert several.names == ["a", "b"]
