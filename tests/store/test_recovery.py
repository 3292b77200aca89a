"""Recovery brings back exactly the state of the last recorded command."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.status import DirtyLayer
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.history import Mark
from dustrack_imgui.store.housekeeping import dismiss, prune
from dustrack_imgui.store.journal import Journal
from dustrack_imgui.store.recovery import find_unfinished, offer_for, recovered_data, with_recovered
from dustrack_imgui.store.replay import RecoveryError, replay
from dustrack_imgui.store.session_folder import snapshot_numbers
from dustrack_imgui.store.snapshot import segment_path, snapshot_path
from dustrack_imgui.store.store import Store

Recorded = Callable[..., tuple[Store, Path]]


@pytest.fixture
def recorded(toy: ModuleType, tmp_path: Path) -> Iterator[Recorded]:
    """Apply calls with a journal, then leave the folder as a crash would."""
    journals: list[Journal] = []

    def record(calls: list[Call], *, lines: int = 10_000, name: str = "1") -> tuple[Store, Path]:
        journal = Journal(tmp_path / "sessions" / name, gather_secs=0.0, lines_per_snapshot=lines)
        journals.append(journal)
        store = Store(toy.new_session("a.mp4", "b.mp4"), toy.TABLE, journal=journal)
        for call in calls:
            store.apply([call])
        assert journal.flush()
        journal.close(clean=False)
        return store, journal.folder

    yield record
    for journal in journals:
        journal.close(clean=False)


def without_steps(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key != "steps"}


frames = st.integers(0, 40)
names = st.sampled_from(["0", "1", "12"])
gestures = st.sampled_from([None, None, 1, 2])
steps = st.one_of(
    st.tuples(
        st.just("place"), gestures, st.fixed_dictionaries({"xy": st.tuples(st.floats(0, 9), st.floats(0, 9))})
    ),
    st.tuples(st.just("place"), gestures, st.just({"xy": (1.0, 2.0)})),
    st.tuples(st.just("remove"), gestures, st.just({})),
    st.tuples(st.just("go"), gestures, st.fixed_dictionaries({"frame": frames})),
    st.tuples(st.just("select"), gestures, st.fixed_dictionaries({"label": names})),
    st.tuples(st.just("switch"), st.none(), st.fixed_dictionaries({"index": st.integers(0, 2)})),
    st.tuples(
        st.just("use_layer"), st.none(), st.fixed_dictionaries({"name": st.sampled_from(["pn", "x1", "s1"])})
    ),
    st.tuples(
        st.just("add_layer"), st.none(), st.fixed_dictionaries({"name": st.sampled_from(["x1", "x2"])})
    ),
    st.tuples(st.just("drop_label"), st.none(), st.fixed_dictionaries({"label": names})),
    st.tuples(
        st.just("write"),
        st.none(),
        st.fixed_dictionaries(
            {"label": names, "frames": st.just(np.arange(3, 9)), "xy": st.just(np.full((6, 2), 0.1))}
        ),
    ),
    st.tuples(st.just("interval"), st.none(), st.just({"start": 3, "end": 8})),
    st.tuples(st.just("played"), st.none(), st.fixed_dictionaries({"frame": frames})),
    st.tuples(st.just("saved"), st.none(), st.just({"video": "a.mp4", "name": "pn"})),
    st.tuples(
        st.just("layer_opened"),
        st.none(),
        st.just({"video": "a.mp4", "layer": Layer("s1").with_track("0", Track.from_array([[0.5, 1.5]]))}),
    ),
    st.tuples(st.just("go_to_step"), st.none(), st.fixed_dictionaries({"step": st.integers(0, 12)})),
    st.tuples(st.sampled_from(["undo", "undo", "redo"]), st.none(), st.just({})),
)


@settings(max_examples=150)
@given(moves=st.lists(steps, max_size=40), lines=st.sampled_from([3, 7, 10_000]))
def test_any_session_comes_back_exactly(
    toy: ModuleType, moves: list[tuple[str, int | None, dict[str, Any]]], lines: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "session", gather_secs=0.0, lines_per_snapshot=lines)
        store = Store(toy.new_session("a.mp4", "b.mp4"), toy.TABLE, journal=journal, is_strict=True)
        for name, gesture, arguments in moves:
            is_move = name in ("undo", "redo")
            store.apply([Call(f"edit.{name}") if is_move else toy.call(name, gesture, **arguments)])
        store.apply([toy.call("go", frame=50)])
        assert journal.flush()
        assert journal.error is None
        replayed = replay(journal.folder, toy.TABLE)
        journal.close(clean=False)
    assert replayed.warnings == ()
    found, meant = toy.facts(replayed.session), toy.facts(store.session)
    assert without_steps(found) == without_steps(meant)
    if snapshot_numbers_are_trivial(moves, lines):
        assert found["steps"] == meant["steps"]
        assert [step.sentence for step in replayed.history.steps] == [
            step.sentence for step in store.history.steps
        ]


def snapshot_numbers_are_trivial(moves: list[tuple[str, int | None, dict[str, Any]]], lines: int) -> bool:
    return lines == 10_000 and not {move[0] for move in moves} & {"saved", "layer_opened"}


def test_undo_across_a_snapshot_is_replayed_from_an_earlier_one(recorded: Recorded, toy: ModuleType) -> None:
    calls = [toy.call("place", xy=(float(x), 0.0)) for x in range(10)]
    store, folder = recorded([*calls, *[toy.UNDO] * 9, toy.REDO], lines=4)
    assert len(snapshot_numbers(folder)) > 3
    replayed = replay(folder, toy.TABLE)
    assert replayed.warnings == ()
    assert toy.points(replayed.session) == toy.points(store.session)


def test_the_undo_tree_can_be_used_after_recovery(recorded: Recorded, toy: ModuleType) -> None:
    _, folder = recorded([toy.call("place", 1, xy=(1.0, 0.0)), toy.call("place", 1, xy=(2.0, 0.0))])
    replayed = replay(folder, toy.TABLE)
    store = Store(replayed.session, toy.TABLE, history=replayed.history)
    assert store.session.history.undo == "place 0 at frame 0"
    store.apply([toy.UNDO])
    assert toy.points(store.session)["a.mp4"]["pn"] == {}


def test_a_last_line_cut_anywhere_is_dropped_whole(
    recorded: Recorded, toy: ModuleType, tmp_path: Path
) -> None:
    store, folder = recorded([toy.call("go", frame=5), toy.call("place", xy=(1.0, 2.0))])
    before = toy.facts(store.session)
    whole = segment_path(folder, 0).read_bytes()
    store, folder = recorded(
        [toy.call("go", frame=5), toy.call("place", xy=(1.0, 2.0)), toy.call("place", xy=(3.0, 4.0))],
        name="2",
    )
    after = toy.facts(store.session)
    longer = segment_path(folder, 0).read_bytes()
    n_lines = whole.count(b"\n")
    start = sum(map(len, longer.splitlines(keepends=True)[:n_lines]))
    for length in range(start, len(longer) + 1):
        segment_path(folder, 0).write_bytes(longer[:length])
        replayed = replay(folder, toy.TABLE)
        assert replayed.warnings == ()
        is_complete = length >= len(longer) - 1
        assert toy.facts(replayed.session) == (after if is_complete else before)


def test_damage_in_the_middle_stops_there_and_says_so(recorded: Recorded, toy: ModuleType) -> None:
    _, folder = recorded([toy.call("place", xy=(float(x), 0.0)) for x in range(5)])
    path = segment_path(folder, 0)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"toy.place", b"toy.pLace")
    path.write_bytes(b"".join(lines))
    replayed = replay(folder, toy.TABLE)
    assert replayed.n_edits == 2
    assert replayed.warnings == ("The journal is damaged. Recorded commands that were not brought back: 3.",)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 1 << 20), length=st.integers(0, 5), put=st.binary(max_size=3), data=st.data())
def test_any_damage_is_survived(
    recorded: Recorded, toy: ModuleType, tmp_path: Path, at: int, length: int, put: bytes, data: st.DataObject
) -> None:
    whole = tmp_path / "sessions" / "1"
    if not whole.exists():
        recorded([toy.call("place", xy=(float(x), 0.0)) for x in range(10)], lines=4)
    name = data.draw(st.sampled_from(sorted(path.name for path in whole.iterdir() if path.name != "lock")))
    with tempfile.TemporaryDirectory() as folder:
        damaged = shutil.copytree(whole, Path(folder) / "session")
        content = bytearray((damaged / name).read_bytes())
        at %= len(content)
        content[at : at + length] = put
        (damaged / name).write_bytes(content)
        assert replay(damaged, toy.TABLE).session.videos


def test_an_unknown_command_stops_replay_with_a_word(recorded: Recorded, toy: ModuleType) -> None:
    _, folder = recorded([toy.call("place", xy=(1.0, 0.0)), toy.call("interval", start=1, end=2)])
    table = {key: value for key, value in toy.TABLE.items() if key != "toy.interval"}
    replayed = replay(folder, table)
    assert "toy.interval" in replayed.warnings[0]
    assert toy.points(replayed.session)["a.mp4"]["pn"]["0"]


def test_a_snapshot_that_was_not_finished_costs_only_what_followed_it(
    recorded: Recorded, toy: ModuleType
) -> None:
    layer = Layer("dlc_1")
    _, folder = recorded(
        [toy.call("place", xy=(1.0, 0.0)), toy.call("layer_opened", video="a.mp4", layer=layer)]
    )
    snapshot_path(folder, 1).unlink()
    replayed = replay(folder, toy.TABLE)
    assert replayed.warnings == ()
    assert toy.points(replayed.session)["a.mp4"]["pn"]["0"] == {0: (1.0, 0.0, 2)}


def test_a_folder_without_a_snapshot_is_a_clear_error(tmp_path: Path, toy: ModuleType) -> None:
    with pytest.raises(RecoveryError, match="Nothing can be recovered"):
        replay(tmp_path, toy.TABLE)


def test_time_stamps_and_names_of_files_come_back(toy: ModuleType, tmp_path: Path) -> None:
    times = np.array([0.0, 0.1, 0.4])
    state = toy.video_state("vfr.mp4", Layer("ä\n", path=tmp_path / "ü.json"), n_frames=3)
    state = replace(state, video=replace(state.video, times_secs=times, warnings=("odd",)))
    journal = Journal(tmp_path / "session", gather_secs=0.0)
    journal.snapshot(Session(videos=(state,)), mark=Mark(4, 9))
    journal.close(clean=False)
    found = replay(journal.folder, toy.TABLE)
    video = found.session.videos[0].video
    assert video.times_secs is not None
    assert video.times_secs.tolist() == times.tolist()
    assert (video.warnings, video.n_frames) == (("odd",), 3)
    assert found.session.videos[0].data.layers[0].path == tmp_path / "ü.json"
    assert found.history.mark == Mark(4, 9)


def test_only_sessions_with_unsaved_edits_of_the_video_are_found(
    recorded: Recorded, toy: ModuleType, tmp_path: Path
) -> None:
    place, save = toy.call("place", xy=(1.0, 0.0)), toy.call("saved", video="a.mp4", name="pn")
    recorded([place, place, save, toy.call("place", xy=(2.0, 0.0))], name="20240101-edit")
    recorded([place, save], name="20240102-saved")
    recorded([toy.call("go", frame=3)], name="20240103-looked")
    recorded([toy.call("use_layer", name="buffer"), place], name="20240104-scratch")
    recorded([toy.call("switch", index=1), place], name="20240105-other")
    recorded([place, toy.UNDO, toy.call("played", frame=1), save], name="20240106-undone")
    recorded([place], name="20240107-closed")
    (tmp_path / "sessions" / "20240107-closed" / "closed.json").touch()
    found = find_unfinished(tmp_path, [Path("a.mp4")])
    assert [(one.folder.name, one.n_edits, one.videos) for one in found] == [("20240101-edit", 1, ("a.mp4",))]
    both = find_unfinished(tmp_path, [Path("a.mp4"), Path("b.mp4"), Path("c.mp4")])
    assert [one.folder.name for one in both] == ["20240105-other", "20240101-edit"]
    assert find_unfinished(tmp_path / "none", [Path("a.mp4")]) == ()


def test_a_folder_that_cannot_be_read_does_not_hide_the_others(
    recorded: Recorded, toy: ModuleType, tmp_path: Path
) -> None:
    _, folder = recorded([toy.call("place", xy=(1.0, 0.0))])
    (tmp_path / "sessions" / "odd" / "journal-0000.jsonl").mkdir(parents=True)
    assert [one.folder for one in find_unfinished(tmp_path, [Path("a.mp4")])] == [folder]
    assert prune(tmp_path, now_secs=1e12) == 0


def test_a_living_session_is_left_alone(toy: ModuleType, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "sessions" / "1", gather_secs=0.0)
    store = Store(toy.new_session("a.mp4"), toy.TABLE, journal=journal)
    store.apply([toy.call("place", xy=(1.0, 0.0))])
    assert journal.flush()
    assert find_unfinished(tmp_path, [Path("a.mp4")]) == ()
    assert prune(tmp_path, now_secs=1e12) == 0
    journal.close(clean=False)
    assert len(find_unfinished(tmp_path, [Path("a.mp4")])) == 1


def test_recovered_but_unsaved_work_is_offered_again(toy: ModuleType, tmp_path: Path) -> None:
    """Work that came back by recovery is in no record of the new session, only in its snapshot."""
    layer = Layer("pn").with_track("0", Track().with_point(1, (1.0, 1.0), Source.HAND))
    dirty = replace(toy.video_state("a.mp4", layer), saved=MappingProxyType({}))
    journal = Journal(tmp_path / "sessions" / "1", gather_secs=0.0)
    Store(Session(videos=(dirty,)), toy.TABLE, journal=journal)
    journal.close(clean=False)
    assert [one.n_edits for one in find_unfinished(tmp_path, [Path("a.mp4")])] == [1]


def test_recovered_work_is_joined_to_what_is_on_disk_now(
    recorded: Recorded, toy: ModuleType, tmp_path: Path
) -> None:
    _, folder = recorded(
        [toy.call("go", frame=2000), toy.call("select", label="3"), toy.call("place", xy=(1.0, 0.0))]
    )
    recovered = replay(folder, toy.TABLE).session
    new_layer = Layer("dlc_9").with_track("0", Track.from_array([[1.0, 2.0]]))
    live = Session(videos=(toy.video_state("a.mp4", Layer("pn"), new_layer, n_frames=1000),))
    joined = with_recovered(live, recovered)
    state = joined.videos[0]
    assert [layer.name for layer in state.data.layers] == ["pn", "buffer", "dlc_9"]
    assert state.view == View(frame=999, layer="pn", label="3")
    assert state.saved is live.videos[0].saved
    assert state.video is live.videos[0].video
    ((key, data),) = recovered_data(live, recovered)
    assert key == "a.mp4"
    assert toy.track_points(data.layer("pn").track("3")) == {2000: (1.0, 0.0, 2)}
    (unfinished,) = find_unfinished(tmp_path, [Path("a.mp4")])
    offer = offer_for(unfinished, live, recovered)
    assert (offer.n_edits, offer.folder) == (1, str(folder))
    assert offer.layers == (DirtyLayer("a.mp4", "pn", 1, 0, 0),)


def test_a_dismissed_session_is_kept_for_a_month(recorded: Recorded, toy: ModuleType, tmp_path: Path) -> None:
    _, folder = recorded([toy.call("place", xy=(1.0, 0.0))])
    aside = dismiss(folder)
    assert find_unfinished(tmp_path, [Path("a.mp4")]) == ()
    assert replay(aside, toy.TABLE).n_edits == 1
    now = (aside / "dismissed").stat().st_mtime
    assert prune(tmp_path, now_secs=now + 29 * 86_400) == 0
    assert prune(tmp_path, now_secs=now + 31 * 86_400) == 1
    assert not aside.exists()


def test_unsaved_work_is_never_pruned_and_finished_work_in_time(
    recorded: Recorded, toy: ModuleType, tmp_path: Path
) -> None:
    _, unsaved = recorded([toy.call("place", xy=(1.0, 0.0))], name="0")
    _, looked = recorded([toy.call("go", frame=1)], name="1")
    for number in range(60):
        shutil.copytree(looked, tmp_path / "sessions" / f"2-{number:02}")
    assert prune(tmp_path) == 11
    assert (tmp_path / "sessions" / "2-59").exists()
    assert not looked.exists()
    assert prune(tmp_path, now_secs=1e12) == 50
    assert unsaved.exists()
