"""Commands that place, move and remove points of the active layer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video, region
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.store.command import Command, Kind, Need, Refused, Result

SECTION = "4. Edit annotation"
Xy = tuple[float, float]


def put_point(
    session: Session,
    state: VideoState,
    *,
    label: str,
    frame: int,
    xy: Xy,
    verb: str,
    source: Source = Source.HAND,
) -> Result:
    """Return the session in which `label` of the active layer has `xy` (image pixels) at `frame`."""
    layer = state.layer
    new = layer.with_track(label, layer.track(label).with_point(frame, xy, source))
    after = replace(state, data=state.data.with_layer(new))
    sentence = f"{verb} {label} at frame {frame}"
    return Result(session.with_video_state(after), sentence, region(after, new, (label,), frame))


def check_exact(state: VideoState, exact_frame: int | None) -> None:
    """Refuse to edit on a picture that is not the current frame's own."""
    if exact_frame != state.view.frame:
        raise Refused(
            f"Frame {state.view.frame} is not on screen yet; points are placed only on the exact frame."
        )


def place(session: Session, *, xy_image: Xy | None = None, exact_frame: int | None = None) -> Result:
    """Place the current label at the cursor on the current frame."""
    state = active(session)
    if xy_image is None:
        raise Refused("Move the mouse over the picture to place a point.")
    check_exact(state, exact_frame)
    return put_point(
        session,
        state,
        label=state.view.label,
        frame=state.view.frame,
        xy=(xy_image[0], xy_image[1]),
        verb="place",
    )


def move(session: Session, *, label: str, frame: int, xy: Xy) -> Result:
    """Move an existing point of the active layer, kept inside the picture."""
    state = active(session)
    if frame not in state.layer.track(label):
        raise Refused(f"Label {label} is not marked on frame {frame} of {state.layer.name}.")
    inside = (
        min(max(float(xy[0]), -0.5), state.video.width_px - 0.5),
        min(max(float(xy[1]), -0.5), state.video.height_px - 0.5),
    )
    return put_point(session, state, label=label, frame=frame, xy=inside, verb="move")


def nudge(session: Session, *, dx_px: float, dy_px: float, exact_frame: int | None = None) -> Result:
    """Move the current label's point on this frame by a small step."""
    state = active(session)
    check_exact(state, exact_frame)
    label, frame = state.view.label, state.view.frame
    xy = state.layer.track(label).xy_at(frame)
    if xy is None:
        raise Refused(f"Label {label} is not marked on frame {frame} of {state.layer.name}.")
    return move(session, label=label, frame=frame, xy=(xy[0] + dx_px, xy[1] + dy_px))


def remove(session: Session) -> Result:
    """Remove the current label from the current frame."""
    state = active(session)
    layer, label, frame = state.layer, state.view.label, state.view.frame
    track = layer.track(label)
    if frame not in track:
        raise Refused(f"Label {label} is not marked on frame {frame} of {layer.name}.")
    new = layer.with_track(label, track.without([frame]))
    after = replace(state, data=state.data.with_layer(new))
    sentence = f"remove {label} at frame {frame}"
    return Result(session.with_video_state(after), sentence, region(after, new, (label,), frame))


def _nudge(direction: str, dx_px: float, dy_px: float) -> Command:
    modifiers = "ctrl+shift" if abs(dx_px + dy_px) < 1 else "ctrl"
    size = "¼ pixel" if modifiers == "ctrl+shift" else "1 pixel"
    return Command(
        f"point.nudge_{direction}{'_fine' if modifiers == 'ctrl+shift' else ''}",
        f"Nudge {direction} by {size}",
        f"Move the current label's point on this frame {direction} by {size}.",
        SECTION,
        partial(nudge, dx_px=dx_px, dy_px=dy_px),
        Kind.EDIT,
        (f"{modifiers}+{direction}",),
        needs_video,
        needs=(Need.EXACT_FRAME,),
        repeats=True,
    )


_STEPS = (("left", -1.0, 0.0), ("right", 1.0, 0.0), ("up", 0.0, -1.0), ("down", 0.0, 1.0))

COMMANDS = (
    Command(
        "point.place",
        "Place point",
        "Place the current label at the cursor (or right-click).",
        SECTION,
        place,
        Kind.EDIT,
        ("t",),
        needs_video,
        needs=(Need.CURSOR_IMAGE, Need.EXACT_FRAME),
    ),
    Command(
        "point.remove",
        "Remove point",
        "Remove the current label from the current frame.",
        SECTION,
        remove,
        Kind.EDIT,
        ("y", "delete"),
        needs_video,
    ),
    Command(
        "point.move",
        "Move point",
        "Drag a marker with the left button.",
        SECTION,
        move,
        Kind.EDIT,
        (),
        needs_video,
        is_listed=False,
    ),
    *(_nudge(direction, dx, dy) for direction, dx, dy in _STEPS),
    *(_nudge(direction, dx / 4, dy / 4) for direction, dx, dy in _STEPS),
)
