"""What a command is: the values that the command table is made of and that the store applies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.history import History
from dustrack_imgui.store.region import Region as Region


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """A command that does not apply now; the text is the sentence that the user sees."""


class Kind(Enum):
    """What a command touches, which decides who remembers it.

    EDIT changes data: undoable and journaled. VIEW changes only how one looks: journaled, not undone.
    SYSTEM reports what happened outside (a file opened or saved, a job's progress): neither.
    """

    EDIT = "edit"
    VIEW = "view"
    SYSTEM = "system"


class Need(Enum):
    """What a command wants from outside the session; input fills it in as the argument of that name."""

    CURSOR_IMAGE = "xy_image"
    CURSOR_TRACE = "trace_frame"
    EXACT_FRAME = "exact_frame"
    GREY_PERCENTILES = "grey_percentiles"
    PANE = "pane"
    TRACE_LIMITS = "trace_limits"


class HistoryMove(Enum):
    """A request to the undo tree."""

    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class GoToStep:
    """A request to stand at any step of the undo tree, by its id."""

    step_id: int


@dataclass(frozen=True, eq=False, slots=True)
class Continue:
    """A request to put the steps of earlier sessions before those of this one, the latest session first.

    Attributes
    ----------
    is_latest
        They led to what this session holds; what was put there before comes before them.
    """

    histories: tuple[History, ...]
    is_latest: bool = False


@dataclass(frozen=True, slots=True)
class Follow:
    """A request to let the steps of videos be steps of them in other places, old and new key of each."""

    videos: tuple[tuple[str, str], ...]


class Effect:
    """Base of things to be done outside the session (save a file, start a job); systems run them."""


@dataclass(frozen=True, slots=True)
class Result:
    """Answer of a command.

    Attributes
    ----------
    session
        The new session.
    sentence
        For edits: the undo step in words, e.g. "place 3 at frame 120".
    region
        For edits: what was touched.
    effects
        Things to be done outside.
    history
        A move in the undo tree, made by the store after `session` took effect.
    """

    session: Session
    sentence: str = ""
    region: Region | None = None
    effects: tuple[Effect, ...] = ()
    history: HistoryMove | GoToStep | Continue | Follow | None = None


Do = Callable[..., "Session | Result"]
When = Callable[[Session], "str | None"]
IsOn = Callable[[Session], bool]


def always(session: Session) -> str | None:
    """Condition of a command that is never refused."""
    del session
    return None


@dataclass(frozen=True)
class Command:
    """One entry of the command table.

    Attributes
    ----------
    id
        Stable name, "section.verb"; stands in journals and key maps.
    title, help
        A few words for menus and palette; one line for tooltips and the shortcut sheet.
    section
        Heading in the shortcut sheet.
    do
        Pure function (session, **arguments) -> Session or Result. May raise `Refused`.
    kind
        Who remembers it.
    keys
        Default keys, e.g. "ctrl+shift+z"; the first is shown.
    when
        Sentence why it is refused now, None when it applies.
    needs
        What input fills in.
    arguments
        Arguments that the palette, keys and buttons pass with this entry.
    repeats
        Whether holding the key repeats it.
    accelerates
        Whether it repeats faster the longer the key is held.
    is_listed
        Whether palette and shortcut sheet show it.
    is_on
        Whether what it switches is on now; None for a command that is no switch.
    """

    id: str
    title: str
    help: str
    section: str
    do: Do
    kind: Kind
    keys: tuple[str, ...] = ()
    when: When = always
    needs: tuple[Need, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    repeats: bool = False
    accelerates: bool = False
    is_listed: bool = True
    is_on: IsOn | None = None


def switch(command: Command, is_on: IsOn) -> Command:
    """The command as one that turns something on and off, which menus and palette tell."""
    return replace(command, is_on=is_on)


@dataclass(frozen=True, slots=True)
class Call:
    """A command to be applied.

    Attributes
    ----------
    command
        Id in the command table.
    arguments
        JSON-like values, tuples and numpy arrays only, so that the journal can hold them.
    gesture
        Calls of one drag or one held key share a number and become one undo step; None is a step of its own.
    """

    command: str
    arguments: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    gesture: int | None = None


CommandTable = Mapping[str, Command]
