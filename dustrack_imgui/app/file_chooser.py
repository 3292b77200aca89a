"""A helper process that asks the desktop's own file dialog; run it as a program of its own.

``python -m dustrack_imgui.app.file_chooser {"folder": false, "start": "/home"}`` prints one line of JSON:
``{"paths": [...]}``, an empty list when the user cancelled, or ``{"reason": "..."}`` when there is no dialog.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TITLE = "Open videos"
CANCELLED = 1


class NoDialogError(RuntimeError):
    """This way of asking does not work on this machine."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask.

    Attributes
    ----------
    wants_folder
        Ask for a folder instead of files.
    start
        Folder to begin in.
    """

    wants_folder: bool = False
    start: str = ""


def portal(question: Question) -> list[str]:
    """The dialog of whichever desktop runs, asked over D-Bus; needs no program to be installed."""
    try:
        from dustrack_imgui.app.portal_chooser import PortalError, choose
    except ImportError as error:
        raise NoDialogError(str(error)) from error
    try:
        return choose(TITLE, wants_folder=question.wants_folder, start=question.start)
    except PortalError as error:
        raise NoDialogError(str(error)) from error


def zenity(question: Question) -> list[str]:
    """GNOME's dialog."""
    command = ["zenity", "--file-selection", f"--title={TITLE}", "--multiple", "--separator=\n"]
    command += ["--directory"] if question.wants_folder else []
    command += [f"--filename={question.start.rstrip(os.sep)}{os.sep}"] if question.start else []
    return _asked(command)


def kdialog(question: Question) -> list[str]:
    """KDE's dialog."""
    if question.wants_folder:
        return _asked(["kdialog", "--title", TITLE, "--getexistingdirectory", question.start or "."])
    command = ["kdialog", "--title", TITLE, "--multiple", "--separate-output"]
    return _asked([*command, "--getopenfilename", question.start or "."])


def tk(question: Question) -> list[str]:
    """Tk's dialog: the system's own on Windows and macOS."""
    try:
        import tkinter
        from tkinter import filedialog
    except ImportError as error:
        raise NoDialogError(str(error)) from error
    try:
        root = tkinter.Tk()
    except tkinter.TclError as error:
        raise NoDialogError(str(error)) from error
    root.withdraw()
    root.attributes("-topmost", True)
    if question.wants_folder:
        folder = filedialog.askdirectory(title=TITLE, initialdir=question.start or None, parent=root)
        return [folder] if folder else []
    names = filedialog.askopenfilenames(title=TITLE, initialdir=question.start or None, parent=root)
    return list(names)


def backends() -> tuple[Callable[[Question], list[str]], ...]:
    """Ways of asking, the best for this desktop first."""
    if not sys.platform.startswith("linux"):
        return (tk,)
    is_kde = "kde" in os.environ.get("XDG_CURRENT_DESKTOP", "").lower()
    return (portal, kdialog, zenity, tk) if is_kde else (portal, zenity, kdialog, tk)


def ask(question: Question, ways: Sequence[Callable[[Question], list[str]]] | None = None) -> list[str]:
    """Paths that the user chose, none when cancelled.

    Raises
    ------
    NoDialogError
        When none of the ways works here.
    """
    reasons = []
    for way in backends() if ways is None else ways:
        try:
            return way(question)
        except NoDialogError as error:
            reasons.append(str(error))
    raise NoDialogError("; ".join(reasons) or "no way of asking is known")


def ask_outside(*, wants_folder: bool = False, start: str = "") -> list[str]:
    """As `ask`, in a process of its own, and waits for it; for scripts without a loop.

    Raises
    ------
    NoDialogError
        When there is no such dialog on this machine.
    """
    question = json.dumps({"folder": wants_folder, "start": start})
    command = [sys.executable, "-m", "dustrack_imgui.app.file_chooser", question]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    answer = json.loads(done.stdout) if done.stdout.strip() else {"reason": "the helper failed"}
    if "reason" in answer:
        raise NoDialogError(str(answer["reason"]))
    return [str(path) for path in answer["paths"]]


def _asked(command: Sequence[str]) -> list[str]:
    program = shutil.which(command[0])
    if program is None:
        raise NoDialogError(f"{command[0]} is not installed")
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode == CANCELLED and not done.stderr.strip():
        return []
    if done.returncode not in (0, CANCELLED):
        raise NoDialogError(f"{command[0]} ended with {done.returncode}")
    return [line for line in done.stdout.splitlines() if line]


def main(arguments: Sequence[str]) -> int:
    """Ask, and print the answer."""
    data = json.loads(arguments[0]) if arguments else {}
    question = Question(bool(data.get("folder", False)), str(data.get("start", "")))
    try:
        answer: dict[str, object] = {"paths": [str(Path(name)) for name in ask(question)]}
    except NoDialogError as error:
        answer = {"reason": str(error)}
    print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
