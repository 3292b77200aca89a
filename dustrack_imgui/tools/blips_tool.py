"""`blips`: short jumps of a dense annotation."""

from __future__ import annotations

import argparse
from pathlib import Path

from dustrack_imgui.batch.blip_file import (
    BlipFileReport,
    BlipSettings,
    find_blips,
    interpolate_blips_of_file,
    remove_blips_of_file,
)
from dustrack_imgui.tools.arguments import (
    add_gray,
    add_labels,
    add_output,
    add_video,
    count_from_1,
    number_from_0,
    positive_number,
)
from dustrack_imgui.tools.report import Report
from dustrack_imgui.tools.runner import UsageError

DESCRIPTION = (
    "Find short runs in which a label of a dense annotation jumps away and comes back. Nothing is written\n"
    "unless --remove or --interpolate is given."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("annotation", type=Path, metavar="ANNOTATION", help="annotation file or DLC table")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--remove", action="store_true", help="write the annotation without them")
    what.add_argument(
        "--interpolate", action="store_true", help="write a sparse annotation with them tracked anew"
    )
    usual = BlipSettings()
    for name, kind, default, text in (
        ("--threshold", positive_number, usual.threshold_factor, "robust deviations that make a jump"),
        ("--max-length", count_from_1, usual.max_blip_length, "longest run in frames"),
        ("--tolerance", number_from_0, usual.return_position_factor, "how near it must come back"),
    ):
        parser.add_argument(name, type=kind, default=default, metavar="N", help=f"{text} ({default:g})")
    parser.add_argument(
        "--whole-frames", action="store_true", help="with --remove: take all labels from such a frame"
    )
    add_video(parser)
    add_labels(parser)
    add_gray(parser)
    add_output(parser, "{stem}_blip_removed.json or {stem}_blip_corrections.json beside it")


def run(options: argparse.Namespace, report: Report) -> None:
    """Find, and remove or interpolate."""
    if options.whole_frames and not options.remove:
        raise UsageError("--whole-frames goes with --remove")
    if options.out is not None and not (options.remove or options.interpolate):
        raise UsageError("--out goes with --remove or --interpolate")
    settings = BlipSettings(options.threshold, options.max_length, options.tolerance)
    done = _work(options, settings, report)
    for label, stats in done.found.per_label_stats.items():
        report.say(
            f"label {label}: {stats['n_blips']} blips (jumps beyond {stats['threshold']:.2f} px; no blips: "
            f"{stats['n_skipped_long']} too long, {stats['n_skipped_edge']} at an end, "
            f"{stats['n_skipped_noreturn']} into a gap)"
        )
    lengths = done.found.length_histogram()
    report.say(
        f"{len(done.found)} blips" + "".join(f", {n} of {length} frames" for length, n in lengths.items())
    )
    if done.path is not None:
        report.say(str(done.path))
    report.warn(done.warnings)
    report.put(
        path=done.path,
        n_blips=len(done.found),
        per_label={label: dict(stats.items()) for label, stats in done.found.per_label_stats.items()},
        length_histogram={str(length): n for length, n in lengths.items()},
        blips=[{"label": one.label, "start": one.start, "end": one.end} for one in done.found.blips],
    )


def _work(options: argparse.Namespace, settings: BlipSettings, report: Report) -> BlipFileReport:
    if options.remove:
        return remove_blips_of_file(
            options.annotation,
            settings,
            labels=options.labels,
            drops_whole_frames=options.whole_frames,
            out=options.out,
            overwrite=options.force,
        )
    if options.interpolate:
        with report.progress("Tracking") as progress:
            return interpolate_blips_of_file(
                options.annotation,
                settings,
                video=options.video,
                labels=options.labels,
                gray=options.gray,
                out=options.out,
                overwrite=options.force,
                progress=progress,
                cancel=report.cancel,
            )
    return find_blips(options.annotation, settings, labels=options.labels)
