"""Traces and timeline as drawn: the playhead, the data, the marks, and which frame the mouse points at."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.model.interval import Interval, KeptInterval
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Interface, LabelPalette, Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import TraceView, View
from dustrack_imgui.video.meta import Picture
from dustrack_imgui.views.colours import DARK, LIGHT, contrast, label_colour, label_ink
from dustrack_imgui.views.image_pane import ImagePane
from dustrack_imgui.views.scene import Rect, Scene
from dustrack_imgui.views.timeline import Timeline
from dustrack_imgui.views.trace_layout import GUTTER
from dustrack_imgui.views.trace_panes import TracePanes

TRACES, STRIP = Rect(200, 400, 1000, 320), Rect(200, 300, 1020, 40)
N_FRAMES = 500


def dense(n_frames: int = N_FRAMES, offset: float = 0.0) -> Track:
    t = np.arange(n_frames)
    return Track.from_array(np.column_stack([200 + 50 * np.sin(t / 40) + offset, 100 + 0.1 * t + offset]))


def layer(name: str = "hand", kind: LayerKind = LayerKind.HAND, **tracks: Track) -> Layer:
    return Layer(name, MappingProxyType({label[1:]: track for label, track in tracks.items()}), kind=kind)


def session_of(*layers: Layer, n_frames: int = N_FRAMES, data: dict | None = None, **view: object) -> Session:
    layers = layers or (layer(l0=dense()),)
    video = Video(Path("clip.mp4"), n_frames, 640, 480, fps=30.0)
    view_ = View(**{"layer": layers[0].name, **view})
    return Session((VideoState(video, VideoData(layers, **(data or {})), view_),))


def looking(session: Session, **changes: object) -> Session:
    state = session.active
    return session.with_active(replace(state, view=replace(state.view, **changes)))


def is_near(colour, wanted, by: int = 40) -> bool:
    return all(abs(int(a) - int(b)) <= by for a, b in zip(colour, wanted[:3], strict=True))


def columns_of(pixels: np.ndarray, colour, by: int = 60) -> np.ndarray:
    """Columns in which any pixel is near a colour."""
    close = (np.abs(pixels.astype(int) - np.array(colour[:3])) <= by).all(axis=2)
    return np.flatnonzero(close.any(axis=0))


def playhead_column(pixels: np.ndarray, rect: Rect) -> int:
    """Screen column of the upright near-white line that is bright over most of a rectangle's height."""
    window = pixels[rect.top : rect.top + rect.height, rect.left : rect.left + rect.width]
    bright = (window.min(axis=2) > 180).mean(axis=0)
    return rect.left + int(np.argmax(bright))


@pytest.fixture
def traces(viewport) -> TracePanes:
    panel = TracePanes()
    panel.build(viewport.window, TRACES, 1.0)
    return panel


@pytest.fixture
def timeline(viewport) -> Timeline:
    panel = Timeline()
    panel.build(viewport.window, STRIP, 1.0)
    return panel


@pytest.fixture
def show(viewport):
    def show(panel, session: Session, **scene: object) -> np.ndarray:
        shown = Scene(session, **scene)
        viewport.draw = lambda: panel.draw(shown)
        viewport.driver.tick(5)
        return viewport.driver.pixels()

    return show


def plot(pixels: np.ndarray, panel: TracePanes, axis: str) -> np.ndarray:
    """Pixels of the "x" or "y" plot."""
    rows = [y for y in range(TRACES.top, TRACES.top + TRACES.height) if panel.hovered_axis((600, y)) == axis]
    below = 0 if axis == "x" else 24
    return pixels[rows[0] : rows[-1] + 1 - below, TRACES.left + GUTTER : TRACES.left + TRACES.width - 10]


@pytest.mark.parametrize("shown", [None, (100.0, 160.0), (33.3, 44.4)])
def test_clicking_the_trace_playhead_gives_its_frame(viewport, traces, show, shown):
    for frame in (0, 120, 140, 38, 499):
        session = session_of(frame=frame, traces=TraceView(shown))
        low, high = traces.frames_visible(session)
        pixels = show(traces, session)
        column = playhead_column(pixels, TRACES)
        bright = np.median(pixels[TRACES.top + 40 : TRACES.top + 100, column])
        if low <= frame <= high:
            assert bright > 180
            frames_per_px = (high - low) / traces.plot_width_px
            assert traces.frame_at((column, TRACES.top + 50)) == pytest.approx(
                frame, abs=0.51 * frames_per_px + 1e-9
            )
        else:
            assert bright < 180, "a playhead out of sight is not drawn"


