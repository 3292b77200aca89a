"""`VideoAnnotation`: one layer of points of one video, for scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dustrack_imgui.annotations.display import Display
from dustrack_imgui.annotations.editing import Editing
from dustrack_imgui.annotations.errors import AnnotationUseError, NoVideoError
from dustrack_imgui.annotations.exports import Exports
from dustrack_imgui.annotations.files import Files, read_or_empty
from dustrack_imgui.annotations.holder import Holder, OwnHolder
from dustrack_imgui.annotations.layer_data import with_tracks_only
from dustrack_imgui.annotations.linked_video import LinkedVideo, as_linked
from dustrack_imgui.annotations.positions import label_name, track_of
from dustrack_imgui.annotations.reading import ReadTracks, read_tracks
from dustrack_imgui.annotations.resolve import PathLike, Resolved, resolve
from dustrack_imgui.annotations.signals import Signals
from dustrack_imgui.model.layer import Layer, LayerKind, Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.operations.corrections import merged
from dustrack_imgui.tracking.frames import GrayKind
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback
from dustrack_imgui.video.errors import VideoError
from dustrack_imgui.video.reader import VideoReader


class VideoAnnotation(Editing, Files, Signals, Exports, Display):
    """One annotation layer of a video: labels "0", "1", …, each with positions by frame.

    Positions are image pixels, x right, y down; (0, 0) is the centre of the top-left pixel. Frames count
    from 0.

    Parameters
    ----------
    fname
        Annotation file: .json, or an .h5/.csv table of DeepLabCut (labels or predictions). It need not
        exist: `save` makes it. Given a video instead, the file is ``{video}_annotations.json``.
    vname
        The video. Without it, one of the same stem beside the annotation file is taken.
    name
        Name of the layer; by default what stands behind "_annotations_" in the file name, else "noname".
    n_labels
        Empty labels to begin with when there is no file.
    video
        The video when it is open already.
    preloaded_json
        Positions by frame and label, instead of reading the file.
    palette_name
        Colours of the labels: "Set2", "Set1", "Dark2", "Paired" or "tab10".
    ax_list
        Must stay empty: an annotation does not draw on matplotlib axes.

    Raises
    ------
    VideoError
        When the video that is named is missing or none.
    FormatError
        When the file exists but cannot be read or understood.
    """

    def __init__(
        self,
        fname: PathLike | None = None,
        vname: PathLike | None = None,
        name: str | None = None,
        n_labels: int = 1,
        *,
        video: LinkedVideo | VideoReader | None = None,
        preloaded_json: Mapping[str, Mapping[Any, Any]] | None = None,
        palette_name: str = "Set2",
        ax_list: Sequence[object] = (),
    ) -> None:
        if video is not None and vname is None:
            vname = video.path
        found = resolve(fname, vname, name)
        linked = _linked(found) if video is None else as_linked(video)
        if preloaded_json is None:
            read = read_or_empty(found.file, map(str, range(n_labels)))
        else:
            read = ReadTracks(_tracks_of(preloaded_json))
        layer = Layer(found.name, read.tracks, found.file, LayerKind.of_name(found.name))
        super().__init__(OwnHolder(layer), linked, palette_name)
        self.setup_display(ax_list)

    @classmethod
    def of_holder(cls, holder: Holder, video: LinkedVideo | VideoReader | None = None) -> VideoAnnotation:
        """Return an annotation that stands for a layer kept elsewhere, as in a live session."""
        annotation = cls.__new__(cls)
        super(VideoAnnotation, annotation).__init__(holder, None if video is None else as_linked(video))
        return annotation

    @classmethod
    def from_multiple_files(
        cls,
        fname_list: Sequence[PathLike],
        vname: PathLike | None,
        name: str | None,
        fname_merged: PathLike,
    ) -> VideoAnnotation:
        """Merge annotation files of one video: for each label and frame the last file that marks it wins.

        Labels stand in lexical order. Nothing is saved: call `save`.

        Parameters
        ----------
        vname
            The video; without it, the one found beside the files, which must be the same for all.
        fname_merged
            File of the merged annotation. What it holds is not read.

        Raises
        ------
        NoVideoError
            When the files belong to several videos, or to none that is found.
        FormatError
            When a file is missing, or cannot be read or understood.
        """
        files = [Path(fname) for fname in fname_list]
        if not files:
            raise AnnotationUseError("name the files to merge")
        videos = {resolve(file, vname, name).video for file in files}
        if len(videos) != 1 or None in videos:
            raise NoVideoError("the files to merge must belong to one video: name it, vname=…")
        (path,) = videos
        video = LinkedVideo(Path(str(path)))
        result = cls(fname_merged, name=name, video=video, preloaded_json={})
        tracks = merged(read_tracks(file).tracks for file in files)
        result._replace(with_tracks_only(result.layer, tracks), "merge")
        return result

    def postprocess(
        self,
        video_name: PathLike | None = None,
        window_size: float = 0.5,
        use_parallel: bool = True,
        save_raw: bool = True,
        *,
        gray: GrayKind = "luma",
        progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> VideoAnnotation:
        """Smooth the annotation with the LK-RSTC moving average; see `lk_filter.lk_moving_average_filter`.

        Parameters
        ----------
        video_name
            Not used: the annotation knows its video.
        """
        del video_name
        from dustrack_imgui.annotations.smoothing import smooth

        made = smooth(
            self,
            window_secs=window_size,
            use_parallel=use_parallel,
            save_raw=save_raw,
            gray=gray,
            progress=progress,
            cancel=cancel,
        )
        return VideoAnnotation(made, video=self.video)

    def __repr__(self) -> str:
        layer = self.layer
        return f"VideoAnnotation({self.fname!r}, name={layer.name!r}, labels={list(layer.labels)})"


def _linked(found: Resolved) -> LinkedVideo | None:
    """Open the video; one that was only guessed and cannot be opened is none."""
    if found.video is None:
        return None
    try:
        return LinkedVideo(found.video)
    except VideoError:
        if not found.is_video_guessed:
            raise
        return None


def _tracks_of(data: Mapping[str, Mapping[Any, Any]]) -> Tracks:
    """Tracks of dictionaries whose frames may be texts, as JSON has them."""
    plain = {
        label_name(label): {int(frame): xy for frame, xy in points.items()} for label, points in data.items()
    }
    return MappingProxyType({label: track_of(points, Source.FILE) for label, points in plain.items()})
