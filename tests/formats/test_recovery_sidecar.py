"""Dropped points are kept in DUSTrack's sidecar and can be brought back."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.formats.errors import ReadError, SidecarError
from dustrack_imgui.formats.recovery_sidecar import (
    dump_recovery,
    find_recoveries,
    load_recovery,
    recovery_path,
    save_recovery,
)
from dustrack_imgui.model.track import Track

DATA = Path(__file__).parents[1] / "golden" / "data"
SCANS: list[dict[str, Any]] = json.loads((DATA / "scans.json").read_text("utf-8"))
WHEN = datetime(2025, 11, 22, 9, 44, 0)


def tracks_of(points: dict[str, dict[str, list[float]]]) -> dict[str, Track]:
    return {
        label: Track.from_points([int(f) for f in own], list(own.values()) or [[0.0, 0.0]][:0])
        for label, own in points.items()
    }


@pytest.mark.parametrize("case", SCANS, ids=range(len(SCANS)))
def test_bytes_are_those_of_dustrack(case: dict[str, Any]) -> None:
    frames = [int(frame) for frame in case["incomplete"]]
    assert dump_recovery(tracks_of(case["points"]), frames).decode() == case["sidecar_text"]


def test_the_file_is_called_as_dustrack_calls_it() -> None:
    golden = json.loads((DATA / "names.json").read_text("utf-8"))["recovery_sidecar"]
    assert recovery_path(Path("a/v_annotations_pn.json"), WHEN).as_posix() == golden


def test_a_sidecar_of_dustrack_is_read() -> None:
    tracks = load_recovery(DATA / "recovery_sidecar.json")
    assert {label: track.frames().tolist() for label, track in tracks.items()} == {"0": [3], "1": [12]}
    assert tracks["1"].xy_at(12) == (0.1, 1e-07)


def test_an_older_sidecar_of_the_same_second_stays(tmp_path: Path) -> None:
    annotation = tmp_path / "v_annotations_pn.json"
    track = {"0": Track.from_points([1, 2], [(1.0, 2.0), (3.0, 4.0)])}
    first = save_recovery(annotation, track, [1], when=WHEN)
    second = save_recovery(annotation, track, [2], when=WHEN)
    assert find_recoveries(annotation) == (first, second)
    assert load_recovery(first)["0"].frames().tolist() == [1]
    assert load_recovery(second)["0"].frames().tolist() == [2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"a": {}}',
        '{"-1": {}}',
        '{"99999999999999": {}}',
        '{"1": {"x": [1, 2]}}',
        '{"1": {"0": [1]}}',
        '{"1": {"0": [1, NaN]}}',
        '{"1": {"0": [1, true]}}',
        '{"1": {"0": [1, 1e999]}}',
        '{"1": []}',
        '{"1": ' * 5000,
    ],
)
def test_damaged_sidecars_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "s"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SidecarError):
        load_recovery(path)


def test_a_missing_sidecar_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        load_recovery(tmp_path / "none")
