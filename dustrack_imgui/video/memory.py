"""How much memory decoded frames may take by default, and giving it back."""

from __future__ import annotations

import ctypes
import os
import sys

GIB = 1 << 30
MAX_BUDGET_BYTES = GIB
FALLBACK_RAM_BYTES = 4 * GIB


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = [
        ("length", ctypes.c_ulong),
        ("load_percent", ctypes.c_ulong),
        *(
            (name, ctypes.c_ulonglong)
            for name in ("total", "free", "page_total", "page_free", "virtual", "vfree", "x")
        ),
    ]


def ram_bytes() -> int:
    """Physical memory of this machine in bytes; 4 GiB when the system does not say."""
    if sys.platform == "win32":
        status = _MemoryStatus()
        status.length = ctypes.sizeof(_MemoryStatus)
        done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.total) if done else FALLBACK_RAM_BYTES
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return FALLBACK_RAM_BYTES


def default_budget_bytes() -> int:
    """A quarter of the machine's memory, at most 1 GiB: with it the whole program stays below 2 GB."""
    return min(ram_bytes() // 4, MAX_BUDGET_BYTES)


def give_memory_back() -> None:
    """Return freed memory to the system where the C library would keep it (glibc keeps most of it)."""
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # absent in other C libraries
    if trim is not None:
        trim(0)
