"""What the package carries is found, is what it claims to be, and is small."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFont

from dustrack_imgui import resources

FONTS = ("DustrackSans-Regular", "DustrackSans-SemiBold", "JetBrainsMono-Regular")


@pytest.mark.parametrize("name", FONTS)
def test_fonts_have_tabular_digits_and_a_licence_beside_them(name: str) -> None:
    path = resources.font_path(name)
    font = ImageFont.truetype(path, 64)
    assert len({font.getlength(digit) for digit in "0123456789"}) == 1
    licence = path.with_name(f"{name.split('-')[0]}-LICENSE.txt")
    assert "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FONTS[:2])
def test_interface_fonts_have_the_symbols_that_a_desk_needs(name: str) -> None:
    font = ImageFont.truetype(resources.font_path(name), 40)
    unknown = bytes(font.getmask("\U0010fffe"))
    for symbol in "←↑→↓↶↷⏎⌘⇧⏮⏭⏸⏯⏹⏵⏴▶◀▲▼●○◉◎■□✓✕✗⚠⚙⌖±×µ°≤≥…–—ßéΔσ":
        assert bytes(font.getmask(symbol)) != unknown, symbol


def test_icons_open_and_have_a_transparent_corner() -> None:
    for suffix, size in ((".png", 256), ("-64.png", 64), (".ico", 64)):
        with Image.open(resources.icon_path(suffix)) as icon:
            assert icon.size == (size, size)
            assert icon.convert("RGBA").getpixel((0, 0))[3] == 0


def test_assets_stay_below_three_megabytes() -> None:
    files = [path for path in resources.assets_dir().rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_kernels_are_found_in_the_checkout() -> None:
    assert resources.kernels_dir() == Path(__file__).parents[2] / "kernels"


def test_an_incomplete_installation_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(resources.ResourceMissingError, match="install it again"):
        resources.font_path("Absent")
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "package" / "resources.py"))
    with pytest.raises(resources.ResourceMissingError, match="lacks a folder"):
        resources.assets_dir()


def test_own_folders_are_apart_and_named_after_the_program() -> None:
    folders = {resources.cache_dir(), resources.state_dir(), resources.config_dir()}
    assert len(folders) == 3
    assert all("dustrack-imgui" in folder.parts for folder in folders)
