"""Names, deletion, visibility and colours of labels."""

from __future__ import annotations

import pytest

from dustrack_imgui.model.session import LabelPalette
from dustrack_imgui.model.status import DialogKind


def labels(bench, layer):
    return bench.state.data.layer(layer).labels


def test_a_name_is_given_kept_in_order_changed_and_undone(bench):
    bench.do("dialog.ask_label_name")
    assert (bench.session.dialog.kind, bench.session.dialog.subject) == (DialogKind.NAME_LABEL, "0")
    bench.do("label.name", name="  upper   fascia ", label="10")
    bench.do("label.name", name="muscle")
    assert bench.session.dialog is None
    assert dict(bench.state.data.label_names) == {"0": "muscle", "10": "upper fascia"}
    assert list(bench.state.data.label_names) == ["0", "10"]
    bench.do("dialog.ask_label_name")
    assert bench.session.dialog.text == "muscle"
    bench.do("label.name", name="")
    assert dict(bench.state.data.label_names) == {"10": "upper fascia"}
    bench.do("edit.undo")
    assert bench.state.data.label_names["0"] == "muscle"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nose", "Label 3 is called nose already."),
        ("", "Label 0 has no name."),
        ("a\x07b", "A name holds letters, digits and signs only."),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(bench, name, reason):
    bench.do("label.name", name="nose", label="3")
    bench.do("label.name", name=name, label="0")
    assert bench.said == reason


def test_a_label_goes_from_the_active_layer_or_from_all_and_comes_back(two_layers):
    bench = two_layers
    bench.do("dialog.ask_delete_label")
    assert bench.session.dialog.text == "It goes from hand, with 2 points. Undo brings it back."
    bench.do("label.delete", label="0")
    assert bench.session.dialog is None
    assert "0" not in labels(bench, "hand")
    assert "0" in labels(bench, "dlc_x")
    bench.do("edit.undo")
    assert bench.xy("hand", "0", 20) == (3.0, 4.0)
    bench.do("interval.set", first=10, last=20)
    bench.do("dialog.ask_delete_label_everywhere")
    assert "all 2 layers that have it, with 4 points" in bench.session.dialog.text
    bench.do("label.delete_everywhere", label="0")
    assert all("0" not in labels(bench, name) for name in ("hand", "dlc_x"))
    assert not bench.state.data.intervals
    bench.do("edit.undo")
    assert bench.xy("dlc_x", "0", 10) == (7.0, 7.0)
    assert bench.state.interval is not None


def test_what_no_layer_has_is_not_deleted(two_layers):
    two_layers.do("label.select", label="7")
    two_layers.do("dialog.ask_delete_label")
    assert two_layers.said == "hand has no label 7."
    two_layers.do("dialog.ask_delete_label_everywhere")
    assert two_layers.said == "No layer has a label 7."


def test_hidden_labels_are_shown_again_by_command_and_by_editing(bench):
    bench.do("label.toggle_hidden")
    assert bench.state.view.hidden_labels == ("0",)
    bench.do("point.place", xy_image=(1.0, 1.0), exact_frame=0)
    assert bench.state.view.hidden_labels == ()
    bench.do("label.show_only")
    assert bench.state.view.hidden_labels == ("1",)
    bench.do("label.show_all")
    assert bench.state.view.hidden_labels == ()
    bench.do("label.show_all")
    assert bench.said == "No label is hidden."


def test_the_palette_is_switched_and_switched_back(bench):
    bench.do("label.toggle_palette")
    assert bench.session.interface.label_palette is LabelPalette.COLOUR_SAFE
    bench.do("label.toggle_palette")
    assert bench.session.interface.label_palette is LabelPalette.SET2


def test_intervals_of_a_label_go_with_it_and_come_back(make_bench, make_layer):
    bench = make_bench(
        make_layer("hand", {"0": {10: (1.0, 2.0)}, "1": {}}), make_layer("other", {"0": {10: (1.0, 2.0)}})
    )
    bench.do("interval.set", first=10, last=20)
    bench.do("interval.keep", name="step")
    bench.do("label.delete", label="0")
    assert bench.state.data.intervals == {}
    assert [one.name for one in bench.state.data.kept_intervals] == ["step"], "the other layer has it yet"
    bench.do("label.delete_everywhere", label="0")
    assert bench.state.data.kept_intervals == ()
    bench.do("edit.undo")
    bench.do("edit.undo")
    assert bench.state.interval is not None
    assert [one.name for one in bench.state.data.kept_intervals] == ["step"]
