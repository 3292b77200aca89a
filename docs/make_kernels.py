"""Compile the CUDA kernels without a device, and write what the compiler says of them into `docs/kernels.md`.

NVRTC is the compiler that CuPy calls. It needs no GPU and no driver, only the library of that name, which
PyTorch for CUDA and the `test` extra bring along.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.cuda.sources import COMPILE_OPTIONS, source_text
from dustrack_imgui.tracking.backends.cuda_kernels import threads_per_block

PAGE = Path(__file__).with_name("kernels.md")
START, END = "<!-- made by make_kernels.py -->", "<!-- end of figures -->"
MADE_WITH = "NVRTC "

ARCHITECTURES = (75, 80, 86, 89, 90, 100, 120)
WINDOW_PX = 45
DEFINES = {
    "lucas_kanade": {"WINDOW_PX": WINDOW_PX, "THREADS": threads_per_block(WINDOW_PX)},
    "enhance": {"THREADS": 256},
}
THREADS = {"track_paths": threads_per_block(WINDOW_PX)}
PIXEL_THREADS = 256


class CompilationError(RuntimeError):
    """A source does not compile, or NVRTC is not there."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What ptxas says of a kernel: registers of a thread, shared memory of a block, and what it spills."""

    kernel: str
    architecture: int
    registers: int
    shared_bytes: int
    spilled_bytes: int


@dataclass(frozen=True, slots=True)
class Multiprocessor:
    """What the blocks on a multiprocessor share; from the tables of the CUDA programming guide."""

    devices: str
    warps: int
    shared_bytes: int
    reserved_bytes_per_block: int
    blocks: int


MULTIPROCESSORS = {
    75: Multiprocessor("T4, RTX 20", 32, 64 * 1024, 0, 16),
    80: Multiprocessor("A100", 64, 164 * 1024, 1024, 32),
    86: Multiprocessor("RTX 30, A40", 48, 100 * 1024, 1024, 16),
    89: Multiprocessor("RTX 40, L4", 48, 100 * 1024, 1024, 24),
    90: Multiprocessor("H100", 64, 228 * 1024, 1024, 32),
    100: Multiprocessor("B200", 64, 228 * 1024, 1024, 32),
    120: Multiprocessor("RTX 50", 48, 100 * 1024, 1024, 24),
}
REGISTERS = 65_536
REGISTER_UNIT = 256
"""Registers are given to warps in such portions."""


@functools.cache
def nvrtc() -> ctypes.CDLL:
    """Load NVRTC from the package that carries it; its second library must be there before it."""
    spec = importlib.util.find_spec("nvidia")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or [])] if spec else []
    found = sorted(
        file
        for folder in folders
        for pattern in ("**/libnvrtc.so.*", "**/nvrtc64_*_0.dll")
        for file in folder.glob(pattern)
    )
    if not found:
        raise CompilationError("NVRTC is missing: pip install nvidia-cuda-nvrtc")
    folder = found[-1].parent
    for builtins in (*folder.glob("libnvrtc-builtins.so.*"), *folder.glob("nvrtc-builtins64_*.dll")):
        ctypes.CDLL(str(builtins))
    return ctypes.CDLL(str(found[-1]))


def version() -> str:
    """Version of NVRTC as ``major.minor``."""
    major, minor = ctypes.c_int(), ctypes.c_int()
    nvrtc().nvrtcVersion(ctypes.byref(major), ctypes.byref(minor))
    return f"{major.value}.{minor.value}"


def compile_source(name: str, architecture: int, defines: dict[str, int]) -> str:
    """Compile a source to machine code and return what compiler and assembler say; see `compile_text`."""
    return compile_text(source_text(name), f"{name}.cu", architecture, defines)


def compile_text(source: str, name: str, architecture: int, defines: dict[str, int]) -> str:
    """Compile a text to machine code and return what compiler and assembler say, all warnings included.

    Raises
    ------
    CompilationError
        When it does not compile.
    """
    options = [*COMPILE_OPTIONS, f"-arch=sm_{architecture}", "-Xptxas=-v"]
    options += [f"-D{key}={value}" for key, value in defines.items()]
    library, program, size = nvrtc(), ctypes.c_void_p(), ctypes.c_size_t()
    library.nvrtcCreateProgram(ctypes.byref(program), source.encode(), name.encode(), 0, None, None)
    status = library.nvrtcCompileProgram(program, len(options), _texts(options))
    library.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    text = ctypes.create_string_buffer(size.value)
    library.nvrtcGetProgramLog(program, text)
    library.nvrtcDestroyProgram(ctypes.byref(program))
    said = text.value.decode()
    if status:
        raise CompilationError(f"{name} for sm_{architecture}: {said}")
    return said


