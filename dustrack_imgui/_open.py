"""`open`: begins a session from whatever a user points at, a video, several, or a DeepLabCut project."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from dustrack_imgui.app.file_chooser import NoDialogError, ask_outside
from dustrack_imgui.dlc.folder import is_project, project_of, project_videos
from dustrack_imgui.formats.rebase import CONFIG_NAME
from dustrack_imgui.gui import DUSTrack

PathLike = str | os.PathLike[str]


def open(  # noqa: A001 - the documented name
    path: PathLike | Sequence[PathLike] | None = None,
    layer_name: str | None = None,
    *,
    clahe_clip: float = 1.0,
    clahe_grid: int = 8,
    gamma: float = 1.0,
    brightness: int = 0,
    dark_mode: bool | None = None,
    n_labels: int = 1,
    titlefunc: Callable[..., str] | None = None,
    height_ratios: tuple[float, ...] = (10, 1, 1),
    fast_render: bool = True,
    window: bool | None = None,
    state_folder: Path | None = None,
    timeout_secs: float | None = None,
) -> DUSTrack | None:
    """Begin a session.

    Parameters
    ----------
    path
        A video, DICOM cine or folder of images; the folder of a DeepLabCut project or its config.yaml (all
        its videos); a list of videos of one project; None asks by the desktop's own file dialog.
    layer_name
        Layer to work on. By default the one that was left, else “iteration-0” outside a project and the
        iteration that comes next in one. For a whole project it is not used.
    clahe_clip, clahe_grid, gamma, brightness, dark_mode, n_labels, titlefunc, height_ratios, fast_render
        As for `DUSTrack`.
    window, state_folder, timeout_secs
        As for `DUSTrack`.

    Returns
    -------
    DUSTrack or None
        None when the file dialog was cancelled.

    Raises
    ------
    FileNotFoundError
        When something is missing.
    ValueError
        For a folder that is neither a project nor holds images, an empty list, a list with a video outside
        any project or of several projects, a project without videos, or a file in a project that is none of
        its videos.
    """
    if path is None:
        path = _asked()
        if not path:
            return None
    videos, layer = resolved(path, layer_name)
    return DUSTrack(
        videos,
        layer,
        clahe_clip=clahe_clip,
        clahe_grid=clahe_grid,
        gamma=gamma,
        brightness=brightness,
        dark_mode=dark_mode,
        n_labels=n_labels,
        titlefunc=titlefunc,
        height_ratios=height_ratios,
        fast_render=fast_render,
        window=window,
        state_folder=state_folder,
        timeout_secs=timeout_secs,
    )


def resolved(path: PathLike | Sequence[PathLike], layer_name: str | None) -> tuple[list[Path], str | None]:
    """Videos that are meant, and the layer to begin with; None leaves it to the project.

    Raises
    ------
    FileNotFoundError, ValueError
        As `open`.
    """
    if not isinstance(path, (str, os.PathLike)):
        paths = [Path(one).expanduser() for one in path]
        if not paths:
            raise ValueError("the list of videos is empty")
        return (_checked_list(paths), layer_name) if len(paths) > 1 else resolved(paths[0], layer_name)
    one = Path(path).expanduser()
    if not one.exists():
        raise FileNotFoundError(f"there is no such file or folder: {one}")
    if one.is_dir() and is_project(one):
        return _all_videos(one), None
    if one.name.lower() == CONFIG_NAME:
        if not is_project(one.parent):
            raise ValueError(f"beside this config.yaml there is no project of DeepLabCut: {one}")
        return _all_videos(one.parent), layer_name
    root = project_of(one)
    if root is not None:
        return [_project_video(one, root)], layer_name
    if one.is_dir() and not _has_images(one):
        raise ValueError(f"this folder is no project of DeepLabCut and holds no images: {one}")
    return [one], layer_name


def _checked_list(paths: Sequence[Path]) -> list[Path]:
    roots = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"there is no such file: {path}")
        if path.name.lower() == CONFIG_NAME:
            raise ValueError(f"a list holds videos, not a config.yaml; open that alone: {path}")
        root = project_of(path)
        if root is None:
            raise ValueError(f"a list holds videos of one project; this one is in none, add it later: {path}")
        roots.add(root)
    if len(roots) > 1:
        names = ", ".join(sorted(root.name for root in roots))
        raise ValueError(f"these videos belong to several projects: {names}")
    (root,) = roots
    return [_project_video(path, root) for path in paths]


def _project_video(path: Path, root: Path) -> Path:
    """Video of a project that a file is, or is a copy of, by its stem."""
    videos = project_videos(root)
    same = [video for video in videos if video.stem == path.stem]
    if not same:
        raise ValueError(f"this file lies in the project {root.name} but is none of its videos: {path}")
    return same[0] if same[0].exists() else path


def _all_videos(root: Path) -> list[Path]:
    videos = project_videos(root)
    if not videos:
        raise ValueError(f"this project has no videos: {root}")
    missing = [str(video) for video in videos if not video.exists()]
    if len(missing) == len(videos):
        raise FileNotFoundError(f"none of the project's videos is there: {', '.join(missing)}")
    return [video for video in videos if video.exists()]


def _has_images(folder: Path) -> bool:
    return any(
        path.suffix.lower() in (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp") for path in folder.iterdir()
    )


def _asked() -> list[str]:
    try:
        return ask_outside()
    except NoDialogError as error:
        raise ValueError(f"name a video: there is no file dialog on this machine ({error})") from error
