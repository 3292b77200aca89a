"""Keeps the threads of linear algebra from spinning while they have nothing to do. Imports nothing."""

from __future__ import annotations

import os

_VARIABLE = "OPENBLAS_THREAD_TIMEOUT"


def let_idle_threads_sleep() -> None:
    """Let them sleep at once, unless the user says otherwise; to be called before numpy is imported.

    NumPy's and OpenCV's OpenBLAS start a thread a core when they are imported. These wait for work in a busy
    loop for some 2^26 cycles before they sleep, which took a third of the first half second from the thread
    that opens the window. The number is the exponent of these cycles, 4 its smallest; results are the same.
    """
    os.environ.setdefault(_VARIABLE, "4")
