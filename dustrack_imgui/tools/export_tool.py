"""`export`: an annotation in the format of another program."""

from __future__ import annotations

import argparse
from pathlib import Path

from dustrack_imgui.annotations.resolve import video_beside
from dustrack_imgui.batch.exchange.exporting import FORMATS, SCORER, default_export_path, export_layer
from dustrack_imgui.batch.exchange.extras import EXTRA
from dustrack_imgui.batch.exchange.importing import import_layer
from dustrack_imgui.batch.opening import facts_of
from dustrack_imgui.tools.arguments import add_labels, add_output, add_video, positive_number
from dustrack_imgui.tools.report import Report

DESCRIPTION = (
    "Write an annotation in the format of another program:\n\n"
    + "\n".join(
        f"  {one.name:<17}{one.summary}{' (*)' if one.needs_extra else ''}" for one in FORMATS.values()
    )
    + f"\n\n(*) needs optional libraries: pip install 'dustrack-imgui[{EXTRA}]'"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("annotation", type=Path, metavar="ANNOTATION", help="annotation file or DLC table")
    parser.add_argument(
        "--to", choices=tuple(FORMATS), required=True, metavar="FORMAT", help=", ".join(FORMATS)
    )
    add_video(parser)
    parser.add_argument(
        "--fps", type=positive_number, metavar="N", help="frames a second, when there is no video"
    )
    add_labels(parser)
    parser.add_argument("--scorer", default=SCORER, metavar="NAME", help=f"for DeepLabCut ({SCORER})")
    add_output(parser, "beside the annotation, of the same stem")


def run(options: argparse.Namespace, report: Report) -> None:
    """Export."""
    source = import_layer(options.annotation)
    video = options.video or video_beside(options.annotation)
    facts = None
    if video is not None:
        with report.progress("Indexing"):
            facts = facts_of(video, cancel=report.cancel)
    done = export_layer(
        source,
        options.out or default_export_path(options.annotation, options.to),
        options.to,
        video=facts,
        fps=options.fps,
        labels=options.labels,
        scorer=options.scorer,
        overwrite=options.force,
    )
    for path in done.paths:
        report.say(str(path))
    if facts is None:
        report.warn(["No video was found: the table ends with the last marked frame."])
    if done.n_left_out:
        report.warn([f"{done.n_left_out} points on frames that the video does not have were left out."])
    report.warn(source.warnings)
    report.put(format=options.to, paths=done.paths, n_left_out=done.n_left_out, video=video)
