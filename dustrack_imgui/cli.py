"""The command line: argument parsing only."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import CancelledError
from pathlib import Path

from dustrack_imgui.model.tracker import BACKENDS
from dustrack_imgui.tools import TOOLS
from dustrack_imgui.version import __version__

PROGRAM = "dustrack-imgui"
DONE, FAILED, WRONG_USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return 0 done, 1 failed with one line on stderr, 2 wrong usage (by argparse)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] == ["demo"]:
            return _demo(arguments[1:])
        if arguments[:1] == ["doctor"]:
            return _doctor(arguments[1:])
        if arguments and arguments[0] in TOOLS:
            return _tool(arguments[0], arguments[1:])
        return _window(arguments)
    except (KeyboardInterrupt, CancelledError):
        print(f"{PROGRAM}: interrupted", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read the output is gone
        return FAILED
    except Exception as error:
        if "--debug" in arguments:
            raise
        print(f"{PROGRAM}: {_one_line(error)}", file=sys.stderr)
        return FAILED


def _parser(suffix: str, description: str, epilog: str | None = None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM}{suffix}",
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--debug", action="store_true", help="log more, and show tracebacks of failures")
    return parser


def _add_dlc_python(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dlc-python",
        metavar="PYTHON",
        help="Python (or its environment's folder) that has DeepLabCut, if it is another than this one",
    )


def _choose_dlc_python(python: str | None) -> None:
    """For all that this process does: the variable is what `dlc.interpreter` looks at first."""
    if python is not None:
        os.environ["DUSTRACK_DLC_PYTHON"] = python


def _window(arguments: Sequence[str]) -> int:
    parser = _parser(
        "",
        "Track points in ultrasound video.",
        f"commands (each with --help):\n{_commands()}\n"
        "\na video that is called like a command is named by its path, e.g. ./demo",
    )
    parser.add_argument(
        "videos", nargs="*", type=Path, metavar="VIDEO", help="video, DICOM cine or image folder"
    )
    parser.add_argument("--layer", metavar="NAME", help="annotation layer to begin with (made if missing)")
    parser.add_argument("--scale", type=float, help="size of the interface, 0.75 to 2.5 (as it was left)")
    colours = parser.add_mutually_exclusive_group()
    colours.add_argument("--light", dest="is_dark", action="store_false", default=None, help="light colours")
    colours.add_argument("--dark", dest="is_dark", action="store_true", default=None, help="dark colours")
    parser.add_argument(
        "--backend",
        choices=BACKENDS,
        help="what tracks points, this time: the fastest (auto), a GPU, compiled code, or OpenCV (as chosen)",
    )
    _add_dlc_python(parser)
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    options = parser.parse_args(arguments)
    if options.scale is not None and not 0.75 <= options.scale <= 2.5:
        parser.error("--scale must lie between 0.75 and 2.5")
    if options.backend is not None:
        os.environ["DUSTRACK_BACKEND"] = options.backend
    if options.dlc_python is not None:
        _choose_dlc_python(options.dlc_python)
        from dustrack_imgui.dlc.interpreter import dlc_python

        dlc_python()
    missing = [str(path) for path in options.videos if not path.exists()]
    if missing:
        print(f"{PROGRAM}: no such file: {', '.join(missing)}", file=sys.stderr)
        return FAILED
    from dustrack_imgui.app.idle_threads import let_idle_threads_sleep

    let_idle_threads_sleep()
    from dustrack_imgui.app.launch import launch

    return launch(
        options.videos,
        layer=options.layer,
        scale=options.scale,
        is_dark=options.is_dark,
        is_debugging=options.debug,
    )


def _commands() -> str:
    known = {
        "demo": "show it at work on the demo clips",
        "doctor": "say what is installed and whether the window can open",
        **TOOLS,
    }
    return "\n".join(f"  {name:<16}{summary}" for name, summary in known.items())


def _one_line(error: Exception) -> str:
    """What went wrong, without line breaks; errors that say nothing by themselves are named."""
    text = " ".join(str(error).splitlines()).strip()
    if not text:
        return type(error).__name__
    return f"{type(error).__name__}: {text}" if isinstance(error, LookupError) else text


def _tool(name: str, arguments: Sequence[str]) -> int:
    from dustrack_imgui.tools.runner import run_tool

    return run_tool(name, arguments)


def _demo(arguments: Sequence[str]) -> int:
    parser = _parser(
        " demo",
        "Open the window on the demo clips; without a display, or with --script, play a session\n"
        "by real keys and mouse on a screen of its own and leave its results in a folder.",
    )
    parser.add_argument("--script", action="store_true", help="play the session even when there is a display")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("demo-output"),
        metavar="DIR",
        help="folder for results (demo-output)",
    )
    options = parser.parse_args(arguments)
    from dustrack_imgui.demo.session import run_demo

    return run_demo(options.output, is_scripted=options.script, is_debugging=options.debug)


def _doctor(arguments: Sequence[str]) -> int:
    parser = _parser(" doctor", "Say what is installed, and whether the window can open.")
    parser.add_argument("--json", action="store_true", help="for machines")
    _add_dlc_python(parser)
    options = parser.parse_args(arguments)
    _choose_dlc_python(options.dlc_python)
    from dustrack_imgui import doctor

    return doctor.run(options.json)


if __name__ == "__main__":
    sys.exit(main())
