"""The undo tree as lines of a panel, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from dustrack_imgui.store.history import History
from dustrack_imgui.store.step import Step


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of the history panel.

    Attributes
    ----------
    step
        Id of the step; the oldest state that can be reached is a line as well.
    sentence
        What the step did, "" for the oldest state.
    indent
        How many branches deep; the newest branch of all is 0.
    is_applied
        Whether the step is in force.
    is_current
        Whether the session stands there.
    """

    step: int
    sentence: str
    indent: int
    is_applied: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Lines `first` to `first + len(rows)` of `n_rows`; `current` is the number of the current line."""

    first: int = 0
    rows: tuple[HistoryRow, ...] = ()
    n_rows: int = 0
    current: int = 0


class Outline:
    """Order of the lines: a step, its older branches each indented by one, then its newest branch.

    A step that was made after the last line is a further line; only a new branch orders all lines anew. Lines
    are asked for by page, so that a long history costs no more than a short one.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._lines: list[tuple[int, int]] = []
        self._places: dict[int, int] = {}
        self._dropped = 0
        self._next_id = 0

    def page(self, first: int, count: int) -> HistoryPage:
        """At most `count` lines from number `first` on; the page is moved where it would be cut short."""
        self._follow()
        n_rows = len(self._lines)
        first = max(0, min(first, n_rows - count))
        lines = self._lines[first : first + count]
        applied = self._applied_since(min((step for step, _ in lines), default=0))
        current = self._history.current.id
        rows = tuple(
            HistoryRow(step, self._history.step(step).sentence, indent, step in applied, step == current)
            for step, indent in lines
        )
        return HistoryPage(first, rows, n_rows, self._places[current] - self._dropped)

    def _follow(self) -> None:
        """Take in what the history has done since."""
        history = self._history
        self._let_go()
        if not self._appended() or len(self._lines) != len(history) + 1:
            self._order_anew()
        self._next_id = history.mark.next_id

    def _appended(self) -> bool:
        """Add the new steps as further lines; False when they do not all follow the last one."""
        history = self._history
        for number in range(self._next_id, history.mark.next_id):
            if number in history:
                if not self._lines or history.step(number).parent != self._lines[-1][0]:
                    return False
                self._append(number, self._lines[-1][1])
        return bool(self._lines)

    def _let_go(self) -> None:
        """Take off the first lines while the history let its oldest steps go."""
        gone = 0
        while gone < len(self._lines) and self._lines[gone][0] not in self._history:
            del self._places[self._lines[gone][0]]
            gone += 1
        del self._lines[:gone]
        self._dropped += gone

    def _append(self, number: int, indent: int) -> None:
        self._places[number] = self._dropped + len(self._lines)
        self._lines.append((number, indent))

    def _order_anew(self) -> None:
        self._lines, self._places, self._dropped = [], {}, 0
        waiting = [(self._history.root.id, 0)]
        while waiting:
            number, indent = waiting.pop()
            self._append(number, indent)
            children = self._history.children(number)
            if children:
                waiting.append((children[-1].id, indent))
                waiting += [(child.id, indent + 1) for child in reversed(children[:-1])]

    def _applied_since(self, oldest: int) -> set[int]:
        """Steps in force whose ids are not below `oldest`; ids grow along a branch."""
        step: Step = self._history.current
        applied = {step.id}
        while step.parent is not None and step.parent >= oldest:
            step = self._history.step(step.parent)
            applied.add(step.id)
        return applied
