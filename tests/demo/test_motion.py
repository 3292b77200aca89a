"""The phantom's motion: both directions of the map agree, and the tissue does what it is said to do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.demo.phantom import Phantom

MOTION = Phantom().motion


@given(
    x=st.floats(-30, 510),
    y=st.floats(-30, 390),
    frame=st.integers(0, 100_000),
)
def test_the_way_back_undoes_the_way_out(x: float, y: float, frame: int) -> None:
    tissue = np.array([x, y])
    there = MOTION.image_from_tissue(tissue, frame)
    np.testing.assert_allclose(MOTION.tissue_from_image(there, frame), tissue, atol=1e-9)


def test_tissue_coordinates_are_the_pixels_of_frame_0() -> None:
    pixels = np.array([[0.0, 0.0], [123.25, 45.5], [479.0, 359.0]])
    np.testing.assert_array_equal(MOTION.image_from_tissue(pixels, 0), pixels)


def test_the_lower_layer_slides_against_the_upper_one() -> None:
    facing = np.array([[240.0, MOTION.interface_px - 15], [240.0, MOTION.interface_px + 15]])
    gaps = [np.diff(MOTION.image_from_tissue(facing, frame)[:, 0])[0] for frame in range(0, 300, 10)]
    assert min(gaps) < -8
    assert max(gaps) > 8


def test_pressing_makes_the_tissue_thinner_and_wider() -> None:
    corners = np.array([[100.0, 100.0], [380.0, 100.0], [100.0, 140.0]])
    height_and_width = []
    for frame in (0, 117):
        a, b, c = MOTION.image_from_tissue(corners, frame)
        height_and_width.append((c[1] - a[1], b[0] - a[0]))
    (height_before, width_before), (height_pressed, width_pressed) = height_and_width
    assert height_pressed < height_before * 0.96
    assert width_pressed > width_before * 1.02
