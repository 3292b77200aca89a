"""Make the interface fonts in assets/fonts from Inter and Noto (needs fonttools; run by hand, rarely).

Dear PyGui draws one plain TrueType file at a time: no variable axes, no OpenType features, no fallback
font. So this instances Inter at two weights, puts its tabular digits where the proportional ones stand
(numbers in the status bar must not jitter), and fills in the symbols that Inter lacks from Noto.
Sources: Debian's packages fonts-inter-variable and fonts-noto-core, unpacked below the folder given.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

INTER = "usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf"
NOTO = "usr/share/fonts/truetype/noto/NotoSans{}-Regular.ttf"
WEIGHTS = {"Regular": 430, "SemiBold": 620}
FAMILY = "Dustrack Sans"
TEXT_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x192), (0x1CD, 0x1DC), (0x218, 0x21B), (0x2C6, 0x2DD),
    (0x384, 0x3CE), (0x400, 0x45F), (0x490, 0x491), (0x1E80, 0x1EF9), (0x2000, 0x206F), (0x2070, 0x209C),
    (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x215E), (0xFFFD, 0xFFFD),
)  # fmt: skip
SYMBOL_RANGES = (
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2423, 0x2423), (0x2460, 0x2473),
    (0x25A0, 0x25FF), (0x2600, 0x2606), (0x2610, 0x2612), (0x2630, 0x2637), (0x2660, 0x2667),
    (0x2690, 0x26A1), (0x2700, 0x2727), (0x2733, 0x2734), (0x274C, 0x2757), (0x2776, 0x27BE),
    (0x27F2, 0x27FF), (0x293A, 0x293B), (0x2B05, 0x2B0D), (0x2B1B, 0x2B1C),
    (0x2B24, 0x2B24), (0x2B6E, 0x2B6F),
)  # fmt: skip


def codepoints(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """All code points of inclusive ranges, in order and once each."""
    return sorted({point for first, last in ranges for point in range(first, last + 1)})


def tabular_digits(font: TTFont) -> dict[str, str]:
    """Glyph name of each digit and the glyph that the `tnum` feature puts in its place."""
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    mapping: dict[str, str] = {}
    for index in sorted(lookups):
        for subtable in table.LookupList.Lookup[index].SubTable:
            mapping.update(getattr(subtable, "ExtSubTable", subtable).mapping)
    cmap = font.getBestCmap()
    return {cmap[ord(digit)]: mapping.get(cmap[ord(digit)], cmap[ord(digit)]) for digit in "0123456789"}


def build(inter: TTFont, symbol_fonts: list[TTFont], style: str, out: Path) -> int:
    """Write one static font; returns its number of glyphs."""
    em = inter["head"].unitsPerEm
    digits = tabular_digits(inter)
    glyphs, advances, cmap = {}, {}, {}

    def take(font: TTFont, name: str, new_name: str, *, scale: float) -> None:
        glyph_set = font.getGlyphSet()
        outline, pen = DecomposingRecordingPen(glyph_set), TTGlyphPen(None)
        glyph_set[name].draw(outline)
        outline.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        glyphs[new_name] = pen.glyph()
        advances[new_name] = round(glyph_set[name].width * scale)

    take(inter, ".notdef", ".notdef", scale=1.0)
    sources = [(inter, point) for point in codepoints(TEXT_RANGES) + codepoints(SYMBOL_RANGES)]
    sources += [(font, point) for font in symbol_fonts for point in codepoints(SYMBOL_RANGES)]
    for font, point in sources:
        name = font.getBestCmap().get(point)
        if name is None or point in cmap:
            continue
        cmap[point] = f"uni{point:04X}"
        take(font, digits.get(name, name) if font is inter else name, cmap[point],
             scale=em / font["head"].unitsPerEm)  # fmt: skip

    digit_names = [cmap[ord(digit)] for digit in "0123456789"]
    widest = max(advances[name] for name in digit_names)
    advances.update(dict.fromkeys(digit_names, widest))

    builder = FontBuilder(em, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    bearings = {name: (advances[name], getattr(glyphs[name], "xMin", 0)) for name in glyphs}
    builder.setupHorizontalMetrics(bearings)
    hhea = inter["hhea"]
    builder.setupHorizontalHeader(ascent=hhea.ascent, descent=hhea.descent)
    builder.setupNameTable(
        {
            "copyright": "Copyright 2020 The Inter Project Authors; symbols 2016-2018 Google LLC (Noto).",
            "familyName": FAMILY,
            "styleName": style,
            "uniqueFontIdentifier": f"{FAMILY} {style}",
            "fullName": f"{FAMILY} {style}",
            "psName": f"{FAMILY.replace(' ', '')}-{style}",
            "version": "Version 1.0",
            "licenseDescription": "SIL Open Font License, Version 1.1",
        }
    )
    builder.setupOS2(sTypoAscender=hhea.ascent, sTypoDescender=hhea.descent)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = inter["head"].modified
    builder.font.recalcTimestamp = False
    builder.save(out)
    return len(glyphs)


def main() -> None:
    """Read the unpacked packages and write both weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("unpacked", type=Path, help="folder into which both Debian packages were unpacked")
    folder = parser.parse_args().unpacked
    out = Path(__file__).parents[1] / "assets" / "fonts"
    symbols = [TTFont(folder / NOTO.format(name)) for name in ("Symbols2", "Math", "Symbols")]
    for style, weight in WEIGHTS.items():
        inter = instancer.instantiateVariableFont(TTFont(folder / INTER), {"wght": weight})
        target = out / f"DustrackSans-{style}.ttf"
        print(f"{target.name}: {build(inter, symbols, style, target)} glyphs, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
