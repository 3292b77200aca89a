"""Text can be read on every background that it stands on, in both themes."""

from __future__ import annotations

import pytest

from dustrack_imgui.model.session import LabelPalette
from dustrack_imgui.views.colours import DARK, LABEL_COLOURS, LIGHT, Colour, Palette, blended, label_colour

TEXTS = ("text", "text_dim", "text_refused", "accent", "good", "warning", "error")
BACKGROUNDS = ("window", "panel", "raised", "control")


def luminance(colour: Colour) -> float:
    """Relative luminance of WCAG 2."""
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour[:3]
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of WCAG 2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_readable(palette: Palette, text: str, background: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, background)) >= 4.5


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("text", "control_hover"), ("text", "control_active"), ("text", "accent_fill"),
        ("text", "accent_fill_hover"), ("text_dim", "accent_fill"), ("text", "error_fill"),
        ("on_primary", "primary"), ("on_primary", "primary_hover"), ("text_dim", "control_hover"),
    ],
)  # fmt: skip
def test_text_on_marked_rows_and_buttons_is_readable(palette: Palette, text: str, background: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, background)) >= 4.5


def test_labels_take_their_colours_in_turn() -> None:
    assert len(set(LABEL_COLOURS)) == 8
    assert label_colour("0") == label_colour("8")
    assert label_colour("3") == LABEL_COLOURS[3]


def test_many_labels_differ_for_every_kind_of_sight() -> None:
    colours = [label_colour(str(label), LabelPalette.COLOUR_SAFE) for label in range(24)]
    assert len(set(colours)) == 24
    for plain, lighter, darker in zip(colours[:8], colours[8:16], colours[16:], strict=True):
        assert luminance(darker) < luminance(plain) < luminance(lighter)
    assert min(contrast(colour, DARK.window) for colour in colours[:8]) > 2.5


def test_blending_ends_at_both_colours() -> None:
    assert blended(DARK.panel, DARK.error, 0.0) == DARK.panel
    assert blended(DARK.panel, DARK.error, 1.0) == DARK.error
