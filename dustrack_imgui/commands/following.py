"""A zoomed picture that stays on the current label while frames and labels change."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.view import ImageView

ZOOM_WHEN_FITTED = 4.0
"""Zoom that following begins with when the whole picture is in sight."""


def followed(state: VideoState) -> VideoState:
    """State whose picture is centred on the current label, if it follows one and that is marked here.

    The overlay's point stands in where the active layer has none; without either the picture stays.
    """
    view = state.view
    if not view.follows_label or view.image.zoom is None:
        return state
    for layer in (state.layer, state.overlay):
        xy = None if layer is None else layer.track(view.label).xy_at(view.frame)
        if xy is not None:
            return replace(state, view=replace(view, image=replace(view.image, centre_xy_image=xy)))
    return state


def with_following(state: VideoState, *, is_on: bool) -> VideoState:
    """State that follows the current label from now on, or no longer."""
    view = replace(state.view, follows_label=is_on)
    if is_on and view.image.zoom is None:
        centre = ((state.video.width_px - 1) / 2, (state.video.height_px - 1) / 2)
        view = replace(view, image=ImageView(ZOOM_WHEN_FITTED, centre))
    return followed(replace(state, view=view))
