"""Derived arrays: computed once, bounded in memory, never another value's."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from dustrack_imgui.model.derived import DerivedArrays


class Owner:
    """Something that arrays are derived from."""


def test_an_array_is_computed_once_and_read_only() -> None:
    cache, owner, calls = DerivedArrays(), Owner(), []

    def compute() -> np.ndarray:
        calls.append(1)
        return np.arange(4)

    first = cache.get(owner, "a", compute)
    assert cache.get(owner, "a", compute) is first
    assert len(calls) == 1
    cache.get(owner, "b", compute)
    cache.get(Owner(), "a", compute)
    assert len(calls) == 3
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 9


def test_the_least_recently_used_go_when_the_budget_is_spent() -> None:
    cache, owners = DerivedArrays(budget_bytes=1300), [Owner() for _ in range(5)]
    for owner in owners[:3]:
        cache.get(owner, 0, lambda: np.zeros(50))
    cache.get(owners[0], 0, lambda: np.ones(50))
    cache.get(owners[3], 0, lambda: np.zeros(50))
    assert cache.bytes_held <= 1300
    assert cache.get(owners[0], 0, lambda: np.ones(50))[0] == 0
    assert cache.get(owners[1], 0, lambda: np.ones(50))[0] == 1


def test_one_array_larger_than_the_budget_is_still_given() -> None:
    cache = DerivedArrays(budget_bytes=10)
    assert cache.get(Owner(), 0, lambda: np.zeros(100)).shape == (100,)


def test_a_new_value_never_gets_the_array_of_a_dead_one() -> None:
    cache = DerivedArrays()
    for number in range(200):
        owner = Owner()
        assert cache.get(owner, 0, lambda n=number: np.array([n]))[0] == number  # type: ignore[misc]
        del owner
        gc.collect(0)


def test_purging_forgets_everything() -> None:
    cache, owner = DerivedArrays(), Owner()
    cache.get(owner, 0, lambda: np.zeros(5))
    cache.purge()
    assert cache.bytes_held == 0
    assert cache.get(owner, 0, lambda: np.ones(5))[0] == 1