def test_the_curve_is_drawn_where_the_axes_say(viewport, traces, show):
    xy = np.full((N_FRAMES, 2), np.nan)
    xy[[100, 250, 400]] = (150.0, 60.0), (300.0, 200.0), (220.0, 90.0)
    pixels = show(traces, session_of(layer(l4=Track.from_array(xy)), label="4", frame=10))
    for frame in (100, 250, 400):
        for axis, value in (("x", xy[frame, 0]), ("y", xy[frame, 1])):
            found = np.argwhere(
                (
                    np.abs(
                        pixels[TRACES.top : TRACES.top + TRACES.height].astype(int) - label_colour("4")[:3]
                    )
                    < 30
                ).all(2)
            )
            at = [
                (x, y + TRACES.top)
                for y, x in found.tolist()
                if traces.hovered_axis((x, y + TRACES.top)) == axis
                and abs(traces.frame_at((x, y + TRACES.top)) - frame) < 4
            ]
            assert at, "each marked frame is a dot"
            values = [traces.value_at(xy_screen) for xy_screen in at]
            low, high = traces.value_range(axis)
            assert np.mean(values) == pytest.approx(value, abs=(high - low) / 100)


def test_hand_made_points_are_dots_and_dense_tracks_lines(viewport, traces, show):
    sparse = Track.from_points([50, 250, 450], [(100, 50), (200, 100), (300, 150)])
    dots = plot(show(traces, session_of(layer(l0=sparse))), traces, "x")
    assert len(columns_of(dots, label_colour("0"))) < 40
    lines = plot(show(traces, session_of(layer(kind=LayerKind.DENSE, l0=dense()))), traces, "x")
    assert len(columns_of(lines, label_colour("0"))) > 800


def test_missing_frames_break_the_line(viewport, traces, show):
    xy = dense().array(N_FRAMES).copy()
    xy[200:300] = np.nan
    pixels = show(traces, session_of(layer(kind=LayerKind.DENSE, l0=Track.from_array(xy)), frame=5))
    for axis in ("x", "y"):
        columns = columns_of(plot(pixels, traces, axis), label_colour("0"))
        frames = [traces.frame_at((TRACES.left + GUTTER + column, TRACES.top + 20)) for column in columns]
        assert not [frame for frame in frames if 200.6 < frame < 298.4]
        assert max(frames) > 490


def test_the_overlay_is_dim(viewport, traces, show):
    layers = layer(l0=Track()), layer("dlc_1", LayerKind.DENSE, l0=dense())
    window = plot(show(traces, session_of(*layers, overlay="dlc_1")), traces, "x").astype(int)
    saturation = window.max(axis=2) - window.min(axis=2)
    assert 15 < saturation.max() < 60
    window = plot(show(traces, session_of(*layers[::-1])), traces, "x").astype(int)
    assert (window.max(axis=2) - window.min(axis=2)).max() > 70


def test_values_follow_the_current_label_over_both_layers_unless_chosen(traces, show):
    layers = layer(l0=dense(), l1=dense(offset=1000)), layer("dlc_1", LayerKind.DENSE, l0=dense(offset=100))
    session = session_of(*layers, overlay="dlc_1")
    show(traces, session)
    low, high = traces.value_range("x")
    assert low == pytest.approx(150 - 0.05 * 200, abs=1)
    assert high == pytest.approx(350 + 0.05 * 200, abs=1)
    show(traces, looking(session, label="1"))
    assert traces.value_range("x")[0] > 1100
    show(traces, looking(session, label="7"))
    assert traces.value_range("x") == (0, 640)
    assert traces.value_range("y") == (0, 480)
    show(traces, looking(session, traces=TraceView(None, (10.0, 20.0), None)))
    assert traces.value_range("x") == (10, 20)


def test_the_interval_is_shaded_and_a_pending_pick_marked(viewport, traces, show):
    session = session_of(
        layer(l0=Track()), data={"intervals": MappingProxyType({("hand", "0"): Interval(100, 200)})}
    )
    pixels = show(traces, session)
    row = TRACES.top + 90

    def colour_at(frame: float):
        x = next(x for x in range(TRACES.left, 1200) if traces.frame_at((x, row)) >= frame)
        return pixels[row, x].astype(int)

    assert colour_at(155)[2] > colour_at(305)[2] + 10
    pixels = show(traces, looking(session, pending_pick=300))
    assert is_near(colour_at(300), DARK.accent, 70)


