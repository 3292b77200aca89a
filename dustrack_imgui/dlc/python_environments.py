"""Finding Python environments that hold DeepLabCut, by looking at folders; nothing is run or imported."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_FOLDERS = 2_000
_CONDA_HOMES = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", ".conda", ".micromamba")
_VENV_HOMES = (".virtualenvs", ".venvs", "venvs", "envs", ".pyenv/versions", ".local/share/virtualenvs")
_VENV_NAMES = (".venv", "venv", "env")
_DIST_INFO = re.compile(r"deeplabcut-(?P<version>[^-]+)\.dist-info", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment with DeepLabCut in it; ``version`` is DeepLabCut's, empty when not known."""

    folder: Path
    python: Path
    version: str


def environments_with_deeplabcut(home: Path | None = None) -> list[Environment]:
    """Return environments below the home folder and beside our own, the newest DeepLabCut first."""
    seen: set[Path] = set()
    found = []
    for folder in _candidates(home or Path.home()):
        if len(seen) >= MOST_FOLDERS:
            break
        if folder in seen:
            continue
        seen.add(folder)
        environment = environment_at(folder)
        if environment is not None:
            found.append(environment)
    return sorted(found, key=lambda one: version_key(one.version), reverse=True)


def environment_at(folder: Path) -> Environment | None:
    """Return what is in a folder, if that is an environment with DeepLabCut."""
    try:
        for packages in site_packages(folder):
            if (packages / "deeplabcut" / "__init__.py").is_file():
                python = python_of(folder)
                return None if python is None else Environment(folder, python, _version(packages))
    except PermissionError:
        return None
    return None


def python_of(folder: Path) -> Path | None:
    """Return the interpreter of an environment."""
    names = ("python.exe", "Scripts/python.exe") if sys.platform == "win32" else ("bin/python", "bin/python3")
    return next((folder / name for name in names if (folder / name).is_file()), None)


def site_packages(folder: Path) -> list[Path]:
    """Return the folders of installed packages of an environment."""
    pattern = "Lib/site-packages" if sys.platform == "win32" else "lib/python3*/site-packages"
    return sorted(folder.glob(pattern), reverse=True)


def version_key(version: str) -> tuple[int, ...]:
    """The numbers of a version, to compare by: 3.0.2rc1 counts as 3, 0, 2, 1."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _candidates(home: Path) -> Iterator[Path]:
    """Folders that may be environments, the likeliest first."""
    own = Path(sys.prefix)
    if "CONDA_PREFIX" in os.environ:
        yield Path(os.environ["CONDA_PREFIX"])
    yield from _folders(own.parent)
    listed = home / ".conda" / "environments.txt"
    if listed.is_file():
        yield from map(Path, listed.read_text(encoding="utf-8", errors="replace").split("\n"))
    above = [home, Path("/opt"), own.parents[1] if own.parent.name == "envs" else own]
    if sys.platform == "win32":
        above.append(Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")))
    for place in above:
        for name in (*_CONDA_HOMES, "conda"):
            yield place / name
            yield from _folders(place / name / "envs")
    yield from _folders(own / "envs")
    for name in _VENV_HOMES:
        yield from _folders(home / name)
    for folder in _folders(home):
        yield folder
        for name in _VENV_NAMES:
            yield folder / name


def _folders(parent: Path) -> list[Path]:
    """Folders in a folder; none when it is missing or closed to us."""
    try:
        return sorted(path for path in parent.iterdir() if path.is_dir())
    except OSError:
        return []


def _version(packages: Path) -> str:
    for path in packages.glob("[dD]eep[lL]ab[cC]ut-*.dist-info"):
        match = _DIST_INFO.fullmatch(path.name)
        if match is not None:
            return match["version"]
    return ""
