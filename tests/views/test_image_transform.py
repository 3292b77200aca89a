"""Where the picture lies on the screen, and that the middle of a pixel is that pixel."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.model.view import ImageView
from dustrack_imgui.views.image_transform import NO_PICTURE, ImageTransform, transform_of
from dustrack_imgui.views.scene import Rect

SIZE = (640, 480)
zooms = st.floats(0.05, 64.0)
offsets = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))
positions = st.tuples(st.floats(-100, 2000), st.floats(-100, 2000))


@given(zooms, offsets, positions)
def test_screen_and_image_are_inverse(zoom, offset, xy):
    transform = ImageTransform(zoom, offset, SIZE)
    back = transform.image_from_screen(transform.screen_from_image(xy))
    assert back == pytest.approx(xy, abs=1e-6)


@given(
    st.integers(1, 24),
    st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000)),
    st.integers(0, 639),
    st.integers(0, 479),
)
def test_every_screen_pixel_next_to_a_pixels_middle_means_that_pixel_exactly(zoom, offset, x, y):
    transform = ImageTransform(float(zoom), offset, SIZE)
    left, top = offset[0] + zoom * x, offset[1] + zoom * y
    halves = {(zoom - 1) // 2, zoom // 2}
    for dx in halves:
        for dy in halves:
            assert transform.picked((left + dx, top + dy)) == (x, y)


@given(st.floats(1.0, 64.0), offsets, st.integers(0, 639), st.integers(0, 479))
def test_every_pixel_can_be_hit_exactly_at_any_zoom_and_place(zoom, offset, x, y):
    transform = ImageTransform(zoom, offset, SIZE)
    sx, sy = transform.screen_from_image((x, y))
    assert transform.picked((ceil(sx) - 1, ceil(sy) - 1)) == (x, y)


@given(zooms, offsets, st.tuples(st.integers(-100, 3000), st.integers(-100, 3000)))
def test_a_pick_moves_by_no_more_than_half_a_screen_pixel(zoom, offset, xy_mouse):
    transform = ImageTransform(zoom, offset, SIZE)
    picked = transform.picked(xy_mouse)
    if picked is not None:
        shown = transform.screen_from_image(picked)
        assert abs(shown[0] - xy_mouse[0] - 0.5) <= 0.5001
        assert abs(shown[1] - xy_mouse[1] - 0.5) <= 0.5001


@given(zooms, offsets, st.tuples(st.integers(-6000, 6000), st.integers(-6000, 6000)))
def test_a_pick_lies_in_the_picture_or_is_none(zoom, offset, xy_mouse):
    picked = ImageTransform(zoom, offset, SIZE).picked(xy_mouse)
    assert picked is None or (-0.5 <= picked[0] < 639.5 and -0.5 <= picked[1] < 479.5)


def test_between_pixel_middles_a_pick_keeps_its_fraction():
    transform = ImageTransform(10.0, (0.0, 0.0), SIZE)
    assert transform.picked((22, 0)) == (pytest.approx(1.75), pytest.approx(-0.45))


def test_positions_are_centred_on_pixels():
    transform = ImageTransform(4.0, (100.0, 50.0), SIZE)
    assert transform.screen_from_image((0, 0)) == (102.0, 52.0)
    assert transform.screen_from_image((-0.5, -0.5)) == (100.0, 50.0)
    assert transform.picked((99, 50)) is None
    assert transform.picked((100, 50)) is not None


@given(st.integers(20, 3000), st.integers(20, 3000), st.integers(1, 4000), st.integers(1, 4000))
def test_a_fitted_picture_is_whole_and_in_the_middle(pane_width, pane_height, width, height):
    pane = Rect(300, 20, pane_width, pane_height)
    transform = transform_of(ImageView(), (width, height), pane, margin_px=4)
    left, top = transform.offset_xy_screen
    right, bottom = left + transform.zoom * width, top + transform.zoom * height
    assert left >= 300
    assert top >= 20
    assert right <= 300 + pane_width
    assert bottom <= 20 + pane_height
    assert (left + right) / 2 == pytest.approx(300 + pane_width / 2, abs=0.51)
    assert (top + bottom) / 2 == pytest.approx(20 + pane_height / 2, abs=0.51)


def test_a_zoomed_view_puts_its_centre_into_the_middle_of_the_pane():
    pane = Rect(300, 0, 901, 501)
    transform = transform_of(ImageView(7.0, (123.0, 45.0)), SIZE, pane)
    assert transform.zoom == 7.0
    assert transform.picked((300 + 450, 250)) == (123.0, 45.0)


def test_the_corner_of_the_picture_falls_on_a_whole_screen_pixel():
    transform = transform_of(ImageView(2.3, (10.2, 33.3)), SIZE, Rect(0, 0, 333, 222))
    assert all(value == int(value) for value in transform.offset_xy_screen)


def test_without_a_video_nothing_is_picked():
    assert NO_PICTURE.picked((0, 0)) is None