def test_kept_intervals_of_the_label_are_bracketed_at_the_top_of_both_traces(viewport, traces, show):
    kept = (KeptInterval("0", "stance", 100, 200), KeptInterval("1", "other", 300, 400))
    pixels = show(traces, session_of(data={"kept_intervals": kept}))
    for axis in "xy":
        columns = columns_of(plot(pixels, traces, axis)[:14], DARK.accent, 70) + TRACES.left + GUTTER
        assert abs(columns.min() - traces.x_of_frame(100)) < 2
        assert abs(columns.max() - traces.x_of_frame(200)) < 2
    half = show(traces, session_of(data={"kept_intervals": kept}, traces=TraceView((150.0, 499.0))))
    columns = columns_of(plot(half, traces, "x")[:14], DARK.accent, 70) + TRACES.left + GUTTER
    assert abs(columns.max() - traces.x_of_frame(200)) < 2
    plain = show(traces, session_of(data={"kept_intervals": kept[1:]}))
    assert len(columns_of(plot(plain, traces, "x")[:14], DARK.accent, 70)) == 0


def test_frames_of_interest_stand_at_the_foot_of_both_traces(viewport, traces, show):
    pixels = show(traces, session_of(layer(l0=Track()), data={"frames_of_interest": (50, 333)}))
    for axis in ("x", "y"):
        columns = columns_of(plot(pixels, traces, axis), DARK.warning, 20)
        frames = {
            round(traces.frame_at((TRACES.left + GUTTER + column, TRACES.top + 9))) for column in columns
        }
        assert {50, 333} <= frames
        assert len(columns) == 4


def test_outside_the_traces_there_is_no_frame(traces, show):
    show(traces, session_of())
    assert traces.frame_at((TRACES.left - 1, TRACES.top + 5)) is None
    assert traces.hovered_axis((600, TRACES.top - 1)) is None
    assert traces.value_at((600, TRACES.top - 1)) is None
    assert traces.hovered_axis((600, TRACES.top + 10)) == "x"
    assert traces.hovered_axis((600, TRACES.top + TRACES.height - 30)) == "y"
    assert traces.frame_at_clamped(-500) == 0
    assert traces.frame_at_clamped(9000) == N_FRAMES - 1


def test_the_light_theme_lightens_traces_and_timeline(viewport, traces, timeline, show):
    session = replace(session_of(), interface=Interface(is_dark=False))
    pixels = show(traces, session)
    assert tuple(pixels[TRACES.top + 7, TRACES.left + 60]) == LIGHT.panel[:3]
    assert tuple(show(timeline, session)[STRIP.top + 1, STRIP.left + 2]) == LIGHT.window[:3]


