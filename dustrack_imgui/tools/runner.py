"""Runs one subcommand: arguments in, exit code out."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol, cast

from dustrack_imgui.drawing.draft import OutputExistsError
from dustrack_imgui.formats.errors import WriteError
from dustrack_imgui.tools.report import Report
from dustrack_imgui.tools.stopping import stop_signals

DONE, FAILED = 0, 1
PROGRAM = "dustrack-imgui"


class Tool(Protocol):
    """What the module of a subcommand has."""

    DESCRIPTION: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Report], None]


class UsageError(Exception):
    """The arguments contradict one another; the message says how."""


def run_tool(name: str, arguments: Sequence[str]) -> int:
    """Run a subcommand.

    Returns
    -------
    int
        0 done, 1 when the subcommand reported a failure (which it printed). Errors are raised for the caller
        to print; wrong usage exits with 2.
    """
    tool = cast(Tool, import_module(f"dustrack_imgui.tools.{name.replace('-', '_')}_tool"))
    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} {name}",
        description=tool.DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tool.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object, for machines")
    parser.add_argument("--debug", action="store_true", help="show the traceback of a failure")
    options = parser.parse_args(arguments)
    _print_what_cannot_be_encoded()
    with stop_signals() as cancel, _libraries_silent(is_debugging=options.debug):
        report = Report(as_json=options.json, cancel=cancel)
        try:
            tool.run(options, report)
        except UsageError as error:
            parser.error(str(error))
        except OutputExistsError as error:
            raise WriteError(
                "There is a file of that name already; --force replaces it", error.path
            ) from error
    report.finish()
    if report.failure is not None:
        print(f"{PROGRAM}: {report.failure}", file=sys.stderr)
        return FAILED
    return DONE


@contextmanager
def _libraries_silent(*, is_debugging: bool) -> Iterator[None]:
    """Keep warnings for developers off the user's terminal."""
    with warnings.catch_warnings():
        if not is_debugging:
            warnings.simplefilter("ignore")
        yield


def _print_what_cannot_be_encoded() -> None:
    """Let odd file names and old consoles cost a character instead of the run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
