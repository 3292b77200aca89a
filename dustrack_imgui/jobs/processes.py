"""Processes of jobs as the window sees them: its own, and those that an earlier window left running."""

from __future__ import annotations

import errno
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.child.group import kill_all
from dustrack_imgui.jobs.child.identity import birth_of
from dustrack_imgui.jobs.environment import child_environment
from dustrack_imgui.jobs.request import ProcessRequest

START = Path(__file__).parent / "child" / "start.py"
COLLECT_SECS = 5.0


class InterpreterError(OSError):
    """The Python that was chosen for a job cannot be started."""

    def __init__(self, reason: str, python: str) -> None:
        super().__init__(f"{reason}: {python}")
        self.title = "The Python for this job does not start"
        self.hint = "Choose another Python for DeepLabCut in the settings, or by --dlc-python."


class JobProcess(Protocol):
    """What following a job needs of its process."""

    def has_ended(self) -> bool:
        """Whether the process is over."""
        ...

    def kill(self) -> None:
        """End the process and all that it started, whatever they do."""
        ...

    def collect(self) -> int | None:
        """See to it that nothing of an ended process is left; return its exit code if known."""
        ...

    def let_go(self) -> None:
        """Leave the process running on its own."""
        ...


class OwnProcess:
    """A process that this window has started; the window holds the other end of its standard input."""

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self._popen = popen

    def has_ended(self) -> bool:
        """Whether the process is over; its number stays taken until `collect`: killing hits no other."""
        if self._popen.returncode is not None:
            return True
        if sys.platform == "linux":
            how = os.WEXITED | os.WNOHANG | os.WNOWAIT
            has_ended = os.waitid(os.P_PID, self._popen.pid, how) is not None
        else:
            has_ended = self._popen.poll() is not None
        return has_ended

    def kill(self) -> None:
        """End the process and all that it started."""
        kill_all(self._popen.pid)

    def collect(self) -> int | None:
        """Kill what the ended process left behind, and return its exit code."""
        if self._popen.returncode is None:
            kill_all(self._popen.pid)
        assert self._popen.stdin is not None
        self._popen.stdin.close()
        return self._popen.wait(COLLECT_SECS)

    def let_go(self) -> None:
        """Close the standard input, upon which a process that was not told "detach" ends itself."""
        assert self._popen.stdin is not None
        self._popen.stdin.close()
        self._popen.returncode = 0  # nobody here waits for it any more, so its end is nobody's to miss


class ForeignProcess:
    """A process that another window has started."""

    def __init__(self, pid: int, birth: str | None) -> None:
        self._pid = pid
        self._birth = birth
        self._was_alive = False

    def has_ended(self) -> bool:
        """Whether the process is over; another one with the same number counts as that."""
        is_alive = self._birth is not None and birth_of(self._pid) == self._birth
        self._was_alive = self._was_alive or is_alive
        return not is_alive

    def kill(self) -> None:
        """End the process and all that it started, unless it is gone already."""
        if not self.has_ended():
            kill_all(self._pid)

    def collect(self) -> int | None:
        """Kill what a process left behind that ended before our eyes; its exit code is not ours to know."""
        if self._was_alive and birth_of(self._pid) is None:
            kill_all(self._pid)
        return None

    def let_go(self) -> None:
        """Leave it running, as it did before."""


def launch(request: ProcessRequest, folder: Path) -> OwnProcess:
    """Start the process of a job, and write down which it is.

    Raises
    ------
    InterpreterError
        If there is no such Python, or the system does not start it.
    """
    python = request.python or sys.executable
    if os.sep in python:
        python = os.path.abspath(python)  # noqa: PTH100 - a link into a venv must stay one
    with (folder / files.LOG).open("ab") as log:
        try:
            popen = subprocess.Popen(
                [python, "-X", "utf8", str(START), str(folder)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=child_environment(python, request.environment),
                start_new_session=sys.platform != "win32",
                creationflags=_creation_flags(),
            )
        except OSError as error:
            reason = (
                "There is no such program" if error.errno == errno.ENOENT else error.strerror or str(error)
            )
            raise InterpreterError(reason, python) from error
    own = OwnProcess(popen)
    about = {
        "pid": popen.pid,
        "birth": birth_of(popen.pid),
        "python": python,
        "host": platform.node(),
        "time": time.time(),
    }
    try:
        files.write_object(folder / files.PROCESS, about)
    except OSError:
        own.kill()
        own.collect()
        raise
    return own


def _creation_flags() -> int:
    """On Windows: no console of its own, below normal priority, deaf to our Ctrl-C."""
    flags = 0
    if sys.platform == "win32":
        flags |= subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return flags
