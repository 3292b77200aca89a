"""Colours and words of labels, and colours of the dark ground that everything is drawn on, as plain RGB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dustrack_imgui.model.session import NO_NAMES, LabelPalette

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


def _colour_safe() -> tuple[RGB, ...]:
    """Okabe and Ito's hues, then the same lighter, then darker: lightness is seen by every eye."""
    plain: tuple[RGB, ...] = (
        (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66),
        (0, 114, 178), (213, 94, 0), (204, 121, 167), (200, 200, 200),
    )  # fmt: skip
    lighter = tuple(_towards(255, colour, 0.5) for colour in plain)
    darker = tuple(_towards(0, colour, 0.38) for colour in plain)
    return (*plain, *lighter, *darker)


def _towards(level: int, colour: RGB, share: float) -> RGB:
    red, green, blue = (round(channel + (level - channel) * share) for channel in colour)
    return red, green, blue


COLOUR_SAFE_COLOURS: tuple[RGB, ...] = _colour_safe()
"""Twenty-four colours for every kind of sight, after Okabe and Ito (2008); their black, which no dark ground
shows, is grey here."""

_COLOURS = {LabelPalette.SET2: LABEL_COLOURS, LabelPalette.COLOUR_SAFE: COLOUR_SAFE_COLOURS}


def label_colour(label: str, palette: LabelPalette = LabelPalette.SET2) -> RGB:
    """Colour of a label by its number; a label that is no number gets one by its letters."""
    number = int(label) if label.isdecimal() else sum(map(ord, label))
    return _COLOURS[palette][number % len(_COLOURS[palette])]


def label_words(label: str, name: str | None) -> str:
    """What stands beside a marker: number, and name where there is one."""
    return f"{label} {name}" if name else label


@dataclass(frozen=True, slots=True)
class LabelLook:
    """How labels are told apart in a picture: their colours, and names by label beside their numbers."""

    palette: LabelPalette = LabelPalette.SET2
    names: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)

    def colour(self, label: str) -> RGB:
        """Colour of a label."""
        return label_colour(label, self.palette)

    def words(self, label: str) -> str:
        """What stands beside its marker."""
        return label_words(label, self.names.get(label))


PLAIN_LOOK = LabelLook()
