"""The two palettes of the window and the colours of the labels, as plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from dustrack_imgui.drawing import palette as drawing
from dustrack_imgui.model.session import LabelPalette

Colour = tuple[int, int, int, int]


def hex_colour(text: str, alpha: int = 255) -> Colour:
    """Colour of "#rrggbb" with the given opacity (0..255)."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16), alpha


@dataclass(frozen=True, slots=True)
class Palette:
    """Named colours; every text colour has a contrast of at least 4.5 on `window`, `panel` and `control`.

    Attributes
    ----------
    window, panel, raised
        Backgrounds: behind everything, of panels, of what floats above them (dialogs, tooltips).
    control, control_hover, control_active
        Buttons and fields.
    border, outline, scrim
        Lines between things; around what floats over a desk that is not dimmed and around boxes to tick, with
        a contrast of at least 3; what dims the desk.
    text, text_dim, text_refused
        Text that matters, text beside it, text of a command that does not apply now.
    accent, accent_fill, accent_fill_hover
        The one accent: as a line or mark, and as a background below `text`.
    primary, primary_hover, on_primary
        Button of the default answer and its text.
    good, warning, error, error_fill
        Severities; `error_fill` is a background below `text`.
    """

    window: Colour
    panel: Colour
    raised: Colour
    control: Colour
    control_hover: Colour
    control_active: Colour
    border: Colour
    outline: Colour
    scrim: Colour
    text: Colour
    text_dim: Colour
    text_refused: Colour
    accent: Colour
    accent_fill: Colour
    accent_fill_hover: Colour
    primary: Colour
    primary_hover: Colour
    on_primary: Colour
    good: Colour
    warning: Colour
    error: Colour
    error_fill: Colour


DARK = Palette(
    window=hex_colour("#15171a"),
    panel=hex_colour("#1d2024"),
    raised=hex_colour("#23272c"),
    control=hex_colour("#2a2e34"),
    control_hover=hex_colour("#343a42"),
    control_active=hex_colour("#3e4651"),
    border=hex_colour("#343a41"),
    outline=hex_colour("#67727f"),
    scrim=hex_colour("#0a0b0d", 150),
    text=hex_colour("#e4e7eb"),
    text_dim=hex_colour("#a7afba"),
    text_refused=hex_colour("#929ba7"),
    accent=hex_colour("#62a8f0"),
    accent_fill=hex_colour("#24405e"),
    accent_fill_hover=hex_colour("#2b4c70"),
    primary=hex_colour("#2c68a8"),
    primary_hover=hex_colour("#3474b8"),
    on_primary=hex_colour("#ffffff"),
    good=hex_colour("#7fcb9a"),
    warning=hex_colour("#f0b95c"),
    error=hex_colour("#ff938a"),
    error_fill=hex_colour("#5a2320"),
)

LIGHT = Palette(
    window=hex_colour("#e6e8eb"),
    panel=hex_colour("#f6f7f8"),
    raised=hex_colour("#ffffff"),
    control=hex_colour("#e3e6ea"),
    control_hover=hex_colour("#d6dbe1"),
    control_active=hex_colour("#c8cfd8"),
    border=hex_colour("#cbd1d8"),
    outline=hex_colour("#808b98"),
    scrim=hex_colour("#30363d", 110),
    text=hex_colour("#1b1f24"),
    text_dim=hex_colour("#505964"),
    text_refused=hex_colour("#5c6570"),
    accent=hex_colour("#1d67b3"),
    accent_fill=hex_colour("#c6dcf4"),
    accent_fill_hover=hex_colour("#b6d2f0"),
    primary=hex_colour("#1d67b3"),
    primary_hover=hex_colour("#185a9e"),
    on_primary=hex_colour("#ffffff"),
    good=hex_colour("#1b6b3d"),
    warning=hex_colour("#7a4f00"),
    error=hex_colour("#a8231b"),
    error_fill=hex_colour("#f7cfcc"),
)

LABEL_COLOURS: tuple[Colour, ...] = tuple((*rgb, 255) for rgb in drawing.LABEL_COLOURS)


LEAST_INK_CONTRAST = 3.0
"""Of a label's lines, dots and chips to the panel below them: what WCAG 2 asks of what is no text."""

_EVENNESS = 0.25
"""Exponent of the lightness that remains among the labels on a light panel: 0 makes all alike."""

_WANTED_INK_CONTRAST = LEAST_INK_CONTRAST + 0.1

_LINEAR = tuple(
    part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
    for part in range(256)
)


def palette(is_dark: bool) -> Palette:
    """Palette of the dark or of the light theme."""
    return DARK if is_dark else LIGHT


def blended(one: Colour, other: Colour, share: float) -> Colour:
    """Colour between two; `share` 0 gives the one, 1 the other."""
    red, green, blue, alpha = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue, alpha


def label_colour(label: str, colours: LabelPalette = LabelPalette.SET2) -> Colour:
    """Colour of a label on the picture, by its number."""
    return (*drawing.label_colour(label, colours), 255)


def luminance(colour: Colour) -> float:
    """Relative luminance of WCAG 2, from 0 (black) to 1 (white)."""
    red, green, blue = (_LINEAR[part] for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of WCAG 2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def label_ink(label: str, colours: LabelPalette, ground: Palette) -> Colour:
    """Colour of a label on a panel: the hue of `label_colour`, told apart from `Palette.panel`.

    The contrast is at least `LEAST_INK_CONTRAST`. What is lighter on the picture is lighter here too, so that
    labels that differ in lightness alone stay different.
    """
    return _ink(label_colour(label, colours), ground.panel)


@cache
def _ink(colour: Colour, panel: Colour) -> Colour:
    level, ground = luminance(colour), luminance(panel)
    if ground > 0.5:
        most = (ground + 0.05) / _WANTED_INK_CONTRAST - 0.05
        share = min(most * level**_EVENNESS / level, 1.0)
        return _relit(colour, lambda part: part * share)
    least = (ground + 0.05) * _WANTED_INK_CONTRAST - 0.05
    wanted = max(level, least + level / 2)
    share = (wanted - level) / (1.0 - level)
    return _relit(colour, lambda part: part + share * (1.0 - part))


def _relit(colour: Colour, light: Callable[[float], float]) -> Colour:
    """The colour with another amount of light in each channel, which keeps its hue."""
    red, green, blue = (
        min(range(256), key=lambda level: abs(_LINEAR[level] - light(_LINEAR[part]))) for part in colour[:3]
    )
    return red, green, blue, colour[3]
