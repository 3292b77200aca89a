"""Rings sit where the points are, leave them visible, and carry their numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dustrack_imgui.drawing.markers import draw_markers
from dustrack_imgui.drawing.palette import LABEL_COLOURS, PLAIN_LOOK, LabelLook, label_colour
from dustrack_imgui.drawing.shapes import disc, polyline, ring
from dustrack_imgui.drawing.text import Lettering
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import LabelPalette
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

GREY = 90


def layer_of(points: dict[str, tuple[float, float]], name: str = "one") -> Layer:
    tracks = {label: Track.from_points([0], [xy], Source.HAND) for label, xy in points.items()}
    return Layer(name, tracks)


def drawn(
    layer: Layer,
    overlay: Layer | None = None,
    *,
    scale: int = 1,
    size: int = 120,
    look: LabelLook = PLAIN_LOOK,
) -> NDArray[np.uint8]:
    canvas = np.full((size * scale, size * scale, 3), GREY, np.uint8)
    draw_markers(canvas, 0, layer, overlay, scale=scale, look=look)
    return canvas


def strength(canvas: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.abs(canvas.astype(np.float64) - GREY).sum(axis=2)


@given(
    x=st.floats(30, 90),
    y=st.floats(30, 90),
    radius=st.floats(2, 12),
    line=st.floats(1, 4),
    fills=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_a_circle_is_centred_on_its_place_to_a_fraction_of_a_pixel(
    x: float, y: float, radius: float, line: float, fills: bool
) -> None:
    canvas = np.zeros((120, 120, 3), np.uint8)
    if fills:
        disc(canvas, (x, y), radius, (255, 255, 255))
    else:
        ring(canvas, (x, y), radius, (255, 255, 255), line)
    weight = canvas[..., 0].astype(np.float64)
    rows, columns = np.mgrid[:120, :120]
    assert (weight * columns).sum() / weight.sum() == pytest.approx(x, abs=0.15)
    assert (weight * rows).sum() / weight.sum() == pytest.approx(y, abs=0.15)


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_the_first_pixel_is_centred_on_zero_at_every_scale(scale: int) -> None:
    canvas = drawn(layer_of({"0": (60.0, 40.0)}), scale=scale)
    middle = round((60 + 0.5) * scale - 0.5), round((40 + 0.5) * scale - 0.5)
    left = strength(canvas)[middle[1], : middle[0]]
    right = strength(canvas)[middle[1], middle[0] + 1 + (scale + 1) % 2 :]
    reach = 12
    assert np.allclose(left[::-1][:reach], right[:reach], atol=3)


def test_the_point_itself_stays_visible() -> None:
    canvas = drawn(layer_of({"3": (60.0, 60.0)}))
    assert (canvas[58:63, 58:63] == GREY).all()
    ring_pixel = canvas[60, 60 + 7]
    assert np.abs(ring_pixel.astype(int) - label_colour("3")).max() <= 40


def test_the_overlay_is_dim_and_numbered_only_where_the_layer_has_no_such_point() -> None:
    own, other = layer_of({"1": (30.0, 60.0)}), layer_of({"1": (80.0, 60.0), "2": (80.0, 20.0)}, "two")
    bright, both = drawn(own), drawn(own, other)
    dim = strength(both)
    assert (both[:, :55] == bright[:, :55]).all()
    assert 0 < dim[60, 87] < strength(bright)[60, 37]
    number_of_1, number_of_2 = dim[40:56, 90:105], dim[0:16, 90:105]
    assert not number_of_1.any()
    assert number_of_2.any()


def test_a_layer_is_not_its_own_overlay() -> None:
    own = layer_of({"0": (60.0, 60.0)})
    assert (drawn(own, own) == drawn(own)).all()


@pytest.mark.parametrize("xy", [(1.0, 1.0), (118.0, 1.0), (1.0, 118.0), (118.0, 118.0)])
def test_the_number_of_a_point_in_a_corner_stays_in_the_picture(xy: tuple[float, float]) -> None:
    with_number = strength(drawn(layer_of({"17": xy})))
    letters = Lettering(15)
    inside = with_number > 0
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    assert np.ptp(columns) >= letters.width_px("17")
    assert np.ptp(rows) >= 10


def test_points_outside_the_picture_are_no_trouble() -> None:
    far = {"0": (-5.0, 60.0), "1": (1e9, -1e9), "2": (125.0, 60.0), "3": (-3e5, 4.0)}
    canvas = drawn(layer_of(far))
    assert strength(canvas)[:, :3].any()
    assert not strength(canvas)[20:50, 40:80].any()


def test_labels_take_the_eight_colours_in_turn() -> None:
    assert [label_colour(str(n)) for n in range(9)] == [*LABEL_COLOURS, LABEL_COLOURS[0]]


def test_lines_may_leave_the_picture() -> None:
    canvas = np.zeros((20, 20, 3), np.uint8)
    polyline(canvas, np.array([(-1e7, 10.0), (1e7, 10.0)]), (255, 255, 255))
    assert (canvas[10] > 100).all()


def test_text_outside_the_canvas_is_left_out() -> None:
    canvas = np.zeros((10, 10, 3), np.uint8)
    Lettering(12, halo_px=2).draw(canvas, "far away", (500.0, 500.0), (255, 255, 255))
    assert not canvas.any()


def test_names_stand_beside_numbers_and_the_chosen_colours_are_used():
    layer = layer_of({"4": (40.0, 60.0)})
    look = LabelLook(LabelPalette.COLOUR_SAFE, {"4": "calcaneus"})
    plain, named = drawn(layer, size=240), drawn(layer, size=240, look=look)
    assert (strength(named)[30:60, 48:200] > 0).sum() > 2 * (strength(plain)[30:60, 48:200] > 0).sum()
    ring_pixel = named[60, 47].astype(int)
    assert np.abs(ring_pixel - look.colour("4")).max() < 90
    assert look.colour("4") != label_colour("4")
