"""Numbers in words, the same everywhere in the window; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

FIGURE_SPACE = "\u2007"
"""As wide as a digit, so that numbers padded with it stand in columns."""


def short_count(number: int) -> str:
    """A count of at most four characters: "1800", "36k", "2.5M"."""
    if number < 10_000:
        return str(number)
    if number < 999_500:
        return f"{number / 1000:.0f}k"
    return f"{number / 1e6:.1f}M" if number < 9_950_000 else f"{number / 1e6:.0f}M"


def padded(number: int | float | str, width: int) -> str:
    """Right-aligned number for a column of digits."""
    return str(number).rjust(width, FIGURE_SPACE)


def clock(secs: float) -> str:
    """Time as h:mm:ss.mmm, rounded to the millisecond."""
    total_ms = round(secs * 1000)
    minutes, ms = divmod(total_ms, 60_000)
    return f"{minutes // 60}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: "1 point", "3 points"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}".replace(",", " ")


def rate(fps: float) -> str:
    """Frame rate without needless digits: "30 fps", "29.97 fps"."""
    return f"{fps:.2f}".rstrip("0").rstrip(".") + " fps"


def speed(factor: float) -> str:
    """Playback speed: "1×", "0.25×"."""
    return f"{factor:g}×"


def megabytes(n_bytes: int) -> str:
    """Size of a cache in MB."""
    return f"{n_bytes / 1e6:,.0f} MB".replace(",", " ")


def told_apart(paths: Sequence[Path]) -> list[str]:
    """Names of files, each with as many of its folders as tell it from the others of that name."""
    names = [path.name for path in paths]
    for depth in range(2, max((len(path.parts) for path in paths), default=0) + 1):
        common = {name for name, count in Counter(names).items() if count > 1}
        if not common:
            break
        names = [
            "/".join(path.parts[-depth:]) if name in common else name
            for path, name in zip(paths, names, strict=True)
        ]
    return names


def shortened(text: str, limit: int) -> str:
    """Text of at most `limit` characters, its middle left out: names differ at both ends."""
    if len(text) <= limit:
        return text
    head = (limit - 1) // 2
    return f"{text[:head]}…{text[len(text) - (limit - 1 - head) :]}"
