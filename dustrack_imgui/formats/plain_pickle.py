"""Column names out of the attributes of pandas' table format, read as text: nothing is ever unpickled.

pandas keeps the column names of a table-format file as a pickled list of tuples of strings. To unpickle a
file from elsewhere would be to run it. `pickletools` only takes a pickle apart; the few instructions that
build lists, tuples, dicts, strings and numbers are followed here, and every other one is refused.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from typing import Any

MAX_BYTES = 16 << 20

_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_TEXTS = "UNICODE SHORT_BINUNICODE BINUNICODE BINUNICODE8 STRING BINSTRING SHORT_BINSTRING"
_NUMBERS = "INT LONG BININT BININT1 BININT2 LONG1 LONG4 FLOAT BINFLOAT"
_VALUES = frozenset(f"{_TEXTS} {_NUMBERS}".split())
_IGNORED = ("PROTO", "FRAME")


class NotPlainError(ValueError):
    """The pickle asks for more than lists, tuples, dicts, strings and numbers."""


def plain_value(content: bytes) -> Any:
    """Value of a pickle that holds plain values only.

    Raises
    ------
    NotPlainError
        When it asks for anything else: classes, functions, references outside.
    ValueError
        When it is damaged.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(f"longer than {MAX_BYTES} bytes")
    builder = _Builder()
    try:
        for opcode, argument, _ in pickletools.genops(content):
            if opcode.name == "STOP":
                return builder.pop()
            builder.step(opcode.name, argument)
    except NotPlainError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, MemoryError) as error:
        raise ValueError(f"damaged names of columns ({error})") from error
    raise ValueError("names of columns without an end")


class _Builder:
    """The stack and the memo of a pickle's instructions."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memo: dict[int, Any] = {}
        self._actions: dict[str, Callable[[Any], None]] = {
            "MARK": lambda _: self._marks.append(len(self._stack)),
            "EMPTY_LIST": lambda _: self._stack.append([]),
            "EMPTY_TUPLE": lambda _: self._stack.append(()),
            "EMPTY_DICT": lambda _: self._stack.append({}),
            "LIST": lambda _: self._stack.append(self._since_mark()),
            "TUPLE": lambda _: self._stack.append(tuple(self._since_mark())),
            "DICT": lambda _: self._stack.append(_paired(self._since_mark())),
            "TUPLE1": lambda _: self._tuple_of(1),
            "TUPLE2": lambda _: self._tuple_of(2),
            "TUPLE3": lambda _: self._tuple_of(3),
            "APPEND": lambda _: self._extend([self.pop()]),
            "APPENDS": lambda _: self._extend(self._since_mark()),
            "SETITEM": lambda _: self._update(list(reversed([self.pop(), self.pop()]))),
            "SETITEMS": lambda _: self._update(self._since_mark()),
            "MEMOIZE": lambda _: self._memo.update({len(self._memo): self._stack[-1]}),
        }
        for name in ("PUT", "BINPUT", "LONG_BINPUT"):
            self._actions[name] = lambda number: self._memo.update({number: self._stack[-1]})
        for name in ("GET", "BINGET", "LONG_BINGET"):
            self._actions[name] = lambda number: self._stack.append(self._memo[number])

    def step(self, name: str, argument: Any) -> None:
        if name in _VALUES:
            self._stack.append(argument)
        elif name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name])
        elif name in self._actions:
            self._actions[name](argument)
        elif name not in _IGNORED:
            raise NotPlainError(f"it asks for {name}")

    def pop(self) -> Any:
        return self._stack.pop()

    def _since_mark(self) -> list[Any]:
        start = self._marks.pop()
        items = self._stack[start:]
        del self._stack[start:]
        return items

    def _tuple_of(self, count: int) -> None:
        items = tuple(self._stack[-count:])
        del self._stack[-count:]
        self._stack.append(items)

    def _extend(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, list):
            raise ValueError("damaged names of columns")
        target.extend(items)

    def _update(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, dict):
            raise ValueError("damaged names of columns")
        target.update(_paired(items))


def _paired(items: list[Any]) -> dict[Any, Any]:
    return dict(zip(items[::2], items[1::2], strict=True))
