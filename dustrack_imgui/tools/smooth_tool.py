"""`smooth`: the moving-average filter."""

from __future__ import annotations

import argparse
from pathlib import Path

from dustrack_imgui.batch.smoothing import smooth_file
from dustrack_imgui.tools.arguments import (
    add_backend,
    add_gray,
    add_labels,
    add_output,
    add_video,
    count_from_1,
    positive_number,
)
from dustrack_imgui.tools.report import Report

DESCRIPTION = (
    "Reduce the jitter of labels that are marked on every frame: the mean over all windows of the track\n"
    "(LK-RSTC) between the label on the first and on the last frame of the window."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("annotation", type=Path, metavar="ANNOTATION", help="annotation file or DLC table")
    add_video(parser)
    parser.add_argument(
        "--window", type=positive_number, default=0.5, metavar="SECONDS", help="length of the window (0.5)"
    )
    add_labels(parser)
    add_gray(parser)
    add_backend(parser)
    parser.add_argument("--threads", type=count_from_1, metavar="N", help="threads that track (one a core)")
    add_output(parser, "{stem}_lkmovavg_{window}.json beside it")


def run(options: argparse.Namespace, report: Report) -> None:
    """Smooth."""
    with report.progress("Smoothing") as progress:
        done = smooth_file(
            options.annotation,
            video=options.video,
            labels=options.labels,
            window_secs=options.window,
            gray=options.gray,
            backend=options.backend,
            threads=options.threads,
            out=options.out,
            overwrite=options.force,
            progress=progress,
            cancel=report.cancel,
        )
    report.say(f"{done.path}: {len(done.labels)} labels, window of {done.window_frames} frames")
    report.gap(median_px=done.median_gap_px, p95_px=done.p95_gap_px)
    for label, count in done.skipped.items():
        report.say(f"skipped label {label}: no point on {count} frames")
    report.warn(done.warnings)
    report.put(
        path=done.path,
        labels=done.labels,
        skipped=done.skipped,
        window_frames=done.window_frames,
    )
