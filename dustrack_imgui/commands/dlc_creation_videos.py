"""Which of the open videos a new project is made of: what is offered, what is ticked, what does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dustrack_imgui.commands.access import plural
from dustrack_imgui.commands.dlc_access import LOOKING
from dustrack_imgui.model.dlc_creation import Creation
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Refused


@dataclass(frozen=True, slots=True)
class OfferedVideo:
    """A line of the list.

    Attributes
    ----------
    key, name
        Of the video.
    is_ticked
        Whether it goes into the project.
    words
        What it brings with it.
    refusal
        Sentence why it cannot; "" when it can.
    """

    key: str
    name: str
    is_ticked: bool
    words: str = ""
    refusal: str = ""


def offered_videos(session: Session) -> tuple[OfferedVideo, ...]:
    """All open videos in the order of the session."""
    creation = session.dlc.creation
    return tuple(
        OfferedVideo(
            state.video.key,
            state.video.path.name,
            state.video.key in creation.videos,
            _words(creation, state),
            "" if creation.is_running else refusal_of(session, state),
        )
        for state in session.videos
    )


def tick(session: Session, creation: Creation, video: str, *, is_ticked: bool) -> Creation:
    """Put a video on the list of those that the project is made of, or take it off."""
    state = session.video_state(video)
    if state is None:
        raise Refused(f"This video is not open: {video}")
    if is_ticked and (refusal := refusal_of(session, state)):
        raise Refused(refusal)
    wanted = {*creation.videos, video} if is_ticked else {*creation.videos} - {video}
    return replace(creation, videos=tuple(key for key in session.video_keys if key in wanted))


def refusal_of(session: Session, state: VideoState) -> str:
    """Sentence why a video cannot go into a new project; "" when it can."""
    path = state.video.path
    project = session.dlc.project_of(path)
    if project is not None:
        return f"{path.name} is in the project {project.name} already."
    return "" if path in session.dlc.looked_at else LOOKING


def problem_of_videos(session: Session, creation: Creation) -> str:
    """Sentence why no project can be made of the ticked videos; "" when one can."""
    states = [state for state in session.videos if state.video.key in creation.videos]
    if not states:
        return "Tick at least one video."
    for state in states:
        if refusal := refusal_of(session, state):
            return refusal
    stems = [state.video.path.stem for state in states]
    twice = next((stem for stem in stems if stems.count(stem) > 1), None)
    if twice is not None:
        return f"Two of the videos are called {twice}; a project cannot tell them apart. Take one tick away."
    return "" if creation.bundle is not None else problem_of_labels(creation.layer, states)


def problem_of_labels(layer: str, states: Sequence[VideoState]) -> str:
    """Sentence why a network cannot learn from these videos together; "" when it can.

    A video without labels is no hindrance as long as another one has some: it is tracked, not learnt from.
    """
    found = [(state.video.path.name, marked_labels(state, layer)) for state in states]
    labelled = [(name, labels) for name, labels in found if labels]
    if not labelled:
        which = found[0][0] if len(found) == 1 else "None of the ticked videos"
        return f"{which} has {'no labels' if len(found) == 1 else 'labels'} in {layer}; label some frames."
    ((wanted, _),) = Counter(labels for _, labels in labelled).most_common(1)
    usual = next(name for name, labels in labelled if labels == wanted)
    for name, labels in labelled:
        if labels != wanted:
            return (
                f"{name} has the labels {', '.join(labels)} in {layer}, but {usual} {', '.join(wanted)}: "
                "a network learns the same ones in all videos. Label what is missing, or take the tick away."
            )
    return ""


def marked_labels(state: VideoState, layer: str) -> tuple[str, ...]:
    """Labels of a layer that have points, ascending; none when the video has no such layer."""
    if not state.data.has_layer(layer):
        return ()
    tracks = state.data.layer(layer).tracks
    return tuple(sorted((label for label, track in tracks.items() if track.count), key=int))


def _words(creation: Creation, state: VideoState) -> str:
    if creation.bundle is not None:
        return "tracked by the model"
    labels = marked_labels(state, creation.layer)
    if not labels:
        return f"no labels in {creation.layer}: tracked only"
    return f"{plural(len(labels), 'label')} on {plural(_n_frames(state.data.layer(creation.layer)), 'frame')}"


def _n_frames(layer: Layer) -> int:
    return len(np.unique(np.concatenate([track.frames() for track in layer.tracks.values()])))
