"""What a training is said to need of a graphics card."""

from __future__ import annotations

import pytest

from dustrack_imgui.commands.dlc_rules import NET_TYPES
from dustrack_imgui.dlc.training_memory import GIB, KEPT_MIB, WEIGHTS_MILLIONS, training_bytes


def test_every_network_that_is_offered_was_counted() -> None:
    assert set(NET_TYPES) == set(KEPT_MIB) == set(WEIGHTS_MILLIONS)


def test_the_usual_training_takes_about_four_gib_and_grows_with_the_batch() -> None:
    assert training_bytes("resnet_50", 8) / GIB == pytest.approx(4.0, abs=0.1)
    assert training_bytes("resnet_50", 16) / GIB == pytest.approx(7.2, abs=0.2)
    assert training_bytes("cspnext_s", 8) < training_bytes("resnet_50", 8) < training_bytes("hrnet_w48", 8)
    assert training_bytes("a_net_of_next_year", 8) == training_bytes("resnet_50", 8)
