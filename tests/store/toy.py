"""A small command table for the tests of store, journal and recovery."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call, Command, GoToStep, HistoryMove, Kind, Refused, Region, Result

N_FRAMES = 3000


def video_state(path: str | Path = "clip.mp4", *layers: Layer, n_frames: int = N_FRAMES) -> VideoState:
    layers = layers or (Layer("pn"), Layer("buffer", kind=LayerKind.SCRATCH))
    video = Video(Path(path), n_frames, 640, 480, 30.0)
    return VideoState(
        video,
        VideoData(layers),
        View(layer=layers[0].name),
        MappingProxyType({layer.name: layer.tracks for layer in layers}),
    )


def new_session(*paths: str | Path) -> Session:
    return Session(videos=tuple(video_state(path) for path in paths or ("clip.mp4",)))


def _active(session: Session) -> VideoState:
    state = session.active
    assert state is not None
    return state


def _edited(session: Session, layer: Layer, sentence: str, label: str, first: int, last: int) -> Result:
    state = _active(session)
    after = replace(state, data=state.data.with_layer(layer))
    region = Region(state.video.key, layer.name, (label,), first, last)
    return Result(session.with_video_state(after), sentence, region)


def place(session: Session, *, xy: tuple[float, float]) -> Result:
    state = _active(session)
    layer, view = state.layer, state.view
    new = layer.with_track(view.label, layer.track(view.label).with_point(view.frame, xy, Source.HAND))
    return _edited(
        session, new, f"place {view.label} at frame {view.frame}", view.label, view.frame, view.frame
    )


def remove(session: Session) -> Result:
    state = _active(session)
    layer, view = state.layer, state.view
    track = layer.track(view.label)
    if view.frame not in track:
        raise Refused("Nothing is marked here.")
    new = layer.with_track(view.label, track.without([view.frame]))
    return _edited(
        session, new, f"remove {view.label} at frame {view.frame}", view.label, view.frame, view.frame
    )


def write(session: Session, *, label: str, frames: Any, xy: Any) -> Result:
    state = _active(session)
    track = state.layer.track(label).with_points(frames, xy, Source.LK)
    new = state.layer.with_track(label, track)
    return _edited(session, new, f"track {label}", label, int(np.min(frames)), int(np.max(frames)))


def drop_label(session: Session, *, label: str) -> Result:
    state = _active(session)
    if label not in state.layer.tracks:
        raise Refused("No such label.")
    kept = {name: track for name, track in state.layer.tracks.items() if name != label}
    new = replace(state.layer, tracks=MappingProxyType(kept))
    return _edited(session, new, f"delete {label}", label, 0, 0)


def add_layer(session: Session, *, name: str) -> Result:
    state = _active(session)
    if state.data.has_layer(name):
        raise Refused("There is such a layer.")
    after = replace(
        state, data=state.data.with_layer(Layer(name)), view=replace(state.view, layer=name, overlay="pn")
    )
    return Result(session.with_video_state(after), f"add {name}", Region(state.video.key, name))


def interval(session: Session, *, start: int, end: int) -> Result:
    state = _active(session)
    key = (state.view.layer, state.view.label)
    after = replace(state, data=state.data.with_interval(key, Interval(start, end)))
    return Result(session.with_video_state(after), f"select {start} to {end}")


def go(session: Session, *, frame: int) -> Session:
    state = _active(session)
    return session.with_video_state(replace(state, view=replace(state.view, frame=state.video.clamp(frame))))


def select(session: Session, *, label: str) -> Session:
    state = _active(session)
    return session.with_video_state(replace(state, view=replace(state.view, label=label)))


def use_layer(session: Session, *, name: str) -> Session:
    state = _active(session)
    if not state.data.has_layer(name):
        raise Refused("No such layer.")
    return session.with_video_state(replace(state, view=replace(state.view, layer=name)))


def switch(session: Session, *, index: int) -> Session:
    return replace(session, active_index=index % len(session.videos))


def crash(session: Session) -> Session:
    raise ZeroDivisionError("the moon is full")


def cheat(session: Session) -> Session:
    return place(session, xy=(1.0, 1.0)).session


def opened(session: Session, *, state: VideoState) -> Session:
    return replace(session, videos=(*session.videos, state), active_index=len(session.videos))


def layer_opened(session: Session, *, video: str, layer: Layer) -> Session:
    state = session.video_state(video)
    assert state is not None
    state = replace(state, data=state.data.with_layer(layer)).with_saved(layer.name, layer.tracks)
    return session.with_video_state(state)


def saved(session: Session, *, video: str, name: str, tracks: Any = None) -> Session:
    state = session.video_state(video)
    assert state is not None
    written = state.data.layer(name).tracks if tracks is None else tracks
    return session.with_video_state(state.with_saved(name, written))


def played(session: Session, *, frame: int) -> Session:
    return go(session, frame=frame)


def closed(session: Session) -> Session:
    return replace(session, videos=session.videos[:-1], active_index=0)


def go_to_step(session: Session, *, step: int) -> Result:
    return Result(session, history=GoToStep(step))


def _may_crash(session: Session) -> str | None:
    return "Not on Sundays." if _active(session).view.frame == 7 else None


_COMMANDS = (
    *(
        Command(f"toy.{do.__name__}", do.__name__.capitalize(), "", "toy", do, Kind.EDIT)
        for do in (place, remove, write, drop_label, add_layer, interval)
    ),
    *(
        Command(f"toy.{do.__name__}", do.__name__.capitalize(), "", "toy", do, Kind.VIEW)
        for do in (go, select, use_layer, switch, cheat, go_to_step)
    ),
    *(
        Command(f"toy.{do.__name__}", do.__name__.capitalize(), "", "toy", do, Kind.SYSTEM)
        for do in (opened, layer_opened, saved, played, closed)
    ),
    Command("toy.crash", "Crash", "", "toy", crash, Kind.EDIT, when=_may_crash),
    Command(
        "edit.undo", "Undo", "", "toy", lambda session: Result(session, history=HistoryMove.UNDO), Kind.VIEW
    ),
    Command(
        "edit.redo", "Redo", "", "toy", lambda session: Result(session, history=HistoryMove.REDO), Kind.VIEW
    ),
)
TABLE = MappingProxyType({command.id: command for command in _COMMANDS})
UNDO, REDO = Call("edit.undo"), Call("edit.redo")


def call(name: str, gesture: int | None = None, /, **arguments: Any) -> Call:
    return Call(f"toy.{name}", arguments, gesture)


def points(session: Session) -> dict[str, dict[str, dict[str, dict[int, tuple[float, float, int]]]]]:
    """All points as plain values, video -> layer -> label -> frame -> (x, y, source)."""
    return {
        state.video.key: {
            layer.name: {label: track_points(track) for label, track in layer.tracks.items()}
            for layer in state.data.layers
        }
        for state in session.videos
    }


def track_points(track: Track) -> dict[int, tuple[float, float, int]]:
    frames = track.frames().tolist()
    return {frame: (*track.xy_at(frame), int(track.source_at(frame))) for frame in frames}


def facts(session: Session) -> dict[str, Any]:
    """Everything that recovery must bring back, as plain values that compare by ==."""
    return {
        "points": points(session),
        "order": [[(x.name, x.kind, x.path, x.labels) for x in s.data.layers] for s in session.videos],
        "intervals": [dict(state.data.intervals) for state in session.videos],
        "marked": [state.data.frames_of_interest for state in session.videos],
        "views": [state.view for state in session.videos],
        "saved": [
            {n: {k: track_points(t) for k, t in tracks.items() if t.count} for n, tracks in s.saved.items()}
            for s in session.videos
        ],
        "active": session.active_index,
        "playback": session.playback,
        "interface": session.interface,
        "dialog": session.dialog,
        "steps": (session.history.undo, session.history.redo),
    }
