"""Round numbers along an axis; pure."""

from __future__ import annotations

from math import ceil, floor, log10

Range = tuple[float, float]


def ticks(shown: Range, max_count: int, *, are_whole: bool = False) -> list[tuple[float, str]]:
    """Round values inside a range with their texts, at most about `max_count` of them.

    Steps are 1, 2 or 5 times a power of ten; `are_whole` allows whole numbers only (frames). Where there is
    room for three values, there are at least two.
    """
    low, high = shown
    rough = max((high - low) / max(max_count, 1), 1e-9)
    power = 10.0 ** floor(log10(rough))
    steps = [factor * power for factor in (0.5, 1.0, 2.0, 5.0, 10.0)]
    chosen = next(i for i, step in enumerate(steps) if i > 0 and step >= rough * (1 - 1e-9))
    found = _multiples(shown, steps[chosen], are_whole=are_whole)
    if len(found) < 2 and max_count >= 3:
        found = _multiples(shown, steps[chosen - 1], are_whole=are_whole)
    return found


def _multiples(shown: Range, step: float, *, are_whole: bool) -> list[tuple[float, str]]:
    if are_whole:
        step = max(step, 1.0)
    digits = max(0, -floor(log10(step) + 1e-9))
    numbers = range(ceil(shown[0] / step - 1e-9), floor(shown[1] / step + 1e-9) + 1)
    return [(number * step, f"{number * step:.{digits}f}") for number in numbers]
