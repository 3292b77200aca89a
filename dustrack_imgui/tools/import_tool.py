"""`import`: an annotation of a file of another program."""

from __future__ import annotations

import argparse
from pathlib import Path

from dustrack_imgui.batch.exchange.importing import import_layer
from dustrack_imgui.batch.results import beside, save_result
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.video import stem_of
from dustrack_imgui.tools.arguments import add_output
from dustrack_imgui.tools.report import Report
from dustrack_imgui.tools.runner import UsageError

DESCRIPTION = (
    "Make an annotation file (JSON) of labels or predictions of DeepLabCut (.h5, .csv), of a tidy table\n"
    "(.csv with frame, label, x, y) or of SLEAP labels (.slp). What the file holds is told by its content."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="table or labels of another program")
    parser.add_argument(
        "--video",
        type=Path,
        metavar="FILE",
        help="its video: the annotation is then named after it, and of several videos' labels these are read",
    )
    parser.add_argument("--layer", metavar="NAME", help="with --video: layer to make (imported)")
    add_output(parser, "VIDEO_annotations_LAYER.json, or without a video {stem}.json beside the file")


def run(options: argparse.Namespace, report: Report) -> None:
    """Import."""
    if options.layer is not None and options.video is None:
        raise UsageError("--layer goes with --video")
    if options.video is not None:
        target = options.out or annotation_path(options.video, options.layer or "imported")
        stem = stem_of(options.video)
    else:
        target, stem = options.out or beside(options.file, ""), None
    require_free(target, overwrite=options.force)
    source = import_layer(options.file, video=stem)
    tracks = source.layer.tracks
    save_result(target, tracks, overwrite=options.force)
    report.say(f"{target}: {source.layer.count()} points of {len(tracks)} labels")
    report.warn(source.warnings)
    report.put(path=target, n_points={label: track.count for label, track in tracks.items()})
