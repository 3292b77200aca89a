"""Makes the index of a video file, by the cheapest way that is right for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .av_decoder import AvDecoder
from .container import close_container, open_stream
from .demux import DemuxResult, demux_packets
from .errors import EmptyVideoError
from .fingerprint import Fingerprint
from .first_frame import picture_of_first, read_first_frame
from .frame_order import check_head, order_by_decoding, order_by_time, ranks_of_packets
from .gop_table import GopTable, find_starts
from .index import StreamInfo, VideoIndex
from .meta import Picture
from .missing import count_missing
from .packet_table import PacketTable
from .progress import Progress
from .sample_table import read_sample_table

COLOUR_PROBES = 4


def build_index(
    path: Path,
    fingerprint: Fingerprint,
    *,
    progress: Progress,
    on_first_frame: Callable[[Picture], None] | None = None,
) -> VideoIndex:
    """Index a video file.

    The packets come from the container's sample table (nothing of the media is read) or from reading all
    packets. Their order of display comes from the timestamps, checked against the first decoded frames,
    or, when these are missing, doubled or wrong, from decoding everything once.

    Parameters
    ----------
    path : Path
        The file.
    fingerprint : Fingerprint
        Of the file now.
    progress : Progress
        Gets the done share and may cancel.
    on_first_frame : callable, optional
        Gets the first picture before the index is made.

    Raises
    ------
    VideoError
        With the file and the reason.
    """
    container, stream = open_stream(path)
    try:
        info, first = read_first_frame(path, container, stream)
        if on_first_frame is not None:
            on_first_frame(picture_of_first(info, first))
        progress.report(0.0)
        table = read_sample_table(path, container, stream)
    finally:
        close_container(container, stream)
    demuxed = None
    n_missing = 0
    if table is None:
        container, stream = open_stream(path, info.stream_index)
        try:
            demuxed = demux_packets(container, stream, progress)
            n_missing = count_missing(path, container, stream, demuxed.table)
        finally:
            close_container(container, stream)
        table = demuxed.table
    index = _order_frames(info, table, progress)
    if demuxed is not None:
        index = _without_cut_end(path, fingerprint, index, demuxed)
    index = replace(index, n_missing=n_missing, is_colour=first.colour is not None)
    if not index.is_colour:
        index = replace(index, is_colour=_finds_colour(path, fingerprint, index))
    progress.report(1.0)
    return replace(index, warnings=(*index.warnings, *_loss_warnings(index, demuxed)))


def _order_frames(info: StreamInfo, table: PacketTable, progress: Progress) -> VideoIndex:
    order: NDArray[np.int64] | None = order_by_time(table, info.codec)
    warnings: tuple[str, ...] = ()
    n_expected = 0
    if order is not None:
        n_expected = len(order)
        order = check_head(order, table, stream_index=info.stream_index, codec=info.codec, progress=progress)
    is_by_time = order is not None
    if order is None:
        order = order_by_decoding(table, stream_index=info.stream_index, progress=progress)
    elif len(order) < n_expected:
        n_lost = n_expected - len(order)
        warnings = (f"{n_lost} frames at the start have no key frame to decode from and are left out",)
    if not len(order):
        raise EmptyVideoError("the file holds no frame that can be decoded", progress.path)
    rank = ranks_of_packets(order, table, is_by_time=is_by_time)
    starts = find_starts(order, table.is_key, rank)
    gops = GopTable.from_frames(order.astype(np.int32), starts, len(table))
    index = VideoIndex(info, table, gops, table.identity(), warnings=warnings)
    if not index.has_exact_times:
        warnings += ("the file has missing or doubled timestamps; frames are in the order of decoding",)
    return replace(index, warnings=warnings)


def _without_cut_end(
    path: Path, fingerprint: Fingerprint, index: VideoIndex, demuxed: DemuxResult
) -> VideoIndex:
    """Take the last frame off when the file ends in the middle of its packet and it cannot be decoded."""
    last = int(index.gops.frame[len(index.packets) - 1])
    if not (demuxed.is_cut or demuxed.stopped_by) or last < 0 or len(index.gops) < 2:
        return index
    decoder = AvDecoder(path, index, fingerprint, n_threads=1)
    try:
        decoder.seek(int(index.gops.start[last]))
        while not decoder.is_at_end:
            if any(output.number == last for output in decoder.step()):
                return index
    finally:
        decoder.close()
    kept = np.arange(len(index.gops)) != last
    gops = GopTable.from_frames(index.gops.packet[kept], index.gops.start[kept], len(index.packets))
    return replace(index, gops=gops)


def _finds_colour(path: Path, fingerprint: Fingerprint, index: VideoIndex) -> bool:
    """Look for real colour in a few key frames spread over the video."""
    keys = index.gops.key_frames
    if not len(keys) or index.info.pixel_format.startswith("gray"):
        return False
    probes = keys[np.unique(np.linspace(0, len(keys) - 1, COLOUR_PROBES + 1).astype(int))[1:]]
    decoder = AvDecoder(path, index, fingerprint, n_threads=1)
    try:
        for frame in probes:
            output = decoder.key_picture(int(frame))
            if output is not None and output.keep().colour is not None:
                return True
    finally:
        decoder.close()
    return False


def _loss_warnings(index: VideoIndex, demuxed: DemuxResult | None) -> tuple[str, ...]:
    n = len(index.gops)
    if index.n_missing:
        return (f"the file is cut short: {index.n_missing} of {n + index.n_missing} frames are missing",)
    if demuxed is not None and (demuxed.stopped_by or demuxed.is_cut):
        reason = demuxed.stopped_by or "its last packet is incomplete"
        return (f"the file ends early ({reason}); the {n} frames before can be used",)
    return ()
