"""The store: what a command may do, what is said when it may not, and what undo brings back."""

from __future__ import annotations

import logging
from dataclasses import replace
from types import ModuleType

import pytest

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.status import Severity
from dustrack_imgui.store.command import Call, HistoryMove, Kind
from dustrack_imgui.store.store import ContractError, Store


@pytest.fixture
def store(toy: ModuleType) -> Store:
    return Store(toy.new_session("a.mp4", "b.mp4"), toy.TABLE)


def test_edit_becomes_a_step_with_its_sentence(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("place", xy=(1.0, 2.0))])
    assert store.session.history.undo == "place 0 at frame 0"
    assert store.session.history.redo is None
    assert toy.points(store.session)["a.mp4"]["pn"]["0"] == {0: (1.0, 2.0, 2)}


def test_undo_and_redo_bring_back_the_very_data(store: Store, toy: ModuleType) -> None:
    start = store.session.videos[0].data
    store.apply([toy.call("place", xy=(1.0, 2.0))])
    placed = store.session.videos[0].data
    store.apply([toy.UNDO])
    assert store.session.videos[0].data is start
    assert store.session.message.text == "Undid: place 0 at frame 0"
    assert store.session.history.redo == "place 0 at frame 0"
    store.apply([toy.REDO])
    assert store.session.videos[0].data is placed
    assert store.session.message.text == "Redid: place 0 at frame 0"


def test_nothing_to_undo_or_redo_is_said(store: Store, toy: ModuleType) -> None:
    before = store.session.videos
    store.apply([toy.UNDO])
    assert (store.session.message.text, store.session.message.severity) == (
        "Nothing to undo.",
        Severity.WARNING,
    )
    store.apply([toy.REDO])
    assert store.session.message.text == "Nothing to redo."
    assert store.session.videos is before


def test_refusals_say_why_and_change_nothing_else(store: Store, toy: ModuleType) -> None:
    before = store.session
    store.apply([toy.call("remove")])
    assert store.session.message.text == "Nothing is marked here."
    assert store.session.message.severity is Severity.WARNING
    store.apply([toy.call("go", frame=7)])
    store.apply([toy.call("crash")])
    assert store.session.message.text == "Not on Sundays."
    assert store.session.videos[0].data is before.videos[0].data


def test_a_failing_command_is_shown_and_logged_and_the_rest_goes_on(
    store: Store, toy: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        store.apply([toy.call("crash"), toy.call("go", frame=5)])
    assert store.session.message.text == "Crash failed: the moon is full"
    assert store.session.message.severity is Severity.ERROR
    assert caplog.records[0].exc_info is not None
    assert store.session.active is not None
    assert store.session.active.view.frame == 5


def test_unknown_commands_and_wrong_arguments_do_not_stop_the_program(store: Store, toy: ModuleType) -> None:
    before = store.session.videos
    store.apply([Call("later.version")])
    assert store.session.message.severity is Severity.ERROR
    assert "later.version" in store.session.message.text
    store.apply([toy.call("place", colour="red")])
    assert store.session.message.text.startswith("Place failed")
    assert store.session.videos is before


def test_a_view_command_that_edits_is_turned_away(store: Store, toy: ModuleType) -> None:
    before = store.session.videos
    store.apply([toy.call("cheat")])
    assert store.session.message.severity is Severity.ERROR
    assert store.session.videos is before
    with pytest.raises(ContractError):
        Store(toy.new_session(), toy.TABLE, is_strict=True).apply([toy.call("cheat")])


def test_a_command_must_answer_with_a_session_and_not_edit_while_it_undoes(toy: ModuleType) -> None:
    table = dict(toy.TABLE)
    undo, place = table["edit.undo"], table["toy.place"]
    table["toy.none"] = replace(undo, do=lambda session: None)
    table["toy.both"] = replace(
        undo,
        kind=Kind.EDIT,
        do=lambda session: replace(place.do(session, xy=(1, 1)), history=HistoryMove.UNDO),
    )
    for command in ("toy.none", "toy.both"):
        store = Store(toy.new_session(), table)
        store.apply([Call(command)])
        assert store.session.message.severity is Severity.ERROR
        assert toy.points(store.session)["clip.mp4"]["pn"] == {}
        with pytest.raises(ContractError):
            Store(toy.new_session(), table, is_strict=True).apply([Call(command)])


def test_an_edit_that_changes_no_data_makes_no_step(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("place", xy=(1.0, 2.0)), toy.call("go", frame=4)])
    assert len(store.history) == 1


def test_a_drag_is_one_step_and_undo_takes_all_of_it_back(store: Store, toy: ModuleType) -> None:
    start = store.session.videos[0].data
    for x in range(20):
        store.apply([toy.call("place", 11, xy=(float(x), 0.0))])
    assert len(store.history) == 1
    assert store.session.history.undo == "place 0 at frame 0"
    store.apply([toy.UNDO])
    assert store.session.videos[0].data is start


