"""What the window remembers of itself."""

from __future__ import annotations

import pytest

from dustrack_imgui.app.settings import load_interface, save_interface
from dustrack_imgui.model.session import Interface


def test_scale_and_colours_are_remembered(tmp_path):
    path = tmp_path / "config" / "window.json"
    assert load_interface(path) == Interface()
    save_interface(path, Interface(scale=1.5, is_dark=False))
    assert load_interface(path) == Interface(scale=1.5, is_dark=False)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"scale": "x", "is_dark": 1}', '{"scale": NaN, "is_dark": true}']
)
def test_a_file_that_makes_no_sense_is_passed_over(tmp_path, text):
    path = tmp_path / "window.json"
    path.write_text(text)
    assert load_interface(path) == Interface()


def test_a_scale_out_of_range_is_brought_into_it(tmp_path):
    path = tmp_path / "window.json"
    path.write_text('{"scale": 90, "is_dark": true}')
    assert load_interface(path).scale == 2.5
