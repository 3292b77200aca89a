"""Where the package's own files lie (fonts, icons, CUDA sources), and the folders it may write to."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APP_NAME = "dustrack-imgui"


class ResourceMissingError(FileNotFoundError):
    """A file that belongs to the package is not there: the installation is incomplete."""


def assets_dir() -> Path:
    """Folder of fonts and icons.

    Raises
    ------
    ResourceMissingError
        If the installation lost it.
    """
    return _carried("assets")


def kernels_dir() -> Path:
    """Folder of CUDA sources.

    Raises
    ------
    ResourceMissingError
        If the installation lost it.
    """
    return _carried("kernels")


def font_path(name: str = "DustrackSans-Regular") -> Path:
    """A shipped TrueType font: ``DustrackSans-Regular``, ``-SemiBold`` or ``JetBrainsMono-Regular``."""
    return _existing(assets_dir() / "fonts" / f"{name}.ttf")


def icon_path(suffix: str = ".png") -> Path:
    """The application's icon: ``.png`` (256 px), ``-64.png`` or ``.ico``."""
    return _existing(assets_dir() / "icons" / f"dustrack{suffix}")


def cache_dir() -> Path:
    """Folder for what can be made again: video indexes, demo clips. Not created here."""
    return platformdirs.user_cache_path(APP_NAME, appauthor=False)


def state_dir() -> Path:
    """Folder for what must survive a crash: journals, recovery snapshots, logs. Not created here."""
    return platformdirs.user_state_path(APP_NAME, appauthor=False)


def config_dir() -> Path:
    """Folder for the user's settings. Not created here."""
    return platformdirs.user_config_path(APP_NAME, appauthor=False)


def _carried(name: str) -> Path:
    """A wheel holds the folder inside the package; an editable install leaves it beside the package."""
    package = Path(__file__).resolve().parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise ResourceMissingError(f"The installation lacks a folder; install it again: {package / name}")


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise ResourceMissingError(f"The installation lacks a file; install it again: {path}")
    return path
