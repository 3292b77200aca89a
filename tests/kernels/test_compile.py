"""The kernels compile for every supported GPU without a warning, and the page about them is right."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dustrack_imgui.tracking.backends.cuda_kernels import LARGEST_WINDOW_PX, threads_per_block

DOCS = Path(__file__).parents[2] / "docs"


def load_maker() -> ModuleType:
    """Import docs/make_kernels.py."""
    spec = importlib.util.spec_from_file_location("make_kernels", DOCS / "make_kernels.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    sys.modules["make_kernels"] = maker
    spec.loader.exec_module(maker)
    return maker


make_kernels = load_maker()


@pytest.mark.parametrize("architecture", make_kernels.ARCHITECTURES)
@pytest.mark.parametrize("source", make_kernels.DEFINES)
def test_every_kernel_compiles_without_warnings_and_spills(source: str, architecture: int) -> None:
    said = make_kernels.said_of(source, architecture)
    assert make_kernels.warnings_in(said) == []
    figures = list(make_kernels.figures_in(said, architecture))
    assert len(figures) >= 3
    assert [each for each in figures if each.spilled_bytes] == []
    assert all(make_kernels.resident_blocks(each)[0] >= 2 for each in figures)


@pytest.mark.parametrize("architecture", [75, 120])
@pytest.mark.parametrize("window_px", [3, 21, LARGEST_WINDOW_PX])
def test_other_windows_fit_into_a_block(window_px: int, architecture: int) -> None:
    threads = threads_per_block(window_px)
    said = make_kernels.compile_source(
        "lucas_kanade", architecture, {"WINDOW_PX": window_px, "THREADS": threads}
    )
    assert make_kernels.warnings_in(said) == []
    track = next(each for each in make_kernels.figures_in(said, architecture) if each.kernel == "track_paths")
    assert track.shared_bytes <= 48 * 1024
    assert track.spilled_bytes == 0
    assert track.registers * threads <= make_kernels.REGISTERS


def test_a_warning_would_be_seen() -> None:
    source = 'extern "C" __global__ void careless(int* values) { int unused; values[0] = 1; }'
    assert make_kernels.warnings_in(make_kernels.compile_text(source, "careless.cu", 90, {}))


def test_a_source_that_does_not_compile_is_an_error() -> None:
    with pytest.raises(make_kernels.CompilationError, match="whole warps"):
        make_kernels.compile_source("enhance", 90, {"THREADS": 100})


def test_the_page_has_the_figures() -> None:
    """Registers are the compiler's choice, so they are compared only with figures of the same compiler."""
    page = make_kernels.PAGE.read_text(encoding="utf-8")
    fresh = make_kernels.page()
    message = "run python docs/make_kernels.py"
    if f"{make_kernels.MADE_WITH}{make_kernels.version()}:" in page:
        assert page == fresh, message
    for what in (r"`(\w+)` \|", r", (\d+) \|"):
        assert re.findall(what, page) == re.findall(what, fresh), message
