"""Where the last project was made, and by whom: a small file a user."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import FormatError

log = logging.getLogger(__name__)


def creation_file(folder: Path) -> Path:
    """File in the folder in which the window keeps its state."""
    return folder / "projects.json"


def load_creation(path: Path) -> tuple[str, str]:
    """Folder in which the last project was made, "" when there is none any more, and the experimenter."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        folder, experimenter = str(data["folder"]), str(data["experimenter"])
    except FileNotFoundError:
        return "", "x"
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("where the last project was made is not known (%s): %s", error, path)
        return "", "x"
    return folder if Path(folder).is_dir() else "", experimenter


def save_creation(path: Path, folder: str, experimenter: str) -> None:
    """Remember the folder and the experimenter; a failure is logged and costs nothing else."""
    data = {"folder": folder, "experimenter": experimenter}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(data, indent=1).encode("ascii"))
    except (OSError, FormatError) as error:
        log.warning("where the last project was made is not remembered (%s): %s", error, path)
