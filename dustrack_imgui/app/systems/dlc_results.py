"""Brings what a job of DeepLabCut made into every open video of its project, while people go on labelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.dlc_folder import next_layer_name, with_project_layers
from dustrack_imgui.app.loading import Loaded
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Call, Effect

TRAINED = (JobEnd.DONE, JobEnd.KEPT)


class DlcResultsSystem:
    """Looks for new layers once for each pair of an ended job and an open video of its project.

    Parameters
    ----------
    wake
        Called from the thread when layers were read.
    """

    name = "dlc results"

    def __init__(self, wake: Callable[[], None]) -> None:
        self._background = Background(wake, "dlc results")
        self._jobs: tuple[DlcJob, ...] = ()
        self._videos: tuple[str, ...] = ()
        self._seen: set[tuple[int, str]] = set()

    def run(self, effect: Effect, session: Session) -> bool:
        """None of the effects is its own."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Begin to read what ended jobs made; return what was read."""
        del now_secs
        calls = self._background.answers()
        videos = tuple(state.video.key for state in session.videos)
        if session.dlc.jobs is self._jobs and videos == self._videos:
            return calls
        self._jobs, self._videos = session.dlc.jobs, videos
        for job in session.dlc.jobs:
            project = session.dlc.project(job.project)
            for state in session.videos:
                key = state.video.key
                is_own = state.video.path.is_relative_to(job.project) or (
                    project is not None and project.holds(state.video.path)
                )
                if not job.is_running and is_own and (job.id, key) not in self._seen:
                    self._seen.add((job.id, key))
                    self._begin(job, state)
        return calls

    def is_active(self, session: Session) -> bool:
        """While layers are being read."""
        del session
        return self._background.is_busy

    def close(self) -> None:
        """Finish reading."""
        self._background.close()

    def _begin(self, job: DlcJob, state: VideoState) -> None:
        self._background.submit(
            lambda: new_layers(job, state), on_error=lambda error: [_trouble(state, error)]
        )


def new_layers(job: DlcJob, state: VideoState) -> list[Call]:
    """Layers of a video that a job made or made anew, as a command; nothing when there are none."""
    made = {path.resolve() for path in job.files}
    data = state.data
    stale = {layer.name for layer in data.layers if layer.path is not None and layer.path.resolve() in made}
    kept = replace(data, layers=tuple(layer for layer in data.layers if layer.name not in stale))
    before = {layer.name for layer in kept.layers}
    view = state.view
    if view.layer in stale:
        view = replace(view, layer=kept.layers[0].name)
    read = with_project_layers(Loaded(replace(state, data=kept, view=view), ()), job.project)
    layers = tuple(layer for layer in read.state.data.layers if layer.name not in before)
    is_trained = job.kind == "train" and job.end in TRAINED
    next_layer = next_layer_name(job.project) if is_trained else None
    if not layers and (next_layer is None or data.has_layer(next_layer)):
        return []
    overlay = read.state.view.overlay
    arguments = {
        "video": state.video.key,
        "layers": layers,
        "saved": {layer.name: layer.tracks for layer in layers},
        "overlay": overlay if layers else None,
        "next_layer": next_layer,
        "problems": read.problems,
    }
    return [Call("dlc.layers_came", MappingProxyType(arguments))]


def _trouble(state: VideoState, error: Exception) -> Call:
    text = f"{Path(state.video.path).name}: the new layers could not be read: {error}"
    return Call("message.say", MappingProxyType({"text": text, "severity": "error"}))
