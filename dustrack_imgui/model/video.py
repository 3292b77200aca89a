"""What the session knows about a video file: numbers, not pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_NUMERIC_EXTENSIONS = (".264", ".265")


def stem_of(path: Path) -> str:
    """File name without its extension.

    The last number of a DICOM UID (1.2.840.7) is no extension: two series would share their annotations.
    """
    is_part_of_name = path.suffix[1:].isdigit() and path.suffix not in _NUMERIC_EXTENSIONS
    return path.name if is_part_of_name else path.stem


def video_identity(path: Path) -> Path:
    """Path by which a video is known: absolute, links to folders followed, a link to the file itself kept.

    In a project of DeepLabCut videos may be links to files elsewhere; the video is the one in the project.
    """
    whole = path.absolute()
    if path.is_dir() or whole.name in ("", ".", ".."):
        return path.resolve()
    return whole.parent.resolve() / whole.name


@dataclass(frozen=True, eq=False)
class Video:
    """Facts about one video.

    Attributes
    ----------
    path
        File, or folder for an image sequence; `video_identity` of it identifies the video in a session.
    n_frames, width_px, height_px
        Exact frame count and picture size.
    fps
        Average frames per second of the container.
    times_secs
        float64 (n_frames,), time of each frame from the first one; None when the file keeps a constant rate.
    warnings
        Sentences that the user should see (missing frames, odd timestamps).
    """

    path: Path
    n_frames: int
    width_px: int
    height_px: int
    fps: float
    times_secs: NDArray[np.float64] | None = None
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Identity of the video within a session."""
        return str(self.path)

    @property
    def stem(self) -> str:
        """File name without its extension, as used in the names of annotation files."""
        return stem_of(self.path)

    def clamp(self, frame: int) -> int:
        """Nearest frame that exists."""
        return min(max(frame, 0), self.n_frames - 1)

    def time_secs(self, frame: int) -> float:
        """Time of a frame from the first one, in seconds."""
        if self.times_secs is not None:
            return float(self.times_secs[frame])
        return frame / self.fps if self.fps > 0 else 0.0
