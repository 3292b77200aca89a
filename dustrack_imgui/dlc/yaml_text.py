"""YAML as text: read without building objects, and edited so that everything else stays as it is written."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

_NO_FOLDING = 1 << 20


class YamlTextError(ValueError):
    """The text is no YAML, or holds no settings by name; the message says where."""


def parse_yaml(text: str) -> dict[str, Any]:
    """Settings of a text, by name.

    Raises
    ------
    YamlTextError
        When it cannot be understood.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        values = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise YamlTextError(_first_words(error)) from error
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise YamlTextError("it holds no settings")
    return values


def edit_yaml(text: str, edit: Callable[[Any], None]) -> str:
    """Text after `edit` changed its settings in place; comments, order and other values stay as written.

    Raises
    ------
    YamlTextError
        When the text cannot be understood.
    """
    from ruamel.yaml import YAML

    parse_yaml(text)
    yaml = YAML(typ="rt", pure=True)
    yaml.width = _NO_FOLDING
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    values = yaml.load(text)
    edit(values)
    written = io.StringIO()
    yaml.dump(values, written)
    return written.getvalue()


def _first_words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
