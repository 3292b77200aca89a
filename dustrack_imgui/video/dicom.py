"""Opens a DICOM file, one frame or a cine loop, through pydicom; frames are decoded when wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.errors import InvalidDicomError
from pydicom.pixels import pixel_array

from .dicom_magic import SUFFIXES
from .dicom_pixels import to_image
from .dicom_times import frame_times
from .errors import NoPictureError, UnreadableVideoError
from .fingerprint import is_unchanged, take_fingerprint
from .gop_table import GopTable
from .meta import Picture, VideoMeta, ready_picture
from .pixels import ImageU8
from .progress import Progress
from .source import FrameSource
from .stills import DECODE_FAILURES, StillDecoder, finds_colour

FAILURES = (*DECODE_FAILURES, AttributeError, KeyError, NotImplementedError)


def open_dicom(
    path: Path, *, progress: Progress, on_first_frame: Callable[[Picture], None] | None = None
) -> FrameSource:
    """Open a DICOM file.

    Parameters
    ----------
    path : Path
        The file.
    progress : Progress
        May cancel.
    on_first_frame : callable, optional
        Gets the first picture.

    Raises
    ------
    NoPictureError
        The file holds no pixel data.
    UnreadableVideoError
        It is no DICOM file, or its pixels cannot be decoded.
    """
    progress.report(0.0)
    fingerprint = take_fingerprint(path)
    try:
        header = pydicom.dcmread(path, stop_before_pixels=True, force=path.suffix.lower() in SUFFIXES)
    except (InvalidDicomError, *FAILURES) as error:
        raise UnreadableVideoError(f"not a readable DICOM file ({error})", path) from error
    if "Rows" not in header or "Columns" not in header:
        raise NoPictureError("the DICOM file holds no images", path)
    read = partial(_read, path, header)
    try:
        first = read(0)
    except FAILURES as error:
        raise UnreadableVideoError(
            f"the DICOM pixels cannot be decoded ({_one_line(error)})", path
        ) from error
    if on_first_frame is not None:
        on_first_frame(ready_picture(first))
    promised = max(1, int(header.get("NumberOfFrames") or 1))
    n = _count_readable(read, promised)
    times, warnings = frame_times(header, n)
    if n < promised:
        warnings = (*warnings, f"the file is cut short: {promised - n} of {promised} frames are missing")
    progress.report(1.0)
    return FrameSource(
        meta=_meta(path, header, first, times, n, promised - n, warnings, finds_colour(read, n)),
        times_secs=times,
        gops=GopTable.of_stills(n),
        make_decoder=lambda _: StillDecoder(read, n),
        is_unchanged=lambda: is_unchanged(path, fingerprint),
    )


def _read(path: Path, header: Any, number: int) -> ImageU8:
    return to_image(pixel_array(path, index=number), header)


def _count_readable(read: Callable[[int], ImageU8], promised: int) -> int:
    """Frames before the first that cannot be read at the end of a file cut short."""
    if _is_readable(read, promised - 1):
        return promised
    low, high = 1, promised  # the first frame has been read; find the number of good ones by halving
    while low < high:
        middle = (low + high) // 2
        if _is_readable(read, middle):
            low = middle + 1
        else:
            high = middle
    return low


def _is_readable(read: Callable[[int], ImageU8], number: int) -> bool:
    try:
        read(number)
    except FAILURES:
        return False
    return True


def _meta(
    path: Path,
    header: Any,
    first: ImageU8,
    times: NDArray[np.float64],
    n_frames: int,
    n_missing: int,
    warnings: tuple[str, ...],
    is_colour: bool,
) -> VideoMeta:
    fps = (n_frames - 1) / float(times[-1]) if n_frames > 1 else 30.0
    return VideoMeta(
        path=path,
        width=first.shape[1],
        height=first.shape[0],
        n_frames=n_frames,
        fps=fps,
        codec="dicom",
        pixel_format=str(header.get("PhotometricInterpretation", "")),
        is_colour=is_colour,
        is_full_range=True,
        rotation_deg=0,
        duration_secs=float(times[-1]) + 1.0 / fps,
        max_gop=1,
        warnings=warnings,
        n_missing=n_missing,
        container="dicom",
        has_exact_times=not any("assumed" in warning for warning in warnings),
    )


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
