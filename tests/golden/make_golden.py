"""Makes the golden files in data/ from DUSTrack 1.3.2; run by hand in a venv of its own, never by CI.

How (any folder outside the repository will do for the venv):

    python3.11 -m venv ~/dustrack-venv
    ~/dustrack-venv/bin/pip install "dustrack==1.3.2" "numpy<2" "pandas==2.3.3"
    QT_QPA_PLATFORM=offscreen ~/dustrack-venv/bin/python tests/golden/make_golden.py

(pandas 2.3.3 is what DeepLabCut 3.0.2 takes, so the tables are what a real project holds.) It calls DUSTrack
as a user's script would and stores what it was given and what it answered; `making/` holds one file a topic.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

DATA = Path(__file__).parent / "data"
PACKAGES = ("dustrack", "datanavigator", "numpy", "pandas", "tables", "opencv-python", "av", "pysampled")


def main() -> None:
    """Make every topic anew, in an empty folder, and list the files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(tempfile.mkdtemp())
    sys.path.insert(0, str(Path(__file__).parent))
    warnings.simplefilter("ignore")
    from making import blips, layers, names, operations, project, tables, tracking

    for old in DATA.glob("*"):
        if old.is_file():
            old.unlink()
    DATA.mkdir(exist_ok=True)
    entries: dict[str, str] = {}
    for topic in (layers, names, operations, tables, tracking, blips, project):
        work = Path(tempfile.mkdtemp())
        chatter = io.StringIO()
        with contextlib.redirect_stdout(chatter), contextlib.redirect_stderr(chatter):
            entries |= topic.make(DATA, work)
        shutil.rmtree(work)
        print(topic.__name__, "done")
    _write_index(entries)


def _write_index(entries: dict[str, str]) -> None:
    missing = {path.name for path in DATA.iterdir()} ^ {*entries, "INDEX.md"}
    if missing - {"INDEX.md"}:
        raise SystemExit(f"files and index disagree: {sorted(missing)}")
    lines = ["# Golden files", "", "Made by `make_golden.py` with "]
    lines[-1] += ", ".join(f"{name} {version(name)}" for name in PACKAGES) + "."
    lines += [
        "`README.md` one folder up says how to read them.",
        "",
        "| file | bytes | holds |",
        "|---|---|---|",
    ]
    for name, text in entries.items():
        lines.append(f"| `{name}` | {(DATA / name).stat().st_size} | {text} |")
    (DATA / "INDEX.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
