"""A killed process loses nothing that was on disk, and what comes back is a state that there was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.store.recovery import find_unfinished
from dustrack_imgui.store.replay import replay
from dustrack_imgui.store.session_folder import segment_numbers
from dustrack_imgui.store.snapshot import segment_path
from dustrack_imgui.store.store import Store

Kill = Callable[[str, int], int]


def states(toy: ModuleType, victim: ModuleType, up_to: int) -> list[dict[str, Any]]:
    """Data after each command that the victim applied, in order."""
    store = Store(toy.new_session("a.mp4"), toy.TABLE)
    seen = [toy.points(store.session)]
    real_apply = store.apply

    def apply(calls: Any) -> Any:
        effects = []
        for call in calls:
            effects += real_apply([call])
            seen.append(toy.points(store.session))
        return effects

    store.apply = apply  # type: ignore[method-assign]
    for number in range(up_to + 1):
        victim.edit_number(store, toy, number)
    return seen


@pytest.mark.parametrize("lines", [1, 4])
def test_every_edit_that_was_on_disk_comes_back_after_a_kill(
    toy: ModuleType, victim: ModuleType, kill: Kill, tmp_path: Path, lines: int
) -> None:
    safe = kill("edits", lines)
    (unfinished,) = find_unfinished(tmp_path, [Path("a.mp4")])
    assert unfinished.n_edits > safe
    replayed = replay(unfinished.folder, toy.TABLE)
    assert replayed.warnings == ()
    recovered = toy.points(replayed.session)
    known = states(toy, victim, safe + 50)
    first_safe = len(states(toy, victim, safe)) - 1
    assert recovered in known[first_safe:]


def test_every_cut_of_the_last_line_gives_the_state_before_or_after_it(
    toy: ModuleType, kill: Kill, tmp_path: Path
) -> None:
    kill("edits", 1)
    folder = tmp_path / "sessions" / "killed"
    path = segment_path(folder, max(segment_numbers(folder)))
    lines = path.read_bytes().splitlines(keepends=True)
    kept, last = b"".join(lines[:-1]), lines[-1]
    found = []
    for length in range(len(last) + 1):
        copy = shutil.copytree(folder, tmp_path / f"cut-{length}")
        (copy / path.name).write_bytes(kept + last[:length])
        replayed = replay(copy, toy.TABLE)
        assert replayed.warnings == ()
        found.append(toy.facts(replayed.session))
        shutil.rmtree(copy)
    before, after = found[0], found[-1]
    assert all(state in (before, after) for state in found)
    assert [state == after for state in found] == sorted(state == after for state in found)


def test_a_kill_while_snapshots_are_written_brings_a_whole_state_back(
    toy: ModuleType, kill: Kill, tmp_path: Path
) -> None:
    safe = kill("layers", 2)
    replayed = replay(tmp_path / "sessions" / "killed", toy.TABLE)
    points = toy.points(replayed.session)["a.mp4"]
    number = points["pn"]["0"][0][0]
    assert number >= safe
    opened = [name for name in points if name.startswith("dlc_")]
    assert opened == [f"dlc_{n}" for n in range(len(opened))]
    assert len(opened) in (int(number), int(number) + 1)
    assert all(len(points[name]["0"]) == 20_000 for name in opened)


def test_a_kill_while_saving_leaves_a_whole_file(kill: Kill, tmp_path: Path) -> None:
    saved = kill("saves", 25)
    track = load_annotation(tmp_path / "a_annotations.json").tracks["0"]
    xy = track.xy_at(0)
    assert xy is not None
    number = int(xy[0])
    assert number in (saved, saved + 1)
    assert track.count == number % 700 + 1
    assert {track.xy_at(frame) for frame in range(track.count)} == {(float(number), float(number))}
