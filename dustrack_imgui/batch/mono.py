"""Conversion of many videos to monochrome H.265, beside the originals, which are never touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from dustrack_imgui.batch.cancelling import Asking, OnFile
from dustrack_imgui.batch.console import ProgressBar
from dustrack_imgui.batch.mono_file import MonoSettings, MonoSettingsError, stored_pixel_format, write_mono
from dustrack_imgui.batch.sources import FileOutcome, Sources, find_videos
from dustrack_imgui.drawing.steps import CancelToken, OnProgress, WorkCancelledError, part_of
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.video import stem_of
from dustrack_imgui.video import VideoError

SUFFIX = "_mono"


def convert_each(
    videos: Sequence[Path],
    settings: MonoSettings | None = None,
    *,
    suffix: str = SUFFIX,
    skips_existing: bool = True,
    skips_mono: bool = True,
    progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[FileOutcome]:
    """Convert videos one after another to ``{stem}{suffix}.mp4`` beside each, telling what became of each.

    Parameters
    ----------
    skips_existing
        Leave a result that is there already; else it is replaced once the new one is complete.
    skips_mono
        Leave sources that hold no colour already.
    progress
        Told the done share of all videos, 0 to 1.

    Yields
    ------
    FileOutcome
        Its status is ``"ok"``, ``"skip_missing"``, ``"skip_overwrite"`` (the result would be the source
        itself), ``"skip_existing"``, ``"skip_already_mono"`` or ``"failed"``, with the reason as its note.

    Raises
    ------
    MonoSettingsError
        When the suffix cannot be part of a file name.
    WorkCancelledError
        As soon as `cancel` is set; of the video at hand nothing is left behind.
    """
    if any(character in suffix for character in '\\/:*?"<>|\0'):
        raise MonoSettingsError(f"The suffix {suffix!r} cannot be part of a file name.")
    for number, source in enumerate(videos):
        share = part_of(progress, number, len(videos))
        target = source.with_name(f"{stem_of(source)}{suffix}.mp4")
        yield _convert(source, target, settings, skips_existing, skips_mono, share, cancel)
        if progress is not None:
            progress((number + 1) / len(videos))


def convert_to_mono(
    sources: Sources,
    *,
    crf: int = 22,
    preset: str = "slow",
    suffix: str = SUFFIX,
    skip_existing: bool = True,
    skip_already_mono: bool = True,
    ffmpeg_bin: str | None = None,
    ffprobe_bin: str | None = None,
    verbose: bool = True,
    show_progress: bool = False,
    progress_callback: OnFile | None = None,
    cancel_check: Callable[[], bool] | None = None,
) -> list[Path]:
    """Encode videos as H.265 without colour beside the originals.

    Parameters
    ----------
    sources
        A video, several, or folders, which are searched for .mp4, .mov, .mkv, .avi and .m4v at any depth.
    crf, preset
        Quality (lower is better) and effort of the x265 encoder.
    suffix
        Added to the stem of the result, which is an .mp4 file in the same folder.
    skip_existing, skip_already_mono
        Leave out sources whose result is there already, and those that hold no colour.
    ffmpeg_bin, ffprobe_bin
        Without effect, kept for scripts written for DUSTrack: the encoder is part of PyAV.
    verbose, show_progress
        Print a line for each source; show a progress bar.
    progress_callback
        Called as ``(number, total, source, status)`` after each source, counting from 0; see `convert_each`
        for the words.
    cancel_check
        Asked between frames; when true, the work ends and what is complete is returned.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    MonoSettingsError
        When a setting is out of range.
    ReadError
        When a folder cannot be listed.
    """
    videos = find_videos(sources)
    bar = ProgressBar("Converting to mono", is_shown=show_progress)
    written: list[Path] = []
    outcomes = convert_each(
        videos,
        MonoSettings(crf, preset),
        suffix=suffix,
        skips_existing=skip_existing,
        skips_mono=skip_already_mono,
        progress=bar.update,
        cancel=Asking(cancel_check),
    )
    with closing(bar):
        try:
            for number, outcome in enumerate(outcomes):
                if outcome.output is not None:
                    written.append(outcome.output)
                if verbose:
                    bar.say(told(outcome))
                if progress_callback is not None:
                    progress_callback(number, len(videos), outcome.path, outcome.status)
        except WorkCancelledError:
            if verbose:
                bar.say("cancelled")
    return written


def told(outcome: FileOutcome) -> str:
    """One line about a file of a batch."""
    made = f" -> {outcome.output.name}" if outcome.output is not None else ""
    note = f" ({outcome.note})" if outcome.note else ""
    return f"{outcome.status}: {outcome.path}{made}{note}"


def _convert(
    source: Path,
    target: Path,
    settings: MonoSettings | None,
    skips_existing: bool,
    skips_mono: bool,
    progress: OnProgress | None,
    cancel: CancelToken | None,
) -> FileOutcome:
    if not source.exists():
        return FileOutcome(source, "skip_missing")
    if target.exists() and target.samefile(source):
        return FileOutcome(source, "skip_overwrite")
    if skips_existing and target.exists():
        return FileOutcome(source, "skip_existing", note=target.name)
    if skips_mono and stored_pixel_format(source).startswith("gray"):
        return FileOutcome(source, "skip_already_mono")
    try:
        write_mono(source, target, settings, overwrite=not skips_existing, progress=progress, cancel=cancel)
    except (VideoError, FormatError) as error:
        return FileOutcome(source, "failed", note=error.reason)
    return FileOutcome(source, "ok", target)
