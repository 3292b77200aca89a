"""`interpolate`: tracks through gaps."""

from __future__ import annotations

import argparse
from pathlib import Path

from dustrack_imgui.batch.interpolating import interpolate_file
from dustrack_imgui.tools.arguments import (
    add_backend,
    add_gray,
    add_labels,
    add_output,
    add_video,
    frame_number,
)
from dustrack_imgui.tools.report import Report

DESCRIPTION = (
    "Track every label through the gaps between its labelled frames, forwards and backwards, blended so\n"
    "that both ends are exact (LK-RSTC). Labelled frames stay as they are."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("annotation", type=Path, metavar="ANNOTATION", help="annotation file")
    add_video(parser)
    add_labels(parser)
    parser.add_argument("--start", type=frame_number, metavar="FRAME", help="first frame to look at (0)")
    parser.add_argument("--end", type=frame_number, metavar="FRAME", help="last frame to look at (the last)")
    add_gray(parser)
    add_backend(parser)
    add_output(parser, "{stem}_interpolated.json beside it")


def run(options: argparse.Namespace, report: Report) -> None:
    """Interpolate."""
    with report.progress("Tracking") as progress:
        done = interpolate_file(
            options.annotation,
            video=options.video,
            labels=options.labels,
            start=options.start,
            end=options.end,
            gray=options.gray,
            backend=options.backend,
            out=options.out,
            overwrite=options.force,
            progress=progress,
            cancel=report.cancel,
        )
    report.say(f"{done.path}: {sum(done.n_added.values())} points added to {len(done.n_added)} labels")
    report.gap(median_px=done.median_gap_px, p95_px=done.p95_gap_px)
    for label, count in done.n_lost.items():
        if count:
            report.say(f"label {label} was lost on {count} frames, which stay unmarked")
    report.warn(done.warnings)
    report.put(
        path=done.path,
        n_added=done.n_added,
        n_lost=done.n_lost,
    )