def warnings_in(said: str) -> list[str]:
    """Return the lines that are not figures of the assembler."""
    return [line for line in said.splitlines() if line.strip() and not line.startswith("ptxas")]


def figures_in(said: str, architecture: int) -> Iterator[Figures]:
    """Yield the figures of every kernel."""
    for part in said.split("Compiling entry function '")[1:]:
        registers = re.search(r"Used (\d+) registers", part)
        shared = re.search(r"(\d+) bytes smem", part)
        spilled = re.findall(r"(\d+) bytes (?:stack frame|spill stores|spill loads)", part)
        assert registers, part
        yield Figures(
            part.partition("'")[0],
            architecture,
            int(registers[1]),
            int(shared[1]) if shared else 0,
            sum(map(int, spilled)),
        )


@functools.cache
def said_of(name: str, architecture: int) -> str:
    """Return what compiler and assembler say of a source as it is compiled by default."""
    return compile_source(name, architecture, DEFINES[name])


@functools.cache
def all_figures() -> tuple[Figures, ...]:
    """Return the figures of every kernel on every architecture."""
    return tuple(
        figures
        for name in DEFINES
        for architecture in ARCHITECTURES
        for figures in figures_in(said_of(name, architecture), architecture)
    )


def resident_blocks(figures: Figures) -> tuple[int, str]:
    """Return how many blocks a multiprocessor holds at once, and what limits them."""
    limits = MULTIPROCESSORS[figures.architecture]
    warps = THREADS.get(figures.kernel, PIXEL_THREADS) // 32
    per_warp = -(-figures.registers * 32 // REGISTER_UNIT) * REGISTER_UNIT
    fitting = {
        "warps": limits.warps // warps,
        "registers": REGISTERS // (per_warp * warps),
        "blocks": limits.blocks,
    }
    if figures.shared_bytes:
        needed = figures.shared_bytes + limits.reserved_bytes_per_block
        fitting["shared memory"] = limits.shared_bytes // needed
    limit = min(fitting, key=lambda name: fitting[name])
    return fitting[limit], limit


def page() -> str:
    """Return the page with fresh figures."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{tables()}{END}{after}"


def tables() -> str:
    """Return the figures of all kernels, and the occupancy of the one that matters."""
    kernels = list(dict.fromkeys(figures.kernel for figures in all_figures()))
    by_place = {(figures.kernel, figures.architecture): figures for figures in all_figures()}
    heads = [f"sm_{architecture}" for architecture in ARCHITECTURES]
    lines = [
        f"{MADE_WITH}{version()}: registers of a thread, shared memory of a block in bytes; nothing spilled.",
        "",
        *_table(
            ["kernel", *heads],
            [
                [f"`{kernel}`", *(_cell(by_place[kernel, each]) for each in ARCHITECTURES)]
                for kernel in kernels
            ],
        ),
        "",
        f"`track_paths` with {THREADS['track_paths']} threads a block, on one multiprocessor:",
        "",
        *_table(
            ["", "devices", "blocks", "warps of", "limited by"],
            [_occupancy(by_place, each) for each in ARCHITECTURES],
        ),
        "",
    ]
    return "\n".join(lines)


def _cell(figures: Figures) -> str:
    assert not figures.spilled_bytes, figures
    return f"{figures.registers}" + (f", {figures.shared_bytes}" if figures.shared_bytes else "")


def _occupancy(by_place: dict[tuple[str, int], Figures], architecture: int) -> list[str]:
    blocks, limit = resident_blocks(by_place["track_paths", architecture])
    limits = MULTIPROCESSORS[architecture]
    warps = blocks * THREADS["track_paths"] // 32
    return [f"sm_{architecture}", limits.devices, str(blocks), f"{warps} of {limits.warps}", limit]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _texts(options: Sequence[str]) -> ctypes.Array[ctypes.c_char_p]:
    return (ctypes.c_char_p * len(options))(*(option.encode() for option in options))


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
