"""Commands that let the picture run."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.model.session import Playback, Session
from dustrack_imgui.store.command import Command, Kind

SECTION = "Playback"
SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


def toggle(session: Session, *, direction: int) -> Session:
    """Play in a direction, or pause when it is playing; at the last frame it starts over."""
    state = active(session)
    if session.playback.direction:
        return stop(session)
    at_end = state.view.frame == (state.video.n_frames - 1 if direction > 0 else 0)
    if at_end:
        start = 0 if direction > 0 else state.video.n_frames - 1
        session = session.with_video_state(replace(state, view=replace(state.view, frame=start)))
    return replace(session, playback=replace(session.playback, direction=direction))


def stop(session: Session) -> Session:
    """Pause."""
    return replace(session, playback=replace(session.playback, direction=0))


def change_speed(session: Session, *, delta: int) -> Session:
    """Step through the speeds from 0.1× to 8×."""
    speed = session.playback.speed
    nearest = min(range(len(SPEEDS)), key=lambda at: abs(SPEEDS[at] - speed))
    at = min(max(nearest + delta, 0), len(SPEEDS) - 1)
    return with_speed(session, speed=SPEEDS[at])


def with_speed(session: Session, *, speed: float) -> Session:
    """Set the speed; 1 is the video's own rate."""
    speed = min(max(float(speed), SPEEDS[0]), SPEEDS[-1])
    playback = Playback(session.playback.direction, speed)
    return replace(session, playback=playback).saying(f"Speed {speed:g}×")


def _view(id_: str, title: str, help_: str, do: partial[Session], *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, needs_video)


COMMANDS = (
    _view("play.toggle", "Play / pause", "Play forward, or pause.", partial(toggle, direction=1), "space"),
    _view(
        "play.toggle_reverse",
        "Play backwards / pause",
        "Play backwards, or pause.",
        partial(toggle, direction=-1),
        "shift+space",
    ),
    _view("play.faster", "Faster", "Next higher speed, to 8×.", partial(change_speed, delta=1), "shift+."),
    _view("play.slower", "Slower", "Next lower speed, to 0.1×.", partial(change_speed, delta=-1), "shift+,"),
    Command(
        "play.speed",
        "Speed",
        "Set the speed.",
        SECTION,
        with_speed,
        Kind.VIEW,
        (),
        needs_video,
        is_listed=False,
    ),
    Command("play.stop", "Pause", "Pause.", SECTION, stop, Kind.VIEW, (), needs_video, is_listed=False),
)
