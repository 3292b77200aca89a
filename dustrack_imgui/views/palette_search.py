"""Fuzzy search over the command table for the command palette; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dustrack_imgui.store.command import Command, CommandTable
from dustrack_imgui.views.key_names import shown

_TITLE, _KEYS, _SECTION, _HELP = 100.0, 90.0, 45.0, 30.0
_RUN, _WORD_START, _FIRST = 2.0, 3.0, 2.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What the palette knows of a command: lower-case texts to search in."""

    command: Command
    title: str
    section: str
    help: str
    keys: tuple[str, ...]

    @staticmethod
    def of(command: Command) -> Entry:
        """Prepare a command for searching."""
        keys = (*command.keys, *(shown(key) for key in command.keys))
        return Entry(
            command,
            command.title.lower(),
            command.section.lower(),
            command.help.lower(),
            tuple(dict.fromkeys(key.lower() for key in keys)),
        )


def entries(commands: CommandTable) -> tuple[Entry, ...]:
    """Entries of all commands that are listed, in the order of the table."""
    return tuple(Entry.of(command) for command in commands.values() if command.is_listed)


def search(query: str, among: Iterable[Entry]) -> list[Command]:
    """Commands that answer a query, best first; all of them in table order for an empty query.

    Every word of the query has to be found: as letters in order in the title, or as a whole in the section,
    the help or a key.
    """
    words = query.lower().split()
    found = [(score, entry.command) for entry in among if (score := _entry_score(words, entry)) is not None]
    found.sort(key=lambda pair: -pair[0])
    return [command for _, command in found]


def _entry_score(words: Sequence[str], entry: Entry) -> float | None:
    total = 0.0
    for word in words:
        best = max(
            _title_score(word, entry.title),
            _KEYS if word in entry.keys else 0.0,
            _SECTION if word in entry.section else 0.0,
            _HELP if word in entry.help else 0.0,
        )
        if best == 0.0:
            return None
        total += best
    return total


def _title_score(word: str, title: str) -> float:
    """Score of a word in a title: whole beats letters in order, and a word's start beats its middle."""
    at = title.find(word)
    if at >= 0:
        starts_word = at == 0 or not title[at - 1].isalnum()
        brevity = len(word) / len(title)
        return _TITLE + (20.0 if starts_word else 0.0) + (10.0 if at == 0 else 0.0) + 10.0 * brevity
    return _subsequence_score(word, title)


def _subsequence_score(word: str, title: str) -> float:
    """Score of letters found in order, 0 when one is missing; runs and starts of words count more.

    The best of all placements is found by dynamic programming (as in fzf), since the first fit is often poor.
    """
    if len(word) < 2 or len(word) > len(title):
        return 0.0
    none = float("-inf")
    ended = [none] * len(title)
    for number, letter in enumerate(word):
        best_before, now = none, [none] * len(title)
        for at, other in enumerate(title):
            if number == 0:
                start = _FIRST if at == 0 else 0.0
            else:
                run = ended[at - 1] + _RUN if at and ended[at - 1] > none else none
                start = max(best_before, run)
            if other == letter and start > none:
                is_start = at == 0 or not title[at - 1].isalnum()
                now[at] = start + 1.0 + (_WORD_START if is_start else 0.0)
            best_before = max(best_before, ended[at - 1] if at else none)
        ended = now
    score = max(ended)
    worth_showing = score >= len(word) * 2.0
    return min(score, _HELP - 1.0) if worth_showing else 0.0
