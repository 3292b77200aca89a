"""Colours of labels and of the dark ground that everything is drawn on, as plain RGB."""

from __future__ import annotations

RGB = tuple[int, int, int]

LABEL_COLOURS: tuple[RGB, ...] = (
    (102, 194, 165),
    (252, 141, 98),
    (141, 160, 203),
    (231, 138, 195),
    (166, 216, 84),
    (255, 217, 47),
    (229, 196, 148),
    (179, 179, 179),
)
"""ColorBrewer's Set2, given to labels in turn as DUSTrack does."""

GROUND: RGB = (21, 23, 26)
PLOT: RGB = (29, 32, 36)
GRID: RGB = (52, 58, 65)
TEXT: RGB = (228, 231, 235)
TEXT_DIM: RGB = (167, 175, 186)
HALO: RGB = (0, 0, 0)


def label_colour(label: str) -> RGB:
    """Colour of a label by its number; a label that is no number gets one by its letters."""
    number = int(label) if label.isdecimal() else sum(map(ord, label))
    return LABEL_COLOURS[number % len(LABEL_COLOURS)]
