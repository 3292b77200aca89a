"""Small frozen values as plain JSON and back, by their type annotations."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class CodecError(ValueError):
    """A value cannot be written, or what was read is not such a value."""


def plain(value: object) -> Any:
    """Return a dataclass of numbers, texts, enums, paths and tuples as JSON values.

    Raises
    ------
    CodecError
        For any other value.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise CodecError(f"a {type(value).__name__} cannot be written down")


def built(kind: type[T], data: object) -> T:
    """Return the dataclass that `plain` wrote; fields it does not know are passed over, missing ones default.

    Raises
    ------
    CodecError
        When the data do not fit the fields.
    """
    if not isinstance(data, dict) or not is_dataclass(kind):
        raise CodecError(f"{kind.__name__} expected, got {type(data).__name__}")
    hints = get_type_hints(kind)
    values = {}
    for field in fields(kind):
        if field.name in data:
            values[field.name] = _converted(hints[field.name], data[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise CodecError(f"{kind.__name__} lacks {field.name}")
    return kind(**values)


def _converted(hint: Any, data: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(hint), data)
    if origin is tuple:
        return _tuple(get_args(hint), data)
    if isinstance(hint, type):
        if issubclass(hint, Enum):
            return _enum(hint, data)
        if is_dataclass(hint):
            return built(hint, data)
        if issubclass(hint, Path) and isinstance(data, str):
            return hint(data)
        if hint is float and type(data) in (int, float):
            return float(data)
        if type(data) is hint:
            return data
    raise CodecError(f"{hint} expected, got {data!r:.60}")


def _one_of(hints: Sequence[Any], data: Any) -> Any:
    for hint in hints:
        try:
            return _converted(hint, data)
        except CodecError:
            continue
    raise CodecError(f"{data!r:.60} fits none of {hints}")


def _tuple(hints: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise CodecError(f"a list is expected, got {data!r:.60}")
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(_converted(hints[0], item) for item in data)
    if len(hints) != len(data):
        raise CodecError(f"{len(hints)} items are expected, got {len(data)}")
    return tuple(_converted(hint, item) for hint, item in zip(hints, data, strict=True))


def _enum(kind: type[Enum], data: Any) -> Enum:
    try:
        return kind(data)
    except ValueError as error:
        raise CodecError(str(error)) from error
