"""What a backend of the tracker must be able to do: advance many points by one frame pair."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.settings import LKSettings


class Advanced(NamedTuple):
    """Where points went from one frame to another.

    Attributes
    ----------
    xy_image
        float64 ``(points, 2)``, image pixels. Meaningless where ``found`` is False.
    found
        bool ``(points,)``. False where the tracker could not follow the point.
    """

    xy_image: NDArray[np.float64]
    found: NDArray[np.bool_]


class Backend(Protocol):
    """One implementation of pyramidal Lucas-Kanade; several threads may call it at once."""

    def advance(
        self,
        previous: NDArray[np.uint8],
        following: NDArray[np.uint8],
        xy_image: NDArray[np.float64],
        *,
        settings: LKSettings,
    ) -> Advanced:
        """Find finite points ``(points, 2)`` of frame ``previous`` again in frame ``following``.

        Both frames are C-contiguous uint8 ``(height, width)`` of one size. Every point is independent
        of the others: the answer does not depend on which points share a call.
        """
        ...
