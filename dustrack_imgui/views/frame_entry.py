"""What a user may type to name a frame: a number, a step, a time; pure."""

from __future__ import annotations

import re

import numpy as np

from dustrack_imgui.model.video import Video

_STEP = re.compile(r"([+\-−])\s*(\d+)")
_SECONDS = re.compile(r"(\d+(?:[.,]\d*)?)\s*s")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2}(?:[.,]\d*)?)")


class FrameEntryError(ValueError):
    """What was typed names no frame; the text says why."""


def frame_from(text: str, video: Video, current: int) -> int:
    """Frame that was meant: "120", "+50", "-50", "4.5s" or "1:04.5" (the frame nearest to that time).

    Raises
    ------
    FrameEntryError
        When the text is none of these, or the frame is outside the video.
    """
    typed = text.strip().lower()
    if typed.isdecimal():
        frame = int(typed)
    elif step := _STEP.fullmatch(typed):
        frame = current + int(step[2]) * (1 if step[1] == "+" else -1)
    elif seconds := _SECONDS.fullmatch(typed):
        frame = _frame_at(_number(seconds[1]), video)
    elif clock := _CLOCK.fullmatch(typed):
        frame = _frame_at(int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + _number(clock[3]), video)
    else:
        raise FrameEntryError("Type a frame (120), a step (+50, −50) or a time (4.5s, 1:04.5).")
    if not 0 <= frame < video.n_frames:
        raise FrameEntryError(f"Frame {frame} is outside the video: 0 to {video.n_frames - 1}.")
    return frame


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _frame_at(secs: float, video: Video) -> int:
    if video.times_secs is None:
        return round(secs * video.fps)
    after = int(np.searchsorted(video.times_secs, secs))
    if after >= video.n_frames:
        past_end = secs - float(video.times_secs[-1])
        return video.n_frames - 1 if past_end * video.fps <= 1 else video.n_frames
    if after and secs - video.times_secs[after - 1] <= video.times_secs[after] - secs:
        return after - 1
    return after
