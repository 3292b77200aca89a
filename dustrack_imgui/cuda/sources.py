"""The kernels' source texts, and how they are compiled."""

from __future__ import annotations

import re
from functools import cache

from dustrack_imgui import resources

COMPILE_OPTIONS = ("--std=c++17", "--fmad=false")
"""For NVRTC; without fused multiply-add the few float operations round as on the CPU."""


_PART = re.compile(r'^#include "(\w+\.cuh)"$', re.MULTILINE)


@cache
def source_text(name: str) -> str:
    """Return the text of a kernel source that comes with the package, with its parts put in place.

    NVRTC is handed one text, and needs no headers; line numbers in its messages count in that text.
    """
    folder = resources.kernels_dir()
    text = (folder / f"{name}.cu").read_text(encoding="utf-8")
    return _PART.sub(lambda part: (folder / part[1]).read_text(encoding="utf-8").rstrip("\n"), text)
