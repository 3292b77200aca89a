"""Sentences that say what to press name the key that is bound now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dustrack_imgui.commands.access import needs_video
from dustrack_imgui.commands.key_hints import key_or_title
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.model.session import Interface, Session


def bound(*own: tuple[str, str], preset: str = "dustrack") -> Session:
    return Session(interface=Interface(keys=KeyBindings(preset, tuple(sorted(own)))))


@pytest.mark.parametrize(
    ("session", "named"),
    [
        (bound(), "Ctrl+O"),
        (bound(("f7", "dialog.ask_video")), "Ctrl+O"),
        (bound(("f7", "dialog.ask_video"), ("ctrl+o", "")), "F7"),
        (bound(("ctrl+o", "layer.save")), "“Open video…”"),
        (bound(preset="one-handed"), "Ctrl+O"),
    ],
)
def test_the_key_that_is_bound_now_is_named(session, named):
    assert key_or_title(session, "dialog.ask_video") == named
    assert needs_video(session) == f"Open a video first ({named})."


def test_refusals_follow_the_keys(make_bench):
    bench = make_bench()
    keys = bound(("f8", "interval.pick"), ("f9", "layer.next_overlay"), ("z", ""), ("]", "")).interface
    bench.store.stand_at(replace(bench.session, interface=keys))
    bench.do("interval.interpolate")
    assert bench.said == "Select an interval first: press F8 at its first and at its last frame."
    bench.do("copy.point")
    assert bench.said == "Choose an overlay first: [ and F9 step through the layers."
