"""The panels of the window tile it at every size and scale."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from dustrack_imgui.views.layout import (
    Layout,
    Slot,
    centred,
    fitting_scale,
    layout,
    status_cells,
)
from dustrack_imgui.views.scene import Rect

any_width = st.integers(1, 5120)
any_height = st.integers(1, 2880)
any_scale = st.floats(0.75, 2.5)


def panels(places: Layout) -> list[Rect]:
    return [
        places.menu, places.sidebar, places.image, places.transport, places.timeline, places.trace_x,
        places.trace_y,
        places.status,
    ]  # fmt: skip


def overlap(a: Rect, b: Rect) -> bool:
    return (
        a.left < b.left + b.width
        and b.left < a.left + a.width
        and a.top < b.top + b.height
        and b.top < a.top + a.height
    )


@example(1, 1, 2.5, False)
@given(any_width, any_height, any_scale, st.booleans())
def test_panels_lie_inside_the_window_and_apart(
    width: int, height: int, scale: float, has_right_column: bool
) -> None:
    places = layout(width, height, scale, has_right_column=has_right_column)
    assert (places.right_column is not None) is has_right_column
    found = [*panels(places), *filter(None, (places.right_column,))]
    for number, rect in enumerate(found):
        assert rect.width > 0
        assert rect.height > 0
        assert rect.left >= 0
        assert rect.top >= 0
        assert rect.left + rect.width <= max(width, 64)
        assert rect.top + rect.height <= max(height, 64)
        assert not any(overlap(rect, other) for other in found[number + 1 :])


@given(st.integers(1024, 3840), st.integers(640, 2160), any_scale)
def test_at_usual_sizes_every_part_is_large_enough_to_use(width: int, height: int, wanted: float) -> None:
    scale = fitting_scale(width, height, wanted)
    places = layout(width, height, scale)
    assert places.image.height >= height * 0.25
    assert places.image.width >= width * 0.5
    assert places.sidebar.width >= 270 * min(scale, 1.3)
    assert places.transport.height >= 30 * scale * 0.9
    assert places.timeline.height >= 32 * scale
    assert places.status.height >= 24 * scale


@given(st.integers(1024, 3840), st.integers(640, 2160), any_scale)
def test_the_picture_stays_usable_beside_the_history(width: int, height: int, wanted: float) -> None:
    places = layout(width, height, fitting_scale(width, height, wanted), has_right_column=True)
    assert places.image.width >= width * 0.35
    assert places.right_column is not None
    assert places.right_column.width >= 160


def test_default_window_gives_traces_three_tenths_of_the_height() -> None:
    places = layout(1280, 800, 1.0)
    assert abs(places.traces.height / 800 - 0.30) < 0.03
    assert places.sidebar.width == 300
    assert places.timeline.height == 40
    assert places.status.height == 26


def test_small_window_keeps_traces_readable_and_the_picture_largest() -> None:
    places = layout(1024, 640, 1.0)
    assert places.traces.height >= 120
    assert places.image.height > places.traces.height


def test_stage_covers_everything_right_of_the_sidebar() -> None:
    places = layout(1280, 800, 1.5)
    stage = places.rect(Slot.STAGE)
    for part in (places.image, places.transport, places.timeline, places.traces):
        assert stage.left <= part.left
        assert stage.top <= part.top
        assert part.left + part.width <= stage.left + stage.width
        assert part.top + part.height <= stage.top + stage.height
    assert not overlap(stage, places.sidebar)
    assert not overlap(stage, places.status)


def test_every_slot_has_a_rectangle() -> None:
    places = layout(1280, 800, 1.0)
    assert all(places.rect(slot).width > 0 for slot in Slot)


@given(any_width, any_height, any_scale)
def test_fitting_scale_never_exceeds_what_was_asked(width: int, height: int, wanted: float) -> None:
    assert 0 < fitting_scale(width, height, wanted) <= wanted


def test_large_scale_is_kept_where_there_is_room() -> None:
    assert fitting_scale(3840, 2160, 2.5) == 2.5
    assert fitting_scale(2560, 1600, 2.0) == 2.0
    assert fitting_scale(1024, 640, 1.0) == 1.0
    assert fitting_scale(1024, 640, 2.5) < 1.6


@given(st.integers(64, 5120), any_scale, st.booleans())
def test_status_cells_tile_the_bar_and_the_message_keeps_a_quarter(
    width: int, scale: float, has_job: bool
) -> None:
    cells = status_cells(width, scale, has_job=has_job)
    spans = [cells.place, cells.message, cells.job, cells.cursor, cells.saved]
    shown = [span for span in spans if span is not None]
    right = 0
    for left, span_width in shown:
        assert left == right
        assert span_width > 0
        right = left + span_width
    assert right == width
    assert cells.message[1] >= width // 4 - 1
    assert has_job or cells.job is None


def test_narrow_status_bar_drops_the_cursor_before_the_job() -> None:
    cells = status_cells(1024, 1.0, has_job=True)
    assert cells.job is not None
    assert cells.cursor is None


@given(any_width, any_height, st.integers(1, 2000), st.integers(1, 2000))
def test_centred_card_stays_inside(width: int, height: int, card_width: int, card_height: int) -> None:
    inside = Rect(0, 0, width, height)
    card = centred(inside, card_width, card_height, margin_px=10)
    assert card.width >= 1
    assert card.height >= 1
    assert card.width <= card_width
    assert card.left + card.width <= width + 1
    assert abs((card.left * 2 + card.width) - width) <= 1
