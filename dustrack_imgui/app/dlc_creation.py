"""Makes a project of open videos: DeepLabCut's folders, the videos, their layers, and a model if wanted."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.commands.dlc_creation_videos import marked_labels, problem_of_labels
from dustrack_imgui.dlc.bundle_import import import_bundle
from dustrack_imgui.dlc.creation import finish_creation
from dustrack_imgui.dlc.label_mapping import label_mapping
from dustrack_imgui.dlc.place_video import require_usable
from dustrack_imgui.dlc.rewire import Rewiring, plan_rewiring, write_rewired
from dustrack_imgui.dlc.rounds import dlc_request, plan_creation
from dustrack_imgui.formats.body_parts import body_parts_of_labels
from dustrack_imgui.jobs import JobContext, ProcessRequest, jobs_folder, run_process
from dustrack_imgui.model.dlc_creation import Creation
from dustrack_imgui.model.session import VideoState

ENDING_WORDS = "settling in"


class LabelsDifferError(ValueError):
    """There is nothing to learn from, or the videos do not have the same labels."""


@dataclass(frozen=True, eq=False, slots=True)
class CreatedProject:
    """What was made.

    Attributes
    ----------
    root
        Folder of the project.
    rewirings
        Where each video and its layers go on.
    """

    root: Path
    rewirings: tuple[Rewiring, ...]
    is_seeded: bool


def create(
    creation: Creation, states: Sequence[VideoState], python: Callable[[], str], context: JobContext
) -> CreatedProject:
    """Make a project; when it fails or is cancelled, nothing of it stays.

    Parameters
    ----------
    states
        The videos as they are open; what is not saved goes into the project as well.
    python
        Says which Python runs DeepLabCut.

    Raises
    ------
    LabelsDifferError
        When no video has labels, or some have others than others.
    JobFailedError, DlcPythonError
        When DeepLabCut cannot make the folders.
    FormatError
        When a file cannot be brought in.
    """
    labels = labels_of(creation, states)
    videos = [state.video.path for state in states]
    for video in videos:
        require_usable(video)
    context.phase("making the folders; DeepLabCut takes a while to begin")
    config = _scaffold(creation, videos, list(labels), python(), context)
    root = config.parent.resolve()
    try:
        context.phase("bringing in the video" if len(videos) == 1 else f"bringing in {len(videos)} videos")
        placed = finish_creation(
            config, videos, labels=labels, tell=context.log, check=context.raise_if_cancelled
        )
        context.phase("writing the layers")
        rewirings = tuple(plan_rewiring(state, video) for state, video in zip(states, placed, strict=True))
        for rewiring in rewirings:
            context.raise_if_cancelled()
            write_rewired(rewiring)
        if creation.bundle is not None:
            context.phase("putting in the model")
            check = context.raise_if_cancelled
            imported = import_bundle(root, creation.bundle.path, iteration=0, check=check)
            context.phase("loading the model, to see that it fits")
            request = dlc_request(root, (imported.validation,), "check", python=python())
            run_process(request, title="Checking the model", cancel=context.cancel)
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise
    return CreatedProject(root, rewirings, creation.bundle is not None)


def labels_of(creation: Creation, states: Sequence[VideoState]) -> Mapping[str, str]:
    """Label by body part: those of the bundle, else of the labels that have points.

    Raises
    ------
    LabelsDifferError
        When no video has any, or some have others than others.
    """
    if creation.bundle is not None:
        return label_mapping(creation.bundle.body_parts)
    problem = problem_of_labels(creation.layer, states)
    if problem:
        raise LabelsDifferError(problem)
    labels = next(filter(None, (marked_labels(state, creation.layer) for state in states)))
    return {part: label for label, part in body_parts_of_labels(labels).items()}


def _scaffold(
    creation: Creation, videos: Sequence[Path], body_parts: Sequence[str], python: str, context: JobContext
) -> Path:
    """Have DeepLabCut make folders and configuration; the log of that goes into the project."""
    steps = plan_creation(
        name=creation.name,
        experimenter=creation.experimenter,
        folder=Path(creation.folder),
        videos=videos,
        body_parts=body_parts,
    )

    with tempfile.TemporaryDirectory(prefix="dustrack-") as folder:
        plain = dlc_request(Path(folder), steps, "create", python=python)
        request = ProcessRequest(plain.entry, plain.steps, plain.folder, plain.kind, plain.python)
        (result,) = run_process(request, title="Creating the project", cancel=context.cancel)
        config = _config_of(result)
        shutil.copytree(plain.folder, jobs_folder(config.parent), dirs_exist_ok=True)
    return config


def _config_of(result: object) -> Path:
    """Configuration that the worker made, as its result says."""
    match result:
        case {"value": {"config": str(config)}}:
            return Path(config)
    raise ValueError(f"the worker answered {result!r:.80}")
