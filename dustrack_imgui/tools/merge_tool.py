"""`merge`: one annotation of several files."""

from __future__ import annotations

import argparse
from pathlib import Path

from dustrack_imgui.batch.merging import MergeReport, merge_files, merge_folder
from dustrack_imgui.tools.arguments import add_output
from dustrack_imgui.tools.report import Report
from dustrack_imgui.tools.runner import UsageError

DESCRIPTION = (
    "Merge annotation files: for each label and frame the last file that marks it wins. Given a folder,\n"
    "merge all annotations of each of its videos, in the order of their names, into\n"
    "VIDEO_annotations_LAYER.json."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "sources", type=Path, nargs="+", metavar="FILE", help="annotation files of one video, or one folder"
    )
    parser.add_argument(
        "--layer", default="merged", metavar="NAME", help="with a folder: layer to make (merged)"
    )
    add_output(parser, "with files it must be given")


def run(options: argparse.Namespace, report: Report) -> None:
    """Merge."""
    folders = [path for path in options.sources if path.is_dir()]
    if folders and (len(options.sources) > 1 or options.out is not None):
        raise UsageError("a folder is merged alone, and without --out")
    if not folders and options.out is None:
        raise UsageError("say where to write the merged annotation: --out FILE")
    if folders:
        merges = merge_folder(folders[0], options.layer, overwrite=options.force)
    else:
        merges = [merge_files(options.sources, options.out, overwrite=options.force)]
    for merge in merges:
        report.say(f"{merge.path}: {sum(merge.n_points.values())} points of {len(merge.n_points)} labels")
        for source in merge.sources:
            report.say(f"  from {source}")
        report.warn(merge.warnings)
    report.put(merged=[_as_json(merge) for merge in merges])


def _as_json(merge: MergeReport) -> dict[str, object]:
    return {"path": merge.path, "sources": list(merge.sources), "n_points": merge.n_points}
