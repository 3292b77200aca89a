"""The ear of a job's process: orders from the control file, signs of life, and the end of the window."""

from __future__ import annotations

import _thread
import contextlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from types import FrameType

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.child.channel import Channel
from dustrack_imgui.jobs.child.group import kill_all
from dustrack_imgui.jobs.child.guard import GONE

POLL_SECS = 0.1
HEARTBEAT_SECS = 1.0
INSIST_SECS = 0.8
ORPHAN_GRACE_SECS = 1.5


def take_stdin() -> int:
    """Move standard input away: the work reads nothing from it, and what it starts does not hold it."""
    private = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return private


class Listener:
    """Two threads: one polls the control file, one waits for the window to go away.

    The window holds the other end of our standard input. When that closes and the window had not said
    "detach", it was killed or crashed, and the job has nobody to work for.

    A job that is asked to stop and does not do so by itself soon is interrupted where it is, so that what
    must be put back is put back; if that does not help either, the window kills it.
    """

    def __init__(self, channel: Channel, parent_end: int) -> None:
        self._channel = channel
        self._parent_end = parent_end
        self._control = channel.job_folder / files.CONTROL
        self._heartbeat = channel.job_folder / files.HEARTBEAT
        self._lock = threading.Lock()
        self._read_bytes = 0
        self._is_detached = False
        self._is_over = False
        self._over = threading.Event()

    def start(self) -> None:
        """Begin to listen; call it in the main thread."""
        signal.signal(signal.SIGINT, self._interrupt)
        self._heartbeat.touch()
        self._read_orders()
        threading.Thread(target=self._listen, name="job-control", daemon=True).start()
        threading.Thread(target=self._await_parent_end, name="job-parent", daemon=True).start()

    def stop(self) -> None:
        """Interrupt nothing any more: the work is over."""
        self._is_over = True
        self._over.set()

    def _listen(self) -> None:
        beat_at, insist_at = 0.0, 0.0
        while not self._over.wait(POLL_SECS):
            self._read_orders()
            now = time.monotonic()
            if now >= beat_at:
                beat_at = now + HEARTBEAT_SECS
                with contextlib.suppress(OSError):
                    os.utime(self._heartbeat)
            if self._channel.is_cancelled:
                insist_at = insist_at or now + INSIST_SECS
                if now >= insist_at and not self._channel.has_told_cancel:
                    _interrupt_main()

    def _read_orders(self) -> None:
        """Obey the whole lines that came since the last time."""
        with self._lock:
            try:
                with self._control.open("rb") as file:
                    file.seek(self._read_bytes)
                    new = file.read()
            except FileNotFoundError:
                return
            whole = new[: new.rfind(b"\n") + 1]
            self._read_bytes += len(whole)
        for line in whole.splitlines():
            try:
                order = json.loads(line)["do"]
            except (ValueError, LookupError, TypeError):
                traceback.print_exc()
                continue
            if order == "detach":
                self._is_detached = True
            else:
                self._channel.obey(order)

    def _await_parent_end(self) -> None:
        while os.read(self._parent_end, 1024):
            pass
        self._read_orders()
        if self._is_detached:
            return
        self._channel.obey("cancel")
        if self._over.wait(ORPHAN_GRACE_SECS):
            return
        try:
            files.write_outcome(self._channel.job_folder, {"status": "cancelled", "cause": GONE})
        finally:
            kill_all(os.getpid())

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if not self._is_over:
            self._channel.check()


def _interrupt_main() -> None:
    """Run the main thread's handler of SIGINT, and end what it waits for where the system can."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, signal.SIGINT)
