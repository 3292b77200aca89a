"""Writing a labelled video as a job, under a name that no file has yet."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.systems.tracking_work import Work, progress_of
from dustrack_imgui.commands.effects import RenderVideo
from dustrack_imgui.drawing import render_state
from dustrack_imgui.drawing.labelled_video import default_path
from dustrack_imgui.jobs import JobContext
from dustrack_imgui.store.command import Call
from dustrack_imgui.video.reader import VideoReader


def render_work(effect: RenderVideo, reader: VideoReader) -> Work:
    """Draw the frames of a session's state, as it was when it was asked for."""
    state = effect.state
    is_whole = (effect.first, effect.last) == (0, state.video.n_frames - 1)

    def run(context: JobContext) -> Call:
        wanted = default_path(state.video.path, state.layer)
        part = "" if is_whole else f"_f{effect.first}-{effect.last}"
        path = render_state(
            state,
            reader,
            effect.first,
            effect.last,
            free_path(wanted.with_name(f"{wanted.stem}_labelled{part}.mp4")),
            palette=effect.palette,
            progress=progress_of(context),
            cancel=context.cancel,
        )
        said = f"Labelled video of frames {effect.first}–{effect.last}: {path}"
        return Call("message.say", MappingProxyType({"text": said}))

    return Work(f"Writing labelled video of {state.view.layer}", run)


def free_path(path: Path) -> Path:
    """The path itself, or with a number, so that no file is replaced."""
    numbered = (path.with_name(f"{path.stem}_{number}{path.suffix}") for number in count(2))
    return path if not path.exists() else next(other for other in numbered if not other.exists())
