"""Commands that place, move and remove points of the active layer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video, region
from dustrack_imgui.commands.moving import move_points, selected_here
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
    """Return the session in which `label` of the active layer has `xy` (image pixels) at `frame`.

    A hidden label is shown again: nobody edits what he does not see.
    """
    layer, view = state.layer, state.view
    new = layer.with_track(label, layer.track(label).with_point(frame, xy, source))
    if label in view.hidden_labels:
        view = replace(view, hidden_labels=tuple(one for one in view.hidden_labels if one != label))
    after = replace(state, data=state.data.with_layer(new), view=view)
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
    """Move the selected points of this frame, else the current label's, by a small step."""
    state = active(session)
    check_exact(state, exact_frame)
    label, frame = state.view.label, state.view.frame
    labels = selected_here(state) or (label,)
    xys = [state.layer.track(each).xy_at(frame) for each in labels]
    moved = [(xy[0] + dx_px, xy[1] + dy_px) for xy in xys if xy is not None]
    if len(moved) < len(labels):
        raise Refused(f"Label {label} is not marked on frame {frame} of {state.layer.name}.")
    return move_points(session, labels=labels, frame=frame, xys=moved)


def remove(session: Session) -> Result:
    """Remove the selected points of this frame, else the current label's."""
    state = active(session)
    layer, label, frame = state.layer, state.view.label, state.view.frame
    labels = selected_here(state) or (label,)
    if frame not in layer.track(labels[0]):
        raise Refused(f"Label {label} is not marked on frame {frame} of {layer.name}.")
    new = layer.with_tracks({one: layer.track(one).without([frame]) for one in labels})
    view = replace(state.view, selected=tuple(one for one in state.view.selected if one not in labels))
    after = replace(state, data=state.data.with_layer(new), view=view)
    sentence = f"remove {', '.join(labels)} at frame {frame}"
    return Result(session.with_video_state(after), sentence, region(after, new, labels, frame))


_NUDGES = (
    ("", 1.0, "1 pixel", "ctrl"),
    ("_fine", 0.25, "¼ pixel", "ctrl+shift"),
    ("_far", 5.0, "5 pixels", "alt+shift"),
)


def _nudge(direction: str, dx: int, dy: int, how: tuple[str, float, str, str]) -> Command:
    suffix, step_px, size, modifiers = how
    return Command(
        f"point.nudge_{direction}{suffix}",
        f"Nudge {direction} by {size}",
        f"Move the selected points, else the current label's, {direction} by {size}.",
        SECTION,
        partial(nudge, dx_px=dx * step_px, dy_px=dy * step_px),
        Kind.EDIT,
        (f"{modifiers}+{direction}",),
        needs_video,
        needs=(Need.EXACT_FRAME,),
        repeats=True,
    )


_STEPS = (("left", -1, 0), ("right", 1, 0), ("up", 0, -1), ("down", 0, 1))

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
        "Remove the selected points, else the current label's, from the current frame.",
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
    *(_nudge(*step, size) for size in _NUDGES for step in _STEPS),
)
