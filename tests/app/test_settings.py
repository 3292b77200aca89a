"""What the window remembers of itself."""

from __future__ import annotations

import pytest

from dustrack_imgui.app.settings import load_interface, save_interface
from dustrack_imgui.model.session import Interface, LabelPalette, MarkerStyle


def test_scale_and_colours_are_remembered(tmp_path):
    path = tmp_path / "config" / "window.json"
    assert load_interface(path) == Interface()
    markers = MarkerStyle(size=1.5, opacity=0.6, has_words=False)
    left = Interface(scale=1.5, is_dark=False, label_palette=LabelPalette.COLOUR_SAFE, markers=markers)
    save_interface(path, left)
    assert load_interface(path) == left


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"scale": "x", "is_dark": 1}',
        '{"scale": NaN, "is_dark": true}',
        '{"scale": 1, "is_dark": true, "label_palette": "x"}',
        '{"scale": 1, "is_dark": true, "markers": {"size": NaN}}',
        '{"scale": 1, "is_dark": true, "markers": 3}',
    ],
)
def test_a_file_that_makes_no_sense_is_passed_over(tmp_path, text):
    path = tmp_path / "window.json"
    path.write_text(text)
    assert load_interface(path) == Interface()


def test_a_scale_out_of_range_is_brought_into_it(tmp_path):
    path = tmp_path / "window.json"
    path.write_text('{"scale": 90, "is_dark": true, "markers": {"size": 99, "opacity": -3}}')
    assert load_interface(path).scale == 2.5
    assert load_interface(path).markers == MarkerStyle(size=3.0, opacity=0.1)
