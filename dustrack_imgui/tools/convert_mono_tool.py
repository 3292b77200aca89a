"""`convert-mono`: videos as H.265 without colour."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from dustrack_imgui.batch.mono import SUFFIX, convert_each, told
from dustrack_imgui.batch.mono_file import MAX_CRF, PRESETS, MonoSettings
from dustrack_imgui.batch.sources import FileOutcome, find_videos
from dustrack_imgui.tools.report import Report

DESCRIPTION = (
    "Encode videos as H.265 without colour, frame for frame and with the same times, beside the originals,\n"
    "which are never touched. Sound is left out. Folders are searched for mp4, mov, mkv, avi and m4v."
)
BAD = ("failed", "skip_missing")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    usual = MonoSettings()
    parser.add_argument("sources", type=Path, nargs="+", metavar="VIDEO", help="videos and folders")
    parser.add_argument(
        "--crf",
        type=int,
        choices=range(MAX_CRF + 1),
        default=usual.crf,
        metavar=f"0..{MAX_CRF}",
        help=f"quality, lower is better ({usual.crf})",
    )
    parser.add_argument("--preset", choices=PRESETS, default=usual.preset, help=f"effort ({usual.preset})")
    parser.add_argument("--suffix", default=SUFFIX, help=f"added to the name of the result ({SUFFIX})")
    parser.add_argument("--all", action="store_true", help="convert videos without colour, too")
    parser.add_argument("-f", "--force", action="store_true", help="replace results that are there already")


def run(options: argparse.Namespace, report: Report) -> None:
    """Convert."""
    videos = find_videos(options.sources)
    outcomes: list[FileOutcome] = []
    with report.progress("Converting") as progress:
        for outcome in convert_each(
            videos,
            MonoSettings(options.crf, options.preset),
            suffix=options.suffix,
            skips_existing=not options.force,
            skips_mono=not options.all,
            progress=progress,
            cancel=report.cancel,
        ):
            outcomes.append(outcome)
            report.say(told(outcome))
    counts = Counter(outcome.status for outcome in outcomes)
    report.say(", ".join(f"{count} {status}" for status, count in counts.items()) or "no videos found")
    report.put(
        files=[
            {"path": one.path, "status": one.status, "output": one.output, "note": one.note}
            for one in outcomes
        ]
    )
    bad = [one for one in outcomes if one.status in BAD]
    if bad:
        report.failure = f"{len(bad)} of {len(outcomes)} videos were not converted; {told(bad[0])}"
