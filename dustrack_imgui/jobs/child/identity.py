"""Which process a number stands for: numbers are used again, a number with its time of birth is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def birth_of(pid: int) -> str | None:
    """A text that is the same as long as process ``pid`` lives and differs for any later one of that number.

    None when there is no such process, or only its dead body that nobody has collected yet.
    """
    if pid <= 0:
        return None
    if sys.platform == "linux":
        birth = _birth_by_proc(pid)
    elif sys.platform == "win32":
        birth = _birth_by_kernel32(pid)
    else:
        birth = _birth_by_ps(pid)
    return birth


def _birth_by_ps(pid: int) -> str | None:
    """The second of birth, as other systems tell it."""
    command = ["ps", "-o", "state=,lstart=", "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    state, _, birth = done.stdout.strip().partition(" ")
    return None if not birth or state.startswith("Z") else birth.strip()


def _birth_by_proc(pid: int) -> str | None:
    """Ticks since the boot of this kernel, field 22 of ``stat``; the boot has a name nearly everywhere."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    fields = stat[stat.rindex(b")") + 2 :].split()
    return None if fields[0] in (b"Z", b"X") else f"{boot}:{int(fields[19])}"


if sys.platform == "win32":

    def _birth_by_kernel32(pid: int) -> str | None:
        """The 100 ns ticks at which the process was made, as Windows keeps them, while it runs."""
        import ctypes
        from ctypes import wintypes

        kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel32.OpenProcess.restype = wintypes.HANDLE
        handle = kernel32.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return None
        try:
            code = wintypes.DWORD()
            times = [wintypes.FILETIME() for _ in range(4)]
            known = kernel32.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code))
            known = known and kernel32.GetProcessTimes(
                wintypes.HANDLE(handle), *(ctypes.byref(time) for time in times)
            )
        finally:
            kernel32.CloseHandle(wintypes.HANDLE(handle))
        if not known or code.value != 259:  # STILL_ACTIVE
            return None
        return f"{times[0].dwHighDateTime:x}:{times[0].dwLowDateTime:x}"
