"""Paths of a moved project lead to where it is now, on every system."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from dustrack_imgui.formats.errors import RebaseError
from dustrack_imgui.formats.rebase import rebase_to_config

GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "golden" / "data" / "names.json").read_text("utf-8")
)["rebase_to_config"]


@pytest.mark.parametrize("case", GOLDEN, ids=range(len(GOLDEN)))
def test_paths_are_moved_as_dustrack_moves_them(case: dict[str, Any]) -> None:
    if case["new"] is None:
        with pytest.raises(RebaseError):
            rebase_to_config(case["config"], case["old"])
    else:
        assert rebase_to_config(case["config"], case["old"]) == case["new"]


def test_path_objects_are_taken(tmp_path: Path) -> None:
    assert (
        rebase_to_config(PurePosixPath("/a/p/config.yaml"), PurePosixPath("/b/p/videos/v.mp4"))
        == "/a/p/videos/v.mp4"
    )


def test_the_exact_spelling_comes_before_another_case() -> None:
    assert rebase_to_config("/a/p/config.yaml", "/p/x/P/v.mp4") == "/a/p/x/P/v.mp4"


def test_a_path_never_leads_out_of_the_project() -> None:
    with pytest.raises(RebaseError, match="out of the project"):
        rebase_to_config("/a/p/config.yaml", "/b/p/../secret")


def test_the_error_is_a_value_error_as_the_reference_says() -> None:
    with pytest.raises(ValueError, match="does not lead through"):
        rebase_to_config("/a/p/config.yaml", "/b/q/v.mp4")
