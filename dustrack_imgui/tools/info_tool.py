"""`info`: what a video or an annotation file holds."""

from __future__ import annotations

import argparse
from pathlib import Path

from dustrack_imgui.annotations.resolve import video_beside
from dustrack_imgui.batch.exchange.importing import EXTENSIONS, import_layer
from dustrack_imgui.batch.layer_file import LayerFile
from dustrack_imgui.batch.opening import opened
from dustrack_imgui.formats.names import find_layers
from dustrack_imgui.tools.report import Report
from dustrack_imgui.video import VideoMeta

DESCRIPTION = "Tell what a video (or DICOM cine, or folder of images) or an annotation file holds."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="video or annotation file")


def run(options: argparse.Namespace, report: Report) -> None:
    """Tell about the file, by its extension."""
    path: Path = options.file
    if path.suffix.lower() in EXTENSIONS and not path.is_dir():
        _tell_layer(import_layer(path), path, report)
    else:
        with report.progress("Indexing"), opened(path, cancel=report.cancel) as reader:
            meta = reader.meta
        _tell_video(meta, report)


def _tell_video(meta: VideoMeta, report: Report) -> None:
    layers = find_layers(meta.path)
    report.say(f"video       {meta.path}")
    report.say(f"picture     {meta.width}x{meta.height} pixels, {'colour' if meta.is_colour else 'grey'}")
    report.say(f"frames      {meta.n_frames} ({meta.duration_secs:.3f} s at {meta.fps:g} frames a second)")
    report.say(f"coding      {meta.codec}, {meta.pixel_format}, longest GOP {meta.max_gop}, {meta.container}")
    report.say(f"times       {'of the file' if meta.has_exact_times else 'reckoned from the frame rate'}")
    report.say(f"layers      {', '.join(layers) or 'none beside it'}")
    if meta.n_missing:
        report.say(f"missing     {meta.n_missing} frames that the file promises cannot be read")
    report.warn(meta.warnings)
    report.put(
        kind="video",
        path=meta.path,
        width_px=meta.width,
        height_px=meta.height,
        n_frames=meta.n_frames,
        fps=meta.fps,
        duration_secs=meta.duration_secs,
        codec=meta.codec,
        pixel_format=meta.pixel_format,
        container=meta.container,
        is_colour=meta.is_colour,
        is_full_range=meta.is_full_range,
        rotation_deg=meta.rotation_deg,
        max_gop=meta.max_gop,
        has_exact_times=meta.has_exact_times,
        n_missing=meta.n_missing,
        layers=dict(layers),
    )


def _tell_layer(source: LayerFile, path: Path, report: Report) -> None:
    video = video_beside(path)
    layer = source.layer
    report.say(f"annotation  {path}")
    report.say(f"layer       {layer.name} ({layer.kind.value})")
    report.say(f"video       {video or 'none of that stem beside it'}")
    report.say(f"points      {layer.count()} of {len(layer.tracks)} labels")
    for label, track in layer.tracks.items():
        span = f", frames {track.first_frame()} to {track.last_frame()}" if track.count else ""
        sure = source.likelihoods.get(label)
        mean = f", mean likelihood {sure.values.mean():.3f}" if sure is not None and len(sure.values) else ""
        report.say(f"  label {label}: {track.count} points{span}{mean}")
    report.warn(source.warnings)
    report.put(
        kind="annotation",
        path=path,
        layer=layer.name,
        layer_kind=layer.kind.value,
        video=video,
        n_points=layer.count(),
        labels=[
            {
                "label": label,
                "n_points": track.count,
                "first": track.first_frame(),
                "last": track.last_frame(),
            }
            for label, track in layer.tracks.items()
        ],
    )
