"""Paths as people paste them, and as they are shown to people."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.views.open_video import bare_path, homely


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  clip.mp4 ", "clip.mp4"),
        ('"my clip.mp4"', "my clip.mp4"),
        ("'clip.mp4'", "clip.mp4"),
        ("100%20.mp4", "100%20.mp4"),
        ("", ""),
    ],
)
def test_quotes_go_and_signs_stay(typed, meant):
    assert bare_path(typed) == meant


def test_the_address_of_a_file_is_its_path(tmp_path):
    clip = tmp_path / "my clip é.mp4"
    assert Path(bare_path(clip.as_uri())) == clip


def test_home_is_written_shortly_and_understood_again(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    inside = tmp_path / "study" / "clip.json"
    assert homely(str(inside)) == str(Path("~") / "study" / "clip.json")
    assert Path(homely(str(inside))).expanduser() == inside
    outside = tmp_path.parent / "clip.json"
    assert homely(str(outside)) == str(outside)
