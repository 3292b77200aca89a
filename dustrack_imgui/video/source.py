"""What a reader needs to know of a file, the same for video files, DICOM clips and image folders."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .decoder import FrameDecoder
from .fingerprint import Fingerprint
from .gop_table import GopTable
from .meta import VideoMeta

MAX_DECODER_THREADS = 4


@dataclass(frozen=True, eq=False)
class FrameSource:
    """An opened file, free of any decoder.

    Attributes
    ----------
    meta : VideoMeta
        What the user is told.
    times_secs : float64, (n,)
        Seconds of each frame from the first.
    gops : GopTable
        Where decoding can start.
    make_decoder : callable
        A new decoder for the calling thread, with so many threads of its own.
    is_unchanged : callable
        Whether the file on disk is still the one that was opened.
    fingerprint : Fingerprint, optional
        Of a video file; other kinds have none.
    make_hardware_decoder : callable, optional
        A new decoder that uses a device of the given kind, where the kind of file may have one.
    """

    meta: VideoMeta
    times_secs: NDArray[np.float64]
    gops: GopTable
    make_decoder: Callable[[int], FrameDecoder]
    is_unchanged: Callable[[], bool]
    fingerprint: Fingerprint | None = None
    make_hardware_decoder: Callable[[str], FrameDecoder] | None = None

    @property
    def frame_bytes(self) -> int:
        """Size of one luma picture."""
        return self.meta.width * self.meta.height


def decoder_threads() -> int:
    """Threads one decoder may use on this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(MAX_DECODER_THREADS, cores))
