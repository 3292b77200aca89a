"""Dropped points are kept in DUSTrack's sidecar and can be brought back."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.formats import recovery_sidecar
from dustrack_imgui.formats.errors import ReadError, SidecarError, WriteError
from dustrack_imgui.formats.recovery_sidecar import (
    dump_recovery,
    find_recoveries,
    load_recovery,
    recovery_facts_path,
    recovery_path,
    remove_recovery,
    save_recovery,
)
from dustrack_imgui.model.source import Source
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


def test_where_points_came_from_and_how_sure_a_model_was_comes_back(tmp_path: Path) -> None:
    annotation = tmp_path / "v_annotations_pn.json"
    hand = Track.from_points([1, 5], [(1.0, 2.0), (3.0, 4.0)], Source.HAND)
    model = Track.from_points([5, 6], [(0.1, 2.0), (3.0, 4.0)], Source.MODEL, likelihood=[0.25, 0.75])
    path = save_recovery(annotation, {"1": model, "0": hand, "2": Track()}, [5], when=WHEN)
    assert path.read_bytes() == dump_recovery({"1": model, "0": hand}, [5])
    found = load_recovery(path)
    assert list(found) == ["1", "0"]
    assert (found["0"].source_at(5), found["0"].likelihood_at(5)) == (Source.HAND, None)
    assert (found["1"].source_at(5), found["1"].likelihood_at(5)) == (Source.MODEL, 0.25)
    assert found["1"].frames().tolist() == [5]
    assert find_recoveries(annotation) == (path,)


def test_nothing_is_written_beside_points_of_which_nothing_is_known(tmp_path: Path) -> None:
    track = {"0": Track.from_points([1], [(1.0, 2.0)])}
    path = save_recovery(tmp_path / "v_annotations_pn.json", track, [1], when=WHEN)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_points_come_back_though_nobody_can_tell_where_they_came_from(tmp_path: Path, content: bytes) -> None:
    track = {"0": Track.from_points([1], [(1.0, 2.0)], Source.HAND)}
    path = save_recovery(tmp_path / "v_annotations_pn.json", track, [1], when=WHEN)
    recovery_facts_path(path).write_bytes(content)
    found = load_recovery(path)["0"]
    assert (found.xy_at(1), found.source_at(1)) == ((1.0, 2.0), Source.FILE)


def test_facts_of_a_sidecar_that_was_edited_since_do_not_count(tmp_path: Path) -> None:
    track = {"0": Track.from_points([1], [(1.0, 2.0)], Source.HAND)}
    path = save_recovery(tmp_path / "v_annotations_pn.json", track, [1], when=WHEN)
    path.write_text('{"1": {"0": [9, 9]}}')
    assert load_recovery(path)["0"].source_at(1) is Source.FILE


def test_a_sidecar_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise WriteError("The file could not be written (No space left on device)", path)

    monkeypatch.setattr(recovery_sidecar, "write_atomically", full)
    track = {"0": Track.from_points([1], [(1.0, 2.0)], Source.HAND)}
    with pytest.raises(WriteError):
        save_recovery(tmp_path / "v_annotations_pn.json", track, [1], when=WHEN)
    assert list(tmp_path.iterdir()) == []


def test_a_sidecar_is_removed_with_what_belongs_to_it(tmp_path: Path) -> None:
    track = {"0": Track.from_points([1], [(1.0, 2.0)], Source.HAND)}
    remove_recovery(save_recovery(tmp_path / "v_annotations_pn.json", track, [1], when=WHEN))
    assert list(tmp_path.iterdir()) == []
