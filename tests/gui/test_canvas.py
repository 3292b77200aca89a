"""The picture as drawn: which frame, where its pixels and rings are, and what the mouse points at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import Enhancement, ImageView, View
from dustrack_imgui.video.meta import Picture
from dustrack_imgui.video.range_lut import range_lut
from dustrack_imgui.views.colours import DARK, label_colour
from dustrack_imgui.views.display_lut import display_levels
from dustrack_imgui.views.image_pane import BACKGROUND, ImagePane
from dustrack_imgui.views.open_gl import OpenGl
from dustrack_imgui.views.scene import Rect, Scene
from dustrack_imgui.views.screen_pixels import empty_pixels, paint

PANE = Rect(290, 10, 960, 460)
SIZE = (320, 240)


def level(frame: int) -> int:
    return frame * 7 % 251


def picture(frame: int, image: np.ndarray | None = None, **changes: object) -> Picture:
    if image is None:
        image = np.full((SIZE[1], SIZE[0]), level(frame), np.uint8)
    image.flags.writeable = False
    return replace(Picture(frame, frame, image, True), **changes)


def session_of(
    *layers: Layer, n_frames: int = 300, size: tuple[int, int] = SIZE, name: str = "clip.mp4", **view: object
) -> Session:
    layers = layers or (Layer("hand"),)
    video = Video(Path(name), n_frames, *size, fps=30.0)
    return Session((VideoState(video, VideoData(layers), View(**{"layer": layers[0].name, **view})),))


def looking(session: Session, **changes: object) -> Session:
    state = session.active
    return session.with_active(replace(state, view=replace(state.view, **changes)))


def points(label_to_xy: dict[str, tuple[float, float]], frame: int = 0, name: str = "hand") -> Layer:
    tracks = {label: Track.from_points([frame], [xy]) for label, xy in label_to_xy.items()}
    return Layer(name, MappingProxyType(tracks))


def noise(size: tuple[int, int] = SIZE) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, size[::-1], dtype=np.uint8)


def is_near(colour, wanted, by: int = 40) -> bool:
    return all(abs(int(a) - int(b)) <= by for a, b in zip(colour, wanted[:3], strict=True))


@pytest.fixture(params=["bytes", "floats"])
def pane(viewport, request) -> ImagePane:
    pane = ImagePane(takes_bytes=request.param == "bytes")
    pane.build(viewport.window, PANE, 1.0)
    return pane


@pytest.fixture
def show(viewport, pane):
    def show(session: Session, picture_: Picture | None, *, renders: int = 5, **scene: object) -> None:
        shown = Scene(session, picture_, **scene)
        viewport.draw = lambda: pane.draw(shown)
        viewport.driver.tick(renders)

    return show


def test_image_and_markers_belong_to_the_same_frame_in_every_render(viewport, pane, show):
    xy = [(20 + 5 * frame, 60 + 3 * frame) for frame in range(40)]
    session = session_of(Layer("hand", MappingProxyType({"0": Track.from_points(range(40), xy)})))
    show(session, picture(0))
    seen = []
    for frame in range(1, 31):
        session = looking(session, frame=frame)
        show(session, picture(frame), renders=1)
        visible = pane.visible_frame
        transform = pane.transform(session)
        assert viewport.driver.pixel(transform.screen_from_image((5, 5))) == (level(visible),) * 3
        x, y = transform.screen_from_image(xy[visible])
        assert is_near(viewport.driver.pixel((x + 8, y)), label_colour("0"), 60)
        seen.append(visible)
    assert seen[1:] == list(range(seen[1], seen[1] + 29))
    show(session, picture(30), renders=1)
    assert pane.visible_frame == 30


def test_pointing_at_the_middle_of_a_pixel_gives_that_pixel_at_every_zoom(viewport, pane, show):
    image = noise()
    rng = np.random.default_rng(1)
    n_picked = 0
    for zoom in range(1, 25):
        centre = tuple(rng.uniform((60, 40), (260, 200)))
        session = session_of(image=ImageView(float(zoom), centre))
        show(session, picture(0, image), renders=3)
        transform = pane.transform(session)
        for _ in range(9):
            reach_x, reach_y = min(PANE.width / 2 / zoom - 1, 55), min(PANE.height / 2 / zoom - 1, 35)
            x = int(rng.integers(centre[0] - reach_x + 1, centre[0] + reach_x))
            y = int(rng.integers(centre[1] - reach_y + 1, centre[1] + reach_y))
            viewport.driver.move(tuple(int(v) for v in transform.screen_from_image((x, y))))
            mouse = viewport.driver.xy_mouse
            assert pane.xy_image_at(session, mouse) == (x, y)
            if zoom % 2:
                shown = viewport.driver.pixel(mouse)[0]
                assert abs(shown - int(image[y, x])) <= 2, "the mouse is over the very pixel that it picks"
            n_picked += 1
    assert n_picked >= 200


def test_nothing_is_picked_outside_the_picture(pane):
    session = session_of(image=ImageView(1.0, (160.0, 120.0)))
    left, top = (int(v) for v in pane.transform(session).offset_xy_screen)
    assert pane.xy_image_at(session, (left, top)) == (0, 0)
    assert pane.xy_image_at(session, (left + 319, top + 239)) == (319, 239)
    assert pane.xy_image_at(session, (left - 1, top)) is None
    assert pane.xy_image_at(session, (left, top + 240)) is None
    assert pane.xy_image_at(session, (PANE.left - 1, PANE.top + 5)) is None
    assert pane.xy_image_at(Session(), (left, top)) is None


def test_nothing_is_uploaded_while_nothing_changes(viewport, pane, show):
    session = session_of(points({"0": (50, 50)}))
    show(session, picture(0), renders=8)
    assert pane.is_settled
    before = pane.uploads
    viewport.driver.tick(20)
    assert pane.uploads == before
    show(looking(session, frame=1), picture(1), renders=20)
    assert 0 < pane.uploads - before <= 3
    assert viewport.driver.pixel((PANE.left + 480, PANE.top + 230)) == (level(1),) * 3


@pytest.mark.parametrize("pane", ["bytes"], indirect=True)
def test_with_opengl_a_picture_goes_to_the_screen_once_and_as_bytes(viewport, pane, show):
    show(session_of(), picture(0), renders=8)
    assert pane.pixel_type is np.uint8
    before = pane.uploads
    show(looking(session_of(), frame=1), picture(1), renders=20)
    assert pane.uploads - before == 1


def test_pixels_that_were_painted_ahead_are_what_is_shown(viewport, pane, show):
    session = session_of(image=ImageView(2.0, (160.0, 120.0)))
    show(session, picture(0), renders=8)
    ahead = empty_pixels(*SIZE, pane.pixel_type)
    paint(np.full(SIZE[::-1], 77, np.uint8), display_levels(Enhancement()), ahead)
    show(looking(session, frame=1), picture(1), painted=lambda image, look: ahead)
    assert viewport.driver.pixel((PANE.left + 480, PANE.top + 230)) == (77, 77, 77)


def test_pixels_painted_in_another_kind_are_painted_anew(viewport, pane, show):
    session = session_of(image=ImageView(2.0, (160.0, 120.0)))
    show(session, picture(0), renders=8)
    other = np.float32 if pane.pixel_type is np.uint8 else np.uint8
    wrong = empty_pixels(*SIZE, other)
    show(looking(session, frame=1), picture(1), painted=lambda image, look: wrong)
    assert viewport.driver.pixel((PANE.left + 480, PANE.top + 230)) == (level(1),) * 3


@pytest.mark.parametrize("pane", ["bytes"], indirect=True)
def test_where_the_driver_will_not_have_a_size_pictures_go_on_as_floats(viewport, pane, show, monkeypatch):
    monkeypatch.setattr(OpenGl, "allocate", lambda *_: False)
    show(session_of(image=ImageView(2.0, (160.0, 120.0))), picture(0), renders=8)
    assert pane.pixel_type is np.float32
    assert viewport.driver.pixel((PANE.left + 480, PANE.top + 230)) == (level(0),) * 3
    assert pane.is_settled


@pytest.mark.parametrize("pane", ["bytes"], indirect=True)
def test_where_the_texture_is_not_found_pictures_are_shown_as_floats(viewport, pane, show, monkeypatch):
    monkeypatch.setattr(OpenGl, "textures_of_size", lambda *_: [])
    show(session_of(image=ImageView(2.0, (160.0, 120.0))), picture(0), renders=8)
    assert pane.pixel_type is np.float32
    assert viewport.driver.pixel((PANE.left + 480, PANE.top + 230)) == (level(0),) * 3


def test_markers_alone_upload_nothing(viewport, pane, show):
    session, shown = session_of(points({"0": (50, 50)})), picture(0)
    show(session, shown, renders=8)
    before = pane.uploads
    state = session.active
    edited = session.with_active(replace(state, data=state.data.with_layer(points({"0": (200, 100)}))))
    show(edited, shown)
    x, y = pane.transform(edited).screen_from_image((200, 100))
    assert is_near(viewport.driver.pixel((x + 8, y)), label_colour("0"))
    assert pane.uploads == before


@pytest.mark.parametrize("zoom", [1.0, 3.0, 12.0, 24.0])
def test_rings_keep_their_size_and_leave_their_centre_visible(viewport, pane, show, zoom):
    image = np.full(SIZE[::-1], 90, np.uint8)
    session = session_of(points({"1": (150, 110)}), image=ImageView(zoom, (150.0, 110.0)), label="0")
    show(session, picture(0, image))
    x, y = pane.transform(session).screen_from_image((150, 110))
    pixels = viewport.driver.pixels()
    window = pixels[int(y) - 20 : int(y) + 20, int(x) - 20 : int(x) + 10].astype(int)
    coloured = np.argwhere(window.max(axis=2) - window.min(axis=2) > 60)
    extent = coloured.max(axis=0) - coloured.min(axis=0) + 1
    assert extent.min() >= 14
    assert extent.max() <= 18
    middle = coloured.max(axis=0) + coloured.min(axis=0) + 1
    assert middle[0] / 2 - 20 == pytest.approx(y - int(y), abs=1.0)
    assert middle[1] / 2 - 20 == pytest.approx(x - int(x), abs=1.0)
    assert viewport.driver.pixel((x, y)) == (90, 90, 90)


@pytest.mark.parametrize("ground", [0, 255])
def test_rings_show_on_black_and_on_white(viewport, pane, show, ground):
    session = session_of(points({"5": (150, 110)}), label="5")
    show(session, picture(0, np.full(SIZE[::-1], ground, np.uint8)))
    x, y = pane.transform(session).screen_from_image((150, 110))
    row = viewport.driver.pixels()[int(y), int(x) : int(x) + 16].astype(int)
    assert any(is_near(pixel, label_colour("5")) for pixel in row)
    outside = row[10:12].min()
    assert abs(outside - ground) > 80 or ground == 0, "a dark line separates the ring from a white ground"


def test_the_active_layer_is_bright_and_the_overlay_dim(viewport, pane, show):
    active, overlay = points({"0": (80, 100)}), points({"0": (220, 100)}, name="old")
    session = session_of(active, overlay, overlay="old", label="1")
    show(session, picture(0, np.zeros(SIZE[::-1], np.uint8)))
    transform = pane.transform(session)
    bright, dim = (
        max(sum(viewport.driver.pixel((x + r, y))) for r in (6, 7))
        for x, y in (transform.screen_from_image(xy) for xy in ((80, 100), (220, 100)))
    )
    assert 0.2 < dim / bright < 0.6


def test_the_current_label_is_marked_by_ticks(viewport, pane, show):
    session = session_of(points({"0": (80, 100), "1": (220, 100)}), label="1")
    show(session, picture(0, np.zeros(SIZE[::-1], np.uint8)))
    transform = pane.transform(session)
    sums = [
        sum(viewport.driver.pixel((x - 13, y)))
        for x, y in (transform.screen_from_image(xy) for xy in ((80, 100), (220, 100)))
    ]
    assert sums[0] == 0
    assert sums[1] > 200


def test_a_label_that_is_not_marked_has_no_ring(viewport, pane, show):
    layer = points({"0": (80, 100)}, frame=3)
    session = session_of(layer, frame=3)
    show(session, picture(3))
    x, y = pane.transform(session).screen_from_image((80, 100))
    assert viewport.driver.pixel((x + 8, y)) != (level(3),) * 3
    show(looking(session, frame=4), picture(4))
    assert viewport.driver.pixel((x + 8, y)) == (level(4),) * 3


def test_a_stand_in_carries_the_markers_of_its_own_frame_and_an_amber_badge(viewport, pane, show):
    layer = Layer("hand", MappingProxyType({"0": Track.from_points([7, 9], [(60, 60), (200, 200)])}))
    session = session_of(layer, frame=9)
    show(session, picture(7, requested=9, is_exact=False))
    assert pane.visible_frame == 7
    x, y = pane.transform(session).screen_from_image((60, 60))
    assert is_near(viewport.driver.pixel((x + 8, y)), label_colour("0"), 60)
    badge = viewport.driver.pixels()[PANE.top : PANE.top + 40, PANE.left : PANE.left + 150]
    assert any(is_near(pixel, DARK.warning) for pixel in badge.reshape(-1, 3))
    show(session, picture(9))
    badge = viewport.driver.pixels()[PANE.top : PANE.top + 40, PANE.left : PANE.left + 150]
    assert is_near(badge.reshape(-1, 3).max(axis=0), BACKGROUND, 3)


def test_an_undecodable_frame_keeps_its_markers_and_carries_a_red_badge(viewport, pane, show):
    session = session_of(points({"0": (60, 60)}, frame=9), frame=9)
    show(session, picture(8, requested=9, is_exact=False, is_undecodable=True))
    assert pane.visible_frame == 9
    x, y = pane.transform(session).screen_from_image((60, 60))
    assert is_near(viewport.driver.pixel((x + 8, y)), label_colour("0"), 60)
    badge = viewport.driver.pixels()[PANE.top : PANE.top + 40, PANE.left : PANE.left + 400]
    assert any(is_near(pixel, DARK.error) for pixel in badge.reshape(-1, 3))


def test_luma_is_stretched_and_enhanced_and_colour_is_only_enhanced(viewport, pane, show):
    middle = (PANE.left + 480, PANE.top + 230)
    lut = range_lut(False).tobytes()
    grey = picture(0, np.full(SIZE[::-1], 126, np.uint8))
    show(session_of(), grey, display_lut=lut)
    assert viewport.driver.pixel(middle) == (128, 128, 128)
    show(session_of(enhancement=Enhancement(brightness=20)), grey, display_lut=lut)
    assert viewport.driver.pixel(middle) == (148, 148, 148)
    colour = np.empty((*SIZE[::-1], 3), np.uint8)
    colour[...] = (200, 100, 30)
    show(session_of(), picture(0, colour), display_lut=lut)
    assert viewport.driver.pixel(middle) == (200, 100, 30)


def test_edges_do_not_bleed_to_the_other_side(viewport, pane, show):
    image = np.zeros(SIZE[::-1], np.uint8)
    image[:, 0] = image[0] = 255
    session = session_of(image=ImageView(20.0, (319.0, 239.0)))
    show(session, picture(0, image))
    x, y = pane.transform(session).screen_from_image((319.45, 239.45))
    assert viewport.driver.pixel((x, y)) == (0, 0, 0)
    assert is_near(viewport.driver.pixel((x + 3, y + 3)), BACKGROUND, 0)


def test_another_video_replaces_the_picture_without_a_black_render(viewport, pane, show):
    first = session_of(image=ImageView(2.0, (160.0, 120.0)))
    second = session_of(size=(200, 150), name="other.mp4", image=ImageView(2.0, (100.0, 75.0)))
    middle = (PANE.left + 480, PANE.top + 230)
    show(first, picture(10))
    other = picture(0, np.full((150, 200), 200, np.uint8))
    for session, shown in ((second, other), (first, picture(20)), (second, other)):
        for _ in range(5):
            show(session, shown, renders=1)
            assert viewport.driver.pixel(middle)[0] in (level(10), level(20), 200)
    assert viewport.driver.pixel(middle) == (200, 200, 200)


def test_without_a_picture_the_pane_is_empty_and_says_what_opens(viewport, pane, show):
    show(session_of(points({"0": (60, 60)})), picture(3))
    show(Session(), None)
    pixels = viewport.driver.pixels()[PANE.top : PANE.top + PANE.height, PANE.left : PANE.left + PANE.width]
    assert (pixels == BACKGROUND[:3]).all()
    show(Session(), None, opening=("clip.mp4", 0.4))
    pixels = viewport.driver.pixels()[PANE.top : PANE.top + PANE.height, PANE.left : PANE.left + PANE.width]
    assert pixels.max() > 100


def test_the_pane_follows_its_rectangle(viewport, pane, show):
    session = session_of(points({"0": (100, 100)}))
    show(session, picture(0))
    pane.place(Rect(400, 100, 500, 300), 2.0)
    viewport.driver.tick(2)
    transform = pane.transform(session)
    left, top = transform.offset_xy_screen
    assert is_near(viewport.driver.pixel((left - 3, top + 20)), BACKGROUND, 0)
    assert viewport.driver.pixel((left + 3, top + 3)) == (level(0),) * 3
    x, y = transform.screen_from_image((100, 100))
    assert is_near(viewport.driver.pixel((x + 15, y)), label_colour("0"))
