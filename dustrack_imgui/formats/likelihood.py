"""How sure a model was of its points, apart from where they are: what readers of files hand out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.model.layer import Tracks


@dataclass(frozen=True, eq=False, slots=True)
class Likelihood:
    """Likelihood of one label's points.

    Attributes
    ----------
    frames
        int64 (K,), ascending, read-only.
    values
        float64 (K,), usually 0..1, never NaN, read-only.
    """

    frames: NDArray[np.int64]
    values: NDArray[np.float64]

    @staticmethod
    def of(frames: ArrayLike, values: ArrayLike) -> Likelihood:
        """Keep what is finite, in the order of frames; frames must not repeat."""
        frames_, values_ = np.asarray(frames, np.int64), np.asarray(values, np.float64)
        order = np.argsort(frames_, kind="stable")
        order = order[np.isfinite(values_[order])]
        kept = frames_[order], values_[order]
        for array in kept:
            array.flags.writeable = False
        return Likelihood(*kept)

    def at(self, frames: ArrayLike) -> NDArray[np.float64]:
        """Likelihood at frames (F,), NaN where none is known."""
        wanted = np.asarray(frames, np.int64)
        found = np.full(wanted.shape, np.nan)
        if len(self.frames):
            place = np.minimum(np.searchsorted(self.frames, wanted), len(self.frames) - 1)
            is_there = self.frames[place] == wanted
            found[is_there] = self.values[place[is_there]]
        return found


Likelihoods = Mapping[str, Likelihood]
NO_LIKELIHOODS: Likelihoods = MappingProxyType({})


def likelihoods_of(tracks: Tracks) -> Likelihoods:
    """Likelihoods of the points that have one, by label; labels without any are left out."""
    return MappingProxyType(
        {
            label: Likelihood.of(track.frames(), track.likelihoods())
            for label, track in tracks.items()
            if track.has_likelihood
        }
    )
