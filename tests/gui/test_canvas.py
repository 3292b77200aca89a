"""The drawn window: what the picture, the traces and the timeline show, and where the mouse hits them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import Enhancement, ImageView, TraceView, View
from dustrack_imgui.video.meta import Picture
from dustrack_imgui.views.image_pane import ImagePane
from dustrack_imgui.views.scene import Rect, Scene

PANE = Rect(290, 0, 990, 460)


def grey(frame: int, size: tuple[int, int] = (320, 240)) -> np.ndarray:
    image = np.full((size[1], size[0]), level(frame), np.uint8)
    image.flags.writeable = False
    return image


def level(frame: int) -> int:
    return frame * 7 % 251


def picture(frame: int, image: np.ndarray | None = None) -> Picture:
    return Picture(frame, frame, grey(frame) if image is None else image, True)


def session_of(
    *, n_frames: int = 300, size: tuple[int, int] = (320, 240), layers: tuple[Layer, ...] = (), **view: object
) -> Session:
    layers = layers or (Layer("hand"),)
    state = VideoState(
        Video(Path("clip.mp4"), n_frames, *size, fps=30.0),
        VideoData(layers),
        View(**{"layer": layers[0].name, **view}),
    )
    return Session((state,))


def looking(session: Session, **changes: object) -> Session:
    state = session.active
    return session.with_active(replace(state, view=replace(state.view, **changes)))


def show(viewport, panel, scene: Scene, renders: int = 4) -> None:
    viewport.draw = lambda: panel.draw(scene)
    viewport.driver.tick(renders)


@pytest.fixture
def pane(viewport) -> ImagePane:
    pane = ImagePane()
    pane.build(viewport.window, PANE, 1.0)
    return pane


def test_image_and_markers_belong_to_the_same_frame_in_every_render(viewport, pane):
    points = [(20 + 5 * frame, 60 + 3 * frame) for frame in range(40)]
    track = Track.from_points(range(40), points)
    session = session_of(layers=(Layer("hand", {"0": track}),))
    show(viewport, pane, Scene(session, picture(0)))
    seen = []
    for frame in range(1, 31):
        scene = Scene(looking(session, frame=frame), picture(frame))
        show(viewport, pane, scene, renders=1)
        pixels = viewport.driver.pixels()
        visible = pane.visible_frame
        transform = pane.transform(scene.session)
        x, y = (int(v) for v in transform.screen_from_image((5, 5)))
        assert pixels[y, x].tolist() == [level(visible)] * 3
        cx, cy = transform.screen_from_image(points[visible])
        ring = pixels[int(cy), int(cx + 8)].astype(int)
        assert ring.max() - ring.min() > 40, "the ring of the visible frame is drawn in its label's colour"
        seen.append(visible)
    assert seen[1:] == list(range(seen[1], seen[1] + 29))
