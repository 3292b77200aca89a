"""What the window tells its user: messages, jobs, the next undo step, the open dialog."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """Weight of a message."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence for the status bar; `serial` grows so that a repeated sentence is seen as new."""

    text: str = ""
    severity: Severity = Severity.INFO
    serial: int = 0


@dataclass(frozen=True, slots=True)
class JobStatus:
    """Progress of one background job.

    Attributes
    ----------
    id, title
        Identity, and what the job does in the user's words.
    phase
        What it is doing now.
    fraction
        Progress from 0 to 1; None when unknown.
    is_cancelling
        Cancel was asked for and has not taken effect yet.
    is_aside
        It goes on beside everything else for long, so that scripts do not wait for it.
    """

    id: int
    title: str
    phase: str = ""
    fraction: float | None = None
    is_cancelling: bool = False
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class HistoryStatus:
    """Sentences of the steps that undo and redo would take; None when there is none."""

    undo: str | None = None
    redo: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class DirtyLayer:
    """Difference of a layer from its file, in points."""

    video: str
    layer: str
    added: int
    removed: int
    moved: int


@dataclass(frozen=True, slots=True)
class RecoveryOffer:
    """An earlier session that ended without saving.

    Attributes
    ----------
    folder
        Journal folder to recover from.
    ended_at
        Local time of the last journaled edit, as text.
    n_edits
        Edits after the last save.
    layers
        What each layer would gain against its file on disk.
    """

    folder: str
    ended_at: str
    n_edits: int
    layers: tuple[DirtyLayer, ...] = ()


class DialogKind(Enum):
    """Which dialog is open; at most one is."""

    PALETTE = "palette"
    SHORTCUTS = "shortcuts"
    GO_TO_FRAME = "go_to_frame"
    SAVE_AS = "save_as"
    UNSAVED = "unsaved"
    RECOVERY = "recovery"
    OPEN_VIDEO = "open_video"
    NOTICE = "notice"
    ABOUT = "about"
    CONFIRM = "confirm"
    NEW_LAYER = "new_layer"
    DUPLICATE_LAYER = "duplicate_layer"
    RENAME_LAYER = "rename_layer"
    NAME_LABEL = "name_label"
    KEYS = "keys"
    BATCH = "batch"
    MENU = "menu"
    INTERVAL = "interval"
    TRAIN = "train"
    EVALUATION = "evaluation"
    ANALYSE = "analyse"
    CONFIDENCE = "confidence"
    CREATE_PROJECT = "create_project"
    SEED_BUNDLE = "seed_bundle"
    EXPORT_BUNDLE = "export_bundle"
    PREFLIGHT = "preflight"
    RESTORE = "restore"
    DLC_PYTHON = "dlc_python"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a question: its words, and the command that it is; "" only closes the dialog.

    `argument` names the argument of the command that gets the dialog's subject.
    """

    text: str
    command: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Dialog:
    """The open dialog and what it shows.

    Attributes
    ----------
    subject
        Layer or label that it is about.
    choices
        Answers of a question in order, the last of them for Esc.
    default
        Number of the choice that Enter takes.
    """

    kind: DialogKind
    title: str = ""
    text: str = ""
    layers: tuple[DirtyLayer, ...] = ()
    offer: RecoveryOffer | None = None
    subject: str = ""
    choices: tuple[Choice, ...] = ()
    default: int = 0
