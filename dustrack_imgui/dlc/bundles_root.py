"""The folder of seed bundles that the user chose last."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.resources import config_dir

log = logging.getLogger(__name__)
_FILE_NAME = "seed-bundles.json"
_KEY = "root"


def get_seed_bundles_root() -> Path | None:
    """Folder of seed bundles that was remembered; None when there is none, or it is gone."""
    path = config_dir() / _FILE_NAME
    try:
        root = json.loads(path.read_text(encoding="utf-8"))[_KEY]
        folder = Path(root) if root is not None else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("the remembered folder of seed bundles is not known (%s): %s", error, path)
        return None
    return folder if folder is not None and folder.is_dir() else None


def set_seed_bundles_root(path: str | Path | None) -> None:
    """Remember a folder of seed bundles; None forgets it.

    Raises
    ------
    WriteError, OSError
        When the system refuses.
    """
    folder = config_dir()
    folder.mkdir(parents=True, exist_ok=True)
    root = None if path is None else str(Path(path).expanduser().absolute())
    write_atomically(folder / _FILE_NAME, json.dumps({_KEY: root}, indent=2).encode())
