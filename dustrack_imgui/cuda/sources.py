"""The kernels' source texts, and how they are compiled."""

from __future__ import annotations

from functools import cache

from dustrack_imgui import resources

COMPILE_OPTIONS = ("--std=c++17", "--fmad=false")
"""For NVRTC; without fused multiply-add the few float operations round as on the CPU."""


@cache
def source_text(name: str) -> str:
    """Return the text of a kernel source that comes with the package."""
    return (resources.kernels_dir() / f"{name}.cu").read_text(encoding="utf-8")
