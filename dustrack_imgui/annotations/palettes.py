"""The palettes that labels can take their colours from, as plain numbers."""

from __future__ import annotations

from dustrack_imgui.annotations.errors import AnnotationUseError

Colour = tuple[float, float, float]

_PALETTES = {
    "Set2": "66c2a5 fc8d62 8da0cb e78ac3 a6d854 ffd92f e5c494 b3b3b3",
    "Set1": "e41a1c 377eb8 4daf4a 984ea3 ff7f00 ffff33 a65628 f781bf 999999",
    "Dark2": "1b9e77 d95f02 7570b3 e7298a 66a61e e6ab02 a6761d 666666",
    "Paired": "a6cee3 1f78b4 b2df8a 33a02c fb9a99 e31a1c fdbf6f ff7f00 cab2d6 6a3d9a ffff99 b15928",
    "tab10": "1f77b4 ff7f0e 2ca02c d62728 9467bd 8c564b e377c2 7f7f7f bcbd22 17becf",
}
"""ColorBrewer's qualitative palettes and Tableau's, by the names that seaborn and matplotlib use."""


def palette_colours(name: str, n_colours: int) -> list[Colour]:
    """Return so many colours of a palette, which begins again when it runs out; at least one.

    Raises
    ------
    AnnotationUseError
        When no palette has that name.
    """
    if name not in _PALETTES:
        raise AnnotationUseError(f"there is no palette {name!r}; choose one of {', '.join(_PALETTES)}")
    colours = [_rgb(text) for text in _PALETTES[name].split()]
    return [colours[number % len(colours)] for number in range(max(n_colours, 1))]


def _rgb(text: str) -> Colour:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue
