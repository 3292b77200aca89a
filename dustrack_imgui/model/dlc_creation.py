"""What the dialogs know that make a project: its name and place, and the model that it may begin with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Bundle:
    """A seed bundle: a trained model that a project can begin with.

    Attributes
    ----------
    path
        Folder or archive.
    epoch
        Epochs that it was trained; None when its name does not say.
    problem
        Sentence why it cannot be used; "" when it can.
    """

    name: str
    path: Path
    body_parts: tuple[str, ...] = ()
    net_type: str = ""
    epoch: int | None = None
    size_bytes: int = 0
    description: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Bundles:
    """The list of seed bundles.

    Attributes
    ----------
    root
        Folder that is listed; "" before one was chosen.
    found
        What lies there, and bundles that were picked elsewhere first.
    is_remembered
        Whether the folder is listed again next time.
    is_busy
        Whether a folder or a bundle is being looked at.
    """

    root: str = ""
    found: tuple[Bundle, ...] = ()
    is_remembered: bool = True
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class Creation:
    """Choices of the dialog that makes a project, and how far that is.

    Attributes
    ----------
    videos
        Keys of the videos that it is made of.
    layer
        Layer whose labels become the body parts.
    folder
        Where the project's folder is made.
    bundle
        Model to begin with; None for none.
    problems
        Field ("name", "experimenter", "folder") and what is wrong with what was typed in it.
    root
        Folder that would be made; "" before that was looked at.
    phase
        What is being done now; "" when nothing is.
    """

    videos: tuple[str, ...] = ()
    layer: str = ""
    name: str = ""
    folder: str = ""
    experimenter: str = "x"
    bundle: Bundle | None = None
    problems: tuple[tuple[str, str], ...] = ()
    root: str = ""
    phase: str = ""

    @property
    def is_running(self) -> bool:
        """Whether the project is being made."""
        return bool(self.phase)
