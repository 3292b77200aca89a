"""A project's configuration in the worker: read, edited in place, and lent to DeepLabCut as a copy.

DeepLabCut refuses keys that it does not know, rewrites the file when it thinks that the project was moved,
and takes the iteration from it. So it never gets the user's file: it gets a copy beside it, with the keys
that it knows and the iteration that the step is about. Nothing has to be restored afterwards.
"""

from __future__ import annotations

import contextlib
import io
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from dustrack_imgui.jobs.child.channel import JobError

COPY_PREFIX = ".dustrack-config-"
_COPY_LIFE_SECS = 24 * 3600.0
_TENSORFLOW_REASON = (
    "This project's networks are of DeepLabCut 2 (TensorFlow), which cannot be trained or run here."
)
_TENSORFLOW_HINT = "Its labels and traces can be used; to train, create a new project with the same labels."


@dataclass(frozen=True)
class ProjectConfig:
    """What the steps need of a project's configuration.

    Attributes
    ----------
    path
        The file.
    values
        All it holds.
    stems
        Names of the videos without their endings, in the order of the file.
    """

    path: Path
    values: Mapping[str, Any]
    stems: tuple[str, ...]

    @property
    def root(self) -> Path:
        """Folder of the project."""
        return self.path.parent

    @property
    def task_and_date(self) -> str:
        """How DeepLabCut calls models and predictions of this project: "heartNov22"."""
        return f"{self.values['Task']}{self.values['date']}"

    @property
    def scorer(self) -> str:
        """Who labelled."""
        return str(self.values["scorer"])

    @property
    def label_names(self) -> tuple[str, ...]:
        """Names of the points, in the order in which networks know them."""
        return tuple(str(name) for name in self.values["bodyparts"])

    @property
    def fractions(self) -> tuple[float, ...]:
        """Shares of training frames; the first one is that of new datasets."""
        return tuple(float(value) for value in self.values.get("TrainingFraction") or (0.95,))


def read_config(config: str | Path) -> ProjectConfig:
    """Read a project's configuration for a step that trains or runs networks.

    Raises
    ------
    JobError
        When it cannot be read, is none, or is of a project that cannot be trained here.
    """
    path = Path(config).absolute()
    values = _load(path)
    missing = [name for name in ("Task", "scorer", "date", "bodyparts") if not values.get(name)]
    if missing:
        raise JobError(
            "The project cannot be read",
            f"Its configuration has no {' and no '.join(missing)}: {path}",
            "Choose the config.yaml of a DeepLabCut project.",
        )
    if values.get("multianimalproject"):
        raise JobError(
            "The project has several animals",
            f"Projects with several animals cannot be trained here: {path}",
            "Use DeepLabCut itself for this project.",
        )
    if _is_tensorflow(path.parent, values):
        raise JobError("The project is of DeepLabCut 2", f"{_TENSORFLOW_REASON} {path}", _TENSORFLOW_HINT)
    videos = dict.fromkeys(_in_project(path.parent, name) for name in values.get("video_sets") or {})
    return ProjectConfig(path, values, tuple(video.stem for video in videos))


@contextlib.contextmanager
def lent_config(config: ProjectConfig, *, iteration: int, fraction: float) -> Iterator[Path]:
    """A copy of the configuration that DeepLabCut may read and write, for the time of a call.

    Parameters
    ----------
    fraction
        The only share of training frames in the copy, so that its index is 0.
    """
    from deeplabcut.core.config import ProjectConfig as Schema

    known = {name: value for name, value in config.values.items() if name in Schema.model_fields}
    videos = known.get("video_sets") or {}
    known["video_sets"] = {str(_in_project(config.root, name)): value for name, value in videos.items()}
    known.update(
        project_path=str(config.root), engine="pytorch", iteration=iteration, TrainingFraction=[fraction]
    )
    _remove_old_copies(config.root)
    path = config.root / f"{COPY_PREFIX}{os.getpid()}.yaml"
    path.write_text(_dump(known), encoding="utf-8")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def edit_config(path: Path, edits: Mapping[str, Any]) -> None:
    """Change values; comments and other keys stay, and the file is there whole or not at all."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.width = 1_000_000
    yaml.preserve_quotes = True
    values = yaml.load(path.read_text(encoding="utf-8"))
    values.update(edits)
    text = io.StringIO()
    yaml.dump(values, text)
    part = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    part.write_text(text.getvalue(), encoding="utf-8")
    part.replace(path)


def _load(path: Path) -> Mapping[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        values = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError, UnicodeDecodeError) as error:
        raise JobError(
            "The project cannot be read",
            f"Its configuration could not be read ({type(error).__name__}): {path}",
            "Check that the file is there and whole.",
        ) from error
    if not isinstance(values, dict):
        raise JobError(
            "The project cannot be read",
            f"Its configuration does not hold what it should: {path}",
            "Choose the config.yaml of a DeepLabCut project.",
        )
    return values


def _dump(values: Mapping[str, Any]) -> str:
    from deeplabcut.core.config.utils import get_yaml_dumper

    text = io.StringIO()
    get_yaml_dumper().dump(dict(values), text)
    return text.getvalue()


def _is_tensorflow(root: Path, values: Mapping[str, Any]) -> bool:
    """Whether the project says so, or was made before DeepLabCut knew of two engines and has networks."""
    engine = values.get("engine")
    if engine is not None:
        return str(engine).lower() in ("tensorflow", "tf")
    has_old = any((root / "dlc-models").glob("iteration-*/*/*"))
    return has_old and not (root / "dlc-models-pytorch").is_dir()


def _in_project(root: Path, name: str) -> Path:
    """Where a video is: in the project's own folder, unless it is only where it is written to be.

    Paths may be of a time before the project was moved, or of another system; a video may be listed twice so.
    """
    path = Path(name)
    inside = root / "videos" / (PureWindowsPath(name).name if "\\" in name else path.name)
    return path if path.is_file() and not inside.exists() else inside


def _remove_old_copies(root: Path) -> None:
    """Copies that killed jobs left behind."""
    for path in root.glob(f"{COPY_PREFIX}*.yaml"):
        if time.time() - path.stat().st_mtime > _COPY_LIFE_SECS:
            path.unlink(missing_ok=True)
