"""Commands that change how the picture is shown: zoom, pan, CLAHE, gamma, brightness."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.view import Enhancement, ImageView
from dustrack_imgui.store.command import Command, Do, Kind, Need, Refused
from dustrack_imgui.video.enhancement import CLIP_RANGE, GAMMA_RANGE, automatic

SECTION = "Display"
MIN_ZOOM, MAX_ZOOM = 0.05, 64.0
Xy = tuple[float, float]


def _with_image(session: Session, state: VideoState, image: ImageView) -> Session:
    return session.with_video_state(replace(state, view=replace(state.view, image=image)))


def _with_enhancement(session: Session, enhancement: Enhancement) -> Session:
    state = active(session)
    return session.with_video_state(replace(state, view=replace(state.view, enhancement=enhancement)))


def fit(session: Session) -> Session:
    """Fit the picture into its pane."""
    return _with_image(session, active(session), ImageView())


def zoom(session: Session, *, factor: float, anchor_xy_image: Xy, shown_zoom: float) -> Session:
    """Zoom by a factor about an image position, which stays where it is on screen.

    `shown_zoom` is the zoom on screen now, which a fitted picture knows only from its pane.
    """
    state = active(session)
    image = state.view.image
    old = image.zoom if image.zoom is not None else float(shown_zoom)
    centre = image.centre_xy_image if image.zoom is not None else middle(state)
    new = min(max(old * factor, MIN_ZOOM), MAX_ZOOM)
    kept = old / new
    moved = (
        anchor_xy_image[0] + (centre[0] - anchor_xy_image[0]) * kept,
        anchor_xy_image[1] + (centre[1] - anchor_xy_image[1]) * kept,
    )
    return _with_image(session, state, ImageView(new, moved))


def pan(session: Session, *, dx_screen: float, dy_screen: float, shown_zoom: float) -> Session:
    """Shift the picture by screen pixels."""
    state = active(session)
    image = state.view.image
    zoom_ = image.zoom if image.zoom is not None else float(shown_zoom)
    centre = image.centre_xy_image if image.zoom is not None else middle(state)
    return _with_image(
        session, state, ImageView(zoom_, (centre[0] - dx_screen / zoom_, centre[1] - dy_screen / zoom_))
    )


def middle(state: VideoState) -> Xy:
    """Image position of the middle of the picture; pixel (0, 0) is a centre."""
    return ((state.video.width_px - 1) / 2, (state.video.height_px - 1) / 2)


def set_clip(session: Session, *, clip: float) -> Session:
    """Set the clip limit of CLAHE, 1 (off) to 4."""
    low, high = CLIP_RANGE
    enhancement = active(session).view.enhancement
    return _with_enhancement(session, replace(enhancement, clip=min(max(float(clip), low), high)))


def set_gamma(session: Session, *, gamma: float) -> Session:
    """Set the gamma of the picture on screen, 1 (off) to 2."""
    low, high = GAMMA_RANGE
    enhancement = active(session).view.enhancement
    return _with_enhancement(session, replace(enhancement, gamma=min(max(float(gamma), low), high)))


def enhance(session: Session, *, grey_percentiles: tuple[float, float, float] | None = None) -> Session:
    """Choose CLAHE and gamma by the grey levels of the frame on screen."""
    state = active(session)
    if grey_percentiles is None:
        raise Refused(f"Frame {state.view.frame} is not on screen yet; its grey levels are not known.")
    clip, gamma = automatic(grey_percentiles)
    enhancement = replace(state.view.enhancement, clip=clip, gamma=gamma)
    return _with_enhancement(session, enhancement).saying(f"Clip {clip:.2f}, gamma {gamma:.2f}")


def set_brightness(session: Session, *, brightness: int) -> Session:
    """Set the brightness added to the picture on screen, -128 to 128 grey levels."""
    enhancement = active(session).view.enhancement
    return _with_enhancement(session, replace(enhancement, brightness=min(max(int(brightness), -128), 128)))


def brighten(session: Session, *, delta: int) -> Session:
    """Change the brightness by some grey levels."""
    return set_brightness(session, brightness=active(session).view.enhancement.brightness + delta)


def no_enhancement(session: Session) -> Session:
    """Show the picture as it is in the file."""
    return _with_enhancement(session, Enhancement())


def _view(id_: str, title: str, help_: str, do: partial[Session], *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, needs_video, repeats=True)


def _plain(id_: str, title: str, help_: str, do: Do, *, is_listed: bool = False) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, (), needs_video, is_listed=is_listed)


COMMANDS = (
    Command(
        "image.fit",
        "Fit picture",
        "Fit the picture into its pane.",
        SECTION,
        fit,
        Kind.VIEW,
        ("shift+r",),
        needs_video,
    ),
    _view("image.brighter", "Brighter", "Eight grey levels brighter.", partial(brighten, delta=8)),
    _view("image.darker", "Darker", "Eight grey levels darker.", partial(brighten, delta=-8)),
    _plain(
        "image.no_enhancement",
        "Picture as it is",
        "CLAHE, gamma and brightness off.",
        no_enhancement,
        is_listed=True,
    ),
    Command(
        "image.auto_enhance",
        "Enhance picture",
        "Choose CLAHE and gamma by the grey levels of this frame; for the eye only.",
        SECTION,
        enhance,
        Kind.VIEW,
        (),
        needs_video,
        needs=(Need.GREY_PERCENTILES,),
    ),
    _plain("image.clip", "Clip limit", "Set the clip limit of CLAHE; 1 is off.", set_clip),
    _plain("image.gamma", "Gamma", "Set gamma.", set_gamma),
    _plain("image.brightness", "Brightness", "Set brightness.", set_brightness),
    _plain("image.zoom", "Zoom", "Wheel over the picture.", zoom),
    _plain("image.pan", "Pan", "Middle drag over the picture.", pan),
)
