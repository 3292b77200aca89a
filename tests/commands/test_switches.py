"""Commands that switch something tell whether it is on."""

from __future__ import annotations

import pytest

from dustrack_imgui.commands.table import COMMAND_TABLE

SWITCHES = [name for name, command in COMMAND_TABLE.items() if command.is_on is not None]
NEED_MORE = {"dlc.toggle_panel", "blips.toggle_panel", "traces.toggle_frozen"}


@pytest.mark.parametrize("name", sorted({*SWITCHES} - NEED_MORE))
def test_a_switch_is_the_other_way_round_after_each_use(bench, name):
    is_on = COMMAND_TABLE[name].is_on
    before = is_on(bench.session)
    bench.do(name)
    assert is_on(bench.session) is not before
    bench.do(name)
    assert is_on(bench.session) is before


def test_frozen_axes_are_told(bench):
    is_on = COMMAND_TABLE["traces.toggle_frozen"].is_on
    assert not is_on(bench.session)
    bench.do("traces.toggle_frozen", trace_limits=((0.0, 1.0), (0.0, 1.0)))
    assert is_on(bench.session)


def test_what_is_toggled_and_listed_is_told():
    silent = {
        name
        for name, command in COMMAND_TABLE.items()
        if "toggle" in name and command.is_listed and command.is_on is None
    }
    assert silent == {
        "play.toggle", "play.toggle_reverse", "window.toggle_theme", "label.toggle_number_keys",
        "label.toggle_palette", "label.toggle_hidden", "layer.toggle_shown", "frame.toggle_of_interest",
        "dlc.toggle_pause",
    }  # fmt: skip
