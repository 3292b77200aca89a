"""What is typed for a new project is checked field by field, with a sentence each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.dlc.project_names import default_project_name
from dustrack_imgui.dlc.project_place import problems_of, project_folder

TODAY = date(2026, 11, 22)


def test_what_can_be_made_has_no_problem(tmp_path):
    assert problems_of("legs_a", "x", str(tmp_path), today=TODAY) == {}
    assert problems_of("legs_a", "x", str(tmp_path / "new" / "one"), today=TODAY) == {}


@pytest.mark.parametrize(
    ("fields", "wrong", "says"),
    [
        ({"name": ""}, "name", "The name of the project is empty"),
        ({"name": "legs-a"}, "name", "must not contain -"),
        ({"name": "a/b"}, "name", "must not contain /"),
        ({"name": "legs\n"}, "name", "must not contain such signs"),
        ({"name": "legs."}, "name", "must not begin or end"),
        ({"experimenter": "p-n"}, "experimenter", "must not contain -"),
        ({"experimenter": " "}, "experimenter", "The experimenter is empty"),
        ({"folder": ""}, "folder", "Choose the folder"),
        ({"folder": "here"}, "folder", "whole path"),
    ],
)
def test_each_field_says_what_is_wrong(tmp_path, fields, wrong, says):
    typed = {"name": "legs_a", "experimenter": "x", "folder": str(tmp_path), **fields}
    problems = problems_of(**typed, today=TODAY)
    assert list(problems) == [wrong]
    assert says in problems[wrong]
    assert problems[wrong].endswith(".")


def test_a_project_of_that_name_and_day_and_a_file_in_the_way(tmp_path):
    project_folder("legs_a", "x", tmp_path, TODAY).mkdir()
    assert "choose another name" in problems_of("legs_a", "x", str(tmp_path), today=TODAY)["name"]
    (tmp_path / "file").touch()
    problems = problems_of("legs_b", "x", str(tmp_path / "file"), today=TODAY)
    assert problems["folder"].startswith("There is no such folder")


def test_no_project_within_a_project(project):
    problems = problems_of("legs_a", "x", str(project / "videos"), today=TODAY)
    assert problems["folder"] == f"This is within the project {project.name}; choose a folder outside."


@given(stem=st.text(min_size=1, max_size=30), layer=st.sampled_from(["", "iteration-0", "a b", "pn."]))
def test_the_default_name_can_always_be_used(tmp_path_factory, stem, layer):
    name = default_project_name(Path("/clips") / f"{stem.replace('/', '_')}.mp4", layer)
    folder = tmp_path_factory.getbasetemp()
    assert problems_of(name, "x", str(folder), today=TODAY) == {}
