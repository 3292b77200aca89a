"""`--backend` of the window: it overrules what was chosen before, for this time."""

from __future__ import annotations

import os

import pytest

from dustrack_imgui import cli


def test_the_window_tracks_with_what_the_command_line_names(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    def launch(videos: object, **options: object) -> int:
        seen.append(os.environ.get("DUSTRACK_BACKEND"))
        return 0

    monkeypatch.setattr("dustrack_imgui.app.launch.launch", launch)
    monkeypatch.setenv("DUSTRACK_BACKEND", "cuda")
    assert cli.main([]) == 0
    assert cli.main(["--backend", "opencv"]) == 0
    assert seen == ["cuda", "opencv"]
    with pytest.raises(SystemExit, match="2"):
        cli.main(["--backend", "abacus"])
