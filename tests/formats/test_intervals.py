"""Interval files: DUSTrack's bytes; keys are read as literals and never run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.formats.errors import IntervalFileError, ReadError
from dustrack_imgui.formats.intervals import IntervalFile, intervals_path, load_intervals, save_intervals
from dustrack_imgui.model.interval import Interval

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "golden" / "data" / "intervals.json").read_text("utf-8")
)
TUPLES = [case for case in CASES if case["keys"] != ["plain"]]


def write(folder: Path, text: str) -> Path:
    path = folder / "v_events_interp_with_lk.json"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", TUPLES, ids=lambda case: str(len(case["keys"])))
def test_files_of_dustrack_are_read_and_come_back_byte_for_byte(case: dict[str, Any], tmp_path: Path) -> None:
    path = write(tmp_path, case["text"])
    content = load_intervals(path)
    assert [list(key) for key in content.intervals] == case["keys"]
    found = [[[i.start, i.end] for i in intervals] for intervals in content.intervals.values()]
    assert found == case["intervals"]
    save_intervals(path, content)
    assert path.read_text(encoding="utf-8") == case["text"]


def test_the_real_file_is_read(shared_dir: Path) -> None:
    content = load_intervals(shared_dir / "golden" / "v2_events_interp_with_lk.json")
    assert dict(content.intervals) == {("v2", "pn", "0"): (Interval(10, 20),)}


def test_new_intervals_make_the_file_that_dustrack_would_make(tmp_path: Path) -> None:
    path = tmp_path / "v0_events_interp_with_lk.json"
    save_intervals(path, IntervalFile().with_intervals({("v2", "pn", "0"): (Interval(10, 20),)}))
    assert path.read_text(encoding="utf-8") == CASES[0]["text"]


def test_a_change_keeps_what_else_the_file_holds(tmp_path: Path) -> None:
    document = json.loads(CASES[1]["text"])
    document[0]["color"] = "red"
    keys = list(document[1])
    document[1][keys[0]]["tags"] = ["mine"]
    document[1][keys[0]]["newer"] = 3
    path = write(tmp_path, json.dumps(document))
    content = load_intervals(path)
    key = ("it's", 'a "quoted" layer', "0")
    save_intervals(path, content.with_intervals({key: (Interval(7, 9),)}))
    again = json.loads(path.read_text(encoding="utf-8"))
    assert again[0] == document[0]
    assert again[1][keys[0]] == {**document[1][keys[0]], "added": [[7, 9]]}
    assert again[1][keys[1]] == document[1][keys[1]]
    assert load_intervals(path).intervals[key] == (Interval(7, 9),)


def test_the_file_lies_beside_the_video() -> None:
    assert intervals_path(Path("a") / "v.1.mp4") == Path("a") / "v.1_events_interp_with_lk.json"


@pytest.mark.parametrize(
    "key",
    [
        "__import__('os').system('touch x')",
        "('v', 'l', str(0))",
        "('v', 'l')",
        "('v', 'l', 0)",
        "'v'",
        "(" * 500,
        "'" + "a" * 5000 + "'",
        "('\\d', 'l', open)",
    ],
)
def test_keys_that_are_no_plain_tuples_are_refused(key: str, tmp_path: Path) -> None:
    document = json.loads(CASES[0]["text"])
    document[1] = {key: document[1].popitem()[1]}
    with pytest.raises(IntervalFileError, match="key"):
        load_intervals(write(tmp_path, json.dumps(document)))


@pytest.mark.parametrize(
    "pair",
    [[5], [5, 5], [9, 3], [-1, 4], [1, 1e12], [1, "2"], [1, float("nan")], [1, float("inf")], None, [0.5, 3]],
)
def test_pairs_that_are_no_intervals_are_refused(pair: Any, tmp_path: Path) -> None:
    document = json.loads(CASES[0]["text"])
    next(iter(document[1].values()))["added"] = [pair]
    with pytest.raises(IntervalFileError, match="two frames in order"):
        load_intervals(write(tmp_path, json.dumps(document)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1, 2]",
        "[{}, {}]",
        "[" * 100000,
        CASES[0]["text"][:-20],
        CASES[3]["text"],
        '[{"size": 2}, 5]',
    ],
)
def test_what_is_no_interval_file_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(IntervalFileError):
        load_intervals(write(tmp_path, text))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="No such file"):
        load_intervals(tmp_path / "none.json")
