"""Intervals that DUSTrack keeps beside a video, taken over when the video is opened."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.intervals import intervals_path, load_intervals
from dustrack_imgui.model.session import VideoState


def with_interval_file(state: VideoState) -> tuple[VideoState, tuple[str, ...]]:
    """Return a state with the selected intervals of the file, and sentences about what is wrong with it.

    Intervals of layers that are not there, or that end behind the video, are left out.
    """
    path = intervals_path(state.video.path)
    if not path.exists():
        return state, ()
    try:
        file = load_intervals(path)
    except (FormatError, OSError) as error:
        return state, (str(error),)
    found = dict(state.data.intervals)
    for (stem, layer, label), intervals in file.intervals.items():
        is_ours = stem == state.video.stem and state.data.has_layer(layer)
        if is_ours and intervals and intervals[-1].end < state.video.n_frames:
            found.setdefault((layer, label), intervals[-1])
    return replace(state, data=replace(state.data, intervals=MappingProxyType(found))), ()
