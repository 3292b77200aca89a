"""Ending the processes that a job has started, so that nothing runs on after it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys


def end_companions() -> None:
    """Ask all other processes of this job to end; nothing in a process that leads no group of its own."""
    if sys.platform == "win32":
        _end_tree(os.getpid(), with_root=False)
    elif os.getpgid(0) == os.getpid():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGTERM)


def kill_all(pid: int) -> None:
    """Kill the process that leads a job, and all that it started; one that is gone already is no mistake."""
    if sys.platform == "win32":
        _end_tree(pid, with_root=True)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


if sys.platform == "win32":

    def _end_tree(pid: int, *, with_root: bool) -> None:
        import multiprocessing

        if not with_root:
            for child in multiprocessing.active_children():
                child.kill()
            return
        command = ["taskkill", "/F", "/T", "/PID", str(pid)]
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
