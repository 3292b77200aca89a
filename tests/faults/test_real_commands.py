"""Every command of the real table can be journaled, and a session of them comes back exactly."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.status import RecoveryOffer
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.command import Call, Kind, Need
from dustrack_imgui.store.journal import Journal
from dustrack_imgui.store.replay import replay
from dustrack_imgui.store.store import Store

N_FRAMES = 40
frames = st.integers(0, N_FRAMES - 1)
xy = st.tuples(st.floats(0, 600), st.floats(0, 400))
bare = sorted(
    command.id
    for command in COMMAND_TABLE.values()
    if command.kind is not Kind.SYSTEM and command.is_listed and not command.arguments
)
answers = st.sampled_from(["cancel", "discard", "restore", "7", "", "clip.mp4"])
moves = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(bare), st.fixed_dictionaries({"cursor": xy, "trace": st.floats(0, 39)})),
        st.tuples(st.sampled_from(["point.place", "edit.undo", "edit.redo", "interval.pick"]), st.just({})),
        st.tuples(st.just("frame.go_to"), st.fixed_dictionaries({"frame": frames})),
        st.tuples(st.just("play.show"), st.fixed_dictionaries({"frame": frames})),
        st.tuples(
            st.just("label.select"), st.fixed_dictionaries({"label": st.sampled_from(["0", "2", "13"])})
        ),
        st.tuples(st.just("dialog.answer"), st.fixed_dictionaries({"answer": answers})),
        st.tuples(st.just("interval.set"), st.just({"first": 3, "last": 8})),
        st.tuples(
            st.sampled_from(["layer.new", "layer.rename", "layer.duplicate", "label.name"]),
            st.fixed_dictionaries({"name": st.sampled_from(["x", "y", ""])}),
        ),
        st.tuples(
            st.sampled_from(["layer.remove", "layer.discard"]),
            st.fixed_dictionaries({"layer": st.sampled_from(["pn", "x", "dlc_1"])}),
        ),
        st.tuples(
            st.sampled_from(["label.delete_everywhere", "label.delete", "label.toggle_hidden"]),
            st.fixed_dictionaries({"label": st.sampled_from(["0", "2"])}),
        ),
        st.tuples(
            st.just("image.zoom"),
            st.fixed_dictionaries(
                {"factor": st.floats(0.5, 2), "anchor_xy_image": xy, "shown_zoom": st.just(1.0)}
            ),
        ),
        st.tuples(st.just("recovery.offer"), st.just({"offer": RecoveryOffer("folder", "today", 3)})),
        st.tuples(st.just("message.notice"), st.just({"title": "Notice", "text": "Read this."})),
        st.tuples(st.just("message.say"), st.just({"text": "Done."})),
    ),
    max_size=40,
)


def first_session(toy: ModuleType) -> Session:
    hand = Layer("pn").with_track("0", Track.from_array(np.arange(20.0).reshape(-1, 2)))
    dense = Layer("dlc_1", kind=LayerKind.DENSE).with_tracks(
        {"0": Track.from_array(np.ones((N_FRAMES, 2)), Source.MODEL), "2": Track()}
    )
    states = [
        toy.video_state(name, hand, dense, Layer("buffer", kind=LayerKind.SCRATCH), n_frames=N_FRAMES)
        for name in ("a.mp4", "b.mp4")
    ]
    return Session(videos=tuple(states))


def call_of(command: str, arguments: dict[str, Any], session: Session, gesture: int | None) -> Call:
    """A call as input makes it: what the command needs from outside is filled in."""
    given_ = {key: value for key, value in arguments.items() if key not in ("cursor", "trace")}
    state = session.active
    outside = {
        Need.CURSOR_IMAGE: arguments.get("cursor", (5.5, 6.25)),
        Need.CURSOR_TRACE: arguments.get("trace", 4.0),
        Need.EXACT_FRAME: None if state is None else state.view.frame,
        Need.GREY_PERCENTILES: (10.0, 60.0, 200.0),
        Need.PANE: "image",
        Need.TRACE_LIMITS: ((0.0, 50.0), (10.0, 40.0)),
    }
    needs = COMMAND_TABLE[command].needs
    return Call(command, {**given_, **{need.value: outside[need] for need in needs}}, gesture)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves=moves, lines=st.sampled_from([5, 10_000]), gesture=st.none() | st.integers(0, 3))
def test_a_session_of_real_commands_comes_back_exactly(
    toy: ModuleType, moves: list[tuple[str, dict[str, Any]]], lines: int, gesture: int | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "session", gather_secs=0.0, lines_per_snapshot=lines)
        store = Store(first_session(toy), COMMAND_TABLE, journal=journal, is_strict=True)
        for command, arguments in [*moves, ("frame.first", {})]:
            store.apply([call_of(command, arguments, store.session, gesture)])
        store.apply([call_of("frame.next", {}, store.session, None)])
        assert journal.flush()
        assert journal.error is None
        replayed = replay(journal.folder, COMMAND_TABLE)
        journal.close(clean=False)
    assert replayed.warnings == ()
    found, meant = toy.facts(replayed.session), toy.facts(store.session)
    del found["steps"], meant["steps"]
    assert found == meant


def test_results_of_tracking_come_back_exactly(toy: ModuleType, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "session", gather_secs=0.0)
    store = Store(first_session(toy), COMMAND_TABLE, journal=journal, is_strict=True)
    rng = np.random.default_rng(3)
    put = {
        "video": "a.mp4",
        "layer": "buffer",
        "labels": ("0", "2"),
        "frames": np.arange(5, 25),
        "xy": rng.normal(size=(2, 20, 2)),
        "source": int(Source.RSTC),
        "sentence": "interpolate 0, 2 over frames 5–24",
    }
    store.apply([Call("track.put", MappingProxyType(put)), Call("edit.undo"), Call("edit.redo")])
    assert store.session.history.undo == put["sentence"]
    put_layer = {
        "video": "a.mp4",
        "layer": "pn_lkmovavg_0.500",
        "path": str(tmp_path / "x.json"),
        "tracks": {"0": rng.normal(size=(N_FRAMES, 2))},
        "source": int(Source.FILTER),
        "overlay": None,
        "sentence": "reduce jitter of pn",
    }
    store.apply([Call("track.put_layer", MappingProxyType(put_layer))])
    journal.close(clean=False)
    replayed = replay(journal.folder, COMMAND_TABLE)
    assert replayed.warnings == ()
    assert store.session.history.undo == "reduce jitter of pn"
    assert toy.facts(replayed.session) == toy.facts(store.session)


def test_names_of_labels_and_renamed_layers_come_back_exactly(toy: ModuleType, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "session", gather_secs=0.0)
    store = Store(first_session(toy), COMMAND_TABLE, journal=journal, is_strict=True)
    calls = (("label.name", {"name": "nose"}), ("layer.rename", {"name": "x"}), ("layer.show_all", {}))
    store.apply([Call(command, MappingProxyType(arguments)) for command, arguments in calls])
    journal.close(clean=False)
    state, meant = replay(journal.folder, COMMAND_TABLE).session.active, store.session.active
    assert state is not None
    assert meant is not None
    assert dict(state.data.label_names) == {"0": "nose"}
    assert (state.layer.name, state.layer.moved_from) == ("x", meant.layer.moved_from)
    assert state.view == meant.view
