"""The step that makes a new project."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dustrack_imgui.dlc.worker.config_file import edit_config
from dustrack_imgui.dlc.worker.labels import refuse_equal_stems
from dustrack_imgui.dlc.worker.patches import Patches
from dustrack_imgui.jobs.child.channel import Channel, JobError
from dustrack_imgui.jobs.child.files import JSON

_TITLE = "The project cannot be created"
_FORBIDDEN = frozenset('/\\:*?"<>|-')


def create_project(
    channel: Channel,
    *,
    name: str,
    experimenter: str,
    folder: str,
    videos: Sequence[str],
    label_names: Sequence[str] | None = None,
) -> JSON:
    """Make the folders and the configuration of a project.

    DeepLabCut places the videos by symbolic links or copies. Here each becomes a hard link where the disk
    allows it; elsewhere its place stays empty, for the window to fill while it shows how far that is.

    Raises
    ------
    JobError
        When a name cannot be used, a project of that name exists, or a video is missing, not readable, or
        called like another one; nothing is left behind then.
    """
    paths = [Path(video).absolute() for video in videos]
    _check(name, experimenter, paths)
    parent = Path(folder).absolute()
    root = parent / f"{name}-{experimenter}-{time.strftime('%Y-%m-%d')}"
    if root.exists():
        raise JobError(_TITLE, f"There is a project of that name: {root}", "Choose another name or folder.")
    parent.mkdir(parents=True, exist_ok=True)
    try:
        config = _scaffold(name, experimenter, parent, paths)
        channel.check()
        _check_videos(config, paths)
        edits: dict[str, Any] = {"skeleton": [], "snapshotindex": "all"}
        if label_names is not None:
            edits["bodyparts"] = [str(label) for label in label_names]
        edit_config(config, edits)
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise
    _remove_links(root / "videos")
    return {"config": str(config)}


def _check(name: str, experimenter: str, paths: list[Path]) -> None:
    for what, text in (("name", name), ("experimenter", experimenter)):
        wrong = sorted(set(text) & _FORBIDDEN)
        if not text.strip() or wrong:
            reason = f"contains {' '.join(wrong)}" if wrong else "is empty"
            raise JobError(_TITLE, f"The {what} “{text}” {reason}.", "Use letters, digits and _ .")
    if not paths:
        raise JobError(_TITLE, "No video was given.", "Choose at least one video.")
    for path in paths:
        if not path.is_file():
            raise JobError(_TITLE, f"There is no such video: {path}", "Check that its disk is connected.")
    refuse_equal_stems(tuple(path.stem for path in paths))


def _scaffold(name: str, experimenter: str, parent: Path, paths: list[Path]) -> Path:
    import deeplabcut
    from deeplabcut.create_project import new

    patches = Patches()
    patches.replace(new, "shutil", lambda original: SimpleNamespace(copy=_place, rmtree=original.rmtree))
    try:
        made = deeplabcut.create_new_project(
            name, experimenter, [str(path) for path in paths], working_directory=str(parent), copy_videos=True
        )
    finally:
        patches.undo()
    config = Path(made)
    if not config.is_file():
        raise JobError(
            _TITLE, "DeepLabCut could read none of the videos.", "Convert them, e.g. to H.264 in an MP4 file."
        )
    return config


def _place(source: str, target: str) -> None:
    """Put a video where DeepLabCut wants to read its size, without copying it if that can be avoided."""
    for put in (os.link, os.symlink, shutil.copy2):
        try:
            put(os.path.realpath(source), target)
        except OSError:
            if put is shutil.copy2:
                raise
        else:
            return


def _check_videos(config: Path, paths: list[Path]) -> None:
    """Refuse when DeepLabCut left out a video, which it does with a warning only."""
    from ruamel.yaml import YAML

    known = YAML(typ="safe", pure=True).load(config.read_text(encoding="utf-8")).get("video_sets") or {}
    names = {Path(key).name for key in known}
    missing = [path for path in paths if path.name not in names]
    if missing:
        raise JobError(
            _TITLE, f"DeepLabCut cannot read this video: {missing[0]}", "Convert it, e.g. to H.264 in MP4."
        )


def _remove_links(folder: Path) -> None:
    """Symbolic links break when the project is moved; the window puts a copy in their place."""
    for path in folder.iterdir():
        if path.is_symlink():
            path.unlink()
