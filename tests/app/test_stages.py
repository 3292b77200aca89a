"""What the developer panel says of the stages of a turn."""

from __future__ import annotations

import pytest

from dustrack_imgui.app.stages import KEPT_FRAMES, Stages


def test_the_median_and_the_slowest_hundredth_are_told_in_the_order_of_first_use() -> None:
    stages = Stages()
    stages.add("views", 0.004)
    for number in range(101):
        stages.add("render", (100 - number) / 1e3)
    views, render = stages.summary()
    assert views == ("views", pytest.approx(4.0), pytest.approx(4.0))
    assert render == ("render", pytest.approx(50.0), pytest.approx(99.0))


def test_what_was_slow_long_ago_is_forgotten() -> None:
    stages = Stages()
    stages.add("render", 9.0)
    for _ in range(KEPT_FRAMES):
        stages.add("render", 0.001)
    assert stages.summary() == (("render", pytest.approx(1.0), pytest.approx(1.0)),)