@pytest.mark.parametrize("n_frames", [1, 7, 500, 100_000])
def test_clicking_the_timeline_playhead_gives_its_frame(viewport, timeline, show, n_frames):
    for frame in {0, n_frames // 3, n_frames - 1}:
        session = session_of(layer(l0=Track()), n_frames=n_frames, frame=frame)
        column = playhead_column(show(timeline, session), STRIP)
        found = timeline.frame_at((column, STRIP.top + 20))
        assert abs(found - frame) <= n_frames / 1000 + 0.5 * (n_frames > 500)
    assert timeline.frame_at_clamped(-100) == 0
    assert timeline.frame_at_clamped(5000) == n_frames - 1
    assert timeline.frame_at((STRIP.left - 1, STRIP.top)) is None


def test_the_timeline_shows_marks_interest_interval_and_cache(viewport, timeline, show):
    marked = Track.from_points([100, 400], [(1, 1), (2, 2)])
    data = {
        "intervals": MappingProxyType({("hand", "0"): Interval(200, 300)}),
        "frames_of_interest": (50,),
    }
    session = session_of(layer(l0=marked), data=data, frame=450)
    pixels = show(timeline, session, cached_ranges=((0, 24), (350, 374)))

    def frames(top: int, bottom: int, colour, by: int) -> set[int]:
        window = pixels[STRIP.top + top : STRIP.top + bottom, : STRIP.left + STRIP.width]
        return {timeline.frame_at((x, STRIP.top)) for x in columns_of(window, colour, by) if x >= STRIP.left}

    assert frames(23, 29, label_colour("0"), 60) == {100, 400}
    assert frames(6, 9, DARK.warning, 30) == {50}
    cached = frames(35, 36, (50, 80, 110), 40)
    assert {0, 12, 24, 350, 374} <= cached
    assert not cached & {26, 200, 348, 376}
    inside, outside = (
        pixels[STRIP.top + 11, STRIP.left + 10 + 2 * frame].astype(int) for frame in (250, 350)
    )
    assert inside[2] > outside[2] + 10


def test_the_timeline_names_the_frame_under_the_mouse(viewport, timeline, show):
    session = session_of(layer(l0=Track()), frame=450)
    away = show(timeline, session)
    over = show(timeline, session, xy_mouse=(STRIP.left + 300, STRIP.top + 20))
    changed = np.argwhere((away != over).any(axis=2))
    assert changed[:, 1].min() == pytest.approx(STRIP.left + 300, abs=2)
    assert STRIP.top <= changed[:, 0].min()
    assert (show(timeline, session) == away).all()


def test_the_frame_under_the_mouse_can_be_read_in_both_themes(viewport, timeline, show):
    for is_dark in (True, False):
        session = replace(session_of(layer(l0=Track())), interface=Interface(is_dark=is_dark))
        away = show(timeline, session)
        over = show(timeline, session, xy_mouse=(STRIP.left + 300, STRIP.top + 20))
        rows, columns = np.nonzero((away != over).any(axis=2) & (np.arange(over.shape[1]) > STRIP.left + 304))
        plate = over[rows.min() : rows.max(), columns.min() : columns.max()].reshape(-1, 3)
        colours, counts = np.unique(plate, axis=0, return_counts=True)
        ground = tuple(colours[counts.argmax()])
        assert max(contrast(tuple(colour), ground) for colour in colours) > 7, is_dark


@pytest.mark.parametrize("label", ["4", "5"])
def test_pale_labels_are_seen_on_the_light_theme(viewport, traces, show, label):
    session = replace(
        session_of(layer(**{f"l{label}": dense()}), label=label), interface=Interface(is_dark=False)
    )
    ink = label_ink(label, LabelPalette.SET2, LIGHT)
    for axis in ("x", "y"):
        window = plot(show(traces, session), traces, axis)
        assert len(columns_of(window, ink, 12)) > 100
        assert len(columns_of(window, label_colour(label), 12)) == 0


def count_calls(monkeypatch) -> Counter:
    """Count what the panels ask of Dear PyGui."""
    calls: Counter = Counter()
    for name in (
        "configure_item",
        "apply_transform",
        "set_value",
        "set_axis_limits",
        "draw_circle",
        "draw_line",
    ):
        original = getattr(dpg, name)

        def counting(*args, _original=original, _name=name, **kwargs):
            calls[_name] += 1
            return _original(*args, **kwargs)

        monkeypatch.setattr(dpg, name, counting)
    return calls


def step_calls(viewport, panels, n_frames: int, n_labels: int, monkeypatch) -> float:
    """Dear PyGui calls per frame step, all three panels together."""
    tracks = {f"l{k}": dense(n_frames, offset=7 * k) for k in range(n_labels)}
    layers = (layer(**tracks), layer("dlc_1", LayerKind.DENSE, **tracks), layer("buffer", LayerKind.SCRATCH))
    session = session_of(*layers, n_frames=n_frames, overlay="dlc_1", label="2")
    image = np.zeros((480, 640), np.uint8)
    with monkeypatch.context() as patch:
        calls: Counter = Counter()
        for frame in range(26):
            if frame == 6:
                calls = count_calls(patch)
            scene = Scene(looking(session, frame=frame), Picture(frame, frame, image + frame, True))
            for panel in panels:
                panel.draw(scene)
            dpg.render_dearpygui_frame()
        return calls.total() / 20


def test_a_step_costs_the_same_on_a_long_video(viewport, traces, timeline, monkeypatch):
    pane = ImagePane()
    pane.build(viewport.window, Rect(200, 0, 1000, 290), 1.0)
    panels = (pane, traces, timeline)
    short = step_calls(viewport, panels, 3000, 4, monkeypatch)
    long = step_calls(viewport, panels, 100_000, 4, monkeypatch)
    many = step_calls(viewport, panels, 100_000, 20, monkeypatch)
    assert short <= 2 * 4 + 4, "each ring and each playhead is moved, nothing else is touched"
    assert long <= short
    assert many <= short + 2 * 16


def test_an_unchanged_scene_asks_nothing_of_dear_pygui(viewport, traces, timeline, monkeypatch):
    pane = ImagePane()
    pane.build(viewport.window, Rect(200, 0, 1000, 290), 1.0)
    scene = Scene(session_of(frame=3), Picture(3, 3, np.zeros((480, 640), np.uint8), True))
    panels = (pane, traces, timeline)
    for _ in range(6):
        for panel in panels:
            panel.draw(scene)
        dpg.render_dearpygui_frame()
    assert pane.is_settled
    assert timeline.is_settled
    calls = count_calls(monkeypatch)
    for panel in panels:
        panel.draw(scene)
    assert calls.total() == 0
