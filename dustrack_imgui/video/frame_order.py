"""The order in which packets become frames: by timestamps where they can be trusted, else by decoding all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .container import close_container, open_stream
from .packet_table import INTRA_CODECS, ORDERED_CODECS, PacketTable
from .progress import Progress
from .stamped import decode_stamped

HEAD_PACKETS = 40
SECOND_GOP_WITHIN = 96
PACKETS_INTO_SECOND_GOP = 24
REPORT_EVERY = 128
MAX_LOST_SHARE = 0.25


def order_by_time(table: PacketTable, codec: str) -> NDArray[np.int64] | None:
    """Packets in order of presentation time, or None when the times cannot be trusted."""
    if codec not in ORDERED_CODECS or not table.has_usable_pts():
        return None
    order = np.argsort(table.pts, kind="stable")
    return order[~table.is_silent[order]]


def check_head(
    order: NDArray[np.int64], table: PacketTable, *, stream_index: int, codec: str, progress: Progress
) -> NDArray[np.int64] | None:
    """Decode the first packets: do frames come out in the order expected, and all of them?

    Packets that make no frame before the first one that does (leading pictures of a cut open GOP, a
    start in the middle of a group) are taken off: a sequential reader never sees them. A few lost later
    are damage, and damaged frames keep their numbers.

    Returns
    -------
    int64 or None
        The order without the lost head; None when the decoder disagrees with the timestamps.
    """
    if codec in INTRA_CODECS:
        return order
    m = len(table)
    keys = np.flatnonzero(table.is_key)
    end = int(keys[0]) + HEAD_PACKETS if len(keys) else HEAD_PACKETS
    if len(keys) > 1 and keys[1] < SECOND_GOP_WITHIN:
        end = max(end, int(keys[1]) + PACKETS_INTO_SECOND_GOP)
    end = min(end, m)
    came_out = np.array(_output_order(stream_index, progress, n_packets=end), np.int64)
    if not len(came_out):
        return None if end < m else order[:0]
    rank = np.full(m, -1, np.int64)
    rank[order] = np.arange(len(order))
    ranks = rank[came_out]
    if (ranks < 0).any() or (np.diff(ranks) <= 0).any():
        return None
    was_fed_in_vain = order < end
    was_fed_in_vain[ranks] = False
    first = int(ranks[0])
    if np.count_nonzero(was_fed_in_vain[first:]) > MAX_LOST_SHARE * len(came_out):
        return None  # packets that hold half a frame each, say
    return np.concatenate([order[:first][~was_fed_in_vain[:first]], order[first:]])


def order_by_decoding(table: PacketTable, *, stream_index: int, progress: Progress) -> NDArray[np.int64]:
    """Slow and always right: decode everything once; frames say which packet they came from."""
    numbers = _output_order(stream_index, progress, n_total=len(table))
    return np.array(list(dict.fromkeys(numbers)), np.int64)


def _output_order(
    stream_index: int, progress: Progress, *, n_packets: int | None = None, n_total: int = 0
) -> list[int]:
    """Packet numbers in the order in which their frames come out of one single-threaded decoder.

    (Frame threads lose good frames around a damaged packet.)
    """
    container, stream = open_stream(progress.path, stream_index)
    try:
        stream.codec_context.thread_type = "NONE"
        stream.codec_context.thread_count = 1
        numbers: list[int] = []
        for number, _ in decode_stamped(container, stream, n_packets=n_packets):
            numbers.append(number)
            if n_total and len(numbers) % REPORT_EVERY == 0:
                progress.report(len(numbers) / n_total)
        return numbers
    finally:
        close_container(container, stream)


def ranks_of_packets(
    order: NDArray[np.int64], table: PacketTable, *, is_by_time: bool
) -> NDArray[np.float64]:
    """Place of every packet in display order.

    Parameters
    ----------
    order : int64, (n,)
        The packet of each frame.
    table : PacketTable
        All packets.
    is_by_time : bool
        Whether `order` follows the presentation times.

    Returns
    -------
    float64, (m,)
        Packets without a frame get a place between their neighbours.
    """
    rank = np.full(len(table), -1.0)
    rank[order] = np.arange(len(order))
    silent = np.flatnonzero(rank < 0)
    if len(silent) and is_by_time:
        rank[silent] = np.searchsorted(table.pts[order], table.pts[silent]) - 0.5
    elif len(silent):
        by_packet = np.sort(order)
        rank[silent] = np.interp(silent, by_packet, rank[by_packet]) - 0.5
    return rank
