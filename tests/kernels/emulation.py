"""The kernels on the CPU: compiles the `.cu` sources with the system's compiler and launches them."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

LIBRARIES = Path(__file__).parents[2] / ".pytest_cache" / "kernels-on-cpu"
HEADER = Path(__file__).with_name("cuda_on_cpu.h")
KERNELS = {
    "lucas_kanade": ("pad_frames", "halve_frames", "track_paths", "sum_windows"),
    "enhance": ("apply_lut", "clahe_luts", "clahe_blend"),
}
FLAGS = (
    "-std=c++17",
    "-O2",
    "-fPIC",
    "-shared",
    "-fvisibility=hidden",
    "-U_FORTIFY_SOURCE",
    "-Wall",
    "-Wextra",
    "-Werror",
)
"""Hidden, since libraries that are loaded side by side would share the emulator's state otherwise."""

EXACT = ("-ffp-contract=off", "-fno-fast-math")
UP, DOWN, SHUFFLED = 0, 1, 2
"""Orders in which the threads of a block, and the blocks, take turns."""


class EmulationError(RuntimeError):
    """The emulator found a kernel doing what would hang or crash a device."""


@functools.cache
def compiler() -> tuple[str, str]:
    """Return the system's C++ compiler and what it says of its version."""
    found = shutil.which("g++") or shutil.which("clang++")
    assert found, "a C++ compiler is needed to test the kernels: apt-get install g++"
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    return found, said.stdout


def built(text: str, flags: Sequence[str]) -> Path:
    """Return the library of a source text: built once, and kept by the hash of all that went into it."""
    program, version = compiler()
    ingredients = "\0".join((text, HEADER.read_text(), version, *flags))
    library = LIBRARIES / f"{hashlib.sha256(ingredients.encode()).hexdigest()}.so"
    if library.exists():
        return library
    LIBRARIES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=LIBRARIES) as folder:
        source, made = Path(folder) / "kernels.cpp", Path(folder) / "kernels.so"
        source.write_text(text)
        command = [program, *flags, str(source), "-o", str(made)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made.replace(library)
    return library


class EmulatedProgram:
    """The kernels of one source, built for the CPU.

    A device's warp has 32 lanes. Here a few do as well, since the kernels give the same numbers for any
    number of threads; `warp` and the define ``THREADS`` set them.
    """

    def __init__(
        self, source: str, defines: Mapping[str, int], *, warp: int, extra: Sequence[str] = ()
    ) -> None:
        kernels = next(names for names in KERNELS.values() if f"{names[0]}(" in source)
        text = "\n".join(
            (f'#include "{HEADER}"', "#line 1", source, *(f"EMULATE({kernel})" for kernel in kernels))
        )
        given = [f"-D{name}={value}" for name, value in {**defines, "WARP": warp}.items()]
        self._library = ctypes.CDLL(str(built(text, (*FLAGS, *EXACT, *extra, *given))))
        self.skip_barrier(0)
        self._library.emulator_error.restype = ctypes.c_char_p

    def skip_barrier(self, line: int) -> None:
        """Leave out the barrier of a source line; 0 puts it back."""
        self._library.emulator_skip_line(line)

    def run(
        self,
        kernel: str,
        *,
        grid: tuple[int, int],
        threads: int,
        arguments: Sequence[Any],
        schedule: int = UP,
    ) -> None:
        """Run a kernel; arguments are arrays, numpy numbers, or None for a null pointer."""
        values = []
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                assert argument.flags.c_contiguous
                values.append(np.uint64(argument.ctypes.data))
            else:
                values.append(np.uint64(0) if argument is None else argument)
        cells = [np.array([value]) for value in values]
        table = (ctypes.c_void_p * len(cells))(*(cell.ctypes.data for cell in cells))
        if getattr(self._library, f"launch_{kernel}")(*grid, threads, schedule, table):
            raise EmulationError(f"{kernel}: {self._library.emulator_error().decode()}")


@functools.cache
def emulated_program(
    source: str, defines: tuple[tuple[str, int], ...], *, warp: int, extra: tuple[str, ...] = ()
) -> EmulatedProgram:
    """Return a built program; the same request again costs nothing."""
    return EmulatedProgram(source, dict(defines), warp=warp, extra=extra)
