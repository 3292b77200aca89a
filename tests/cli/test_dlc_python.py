"""Choosing the Python for DeepLabCut on the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from dustrack_imgui import cli


@pytest.fixture(autouse=True)
def _no_choice_outlives_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line sets the variable for its process, which is ours here."""
    monkeypatch.setenv("DUSTRACK_DLC_PYTHON", "")


def test_a_python_that_is_not_there_is_refused_before_a_window_opens(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["--dlc-python", str(tmp_path / "python")]) == 1
    shown = capsys.readouterr()
    assert str(tmp_path / "python") in shown.err
    assert "Choose another" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_the_choice_holds_for_the_whole_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(
        "dustrack_imgui.doctor.run", lambda as_json: seen.append(os.environ["DUSTRACK_DLC_PYTHON"]) or 0
    )
    assert cli.main(["doctor", "--dlc-python", sys.executable]) == 0
    assert seen == [sys.executable]
