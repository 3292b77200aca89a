"""Draws the plots of docs/performance.md from benchmarks/results.md, as SVG.

python docs/make_performance.py
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.md"
FOLDER = ROOT / "docs" / "images"
LEFT_PX, BAR_PX, GAP_PX, WIDTH_PX, TOP_PX = 210, 16, 4, 720, 54
OURS, OTHERS = "#2a9d8f", "#8d99ae"


class Bar(NamedTuple):
    """A length with its name; ours stands out."""

    name: str
    value: float
    is_ours: bool


class Group(NamedTuple):
    """Bars that belong together."""

    title: str
    bars: tuple[Bar, ...]


def section(name: str) -> str:
    """What one benchmark printed."""
    text = RESULTS.read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(name)}\n.*?```\n(.*?)\n```", text, re.DOTALL | re.MULTILINE)
    if found is None:
        raise SystemExit(f"benchmarks/results.md has no section {name}; run: make bench")
    return found[1]


def filter_groups() -> list[Group]:
    """Seconds of the moving-average filter on all cores."""
    groups = []
    for block in section("lk_filter").split("\n\n"):
        title, *lines = block.strip().splitlines()
        if " 1 core(s)" in title:
            continue
        found = [re.match(r"  (\S.*?)\s+([\d.]+)s\s", line) for line in lines]
        bars = tuple(Bar(one[1], float(one[2]), one[1].startswith("compiled")) for one in found if one)
        groups.append(Group(title, bars))
    return groups


def reader_groups(column: int) -> list[Group]:
    """Milliseconds a frame: 0 forward, 1 backward, 2 jump."""
    groups = []
    for block in section("readers").split("\n\n"):
        title, *lines = block.strip().splitlines()
        bars = []
        for line in lines[1:]:
            found = re.match(r"  (\w+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)", line)
            if found:
                bars.append(Bar(found[1], float(found[column + 2]), found[1] == "dustrack_imgui"))
        groups.append(Group(title.split(":")[0], tuple(bars)))
    return groups


def draw(path: Path, heading: str, unit: str, groups: Sequence[Group], least: float) -> None:
    """Write horizontal bars on a logarithmic axis that begins at `least`."""
    largest = max(bar.value for group in groups for bar in group.bars)
    decades = math.log10(largest / least)
    parts, y = [], TOP_PX
    for group in groups:
        parts.append(f'<text x="8" y="{y + 12}" font-weight="bold">{escape(group.title)}</text>')
        y += 20
        for bar in group.bars:
            length = max(2.0, (WIDTH_PX - LEFT_PX - 90) * math.log10(max(bar.value, least) / least) / decades)
            colour = OURS if bar.is_ours else OTHERS
            parts.append(f'<text x="{LEFT_PX - 8}" y="{y + 12}" text-anchor="end">{escape(bar.name)}</text>')
            parts.append(
                f'<rect x="{LEFT_PX}" y="{y}" width="{length:.1f}" height="{BAR_PX}" fill="{colour}"/>'
            )
            parts.append(f'<text x="{LEFT_PX + length + 6:.1f}" y="{y + 12}">{bar.value:g} {unit}</text>')
            y += BAR_PX + GAP_PX
        y += 10
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {y}" width="{WIDTH_PX}" {style}>\n'
        f'<rect width="{WIDTH_PX}" height="{y}" fill="#fff"/>\n'
        f'<text x="8" y="20" font-size="15" font-weight="bold">{escape(heading)}</text>\n'
        f'<text x="8" y="38" fill="#666">logarithmic; shorter is faster</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n",
        encoding="utf-8",
    )


def main() -> None:
    """Draw all plots."""
    draw(
        FOLDER / "performance_filter.svg", "Moving-average filter, file to tracks", "s", filter_groups(), 0.1
    )
    for column, what in ((0, "forward"), (1, "backward"), (2, "jump")):
        heading = {"forward": "One frame on", "backward": "One frame back", "jump": "A jump anywhere"}[what]
        draw(FOLDER / f"performance_{what}.svg", heading, "ms", reader_groups(column), 0.01)


if __name__ == "__main__":
    main()
