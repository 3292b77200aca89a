"""Progress for people: a bar on a terminal, plain lines elsewhere, silence when nobody wants it."""

from __future__ import annotations

import sys

import pytest

from dustrack_imgui.batch.console import ProgressBar


def test_elsewhere_there_is_a_line_at_every_tenth_on_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bar = ProgressBar("Working")
    for step in range(101):
        bar.update(step / 100)
    bar.say("a result")
    bar.close()
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.splitlines() == [*(f"Working: {n} %" for n in range(10, 101, 10)), "a result"]


def test_on_a_terminal_the_bar_is_drawn_and_taken_away_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    bar = ProgressBar("Working")
    bar.update(0.5)
    bar.say("a line")
    bar.update(1.0)
    bar.close()
    shown = capsys.readouterr()
    assert shown.out == "a line\n"
    assert "Working  50%" in shown.err
    assert "[###############---------------]" in shown.err
    assert "Working 100%" in shown.err
    assert shown.err.endswith("\r")
    assert all(len(part) <= 60 for part in shown.err.split("\r"))


def test_a_bar_that_is_not_shown_still_says_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    bar = ProgressBar("Working", is_shown=False)
    bar.update(0.7)
    bar.say("a line")
    bar.close()
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("a line\n", "")
