"""The guard of a job: a small process beside it that ends it when the window is gone and it cannot hear so.

A job notices the end of its window in a thread of Python. Where C code hangs without giving the interpreter
to any other thread, that thread never runs, and a window that was killed could not end the job either. The
guard shares nothing with the work, so it always can; where all is well it has nothing to do.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.child.group import kill_all

ROLE = "guard"
WATCH_SECS = 1.0
GRACE_SECS = 5.0
"""From the end of the window until a job is killed; one that hears of it is gone by then."""
END_POLL_SECS = 0.1
GONE = "The window that it worked for is gone."

_posted: list[subprocess.Popen[bytes]] = []
"""Nobody waits for them; Python would complain of one that is forgotten while it runs."""


def post_guard(folder: Path, parent_end: int) -> None:
    """Start the guard of this process, which leads a job and has that end of the window's pipe.

    It ends with the job. Where the system has no way to do it, or starts no more processes, there is none.
    """
    if sys.platform == "win32":
        return
    start = Path(__file__).with_name("start.py")
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(start), str(folder), ROLE, str(os.getpid())]
    nothing = subprocess.DEVNULL
    try:
        _posted.append(subprocess.Popen(command, stdin=parent_end, stdout=nothing, stderr=nothing))
    except OSError as error:
        print(f"The job has no guard: {error}", file=sys.stderr)


def stand_guard(folder: Path, job: int) -> None:
    """Wait for the end of the job or of the window, and end a job that outlives a window it was tied to.

    Our parent is the job. When it has ended we have another one, and its number is nobody else's as long as
    we are in the group that is called by it.
    """
    while not _has_ended(0, WATCH_SECS):
        if os.getppid() != job:
            return
    if _is_detached(folder):
        return
    until = time.monotonic() + GRACE_SECS
    while os.getppid() == job and time.monotonic() < until:
        time.sleep(END_POLL_SECS)
    if os.getppid() != job:
        return
    os.kill(job, signal.SIGKILL)
    while os.getppid() == job:
        time.sleep(END_POLL_SECS)
    with contextlib.suppress(OSError):
        if not (folder / files.OUTCOME).exists():
            files.write_outcome(folder, {"status": "cancelled", "cause": GONE})
    kill_all(job)


def _has_ended(pipe: int, secs: float) -> bool:
    """Whether the other end of a pipe is closed, after so long at most."""
    readable, _, _ = select.select([pipe], [], [], secs)
    return bool(readable) and not os.read(pipe, 1024)


def _is_detached(folder: Path) -> bool:
    """Whether the window let the job go on without it."""
    try:
        lines = (folder / files.CONTROL).read_bytes().splitlines()
    except FileNotFoundError:
        return False
    for line in lines:
        with contextlib.suppress(ValueError, LookupError, TypeError):
            if json.loads(line)["do"] == "detach":
                return True
    return False
