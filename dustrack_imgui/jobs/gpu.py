"""How much memory the graphics cards have left, and whether another job would fit; without PyTorch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

ASK_SECS = 10
MIB = 1 << 20
GIB = 1 << 30
_QUERY = "--query-gpu=index,name,memory.total,memory.free"


@dataclass(frozen=True, slots=True)
class GpuDevice:
    """A graphics card; ``device`` is PyTorch's name for it, such as "cuda:0"."""

    device: str
    name: str
    total_bytes: int
    free_bytes: int


def gpu_devices() -> tuple[GpuDevice, ...]:
    """Return the NVIDIA cards as the driver's own tool lists them; none when there is no such tool or card.

    Takes a fraction of a second, so ask for it in a job's thread.
    """
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ()
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        done = subprocess.run(
            [tool, _QUERY, "--format=csv,noheader,nounits"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ASK_SECS,
            check=False,
            creationflags=flags,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    if done.returncode != 0:
        return ()
    return tuple(device for line in done.stdout.splitlines() if (device := _device(line)) is not None)


def why_it_may_not_fit(
    device: str,
    needed_bytes: int,
    *,
    others: Sequence[str] = (),
    devices: Sequence[GpuDevice],
) -> str | None:
    """Return a sentence to ask the user before a job starts on a card; None when there is nothing to ask.

    Parameters
    ----------
    device
        Where it is to run, as PyTorch names it; "auto" and "cuda" stand for the first card.
    needed_bytes
        What it will need, as far as that can be told.
    others
        Titles of jobs that run on that card already.
    devices
        What `gpu_devices` said. Without a card there is nothing to ask.
    """
    wanted = "cuda:0" if device in ("auto", "cuda") else device
    card = next((card for card in devices if card.device == wanted), None)
    if card is None or card.free_bytes >= needed_bytes:
        return None
    beside = f" {' and '.join(others)} {'runs' if len(others) == 1 else 'run'} there." if others else ""
    return (
        f"{card.name} ({card.device}) has {card.free_bytes / GIB:.1f} of {card.total_bytes / GIB:.1f} GiB "
        f"free, and this job may need {needed_bytes / GIB:.1f} GiB.{beside} Start it anyway?"
    )


def _device(line: str) -> GpuDevice | None:
    """One line of the tool's table; None for a card that hides its memory."""
    parts = [part.strip() for part in line.split(",")]
    if len(parts) < 4 or not all(part.isdigit() for part in (parts[0], *parts[-2:])):
        return None
    name = ", ".join(parts[1:-2])
    return GpuDevice(f"cuda:{parts[0]}", name, int(parts[-2]) * MIB, int(parts[-1]) * MIB)
