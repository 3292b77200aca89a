"""Writes the module table of docs/ARCHITECTURE.md from the first line of every module's docstring."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ARCHITECTURE.md"
START, END = "<!-- modules: made by docs/make_architecture.py -->", "<!-- end of modules -->"
ROOMS = (
    "model", "video", "tracking", "cuda", "jobs", "operations", "formats", "drawing", "annotations", "dlc",
    "store", "commands", "batch", "views", "app", "scripting", "demo", "tools",
)  # fmt: skip


def sentence(path: Path) -> str:
    """First paragraph of a module's docstring on one line."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(doc.split("\n\n")[0].split()).replace("|", "\\|")


def table() -> str:
    """All modules, room by room, as Markdown."""
    package = ROOT / "dustrack_imgui"
    parts = []
    for room in ROOMS:
        files = sorted((package / room).rglob("*.py")) if (package / room).is_dir() else []
        if not files:
            continue
        parts.append(
            f"### {room}\n\n{sentence(package / room / '__init__.py')}\n\n| module | what it is for |\n"
            "|---|---|"
        )
        parts[-1] += "".join(
            f"\n| `{path.relative_to(package / room).with_suffix('').as_posix()}` | {sentence(path)} |"
            for path in files
            if path.name != "__init__.py"
        )
    loose = sorted(path for path in package.glob("*.py") if path.name != "__init__.py")
    parts.append("### beside the rooms\n\n| module | what it is for |\n|---|---|")
    parts[-1] += "".join(f"\n| `{path.stem}` | {sentence(path)} |" for path in loose)
    return "\n\n".join(parts)


def page(text: str) -> str:
    """The page with its table made anew."""
    before, rest = text.split(START)
    return f"{before}{START}\n\n{table()}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
