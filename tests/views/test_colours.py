"""Text can be read on every background that it stands on, in both themes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dustrack_imgui.model.session import LabelPalette
from dustrack_imgui.views.colours import (
    DARK,
    LABEL_COLOURS,
    LEAST_INK_CONTRAST,
    LIGHT,
    Palette,
    blended,
    contrast,
    label_colour,
    label_ink,
    luminance,
)

TEXTS = ("text", "text_dim", "text_refused", "accent", "good", "warning", "error")
BACKGROUNDS = ("window", "panel", "raised", "control")


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


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("background", ["panel", "raised"])
def test_an_empty_box_to_tick_is_seen(palette: Palette, background: str) -> None:
    assert contrast(palette.outline, getattr(palette, background)) >= 3.0


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


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0, 255), (255, 255, 255, 255)) == pytest.approx(21)
    assert contrast((255, 255, 255, 255), (118, 118, 118, 255)) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("colours", LabelPalette)
def test_every_label_is_seen_on_the_panels(palette: Palette, colours: LabelPalette) -> None:
    for label in map(str, range(24)):
        ink = label_ink(label, colours, palette)
        assert contrast(ink, palette.panel) >= LEAST_INK_CONTRAST, label


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("colours", LabelPalette)
def test_labels_on_panels_keep_hue_and_order_of_lightness(palette: Palette, colours: LabelPalette) -> None:
    labels = sorted(map(str, range(24)), key=lambda label: luminance(label_colour(label, colours)))
    inks = [label_ink(label, colours, palette) for label in labels]
    levels = [luminance(ink) for ink in inks]
    assert all(level <= following + 0.01 for level, following in pairwise(levels))
    assert len(set(inks)) == len({label_colour(label, colours) for label in labels})
    for label, ink in zip(labels, inks, strict=True):
        colour = label_colour(label, colours)
        brightest = [part == max(colour[:3]) for part in colour[:3]]
        assert [part == max(ink[:3]) for part in ink[:3]] == brightest, label


def test_labels_on_the_dark_panel_look_as_on_the_picture() -> None:
    for label in map(str, range(8)):
        assert label_ink(label, LabelPalette.SET2, DARK) == label_colour(label)


def test_blending_ends_at_both_colours() -> None:
    assert blended(DARK.panel, DARK.error, 0.0) == DARK.panel
    assert blended(DARK.panel, DARK.error, 1.0) == DARK.error
