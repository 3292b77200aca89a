"""Chains: from a known position of a point along the pictures, up to its next known position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.advance import is_missing
from dustrack_imgui.tracking.backends.protocol import Paths


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """What there is to track in a table of known positions; rows are in the order of walking.

    Attributes
    ----------
    row, point
        int64 ``(chains,)``: where in the table each begins.
    n_steps
        int64 ``(chains,)``: over how many rows it goes on.
    """

    row: NDArray[np.int64]
    point: NDArray[np.int64]
    n_steps: NDArray[np.int64]

    @property
    def total_steps(self) -> int:
        """Steps of all chains together."""
        return int(self.n_steps.sum())


class Cut(NamedTuple):
    """The parts of chains that lie in one run of rows.

    Attributes
    ----------
    row, point, n_steps, xy_image
        Where in the table each begins, over how many rows it goes on, and its first position ``(parts, 2)``.
    """

    row: NDArray[np.int64]
    point: NDArray[np.int64]
    n_steps: NDArray[np.int64]
    xy_image: NDArray[np.float64]

    def paths(self, *, first: int, step: int) -> Paths:
        """Return them as paths over pictures: ``first`` belongs to row 0, and ``step`` on is the next."""
        return Paths(first + step * self.row, np.full(len(self.row), step), self.n_steps, self.xy_image)

    def cells(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return rows and points at which the parts arrive, part after part."""
        begins = np.cumsum(self.n_steps) - self.n_steps
        age = np.arange(self.n_steps.sum()) - np.repeat(begins, self.n_steps)
        return np.repeat(self.row, self.n_steps) + 1 + age, np.repeat(self.point, self.n_steps)


def chains_of(known: NDArray[np.float64], needed: NDArray[np.bool_] | None) -> Chains:
    """Find the chains of a table ``(rows, points, 2)``, each as far as rows are ``needed`` without a gap."""
    given = ~is_missing(known)
    n_rows = len(given)
    ends = given.copy()
    ends[-1] = True
    if needed is not None:
        ends[:-1] |= ~needed[1:]
    following = np.where(ends, np.arange(n_rows)[:, np.newaxis], n_rows)
    end = np.minimum.accumulate(following[::-1], axis=0)[::-1]
    begins = given[:-1] if needed is None else given[:-1] & needed[1:]
    row, point = np.nonzero(begins)
    return Chains(row, point, end[row + 1, point] - row)


def cut_chains(
    chains: Chains, known: NDArray[np.float64], arrived: NDArray[np.float64], start: int, stop: int
) -> Cut:
    """Return the parts of chains in rows ``start`` to ``stop - 1`` that do not begin with a lost point.

    Parameters
    ----------
    known, arrived
        float64 ``(rows, points, 2)``: where chains begin, and where they arrived on row ``start``.
    """
    row = np.maximum(chains.row, start)
    n_steps = np.minimum(chains.row + chains.n_steps, stop - 1) - row
    xy_image = np.where(
        (row == chains.row)[:, np.newaxis], known[row, chains.point], arrived[row, chains.point]
    )
    kept = (n_steps > 0) & ~is_missing(xy_image)
    return Cut(row[kept], chains.point[kept], n_steps[kept], xy_image[kept])


def first_known(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a table in which each point has its first known position, and is NaN elsewhere."""
    given = ~is_missing(known)
    is_first = given & (np.cumsum(given, axis=0) == 1)
    return np.where(is_first[..., np.newaxis], known, np.nan)


def joined(*parts: Paths) -> Paths:
    """Return all paths as one."""
    return Paths(
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.step for part in parts]),
        np.concatenate([part.n_steps for part in parts]),
        np.concatenate([part.xy_image for part in parts]),
    )
