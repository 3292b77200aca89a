"""Orders of the window on their way to a job's process, and what happens when it does not obey."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.processes import JobProcess

KILL_AGAIN_SECS = 1.0

log = logging.getLogger(__name__)


class Orders:
    """Writes orders to the job's control file; kills the process when it does not stop in time.

    Attributes
    ----------
    is_detached
        Whether the process knows that it may go on without us.
    """

    def __init__(self, folder: Path, *, grace_secs: float, is_detached: bool) -> None:
        self._folder = folder
        self._grace_secs = grace_secs
        self._kill_at: float | None = None
        self.is_detached = is_detached

    def pass_on(self, order: str) -> None:
        """Give one order.

        A disk that does not take it cannot keep a job from being stopped: then it is killed at once.

        Raises
        ------
        OSError
            When the disk does not take any other order.
        """
        if order == "cancel" and self._kill_at is None:
            self._kill_at = time.monotonic() + self._grace_secs
        try:
            control = files.LineFile(self._folder / files.CONTROL)
            try:
                control.append({"do": order})
            finally:
                control.close()
        except OSError as error:
            if order != "cancel":
                raise
            log.warning("a job cannot be asked to stop, so it is killed (%s): %s", error, self._folder)
            self._kill_at = time.monotonic()
        self.is_detached = self.is_detached or order == "detach"

    def insist(self, process: JobProcess) -> None:
        """Kill the process when the time to stop by itself is over."""
        if self._kill_at is not None and time.monotonic() >= self._kill_at:
            self._kill_at = time.monotonic() + KILL_AGAIN_SECS
            process.kill()
