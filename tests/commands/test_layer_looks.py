"""Which layers are drawn, how strongly and as what."""

from __future__ import annotations

import pytest

from dustrack_imgui.model.layer_look import TraceStyle


def drawn(bench):
    return [one.layer.name for one in bench.state.drawn_layers]


def test_the_active_layer_and_the_overlay_are_drawn_and_the_active_one_in_front(two_layers):
    assert drawn(two_layers) == ["hand"]
    two_layers.do("layer.select_overlay", layer="dlc_x")
    assert drawn(two_layers) == ["dlc_x", "hand"]
    assert [one.opacity for one in two_layers.state.drawn_layers] == [0.45, 1.0]


def test_any_number_of_layers_is_shown_with_the_overlay_before_them(two_layers):
    two_layers.do("layer.select_overlay", layer="dlc_x")
    two_layers.do("layer.toggle_shown", layer="buffer")
    assert drawn(two_layers) == ["buffer", "dlc_x", "hand"]
    two_layers.do("layer.show_usual")
    assert drawn(two_layers) == ["dlc_x", "hand"]
    two_layers.do("layer.show_all")
    assert len(drawn(two_layers)) == 3
    two_layers.do("layer.toggle_shown", layer="buffer")
    assert two_layers.state.view.looks == ()


def test_a_hidden_active_layer_is_said_to_be_hidden_and_shown_when_chosen_again(two_layers):
    two_layers.do("layer.toggle_shown")
    assert two_layers.said == "hand is hidden, and still the layer that is edited."
    assert drawn(two_layers) == []
    two_layers.do("layer.next")
    two_layers.do("layer.previous")
    assert drawn(two_layers) == ["hand"]


def test_opacity_is_bounded_and_follows_the_layer(two_layers):
    two_layers.do("layer.select_overlay", layer="dlc_x")
    two_layers.do("layer.more_opaque")
    assert two_layers.said == "dlc_x: 60% opaque"
    two_layers.do("layer.opacity", layer="dlc_x", opacity=7.0)
    assert two_layers.state.drawn_layers[0].opacity == 1.0
    two_layers.do("layer.opacity", layer="dlc_x", opacity=0.0)
    assert two_layers.state.drawn_layers[0].opacity == 0.1
    two_layers.do("layer.opacity", layer="dlc_x", opacity=None)
    assert two_layers.state.drawn_layers[0].opacity == 0.45
    two_layers.do("layer.opacity", layer="gone", opacity=0.5)
    assert two_layers.said == "There is no layer gone."


@pytest.mark.parametrize(("layer", "by_itself"), [("hand", TraceStyle.DOT), ("buffer", TraceStyle.LINE)])
def test_the_style_is_remembered_for_each_layer(two_layers, layer, by_itself):
    two_layers.do("layer.select", layer=layer)
    assert two_layers.state.drawn_layers[-1].style is by_itself
    for command, style in (("layer.trace_line", TraceStyle.LINE), ("layer.trace_dot", TraceStyle.DOT)):
        two_layers.do(command)
        two_layers.do("layer.next")
        two_layers.do("layer.previous")
        assert two_layers.state.drawn_layers[-1].style is style
