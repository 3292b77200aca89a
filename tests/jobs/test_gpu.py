"""Graphics memory as the driver's tool tells it, and the question before a job that may not fit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dustrack_imgui.jobs.gpu import GpuDevice, gpu_devices, why_it_may_not_fit

GIB = 1 << 30
CARD = GpuDevice("cuda:0", "GPU X", 16 * GIB, 3 * GIB)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the tool is a shell script")
def test_the_cards_are_read_from_the_drivers_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(
        "#!/bin/sh\necho '0, NVIDIA RTX A4000, 16376, 12001'\necho '1, Odd, Name, 8000, 100'\n"
        "echo '2, Shy, [N/A], [N/A]'\n"
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert gpu_devices() == (
        GpuDevice("cuda:0", "NVIDIA RTX A4000", 16376 << 20, 12001 << 20),
        GpuDevice("cuda:1", "Odd, Name", 8000 << 20, 100 << 20),
    )
    tool.write_text("#!/bin/sh\necho 'NVIDIA-SMI has failed'; exit 9\n")
    assert gpu_devices() == ()


def test_without_the_tool_there_are_no_cards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert gpu_devices() == ()


@pytest.mark.parametrize("device", ["auto", "cuda", "cuda:0"])
def test_a_second_job_that_would_not_fit_is_asked_about(device: str) -> None:
    question = why_it_may_not_fit(device, 4 * GIB, others=["Train toe"], devices=[CARD])
    assert question is not None
    assert "3.0 of 16.0 GiB free" in question
    assert "Train toe runs there" in question


def test_nothing_is_asked_when_it_fits_or_runs_elsewhere() -> None:
    assert why_it_may_not_fit("auto", 2 * GIB, others=["a"], devices=[CARD]) is None
    assert why_it_may_not_fit("cpu", 99 * GIB, others=[], devices=[CARD]) is None
    assert why_it_may_not_fit("auto", 99 * GIB, others=[], devices=[]) is None
