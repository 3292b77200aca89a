"""GPUs through CuPy; the only module that imports it."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

import cupy
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import (
    Argument,
    Buffer,
    DeviceError,
    DeviceMemoryError,
    Event,
    Stream,
)
from dustrack_imgui.cuda.sources import COMPILE_OPTIONS

_OUT_OF_MEMORY_STATUS = 2

_P = ParamSpec("_P")
_R = TypeVar("_R")


@contextmanager
def _as_device_errors() -> Iterator[None]:
    """Turn whatever CuPy raises into the errors that the backend knows how to meet."""
    try:
        yield
    except MemoryError as error:
        raise DeviceMemoryError(_one_line(error)) from error
    except (RuntimeError, OSError, ImportError, cupy.cuda.compiler.CompileException) as error:
        if getattr(error, "status", None) == _OUT_OF_MEMORY_STATUS:
            raise DeviceMemoryError(_one_line(error)) from error
        raise DeviceError(_one_line(error)) from error


def _guarded(method: Callable[_P, _R]) -> Callable[_P, _R]:
    @functools.wraps(method)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with _as_device_errors():
            return method(*args, **kwargs)

    return guarded


def _one_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


class CupyBuffer:
    """Memory of a device, from CuPy's pool."""

    def __init__(self, n_bytes: int) -> None:
        self.array = cupy.empty(n_bytes, dtype=cupy.uint8)

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return int(self.array.nbytes)


class CupyEvent:
    """An event of CUDA without timing."""

    def __init__(self, device: Any, stream: Any) -> None:
        self._device = device
        with device:
            self.event = cupy.cuda.Event(disable_timing=True)
            self.event.record(stream)

    @_guarded
    def synchronize(self) -> None:
        """Wait for it."""
        with self._device:
            self.event.synchronize()


class CupyStream:
    """A stream of CUDA beside the default one."""

    def __init__(self, device: Any) -> None:
        self.device = device
        with device:
            self.stream = cupy.cuda.Stream(non_blocking=True)

    @_guarded
    def upload(self, target: Buffer, host: NDArray[Any], *, offset_bytes: int = 0) -> None:
        """Copy to the device."""
        assert isinstance(target, CupyBuffer)
        with self.device:
            pointer = target.array.data + offset_bytes
            pointer.copy_from_host_async(ctypes.c_void_p(host.ctypes.data), host.nbytes, self.stream)

    @_guarded
    def download(self, host: NDArray[Any], source: Buffer) -> None:
        """Copy from the device."""
        assert isinstance(source, CupyBuffer)
        with self.device:
            source.array.data.copy_to_host_async(ctypes.c_void_p(host.ctypes.data), host.nbytes, self.stream)

    @_guarded
    def record(self) -> CupyEvent:
        """Return an event for all work so far."""
        return CupyEvent(self.device, self.stream)

    @_guarded
    def wait(self, event: Event) -> None:
        """Let an event of another stream go first."""
        assert isinstance(event, CupyEvent)
        with self.device:
            self.stream.wait_event(event.event)

    @_guarded
    def synchronize(self) -> None:
        """Wait for all work."""
        with self.device:
            self.stream.synchronize()


class CupyProgram:
    """A module of kernels."""

    def __init__(self, device: Any, source: str, defines: Mapping[str, int]) -> None:
        options = (*COMPILE_OPTIONS, *(f"-D{name}={value}" for name, value in defines.items()))
        with device:
            self._module = cupy.RawModule(code=source, options=options, backend="nvrtc")
            self._module.compile()

    @_guarded
    def launch(
        self,
        stream: Stream,
        kernel: str,
        *,
        grid: tuple[int, int],
        threads: int,
        arguments: Sequence[Argument],
    ) -> None:
        """Run a kernel in a stream."""
        assert isinstance(stream, CupyStream)
        with stream.device, stream.stream:
            function = self._module.get_function(kernel)
            function(grid, (threads,), tuple(_as_argument(each) for each in arguments))


class CupyDevice:
    """One GPU, by its number."""

    def __init__(self, number: int) -> None:
        self._device = cupy.cuda.Device(number)
        properties = cupy.cuda.runtime.getDeviceProperties(number)
        self.name = str(properties["name"].decode())
        self._programs: dict[tuple[str, tuple[tuple[str, int], ...]], CupyProgram] = {}

    @_guarded
    def free_bytes(self) -> int:
        """Return what the driver and CuPy's pool can give."""
        with self._device:
            free, _ = cupy.cuda.runtime.memGetInfo()
            return int(free) + int(cupy.get_default_memory_pool().free_bytes())

    @_guarded
    def allocate(self, n_bytes: int) -> CupyBuffer:
        """Take memory of the device."""
        with self._device:
            return CupyBuffer(n_bytes)

    @_guarded
    def host_memory(self, n_bytes: int) -> NDArray[np.uint8]:
        """Take page-locked memory of the host; it lives as long as the array."""
        with self._device:
            memory = cupy.cuda.alloc_pinned_memory(max(1, n_bytes))
            return np.frombuffer(memory, dtype=np.uint8, count=n_bytes)

    @_guarded
    def stream(self) -> CupyStream:
        """Return a new stream."""
        return CupyStream(self._device)

    @_guarded
    def compile(self, source: str, defines: Mapping[str, int]) -> CupyProgram:
        """Compile, or take what was compiled before."""
        key = source, tuple(sorted(defines.items()))
        if key not in self._programs:
            self._programs[key] = CupyProgram(self._device, source, defines)
        return self._programs[key]


@_guarded
def cupy_devices() -> list[CupyDevice]:
    """Return the GPUs that CuPy can use; raises `DeviceError` if the driver is missing or too old."""
    return [CupyDevice(number) for number in range(cupy.cuda.runtime.getDeviceCount())]


def _as_argument(value: Argument) -> Any:
    if value is None:
        return np.uint64(0)
    return value.array if isinstance(value, CupyBuffer) else value
