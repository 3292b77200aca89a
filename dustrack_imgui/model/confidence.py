"""What counts as a sure point of a model, and whether that is drawn."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_THRESHOLD = 0.6
"""DeepLabCut's own `pcutoff`."""


@dataclass(frozen=True, slots=True)
class ConfidenceLook:
    """How likelihoods of a model's points are looked at.

    Attributes
    ----------
    threshold
        From 0 to 1: points below it count as unsure.
    is_shown
        Whether the traces have a strip of it, and unsure points are drawn faint on the picture.
    """

    threshold: float = DEFAULT_THRESHOLD
    is_shown: bool = True
