"""The steps of the learning rate, for runs of any length."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dustrack_imgui.dlc.worker.schedule import schedule_updates


def runner(*, kind: str = "LRListScheduler", rates: Any = ((1e-4,), (1e-5,))) -> Any:
    return SimpleNamespace(
        optimizer=SimpleNamespace(params={"lr": 5e-4}),
        scheduler=SimpleNamespace(type=kind, params={"lr_list": rates, "milestones": [90, 120]}),
    )


def test_in_200_epochs_it_is_deeplabcuts_own() -> None:
    updates = schedule_updates(runner(), epochs=200, learning_rate=None)
    assert updates == {"runner.scheduler.params": {"milestones": [90, 120], "lr_list": [[1e-4], [1e-5]]}}


def test_another_rate_keeps_the_ratio_of_the_steps() -> None:
    updates = schedule_updates(runner(), epochs=20, learning_rate=5e-3)
    assert updates["runner.optimizer.params.lr"] == 5e-3
    params = updates["runner.scheduler.params"]
    assert params["milestones"] == [9, 12]
    assert [rate for (rate,) in params["lr_list"]] == pytest.approx([1e-3, 1e-4])


@pytest.mark.parametrize("epochs", range(1, 30))
def test_no_step_is_lost_and_they_ascend(epochs: int) -> None:
    params = schedule_updates(runner(), epochs=epochs, learning_rate=None)["runner.scheduler.params"]
    first, second = params["milestones"]
    assert 1 <= first < second <= max(2, epochs)
    assert params["lr_list"] == [[1e-4], [1e-5]]


def test_a_schedule_of_another_kind_is_left_alone() -> None:
    assert schedule_updates(runner(kind="CosineAnnealingLR"), epochs=50, learning_rate=None) == {}
