"""`extract-frames`: frames as PNG pictures."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path

import numpy as np

from dustrack_imgui.batch.exchange.importing import import_layer
from dustrack_imgui.batch.opening import opened
from dustrack_imgui.drawing.frames import extract_frames
from dustrack_imgui.model.video import stem_of
from dustrack_imgui.tools.arguments import add_force, count_from_1, frame_list
from dustrack_imgui.tools.report import Report
from dustrack_imgui.tools.runner import UsageError

DESCRIPTION = (
    "Write frames of a video as RGB pictures (PNG), named as in DeepLabCut's labeled-data folders. Pictures\n"
    "that are there already are kept."
)
SHOWN = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("video", type=Path, metavar="VIDEO", help="video, DICOM cine or image folder")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--frames", type=frame_list, metavar="LIST", help="such as 0,5,10-20,100-200:10 (ends included)"
    )
    what.add_argument("--every", type=count_from_1, metavar="N", help="every N-th frame")
    what.add_argument("--annotation", type=Path, metavar="FILE", help="frames that an annotation marks")
    parser.add_argument(
        "--crop", type=int, nargs=4, metavar=("X1", "X2", "Y1", "Y2"), help="part of the picture"
    )
    parser.add_argument(
        "-o", "--out", type=Path, metavar="DIR", help="folder to write to ({stem}_frames beside the video)"
    )
    add_force(parser)


def run(options: argparse.Namespace, report: Report) -> None:
    """Extract."""
    folder = options.out or options.video.with_name(f"{stem_of(options.video)}_frames")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, not a folder")
    layer = None if options.annotation is None else import_layer(options.annotation).layer
    with opened(options.video, cancel=report.cancel) as reader, report.progress("Extracting") as progress:
        if options.frames is not None:
            frames = list(chain.from_iterable(options.frames))
        elif layer is not None:
            marked = [track.frames() for track in layer.tracks.values()]
            frames = np.unique(np.concatenate([np.empty(0, np.int64), *marked])).tolist()
        else:
            frames = list(range(0, len(reader), options.every))
        done = extract_frames(
            reader,
            frames,
            folder,
            crop=None if options.crop is None else tuple(options.crop),
            overwrite=options.force,
            progress=progress,
            cancel=report.cancel,
        )
        n_frames = len(reader)
    report.say(f"{folder}: {done.n_written} pictures written, {done.n_kept} were there already")
    if done.missing:
        report.warn([f"The video has frames 0 to {n_frames - 1}; skipped {_listed(done.missing)}."])
    if done.undecodable:
        report.warn([f"The bytes of these frames are damaged: {_listed(done.undecodable)}."])
    report.put(
        folder=folder,
        paths=done.paths,
        n_written=done.n_written,
        n_kept=done.n_kept,
        missing=done.missing,
        undecodable=done.undecodable,
    )
    if not done.paths:
        report.failure = "none of these frames could be had from the video"


def _listed(frames: tuple[int, ...]) -> str:
    return ", ".join(map(str, frames[:SHOWN])) + (
        f" and {len(frames) - SHOWN} more" if frames[SHOWN:] else ""
    )
