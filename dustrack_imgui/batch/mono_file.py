"""One video encoded anew as H.265 without colour, frame for frame and with the same times."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from dustrack_imgui.batch.opening import opened
from dustrack_imgui.drawing.draft import draft
from dustrack_imgui.drawing.movie import LONGEST_PERIOD, MovieError
from dustrack_imgui.drawing.steps import CancelToken, OnProgress, Steps
from dustrack_imgui.formats.errors import WriteError
from dustrack_imgui.video import VideoReader

CODEC = "libx265"
PRESETS = (
    "ultrafast",
    "superfast",
    "veryfast",
    "faster",
    "fast",
    "medium",
    "slow",
    "slower",
    "veryslow",
    "placebo",
)
MAX_CRF = 51

_FULL_RANGE = 2
_SOME_TIME_BASE = Fraction(1, 90_000)


class MonoSettingsError(ValueError):
    """A setting of the encoder is out of range."""


@dataclass(frozen=True, slots=True)
class MonoSettings:
    """How a video is encoded.

    Parameters
    ----------
    crf
        Quality, 0 (best) to 51.
    preset
        Effort of the encoder, one of `PRESETS`; slower makes smaller files.

    Raises
    ------
    MonoSettingsError
        When one is out of range.
    """

    crf: int = 22
    preset: str = "slow"

    def __post_init__(self) -> None:
        """Refuse what the encoder would answer with a number."""
        if not 0 <= self.crf <= MAX_CRF:
            raise MonoSettingsError(f"The quality (crf) must lie between 0 and {MAX_CRF}, not at {self.crf}.")
        if self.preset not in PRESETS:
            raise MonoSettingsError(
                f"There is no preset {self.preset!r}; choose one of {', '.join(PRESETS)}."
            )


def write_mono(
    source: Path,
    target: Path,
    settings: MonoSettings | None = None,
    *,
    overwrite: bool = False,
    progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> int:
    """Encode the grey picture of every frame as H.265 4:0:0 in an mp4 file, without sound.

    Frame *i* of the result is frame *i* of the source, at the same time. Grey is what the window shows:
    luma of limited range is stretched to 0..255, as the ffmpeg program does. Rotation asked of players is not
    carried over: pictures and positions are those of the stored frame, in both files.

    Returns
    -------
    int
        Frames written.

    Raises
    ------
    VideoError
        When the source cannot be read.
    OutputExistsError, WriteError, MovieError
        When the target exists, cannot be written, or lacks frames in the end.
    WorkCancelledError
        As soon as `cancel` is set; nothing is left behind.
    """
    settings = settings or MonoSettings()
    with opened(source, cancel=cancel) as reader, draft(target, overwrite=overwrite) as temporary:
        steps = Steps(len(reader), progress, cancel)
        try:
            _encode(reader, temporary, settings, steps)
            _require_frames(temporary, len(reader), target)
        except FFmpegError as error:
            raise MovieError(f"The video could not be encoded ({error.strerror or error})", target) from error
        if reader.is_changed_on_disk():
            raise WriteError("The source changed while it was converted; convert it again", source)
        return len(reader)


def stored_pixel_format(path: Path) -> str:
    """FFmpeg's name of the pixel format that a file's header tells; empty when it cannot be read."""
    try:
        with av.open(str(path)) as container:
            streams = container.streams.video
            return str(streams[0].codec_context.pix_fmt or "") if streams else ""
    except (FFmpegError, OSError):
        return ""


def _encode(reader: VideoReader, path: Path, settings: MonoSettings, steps: Steps) -> None:
    time_base = _time_base(reader.path)
    ticks = _ticks(reader.times, time_base)
    lut = reader.display_lut()
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream(
            CODEC,
            rate=Fraction(reader.meta.fps).limit_denominator(LONGEST_PERIOD),
            options={"crf": str(settings.crf), "preset": settings.preset, "x265-params": "log-level=none"},
        )
        stream.width, stream.height, stream.pix_fmt = reader.meta.width, reader.meta.height, "gray"
        stream.codec_context.color_range = _FULL_RANGE
        stream.codec_context.codec_tag = "hvc1"
        stream.time_base = stream.codec_context.time_base = time_base
        steps.check()
        for tick, luma in zip(ticks.tolist(), reader.luma_frames(), strict=True):
            frame = av.VideoFrame.from_ndarray(lut[luma], format="gray")
            frame.pts, frame.time_base = tick, time_base
            container.mux(stream.encode(frame))
            steps.step()
        container.mux(stream.encode(None))


def _time_base(path: Path) -> Fraction:
    """Unit of the source's timestamps; of what is no FFmpeg file, one that is fine enough."""
    try:
        with av.open(str(path)) as container:
            return container.streams.video[0].time_base or _SOME_TIME_BASE
    except (FFmpegError, OSError, IndexError):
        return _SOME_TIME_BASE


def _ticks(times_secs: NDArray[np.float64], time_base: Fraction) -> NDArray[np.int64]:
    """Timestamps in units of `time_base`, each later than the one before, as the file format demands."""
    ticks = np.rint(times_secs / float(time_base)).astype(np.int64)
    order = np.arange(len(ticks))
    return np.maximum.accumulate(ticks - order) + order


def _require_frames(path: Path, n_frames: int, target: Path) -> None:
    with av.open(str(path)) as container:
        found = sum(1 for packet in container.demux(container.streams.video[0]) if packet.size)
    if found != n_frames:
        raise MovieError(f"The encoder made {found} frames of {n_frames}; the result was discarded", target)
