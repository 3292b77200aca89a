"""Keeping background work out of the way of the window."""

from __future__ import annotations

import os
import sys
import threading


def lower_thread_priority(niceness: int) -> None:
    """Make the calling thread, and threads it starts, yield to others.

    Only Linux gives every thread a niceness of its own; elsewhere this does nothing. A thread that is nicer
    already stays so.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        if os.getpriority(os.PRIO_PROCESS, thread) < niceness:
            os.setpriority(os.PRIO_PROCESS, thread, niceness)