def test_a_held_key_over_frames_is_one_step_that_says_how_much(store: Store, toy: ModuleType) -> None:
    for frame in range(10, 15):
        store.apply([toy.call("go", 3, frame=frame), toy.call("place", 3, xy=(1.0, 1.0))])
    assert len(store.history) == 1
    assert store.session.history.undo == "place: 5 edits, frames 10–14"


def test_gestures_stay_apart(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("place", 1, xy=(1.0, 1.0)), toy.call("place", 2, xy=(2.0, 1.0))])
    assert len(store.history) == 2
    store.history.seal()
    store.apply([toy.call("place", 2, xy=(3.0, 1.0))])
    assert len(store.history) == 3
    store.apply([toy.call("switch", index=1), toy.call("place", 2, xy=(3.0, 1.0))])
    assert len(store.history) == 4


def test_undo_in_the_middle_of_a_drag_ends_the_step(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("place", 1, xy=(1.0, 1.0)), toy.call("place", 1, xy=(2.0, 1.0)), toy.UNDO])
    store.apply([toy.call("place", 1, xy=(3.0, 1.0))])
    assert len(store.history) == 2
    assert [step.id for step in store.history.children(0)] == [1, 2]


def test_undo_leaves_the_view_when_the_point_is_in_sight(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("go", frame=9), toy.call("place", xy=(1.0, 1.0))])
    view = store.session.videos[0].view
    store.apply([toy.UNDO])
    assert store.session.videos[0].view is view


def test_undo_goes_where_it_happened_when_that_is_out_of_sight(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("go", frame=9), toy.call("select", label="4"), toy.call("place", xy=(1.0, 1.0))])
    store.apply([toy.call("select", label="2"), toy.call("use_layer", name="buffer")])
    store.apply([toy.call("go", frame=900), toy.call("switch", index=1), toy.UNDO])
    assert store.session.active_index == 0
    view = store.session.videos[0].view
    assert (view.frame, view.label, view.layer) == (9, "4", "pn")


def test_undo_within_a_range_of_frames_stays_on_the_frame(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("write", label="0", frames=[10, 20], xy=[[1, 1], [2, 2]])])
    store.apply([toy.call("go", frame=15), toy.UNDO])
    assert store.session.videos[0].view.frame == 15
    store.apply([toy.call("go", frame=25), toy.REDO])
    assert store.session.videos[0].view.frame == 10


def test_undoing_a_new_layer_leaves_a_layer_that_exists(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("add_layer", name="dlc_1"), toy.UNDO])
    state = store.session.videos[0]
    assert (state.view.layer, state.view.overlay) == ("pn", None)
    assert state.layer.name == "pn"
    store.apply([toy.REDO])
    assert store.session.videos[0].view.layer == "dlc_1"


def test_undo_keeps_what_the_system_opened_meanwhile(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("place", xy=(1.0, 1.0))])
    store.apply([toy.call("layer_opened", video="a.mp4", layer=Layer("dlc_2"))])
    assert len(store.history) == 1
    store.apply([toy.UNDO])
    assert toy.points(store.session)["a.mp4"] == {"pn": {}, "buffer": {}, "dlc_2": {}}
    store.apply([toy.REDO])
    assert toy.points(store.session)["a.mp4"]["pn"] == {"0": {0: (1.0, 1.0, 2)}}
    assert store.session.videos[0].data.has_layer("dlc_2")


def test_undo_does_not_claim_that_a_file_changed_back(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("place", xy=(1.0, 1.0)), toy.call("saved", video="a.mp4", name="pn"), toy.UNDO])
    state = store.session.videos[0]
    assert state.is_dirty(state.layer)


def test_a_step_of_a_closed_video_is_passed_over(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("switch", index=1), toy.call("place", xy=(1.0, 1.0)), toy.call("closed")])
    store.apply([toy.UNDO])
    assert [state.video.key for state in store.session.videos] == ["a.mp4"]
    assert store.session.history.undo is None


def test_any_step_can_be_gone_to(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("place", xy=(1.0, 1.0)), toy.UNDO, toy.call("place", xy=(2.0, 1.0))])
    store.apply([toy.call("go_to_step", step=1)])
    assert toy.points(store.session)["a.mp4"]["pn"]["0"][0][0] == 1.0
    store.apply([toy.call("go_to_step", step=2)])
    assert toy.points(store.session)["a.mp4"]["pn"]["0"][0][0] == 2.0
    store.apply([toy.call("go_to_step", step=99)])
    assert store.session.message.severity is Severity.WARNING


def test_history_status_is_new_only_when_something_changed(store: Store, toy: ModuleType) -> None:
    store.apply([toy.call("place", xy=(1.0, 1.0))])
    status = store.session.history
    store.apply([toy.call("go", frame=1)])
    assert store.session.history is status
    store.apply([toy.call("place", xy=(1.0, 1.0))])
    assert store.session.history.revision > status.revision
