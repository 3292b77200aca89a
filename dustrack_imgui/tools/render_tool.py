"""`render`: a labelled video."""

from __future__ import annotations

import argparse
from pathlib import Path

from dustrack_imgui.batch.exchange.importing import import_layer
from dustrack_imgui.batch.labels import chosen_tracks
from dustrack_imgui.batch.layer_file import video_for
from dustrack_imgui.batch.opening import opened
from dustrack_imgui.drawing import export_video, render
from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.tools.arguments import (
    add_output,
    add_video,
    count_from_1,
    frame_number,
    label_list,
    number_from_0,
    positive_number,
)
from dustrack_imgui.tools.report import Report
from dustrack_imgui.tools.runner import UsageError

DESCRIPTION = (
    "Write a video (H.264, mp4) with a ring and its number at every point, and below the picture the\n"
    "traces of x and y against the frame."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("annotation", type=Path, metavar="ANNOTATION", help="annotation file or DLC table")
    add_video(parser)
    parser.add_argument("--overlay", type=Path, metavar="FILE", help="annotation to draw behind it, dim")
    parser.add_argument("--start", type=frame_number, default=0, metavar="FRAME", help="first frame (0)")
    parser.add_argument("--end", type=frame_number, metavar="FRAME", help="last frame (the last)")
    look = parser.add_mutually_exclusive_group()
    look.add_argument(
        "--trace", type=label_list, metavar="0,1,…", help="labels whose traces are drawn (the first)"
    )
    look.add_argument("--bare", action="store_true", help="the picture with its rings alone")
    parser.add_argument(
        "--scale", type=count_from_1, metavar="N", help="enlarge the picture (small ones are, unless bare)"
    )
    parser.add_argument(
        "--clip", type=number_from_0, default=1.0, metavar="LIMIT", help="CLAHE, to 4 in the window (1: off)"
    )
    parser.add_argument(
        "--gamma", type=positive_number, default=1.0, help="lift dark parts, to 2 in the window (1: off)"
    )
    parser.add_argument(
        "--brightness", type=int, default=0, metavar="LEVELS", help="grey levels to add, or to take away (0)"
    )
    add_output(parser, "{stem}.mp4 beside the annotation, bare {stem}_sf{start}_ef{end}.mp4")


def run(options: argparse.Namespace, report: Report) -> None:
    """Render."""
    if options.bare and options.overlay is not None:
        raise UsageError("--overlay does not go with --bare")
    source = import_layer(options.annotation)
    overlay = None if options.overlay is None else import_layer(options.overlay).layer
    if options.trace is not None:
        chosen_tracks(source.layer, options.trace)
    look = Enhancement(gamma=options.gamma, brightness=options.brightness, clip=options.clip)
    video = video_for(options.annotation, options.video)
    with opened(video, cancel=report.cancel) as reader, report.progress("Rendering") as progress:
        span = options.start, options.end, options.out
        if options.bare:
            path = export_video(
                reader,
                source.layer,
                *span,
                scale=options.scale or 1,
                enhancement=look,
                overwrite=options.force,
                progress=progress,
                cancel=report.cancel,
            )
        else:
            path = render(
                reader,
                source.layer,
                *span,
                overlay=overlay,
                trace_labels=options.trace,
                scale=options.scale,
                enhancement=look,
                overwrite=options.force,
                progress=progress,
                cancel=report.cancel,
            )
        end = len(reader) - 1 if options.end is None else options.end
        warnings = (*source.warnings, *reader.meta.warnings)
    report.say(f"{path}: frames {options.start} to {end}")
    report.warn(warnings)
    report.put(path=path, start=options.start, end=end)
