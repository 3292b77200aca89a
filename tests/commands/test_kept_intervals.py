"""Several intervals of a label, kept side by side."""

from __future__ import annotations

from dustrack_imgui.commands.kept_intervals import kept_of
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.status import DialogKind


def kept(bench) -> list[tuple[str, int, int]]:
    return [(one.name, one.start, one.end) for one in kept_of(bench.state)]


def test_intervals_are_kept_beside_the_selected_one_and_come_back_in_turn(bench):
    bench.do("interval.set", first=40, last=60)
    bench.do("interval.keep")
    bench.do("interval.set", first=10, last=20)
    bench.do("interval.keep", name="  heel   strike ")
    bench.do("interval.set", first=100, last=120)
    assert kept(bench) == [("heel strike", 10, 20), ("1", 40, 60)]
    seen = []
    for _ in range(3):
        bench.do("interval.recall_next")
        seen.append(bench.state.interval)
    assert seen == [Interval(10, 20), Interval(40, 60), Interval(10, 20)]
    bench.do("interval.recall", name="1")
    assert bench.state.interval == Interval(40, 60)


def test_each_label_has_its_own(bench):
    bench.do("interval.set", first=40, last=60)
    bench.do("interval.keep")
    bench.do("label.select", label="1")
    assert kept(bench) == []
    bench.do("interval.recall_next")
    assert "No interval of label 1 is kept" in bench.said
    bench.do("interval.recall", name="1")
    assert "No interval of label 1 is kept as 1" in bench.said


def test_a_name_is_taken_over_and_dropped_and_all_can_be_undone(bench):
    bench.do("interval.set", first=40, last=60)
    bench.do("interval.keep", name="swing")
    bench.do("interval.set", first=41, last=61)
    bench.do("interval.keep", name="swing")
    assert kept(bench) == [("swing", 41, 61)]
    bench.do("interval.drop_kept", name="swing")
    assert kept(bench) == []
    assert bench.session.history.undo == "drop kept interval swing of 0"
    bench.do("edit.undo")
    assert kept(bench) == [("swing", 41, 61)]
    bench.do("edit.undo")
    assert kept(bench) == [("swing", 40, 60)]


def test_only_a_selected_interval_can_be_kept(bench):
    bench.do("interval.keep")
    assert "Select an interval first" in bench.said
    bench.do("dialog.ask_interval")
    assert bench.session.dialog.kind is DialogKind.INTERVAL
