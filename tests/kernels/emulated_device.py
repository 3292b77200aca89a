"""A GPU that is not there: the backend's device protocol over the kernels on the CPU.

Streams do nothing until somebody waits for them, and then only what is waited for, as late as possible; or
copies run at once and kernels as late as possible. A backend that does not order its work gives wrong
numbers under one of the two. Memory is counted, and any operation can be made to fail.
"""

from __future__ import annotations

import threading
import weakref
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Argument, DeviceMemoryError

from .emulation import UP, EmulatedProgram, emulated_program

WARP, THREADS = 4, 8
OF_FEW_THREADS = "track_paths", "clahe_luts"
"""Kernels that are compiled for the number of threads in their blocks."""


class EmulatedBuffer:
    """Memory of the device that reads as rubbish until it is written."""

    def __init__(self, n_bytes: int) -> None:
        self.cells = np.full(n_bytes, 0xA5, dtype=np.uint8)

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.cells.nbytes


class EmulatedEvent:
    """A place in a stream."""

    def __init__(self, stream: EmulatedStream, place: int) -> None:
        self._stream = stream
        self._place = place

    def synchronize(self) -> None:
        """Do the stream's work up to here."""
        self._stream.device.operation("synchronize")
        self._stream.run_until(self._place)

    def reach(self) -> None:
        """The same for another stream, which waits."""
        self._stream.run_until(self._place)


class EmulatedStream:
    """A queue of work that is done when somebody waits for it."""

    def __init__(self, device: EmulatedDevice) -> None:
        self.device = device
        self._work: deque[Callable[[], None]] = deque()
        self._given = 0
        self._done = 0

    def upload(self, target: EmulatedBuffer, host: NDArray[Any], *, offset_bytes: int = 0) -> None:
        """Copy from the host, whenever that happens to be done."""
        self.device.operation("upload")
        assert host.flags.c_contiguous
        assert offset_bytes + host.nbytes <= target.nbytes
        self.device.uploaded_bytes += host.nbytes

        def copy() -> None:
            target.cells[offset_bytes : offset_bytes + host.nbytes] = host.reshape(-1).view(np.uint8)

        self._give(copy)
        if self.device.copies_at_once:
            self.run_until(self._given)

    def download(self, host: NDArray[Any], source: EmulatedBuffer) -> None:
        """Copy to the host, whenever that happens to be done."""
        self.device.operation("download")
        assert host.nbytes <= source.nbytes
        self.device.downloaded_bytes += host.nbytes

        def copy() -> None:
            host.reshape(-1).view(np.uint8)[:] = source.cells[: host.nbytes]

        self._give(copy)

    def record(self) -> EmulatedEvent:
        """An event for all work so far."""
        return EmulatedEvent(self, self._given)

    def wait(self, event: EmulatedEvent) -> None:
        """Let another stream go first."""
        self._give(event.reach)

    def synchronize(self) -> None:
        """Do all work."""
        self.record().synchronize()

    def launch(self, run: Callable[[], None]) -> None:
        """Queue a kernel."""
        self._give(run)

    def run_until(self, place: int) -> None:
        """Do the work up to a place."""
        while self._done < place:
            self._done += 1
            self._work.popleft()()

    def _give(self, work: Callable[[], None]) -> None:
        self._given += 1
        self._work.append(work)


class LoadedProgram:
    """The kernels of one source on the emulated device, with blocks of few threads."""

    def __init__(self, device: EmulatedDevice, program: EmulatedProgram) -> None:
        self._device = device
        self._program = program

    def launch(
        self,
        stream: EmulatedStream,
        kernel: str,
        *,
        grid: tuple[int, int],
        threads: int,
        arguments: Sequence[Argument],
    ) -> None:
        """Queue a kernel."""
        self._device.operation(kernel)
        assert min(grid) >= 1
        assert grid[1] <= 65_535
        cells = [
            argument.cells if isinstance(argument, EmulatedBuffer) else argument for argument in arguments
        ]
        block = THREADS if kernel in OF_FEW_THREADS else threads

        def run() -> None:
            with self._device.turn:
                self._program.run(
                    kernel, grid=grid, threads=block, arguments=cells, schedule=self._device.schedule
                )

        stream.launch(run)


class EmulatedDevice:
    """A device with a memory of given size.

    Attributes
    ----------
    operations
        How often each operation was asked for; kernels under their names.
    failure
        Called with the name of every operation; raises what the operation should fail with.
    """

    turn = threading.Lock()
    """Devices share the emulator, which runs one block at a time."""

    def __init__(
        self,
        *,
        name: str = "Emulated GPU",
        memory_bytes: int = 1 << 30,
        copies_at_once: bool = False,
        schedule: int = UP,
    ) -> None:
        self.name = name
        self.copies_at_once = copies_at_once
        self.schedule = schedule
        self.memory_bytes = memory_bytes
        self.used_bytes = 0
        self.uploaded_bytes = 0
        self.downloaded_bytes = 0
        self.operations: Counter[str] = Counter()
        self.failure: Callable[[str], None] = lambda name: None

    def operation(self, name: str) -> None:
        """Count an operation, and let it fail if it should."""
        self.operations[name] += 1
        self.failure(name)

    def free_bytes(self) -> int:
        """Memory that is not taken."""
        self.operation("free_bytes")
        return self.memory_bytes - self.used_bytes

    def allocate(self, n_bytes: int) -> EmulatedBuffer:
        """Take memory, if there is as much."""
        self.operation("allocate")
        if self.used_bytes + n_bytes > self.memory_bytes:
            raise DeviceMemoryError(f"{n_bytes} bytes are not free")
        buffer = EmulatedBuffer(n_bytes)
        self.used_bytes += n_bytes
        weakref.finalize(buffer, self._free, n_bytes)
        return buffer

    def host_memory(self, n_bytes: int) -> NDArray[np.uint8]:
        """Memory of the host."""
        self.operation("host_memory")
        return np.full(n_bytes, 0x5A, dtype=np.uint8)

    def stream(self) -> EmulatedStream:
        """A new stream."""
        return EmulatedStream(self)

    def compile(self, source: str, defines: Mapping[str, int]) -> LoadedProgram:
        """Build for the CPU, with few threads in a block."""
        self.operation("compile")
        few = tuple({**defines, "THREADS": THREADS}.items())
        return LoadedProgram(self, emulated_program(source, few, warp=WARP))

    def _free(self, n_bytes: int) -> None:
        self.used_bytes -= n_bytes
