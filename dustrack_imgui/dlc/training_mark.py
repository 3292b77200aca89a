"""A note beside the snapshots of a model: whether its training came to its end.

DeepLabCut leaves snapshots of a run that was stopped lying there like those of a run that ended. The worker
notes the beginning and the end; models without a note (made elsewhere) count as complete. Only the standard
library is used: the worker runs where this program is not installed.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "dustrack-training.json"


@dataclass(frozen=True)
class TrainingMark:
    """What the note says.

    Attributes
    ----------
    is_complete
        Whether training ended by itself, or was ended with the wish to keep what there is.
    epochs
        Epochs asked for.
    epochs_done
        Epochs trained; 0 while it runs, or when it was interrupted.
    """

    is_complete: bool
    epochs: int = 0
    epochs_done: int = 0


def write_mark(train_folder: str | Path, mark: TrainingMark) -> None:
    """Write the note, complete or not at all.

    Raises
    ------
    OSError
        When the system refuses.
    """
    folder = Path(train_folder)
    values = {"complete": mark.is_complete, "epochs": mark.epochs, "epochs_done": mark.epochs_done}
    temporary = folder / f".{FILE_NAME}.{os.getpid()}.tmp"
    temporary.write_text(json.dumps(values), encoding="utf-8")
    temporary.replace(folder / FILE_NAME)


def read_mark(train_folder: str | Path) -> TrainingMark | None:
    """Read the note; None when there is none. One that cannot be understood means an interrupted run."""
    try:
        values = json.loads((Path(train_folder) / FILE_NAME).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return TrainingMark(is_complete=False)
    if not isinstance(values, dict):
        return TrainingMark(is_complete=False)
    epochs, done = values.get("epochs"), values.get("epochs_done")
    return TrainingMark(
        values.get("complete") is True,
        epochs if isinstance(epochs, int) else 0,
        done if isinstance(done, int) else 0,
    )
