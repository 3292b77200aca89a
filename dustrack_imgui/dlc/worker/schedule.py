"""The learning rate over a training: DeepLabCut's own steps, for a run of any length."""

from __future__ import annotations

from typing import Any

DROPS_AT = (0.45, 0.6)
"""DeepLabCut's ResNets drop the rate at epochs 90 and 120 of 200."""


def schedule_updates(runner: Any, *, epochs: int, learning_rate: float | None) -> dict[str, Any]:
    """Return the settings of optimiser and schedule, by dotted key of DeepLabCut's pytorch_config.

    Parameters
    ----------
    runner
        The runner's part of the configuration, whose rates give the ratio of the steps.
    epochs
        Length of the run.
    learning_rate
        The rate to begin with; None for that of the configuration.
    """
    base = _rate(runner)
    rate = base if learning_rate is None else float(learning_rate)
    updates: dict[str, Any] = {}
    if rate is not None and learning_rate is not None:
        updates["runner.optimizer.params.lr"] = rate
    rates = _dropped_rates(runner)
    if rates is None:
        return updates
    scale = rate / base if rate and base else 1.0
    updates["runner.scheduler.params"] = {
        "milestones": _milestones(epochs, len(rates)),
        "lr_list": [[value * scale for value in step] for step in rates],
    }
    return updates


def _milestones(epochs: int, count: int) -> list[int]:
    """Epochs at which the rate drops, ascending and none of them twice; in very short runs beyond the end."""
    first, last = DROPS_AT
    shares = [first + (last - first) * step / max(1, count - 1) for step in range(count)]
    found: list[int] = []
    for share in shares:
        found.append(max(1, round(share * epochs), found[-1] + 1 if found else 1))
    return found


def _rate(runner: Any) -> float | None:
    params = runner.optimizer.params if runner.optimizer is not None else None
    rate = (params or {}).get("lr")
    return float(rate) if rate is not None else None


def _dropped_rates(runner: Any) -> list[list[float]] | None:
    """The rates after each drop; None when the schedule is of another kind, which is left alone."""
    scheduler = runner.scheduler
    if scheduler is None or scheduler.type != "LRListScheduler" or not scheduler.params:
        return None
    rates = scheduler.params.get("lr_list")
    return [[float(value) for value in step] for step in rates] if rates else None
