"""`index`: indexes made ahead of time."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from dustrack_imgui.batch.indexing import index_each
from dustrack_imgui.batch.mono import told
from dustrack_imgui.batch.sources import FileOutcome, find_videos
from dustrack_imgui.tools.report import Report
from dustrack_imgui.video.index_cache import default_cache_dir

DESCRIPTION = (
    "Make the indexes of videos ahead of time, so that each opens at once. They are kept in the user's\n"
    "cache folder; nothing is written beside a video. Folders are searched for mp4, mov, mkv, avi\n"
    "and m4v."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("sources", type=Path, nargs="+", metavar="VIDEO", help="videos and folders")
    parser.add_argument("--flat", action="store_true", help="do not look into folders within folders")
    parser.add_argument("-f", "--force", action="store_true", help="make valid indexes anew, too")


def run(options: argparse.Namespace, report: Report) -> None:
    """Index."""
    videos = find_videos(options.sources, is_recursive=not options.flat)
    outcomes: list[FileOutcome] = []
    with report.progress("Indexing") as progress:
        for outcome in index_each(videos, force=options.force, progress=progress, cancel=report.cancel):
            outcomes.append(outcome)
            report.say(told(outcome))
    counts = Counter(outcome.status.partition(":")[0] for outcome in outcomes)
    report.say(", ".join(f"{count} {status}" for status, count in counts.items()) or "no videos found")
    report.put(
        cache=default_cache_dir(), files=[{"path": one.path, "status": one.status} for one in outcomes]
    )
    bad = [one for one in outcomes if one.status.startswith("error")]
    if bad:
        report.failure = f"{len(bad)} of {len(outcomes)} videos were not indexed; {told(bad[0])}"
