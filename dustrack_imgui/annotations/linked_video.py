"""The video of an annotation: its facts at once, its pictures only when somebody asks for them."""

from __future__ import annotations

import weakref
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.video import stem_of
from dustrack_imgui.video.opening import open_video
from dustrack_imgui.video.reader import VideoReader

VIDEO_SUFFIXES = (".mp4", ".mov", ".mkv", ".avi", ".m4v", ".mts", ".wmv", ".webm", ".dcm")


class LinkedVideo:
    """A video by its path. It is opened once for its facts, and again when frames are wanted.

    Parameters
    ----------
    path
        Video file, DICOM file or folder of pictures.
    reader
        An open reader to use instead, which stays the caller's to close.

    Raises
    ------
    VideoError
        When it is missing or no video.
    """

    def __init__(self, path: Path, *, reader: VideoReader | None = None) -> None:
        self.path = path
        self._reader = reader
        self._finalizer: weakref.finalize[[], LinkedVideo] | None = None
        if reader is None:
            with open_video(path) as opened:
                self._n_frames, self._fps = len(opened), opened.meta.fps
        else:
            self._n_frames, self._fps = len(reader), reader.meta.fps

    @property
    def name(self) -> str:
        """File name without its extension."""
        return stem_of(self.path)

    @property
    def fname(self) -> str:
        """Path as text."""
        return str(self.path)

    @property
    def fps(self) -> float:
        """Mean frames per second."""
        return self._fps

    @property
    def reader(self) -> VideoReader:
        """The open reader; it is closed by `close`, or when the video is no longer used."""
        if self._reader is None:
            self._reader = open_video(self.path)
            self._finalizer = weakref.finalize(self, self._reader.close)
        return self._reader

    def get_avg_fps(self) -> float:
        """Mean frames per second, under the name that DUSTrack's reader gives it."""
        return self._fps

    def close(self) -> None:
        """Close the reader if this opened it; it opens again when frames are wanted."""
        if self._finalizer is not None:
            self._finalizer()
            self._finalizer = None
            self._reader = None

    def __len__(self) -> int:
        return self._n_frames

    def __getitem__(self, frame: int) -> NDArray[np.uint8]:
        """One frame as uint8 RGB (H, W, 3)."""
        return self.reader.get_rgb(frame)

    def __repr__(self) -> str:
        return f"LinkedVideo({self.fname!r}, {len(self)} frames, {self.fps:g} fps)"


def as_linked(video: LinkedVideo | VideoReader) -> LinkedVideo:
    """Return a linked video for one that is open already."""
    return video if isinstance(video, LinkedVideo) else LinkedVideo(video.path, reader=video)
