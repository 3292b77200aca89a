"""`DUSTrack`: a session as a script or an IPython prompt holds it, with a window or without one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from dustrack_imgui.annotations.video_annotation import VideoAnnotation
from dustrack_imgui.app.headless import Headless
from dustrack_imgui.scripting.base import no_effect
from dustrack_imgui.scripting.creating import CreatingProjects
from dustrack_imgui.scripting.editing import EditingPoints
from dustrack_imgui.scripting.layers import Layering, LayerNames
from dustrack_imgui.scripting.link import HeadlessLink, Link
from dustrack_imgui.scripting.looking import Looking
from dustrack_imgui.scripting.moving import Moving
from dustrack_imgui.scripting.tracking import TrackingPoints
from dustrack_imgui.scripting.videos import Paths, Videos, existing

FIRST_LAYER = "iteration-0"


class DUSTrack(Moving, EditingPoints, TrackingPoints, Layering, Videos, CreatingProjects, Looking):
    """A live session: what the window can do, as methods. Most scripts get one from `open`.

    Every method returns when its result is there. What it changes is one undo step and shows at once.
    Methods named as in DUSTrack take the `event` that its callbacks had, and mostly do without.

    Parameters
    ----------
    vid_name
        Video, or several; the first is shown.
    annotation_names
        Layers: a name, names, files (json, h5, csv) by name, or annotations. The first becomes active.
    clahe_clip, clahe_grid, gamma, brightness
        How the picture is made clearer for the eye; see `enhance`. The grid stays 8.
    dark_mode
        Dark colours; by default those of the last run.
    n_labels
        Empty labels of layers that have no file yet.
    titlefunc, height_ratios, fast_render
        Mean nothing here; titlefunc warns.
    window
        Whether to open a window; by default where there is a screen to open it on.
    state_folder
        Where journal and views are kept; None takes the user's state folder.
    timeout_secs
        Longest wait of any method; None waits for ever.

    Raises
    ------
    FileNotFoundError
        When a video is missing.
    CommandFailedError
        When a video cannot be opened.
    """

    CORRECTIONS_LAYER_NAME = "dlccorr"
    MANUAL_CORRECTIONS_SUFFIX = "_manual_corrections"

    def __init__(
        self,
        vid_name: Paths,
        annotation_names: LayerNames | None = FIRST_LAYER,
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
    ) -> None:
        del clahe_grid, height_ratios, fast_render
        paths = existing(vid_name)
        if titlefunc is not None:
            no_effect("titlefunc")
        has_window = has_screen() if window is None else window
        super().__init__(_new_link(has_window, dark_mode, state_folder, timeout_secs))
        try:
            self._begin(paths, annotation_names, n_labels)
        except BaseException:
            self.close()
            raise
        if (clahe_clip, gamma, brightness) != (1.0, 1.0, 0):
            self.enhance(clahe_clip=clahe_clip, gamma=gamma, brightness=brightness)

    @classmethod
    def of_link(cls, link: Link) -> DUSTrack:
        """Return a session object for a session that runs already, e.g. the window of a program."""
        made = cls.__new__(cls)
        super(DUSTrack, made).__init__(link)
        return made

    @classmethod
    def from_annotations(
        cls,
        annotations: Sequence[VideoAnnotation],
        *,
        window: bool | None = None,
        state_folder: Path | None = None,
        timeout_secs: float | None = None,
    ) -> DUSTrack:
        """Return a session on the video of the first annotation, with all of them as layers.

        Raises
        ------
        ValueError
            When there is no annotation, or the first one has no video.
        """
        found = list(annotations)
        video = found[0].video if found else None
        if video is None:
            raise ValueError("give annotations, the first of them with a video")
        return cls(video.path, found, window=window, state_folder=state_folder, timeout_secs=timeout_secs)

    @property
    def is_open(self) -> bool:
        """Whether the session goes on, and its window if it has one."""
        return not self._link.is_closed

    def wait(self) -> None:
        """Wait until the user closes the window; a script that ends before closes it."""
        self._link.wait_closed()

    def close(self) -> None:
        """End the session without asking; what is not saved is offered when the video is opened again."""
        self._link.close()

    def __enter__(self) -> DUSTrack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        names = ", ".join(path.name for path in self.videos)
        return f"DUSTrack({names or 'no video'})"

    def _begin(self, paths: Sequence[Path], names: LayerNames | None, n_labels: int) -> None:
        plain = names if isinstance(names, str) else None
        self.add_video(paths[0], layer_name=plain, set_active=True)
        for path in paths[1:]:
            self._link.run_soon("app.open_video", {"path": str(path), "is_wanted": False})
        if names is None:
            return
        if not isinstance(names, str) and not names:
            raise ValueError("name at least one layer")
        first = names if isinstance(names, str) else list(names)[0]  # noqa: RUF015 - a mapping or a sequence
        self.add_annotation_layers(names, n_labels)
        self.annotation_layer = first.name if isinstance(first, VideoAnnotation) else str(first)
        if plain is not None and n_labels > 1:
            self._declare(n_labels)

    def _declare(self, n_labels: int) -> None:
        """Declare further labels of a new layer that opening the video made with one."""
        layer = self.state.layer
        if layer.count() == 0 and layer.name not in self.state.saved:
            for number in range(len(layer.labels), n_labels):
                self.ann.add_label(str(number))


def has_screen() -> bool:
    """Whether a window could be opened here."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY"))


def _new_link(
    has_window: bool, dark_mode: bool | None, state_folder: Path | None, timeout_secs: float | None
) -> Link:
    if not has_window:
        return HeadlessLink(Headless(state_folder=state_folder), timeout_secs)
    from dustrack_imgui.scripting.window import open_window

    return open_window(is_dark=dark_mode, state_folder=state_folder, timeout_secs=timeout_secs)
