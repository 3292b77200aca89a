"""As much of CuPy as its backend uses, over the kernels on the CPU: the adapter runs whole without a GPU."""

from __future__ import annotations

import ctypes
import re
import sys
import types
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .emulated_device import OF_FEW_THREADS, THREADS, WARP
from .emulation import EmulatedProgram, emulated_program

ADAPTER = "dustrack_imgui.cuda.cupy_device"


class CUDARuntimeError(RuntimeError):
    """CuPy's error, with CUDA's status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class CompileException(Exception):  # noqa: N818
    """CuPy's error for sources that do not compile."""


class OutOfMemoryError(MemoryError):
    """CuPy's error for a device without memory."""


class Pointer:
    """Memory on the device, at a place."""

    def __init__(self, cells: NDArray[np.uint8]) -> None:
        self._cells = cells

    def __add__(self, offset: int) -> Pointer:
        return Pointer(self._cells[offset:])

    def copy_from_host_async(self, source: ctypes.c_void_p, size: int, stream: Stream) -> None:
        """Copy at once."""
        assert isinstance(stream, Stream)
        assert size <= self._cells.nbytes
        ctypes.memmove(self._cells.ctypes.data, source, size)

    def copy_to_host_async(self, target: ctypes.c_void_p, size: int, stream: Stream) -> None:
        """Copy at once."""
        assert isinstance(stream, Stream)
        assert size <= self._cells.nbytes
        ctypes.memmove(target, self._cells.ctypes.data, size)


class Array:
    """An array on the device."""

    def __init__(self, cells: NDArray[np.uint8]) -> None:
        self.cells = cells
        self.data = Pointer(cells)
        self.nbytes = cells.nbytes


class Stream(AbstractContextManager["Stream"]):
    """A stream whose work is done at once."""

    def __init__(self, *, non_blocking: bool = False) -> None:
        assert non_blocking

    def __exit__(self, *error: object) -> None:
        return None

    def wait_event(self, event: Event) -> None:
        """Nothing is left to wait for."""
        assert event.recorded

    def synchronize(self) -> None:
        """Nothing is left to do."""


class Event:
    """An event that is reached at once."""

    def __init__(self, *, disable_timing: bool = False) -> None:
        assert disable_timing
        self.recorded = False

    def record(self, stream: Stream) -> None:
        """Reach it."""
        assert isinstance(stream, Stream)
        self.recorded = True

    def synchronize(self) -> None:
        """Nothing is left to wait for."""
        assert self.recorded


class RawModule:
    """Kernels built for the CPU, with blocks of few threads."""

    def __init__(self, *, code: str, options: Sequence[str], backend: str) -> None:
        assert backend == "nvrtc"
        assert "--fmad=false" in options
        matches = (re.fullmatch(r"-D(\w+)=(\d+)", option) for option in options)
        self._defines = {match[1]: int(match[2]) for match in matches if match}
        self._code = code
        self._program: EmulatedProgram | None = None

    def compile(self) -> None:
        """Build it."""
        defines = tuple({**self._defines, "THREADS": THREADS}.items())
        self._program = emulated_program(self._code, defines, warp=WARP)

    def get_function(self, name: str) -> Any:
        """Return a kernel to call as CuPy's."""
        program = self._program
        assert program is not None

        def call(grid: tuple[int, int], block: tuple[int], arguments: tuple[Any, ...]) -> None:
            threads = THREADS if name in OF_FEW_THREADS else block[0]
            cells = [each.cells if isinstance(each, Array) else each for each in arguments]
            assert all(isinstance(each, (np.ndarray, np.generic)) for each in cells)
            program.run(name, grid=grid, threads=threads, arguments=cells)

        return call


def install(monkeypatch: pytest.MonkeyPatch, *, n_devices: int = 1) -> types.ModuleType:
    """Put the module where ``import cupy`` finds it, for the time of a test."""
    cupy: Any = types.ModuleType("cupy")
    cupy.__spec__ = types.SimpleNamespace()
    cupy.uint8 = np.uint8
    cupy.empty = lambda size, dtype: Array(np.full(size, 0xA5, dtype=dtype))
    cupy.RawModule = RawModule
    cupy.get_default_memory_pool = lambda: types.SimpleNamespace(free_bytes=lambda: 1_000_000)
    cupy.cuda = types.SimpleNamespace(
        Device=lambda number: nullcontext(),
        Stream=Stream,
        Event=Event,
        alloc_pinned_memory=bytearray,
        compiler=types.SimpleNamespace(CompileException=CompileException),
        runtime=types.SimpleNamespace(
            getDeviceCount=lambda: n_devices,
            getDeviceProperties=lambda number: {"name": f"Fake GPU {number}".encode()},
            memGetInfo=lambda: (1 << 28, 1 << 29),
        ),
    )
    monkeypatch.setitem(sys.modules, "cupy", cupy)
    monkeypatch.setitem(sys.modules, ADAPTER, cupy)
    del sys.modules[ADAPTER]
    return cupy
