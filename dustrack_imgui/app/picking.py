"""Which points of the picture a mouse position, or a box, means."""

from __future__ import annotations

from dustrack_imgui.app.events import Xy
from dustrack_imgui.commands.selection import marked_here
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.views.image_transform import ImageTransform


def nearest_marker(
    session: Session, transform: ImageTransform, xy_screen: Xy, reach_px: float
) -> tuple[str, bool] | None:
    """Label of the marker under the cursor and whether it is the active layer's, None when none is near.

    The active layer's markers win over those of other layers that are drawn; among a layer's markers the
    nearest, then the current label.
    """
    state = session.active
    if state is None:
        return None
    for one in reversed(state.drawn_layers):
        found: list[tuple[float, bool, str]] = []
        for label, track in one.layer.tracks.items():
            xy = track.xy_at(state.view.frame)
            if xy is None or label in state.view.hidden_labels:
                continue
            x, y = transform.screen_from_image(xy)
            distance = ((x - xy_screen[0]) ** 2 + (y - xy_screen[1]) ** 2) ** 0.5
            if distance <= reach_px:
                found.append((round(distance, 1), label != state.view.label, label))
        if found:
            return min(found)[2], one.is_active
    return None


def points_in_box(state: VideoState, transform: ImageTransform, one: Xy, other: Xy) -> tuple[str, ...]:
    """Labels of the active layer whose points on this frame lie between two screen positions."""
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(one, other, strict=True))
    found = []
    for label in marked_here(state):
        xy = state.layer.track(label).xy_at(state.view.frame)
        if xy is not None:
            x, y = transform.screen_from_image(xy)
            if left <= x <= right + 1 and top <= y <= bottom + 1:
                found.append(label)
    return tuple(found)
