"""Packets from exactly number k on, whatever the container's seek does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av.error
import numpy as np

from .container import close_container, open_stream
from .index import VideoIndex
from .packet_table import NO_TIME
from .stamped import is_flush_packet

EARLIER_KEYS_TRIED = 3
UNKNOWN_PACKETS_PASSED = 4
MAX_KEPT_BYTES = 64 << 20


class DesyncError(Exception):
    """After a seek the demuxer hands out packets that are not those of the index."""


class PacketFeed:
    """One demuxer. Not thread-safe: each thread has its own.

    A seek is never trusted. The first packet read is looked up in the index; packets before the wanted
    one are passed over; a landing behind it is retried farther back. Every packet's size is compared.
    Where no seek helps (elementary streams), packets are counted from the start once, and a small file's
    are served from memory from then on.

    Parameters
    ----------
    path : Path
        The file.
    index : VideoIndex
        Its index.
    open_with : callable
        Opens the file and picks its stream, as `open_stream` does.
    """

    def __init__(
        self,
        path: Path,
        index: VideoIndex,
        open_with: Callable[[Path, int | None], tuple[Any, Any]] = open_stream,
    ) -> None:
        self._path = path
        self._open = open_with
        self._index = index
        self._kept: list[Any] | None = None
        self._is_seekable = True
        self.container, self.stream = open_with(path, index.info.stream_index)

    def reopen(self) -> None:
        """Start anew from the file, with a fresh decoder."""
        self.close()
        self.container, self.stream = self._open(self._path, self._index.info.stream_index)

    def close(self) -> None:
        """Close demuxer and decoder."""
        close_container(self.container, self.stream)

    def keep_in_memory(self) -> None:
        """Give up seeking: read all (compressed) packets once and serve them from memory."""
        if self._kept is None:
            container, stream = open_stream(self._path, self._index.info.stream_index)
            self._kept = [packet for packet in container.demux(stream) if not is_flush_packet(packet)]
            close_container(container, stream)

    def packets_from(self, first: int) -> Iterator[tuple[int, Any]]:
        """Packets with their numbers, from `first` to the end.

        Raises
        ------
        DesyncError
            A packet is not what the index says.
        """
        if self._index.identity == "none":
            self.keep_in_memory()
        elif not self._is_seekable:
            self._keep_if_small()
        self.stream.codec_context.flush_buffers() if self.stream.codec_context.is_open else None
        if self._kept is not None:
            yield from ((n, self._kept[n]) for n in range(first, len(self._kept)))
            return
        number, packet, packets = self._land(first)
        sizes = self._index.packets.size
        while packet is not None and not is_flush_packet(packet):
            if number >= len(sizes) or packet.size != sizes[number]:
                raise DesyncError(f"packet {number}")
            if number >= first:
                yield number, packet
            packet = next(packets, None)
            number += 1

    def _keep_if_small(self) -> None:
        sizes = self._index.packets.size
        if self._kept is None and int(sizes.sum()) <= MAX_KEPT_BYTES:
            self.keep_in_memory()
            kept: list[Any] = self._kept or []
            if sizes.tolist() != [packet.size for packet in kept]:
                self._kept = None  # not what was indexed, as the next packets read will tell

    def _land(self, first: int) -> tuple[int, Any, Iterator[Any]]:
        """Seek to a packet at or before `first`: its number, itself, and the packets after it."""
        for time in self._seek_times(first):
            try:
                self.container.seek(time, stream=self.stream, backward=True)
                packets = self.container.demux(self.stream)
                # Parsers that restart in mid-stream may first hand out a piece the index does not know.
                for _ in range(1 + UNKNOWN_PACKETS_PASSED):
                    packet = next(packets, None)
                    if packet is None or is_flush_packet(packet):
                        break
                    number = self._index.packet_number(packet.pos, packet.dts)
                    if number is not None:
                        if number <= first:
                            return number, packet, packets
                        break
            except (av.error.FFmpegError, OSError):
                continue
        self._is_seekable = False
        self.reopen()
        packets = self.container.demux(self.stream)
        return 0, next(packets, None), packets

    def _seek_times(self, first: int) -> Iterator[int]:
        """Times to seek to, best first. MOV and MKV go by pts, others by dts; some land a group early."""
        table = self._index.packets
        tried = {NO_TIME}
        for time in (int(table.pts[first]), int(table.dts[first])):
            if time not in tried:
                tried.add(time)
                yield time
        for key in np.flatnonzero(table.is_key[:first])[::-1][:EARLIER_KEYS_TRIED]:
            if int(table.dts[key]) not in tried:
                yield int(table.dts[key])
