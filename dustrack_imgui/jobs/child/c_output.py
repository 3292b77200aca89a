"""What libraries print by C: a line at a time, so that it is in order and not lost in a crash."""

from __future__ import annotations

import sys

_BY_LINES = 1  # _IOLBF of glibc


def tell_c_output_by_lines() -> None:
    """Let C's standard output hand on every line at once; only where we know how, on Linux."""
    if sys.platform == "linux":
        import ctypes

        libc = ctypes.CDLL(None)
        stdout = ctypes.c_void_p.in_dll(libc, "stdout")
        libc.setvbuf(stdout, None, ctypes.c_int(_BY_LINES), ctypes.c_size_t(0))


def flush_c_output() -> None:
    """Hand on what C still holds back, since the process ends without its doing so itself."""
    import ctypes

    libc = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    libc.fflush(None)
