"""Where the loupe stands and which part of the picture it shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.views.image_transform import ImageTransform
from dustrack_imgui.views.loupe import loupe_view
from dustrack_imgui.views.scene import Rect

PANE = Rect(100, 50, 800, 400)
TRANSFORM = ImageTransform(2.0, (150.0, 60.0), (300, 180))
SIZE, GAP = 160, 24


@given(st.integers(150, 749), st.integers(60, 419))
def test_it_stays_in_the_pane_and_never_covers_the_cursor(x, y):
    view = loupe_view((x, y), TRANSFORM, PANE, SIZE, GAP)
    left, top = view.corner
    assert 0 <= left <= PANE.width - SIZE
    assert 0 <= top <= PANE.height - SIZE
    assert not (left <= x - PANE.left <= left + SIZE and top <= y - PANE.top <= top + SIZE)


@given(st.integers(150, 749), st.integers(60, 419))
def test_the_outlined_pixel_holds_the_cursor_and_the_part_seen_is_of_the_picture(x, y):
    view = loupe_view((x, y), TRANSFORM, PANE, SIZE, GAP)
    for axis in range(2):
        assert view.pixel_min[axis] - 1e-6 <= view.middle[axis] <= view.pixel_max[axis] + 1e-6
        assert view.pixel_max[axis] - view.pixel_min[axis] == pytest.approx(view.zoom)
        assert -0.5 <= view.image_min[axis] < view.image_max[axis] <= TRANSFORM.size_px[axis] - 0.5
        shown = view.shown_max[axis] - view.shown_min[axis]
        assert shown == pytest.approx((view.image_max[axis] - view.image_min[axis]) * view.zoom)
        assert view.corner[axis] - 1e-6 <= view.shown_min[axis]
        assert view.shown_max[axis] <= view.corner[axis] + SIZE + 1


def test_it_magnifies_four_times_and_never_little():
    assert loupe_view((300, 200), TRANSFORM, PANE, SIZE, GAP).zoom == 8
    small = ImageTransform(0.3, (150.0, 60.0), (300, 180))
    assert loupe_view((160, 70), small, PANE, SIZE, GAP).zoom == 6
