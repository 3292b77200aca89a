"""What the CUDA backend asks of a device, so that it can be driven, and tested, without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class DeviceError(RuntimeError):
    """A device, its driver or its compiler failed; what was computed on it is not to be trusted."""


class DeviceMemoryError(DeviceError):
    """The device has too little free memory; less work at one time may still fit."""


class Buffer(Protocol):
    """Memory of a device; freed when it is no longer referred to."""

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        ...


Argument = Buffer | np.generic | None
"""A kernel's argument: memory, a number of the exact type that the kernel declares, or a null pointer."""


class Event(Protocol):
    """A point in the work of a stream."""

    def synchronize(self) -> None:
        """Return when the stream has come so far; raise `DeviceError` if its work failed."""
        ...


class Stream(Protocol):
    """Work that a device does in order, while the caller goes on."""

    def upload(self, target: Buffer, host: NDArray[Any], *, offset_bytes: int = 0) -> None:
        """Copy a C-contiguous array of the host into the buffer; it must stay as it is until that is done."""
        ...

    def download(self, host: NDArray[Any], source: Buffer) -> None:
        """Copy the beginning of a buffer into an array of the host, which is filled when that is done."""
        ...

    def record(self) -> Event:
        """Return an event that stands for all work given so far."""
        ...

    def wait(self, event: Event) -> None:
        """Let later work of this stream begin only after an event of another one."""
        ...

    def synchronize(self) -> None:
        """Return when all work is done; raise `DeviceError` if some failed."""
        ...


class Program(Protocol):
    """The kernels of one source file, compiled for a device."""

    def launch(
        self,
        stream: Stream,
        kernel: str,
        *,
        grid: tuple[int, int],
        threads: int,
        arguments: Sequence[Argument],
    ) -> None:
        """Run a kernel over a grid of blocks of ``threads`` threads."""
        ...


class Device(Protocol):
    """One GPU. Every method may raise `DeviceError`, those that need memory `DeviceMemoryError`."""

    @property
    def name(self) -> str:
        """How users know it."""
        ...

    def free_bytes(self) -> int:
        """Return how much memory can be allocated now."""
        ...

    def allocate(self, n_bytes: int) -> Buffer:
        """Return memory of the device, its contents undefined."""
        ...

    def host_memory(self, n_bytes: int) -> NDArray[np.uint8]:
        """Return page-locked memory of the host, from which copies run beside other work."""
        ...

    def stream(self) -> Stream:
        """Return a new stream."""
        ...

    def compile(self, source: str, defines: Mapping[str, int]) -> Program:
        """Compile the kernels of a source text; the same request again costs nothing."""
        ...
