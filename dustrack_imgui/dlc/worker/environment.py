"""The worker's Python: DeepLabCut brought up, its version and the devices it can use."""

from __future__ import annotations

import os
import platform
import re
from typing import Any

from dustrack_imgui.jobs.child.channel import JobError
from dustrack_imgui.jobs.child.files import JSON

OLDEST_DEEPLABCUT = (3, 0, 1)
_DEFAULTS = {
    "MPLBACKEND": "Agg",
    "NO_ALBUMENTATIONS_UPDATE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def load_deeplabcut() -> Any:
    """Import deeplabcut, which takes many seconds, and return it.

    Raises
    ------
    ModuleNotFoundError
        When it, or something that it needs, is not installed.
    JobError
        When it cannot be loaded, or is older than what the steps are made for.
    """
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    try:
        import deeplabcut
    except ModuleNotFoundError:
        raise
    except (ImportError, OSError) as error:
        raise JobError(
            "DeepLabCut cannot be loaded",
            f"{type(error).__name__}: {error}",
            "Something in that Python is broken or does not fit: install DeepLabCut anew, or choose another.",
        ) from error
    version = str(deeplabcut.__version__)
    if version_numbers(version) < OLDEST_DEEPLABCUT:
        raise JobError(
            "DeepLabCut is too old",
            f"This is DeepLabCut {version}; at least {'.'.join(map(str, OLDEST_DEEPLABCUT))} is needed.",
            "Update DeepLabCut in that Python, or choose another Python for DeepLabCut.",
        )
    return deeplabcut


def version_numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version: 3.0.2rc1 is (3, 0, 2)."""
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def checked_device(device: str) -> str:
    """Return a device that exists: "auto", "cpu", "cuda", "cuda:1", "mps".

    Raises
    ------
    JobError
        When the computer does not have it.
    """
    import torch

    if device in ("auto", "cpu"):
        return device
    kind, _, number = device.partition(":")
    if kind == "mps" and torch.backends.mps.is_available():
        return device
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if kind == "cuda" and (number or "0").isdigit() and int(number or 0) < count:
        return device
    raise JobError(
        "No such device",
        f"“{device}” is not there: PyTorch sees {count} graphics card{'s' * (count != 1)} on this computer.",
        "Choose “auto” or “cpu”, or install a PyTorch that suits the graphics card.",
    )


def versions(hooks: dict[str, bool]) -> JSON:
    """What this Python has to offer, for the window's and the doctor's eyes."""
    import deeplabcut
    import torch

    return {
        "python": platform.python_version(),
        "deeplabcut": str(deeplabcut.__version__),
        "torch": str(torch.__version__),
        "cuda": torch.version.cuda if torch.cuda.is_available() else None,
        "devices": [_device(number) for number in range(_device_count())],
        "hooks": dict(hooks),
    }


def _device_count() -> int:
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0


def _device(number: int) -> JSON:
    import torch

    free_bytes, total_bytes = torch.cuda.mem_get_info(number)
    return {
        "name": torch.cuda.get_device_name(number),
        "device": f"cuda:{number}",
        "total_bytes": int(total_bytes),
        "free_bytes": int(free_bytes),
    }
