"""Libraries that only some exports need, and what to say when one is not installed."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

EXTRA = "export"


class MissingExtraError(ImportError):
    """An export needs a library that is not installed."""


def library(module: str, distribution: str) -> Any:
    """Import an optional library.

    Raises
    ------
    MissingExtraError
        When it is not installed; the message names the extra that brings it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        if error.name is not None and error.name.partition(".")[0] != module.partition(".")[0]:
            reason = f"{distribution} is there, but cannot be imported ({error})"
        else:
            reason = f"{distribution} is not installed"
        raise MissingExtraError(
            f"{reason}: pip install 'dustrack-imgui[{EXTRA}]', or pip install {distribution}"
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what a library says to developers (warnings, log lines) off the user's terminal."""
    disabled = logging.root.manager.disable
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(disabled)
