"""Commands that let the picture run."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.model.session import Playback, Session, VideoState
from dustrack_imgui.store.command import Command, Kind, Refused, switch

SECTION = "Playback"
SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
SHUTTLE = (-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0)


def played_range(state: VideoState, playback: Playback) -> tuple[int, int]:
    """First and last frame that playback runs through."""
    if playback.loops and state.interval is not None:
        return state.interval.start, state.interval.end
    return 0, state.video.n_frames - 1


def toggle(session: Session, *, direction: int) -> Session:
    """Play in a direction, or pause when it is playing; at the end of its range it starts over."""
    return stop(session) if session.playback.direction else _started(session, direction)


def _started(session: Session, direction: int) -> Session:
    state = active(session)
    first, last = played_range(state, session.playback)
    start, end = (first, last) if direction > 0 else (last, first)
    frame = state.view.frame
    if frame == end or not first <= frame <= last:
        session = session.with_video_state(replace(state, view=replace(state.view, frame=start)))
    return replace(session, playback=replace(session.playback, direction=direction))


def shuttle(session: Session, *, direction: int) -> Session:
    """Go one step along the signed speeds: faster one way, slower and then backwards the other."""
    playback = session.playback
    now = playback.direction * playback.speed
    beyond = [rate for rate in SHUTTLE if (rate > now if direction > 0 else rate < now)]
    if not beyond:
        return session
    rate = min(beyond) if direction > 0 else max(beyond)
    if rate == 0:
        return stop(session)
    if not playback.direction:
        session = _started(session, direction)
    shown = replace(session.playback, direction=1 if rate > 0 else -1, speed=abs(rate))
    return replace(session, playback=shown).saying(
        f"Playing {'forward' if rate > 0 else 'back'} {abs(rate):g}×"
    )


def toggle_loop(session: Session) -> Session:
    """Run round and round in the interval, or stop at the end again."""
    playback = replace(session.playback, loops=not session.playback.loops)
    state = active(session)
    first, last = played_range(state, playback)
    if not playback.loops:
        words = "Playback stops at the ends."
    else:
        words = f"Playback runs round in frames {first}–{last}."
    return replace(session, playback=playback).saying(words)


def toggle_every_frame(session: Session) -> Session:
    """Show every frame even when that is slower, or keep the video's time and skip frames."""
    is_on = not session.playback.shows_every_frame
    words = "Playback shows every frame." if is_on else "Playback keeps time and may skip frames."
    return replace(session, playback=replace(session.playback, shows_every_frame=is_on)).saying(words)


def pause(session: Session) -> Session:
    """Pause what plays."""
    if not session.playback.direction:
        raise Refused("Nothing is playing.")
    return stop(session)


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
    return replace(session, playback=replace(session.playback, speed=speed)).saying(f"Speed {speed:g}×")


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
    _view(
        "play.shuttle_back",
        "Shuttle back",
        "Slower, then backwards, then faster backwards.",
        partial(shuttle, direction=-1),
        "u",
    ),
    _view("play.pause", "Pause", "Stop the picture.", partial(pause), "i"),
    _view(
        "play.shuttle_forward",
        "Shuttle forward",
        "Slower backwards, then forward, then faster.",
        partial(shuttle, direction=1),
        "o",
    ),
    switch(
        _view(
            "play.toggle_loop",
            "Loop playback",
            "Run round and round in the interval, or in the whole video where there is none.",
            partial(toggle_loop),
            "shift+o",
        ),
        lambda session: session.playback.loops,
    ),
    switch(
        _view(
            "play.toggle_every_frame",
            "Play every frame",
            "Slow down rather than skip frames that are not decoded in time.",
            partial(toggle_every_frame),
            "shift+i",
        ),
        lambda session: session.playback.shows_every_frame,
    ),
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
