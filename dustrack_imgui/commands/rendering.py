"""The command that writes what one sees as a video, to look at it anywhere."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.commands.effects import RenderVideo
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Command, Kind, Result

SECTION = "Display"


def rendered_range(state: VideoState) -> tuple[int, int]:
    """First and last frame of the labelled video: the interval if there is one, else all."""
    if state.interval is not None:
        return state.interval.start, state.interval.end
    return 0, state.video.n_frames - 1


def render(session: Session) -> Result:
    """Write picture, points and traces as a video beside the layer's file, in the background."""
    state = active(session)
    first, last = rendered_range(state)
    hidden = set(state.view.hidden_labels)
    kept = tuple(
        replace(layer, tracks={label: track for label, track in layer.tracks.items() if label not in hidden})
        for layer in state.data.layers
        if layer.name in (state.view.layer, state.view.overlay)
    )
    shown = replace(state, data=replace(state.data, layers=kept))
    effect = RenderVideo(shown, first, last, session.interface.label_palette)
    return Result(session, effects=(effect,))


COMMANDS = (
    Command(
        "video.render",
        "Write labelled video",
        "Write picture as seen, points and traces of the interval, or of all frames, as an mp4 by the layer.",
        SECTION,
        render,
        Kind.VIEW,
        (),
        needs_video,
    ),
)
