"""The decoder for video files: one demuxer and one libavcodec instance, exact from any entry point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import av.error

from .container import open_stream
from .decoder import Output
from .errors import HardwareError, VideoChangedError
from .fingerprint import Fingerprint, is_unchanged
from .hardware import open_on_device
from .index import VideoIndex
from .packet_feed import DesyncError, PacketFeed
from .pixels import DecodedFrame, ImageU8, keep_frame, luma_of, rgb_of
from .stamped import drain, stamp

REORDER_SLACK = 64
"""Packets after its own by which a frame must have come out (reordering, frame threads)."""


@dataclass(frozen=True, eq=False)
class AvOutput:
    """A frame out of libavcodec.

    Attributes
    ----------
    number : int
        The frame's number.
    av_frame : av.VideoFrame
        The frame.
    """

    number: int
    av_frame: Any

    def keep(self) -> DecodedFrame:
        """Copy the luma; hold the planes when there is colour."""
        return keep_frame(self.av_frame)

    def luma(self) -> ImageU8:
        """Copy the luma."""
        return luma_of(self.av_frame)

    def rgb(self) -> ImageU8:
        """Convert as ``to_ndarray(format="rgb24")`` does."""
        return rgb_of(self.av_frame)


class AvDecoder:
    """Decodes runs of frames. Not thread-safe; PyAV's containers and codecs belong to one thread.

    Each packet is stamped with its number before decoding. A frame is accepted only when its entry is
    at or behind the run's: leading pictures of an open GOP come out wrong after a seek, without an error.

    Parameters
    ----------
    path : Path
        The file.
    index : VideoIndex
        Its index.
    fingerprint : Fingerprint
        Of the file when it was indexed.
    n_threads : int
        Threads of libavcodec.
    device : str
        Kind of device that decodes, as FFmpeg names it; "" for the software decoder.

    Raises
    ------
    HardwareError
        The device cannot be used for this file; also by `step`, when it fails.
    """

    def __init__(
        self, path: Path, index: VideoIndex, fingerprint: Fingerprint, *, n_threads: int, device: str = ""
    ) -> None:
        self._path = path
        self._index = index
        self._fingerprint = fingerprint
        self._device = device
        opener = partial(open_on_device, device=device) if device else open_stream
        self._feed = PacketFeed(path, index, opener)
        self._packets: Iterator[tuple[int, Any]] | None = None
        self._entry = -1
        self._next_frame = 0
        self._skip_below: int | None = None
        self._is_codec_skipping = False
        self.next_packet = 0
        self.is_at_end = False
        # An intra codec gives one frame per packet: frame threads would only add latency.
        kind = "SLICE" if index.gops.is_intra else "AUTO"
        self._context.thread_type = kind if n_threads > 1 else "NONE"
        self._context.thread_count = n_threads

    @property
    def is_skipping(self) -> bool:
        """Whether frames on the way are being left out."""
        return self._skip_below is not None

    def seek(self, packet: int, *, skip_below: int | None = None) -> None:
        """Begin a run at an entry packet.

        Parameters
        ----------
        packet : int
            The entry.
        skip_below : int, optional
            Leave out frames no other refers to, below this packet; ignored where that is not exact.
        """
        self._packets = self._feed.packets_from(packet)
        self._entry = self.next_packet = packet
        self._next_frame = -1
        self.is_at_end = False
        self._skip_below = skip_below if self._index.may_skip_unreferenced and not self._device else None
        self._set_codec_skipping(False)  # it outlives a seek, and an abandoned run may have left it on

    def aim(self, frame: int, *, skip_below: int) -> bool:
        """Turn a run that leaves frames out towards another frame.

        Returns
        -------
        bool
            False when the run does not lead there, or has left it out already.
        """
        gops = self._index.gops
        if (
            self._skip_below is None
            or gops.start[frame] < self._entry
            or gops.packet[frame] < self.next_packet
        ):
            return False
        self._skip_below = skip_below
        return True

    def step(self) -> list[Output]:
        """Decode one packet.

        Raises
        ------
        VideoChangedError
            The file is no longer the one that was indexed.
        """
        if self._packets is None:
            self.is_at_end = True
            return []
        try:
            number, packet = next(self._packets)
        except DesyncError as error:
            self._stop_seeking(error)
            self.seek(self._entry, skip_below=self._skip_below)
            return []
        except (StopIteration, av.error.FFmpegError):
            self.is_at_end = True
            return self._accepted(drain(self._context))
        stamp(packet, number)
        self.next_packet = number + 1
        if self._skip_below is not None:
            self._set_codec_skipping(number < self._skip_below)
            if number >= self._skip_below:
                self._skip_below = None
        return self._accepted(self._decode(packet))

    def packets_to(self, frame: int) -> int | None:
        """Packets to decode to reach a frame by going on, None when that is impossible."""
        gops = self._index.gops
        if self._packets is None or self.is_at_end or self.is_skipping:
            return None
        if gops.start[frame] < self._entry or frame < self._next_frame:
            return None
        return max(1, int(gops.packet[frame]) - self.next_packet + 1)

    def has_passed(self, frame: int) -> bool:
        """Whether the frame should have come out by now."""
        if self.is_at_end or self._next_frame > frame:
            return True
        return self.next_packet > int(self._index.gops.packet[frame]) + REORDER_SLACK

    def key_picture(self, frame: int) -> Output | None:
        """Decode the entry of a frame's group alone."""
        entry = int(self._index.gops.start[frame])
        self.seek(entry)
        outputs = self.step()
        outputs += self._accepted(drain(self._context))
        self._packets = None
        return next((output for output in outputs if output.number == self._index.gops.frame[entry]), None)

    def close(self) -> None:
        """Flush and free the decoder (the order avoids a deadlock, see `close_container`)."""
        self._packets = None
        self._feed.close()

    @property
    def _context(self) -> Any:
        return self._feed.stream.codec_context

    def _set_codec_skipping(self, is_on: bool) -> None:
        if is_on != self._is_codec_skipping:
            self._context.skip_frame = "NONREF" if is_on else "DEFAULT"
            self._is_codec_skipping = is_on

    def _decode(self, packet: Any) -> list[Any]:
        try:
            frames: list[Any] = self._context.decode(packet)
        except (av.error.FFmpegError, OSError) as error:
            if self._device:
                raise HardwareError(
                    f"{self._device} could not decode it ({error.strerror})", self._path
                ) from error
            return []  # the frame is missing from the output, which is what callers look at
        return frames

    def _accepted(self, av_frames: list[Any]) -> list[Output]:
        gops, info = self._index.gops, self._index.info
        outputs: list[Output] = []
        for av_frame in av_frames:
            number = -1
            if av_frame.pts is not None and 0 <= av_frame.pts < len(gops.frame):
                number = int(gops.frame[av_frame.pts])
            if number < 0 or gops.start[number] < self._entry:
                continue
            self._next_frame = number + 1
            if (av_frame.width, av_frame.height) != (info.width, info.height):
                av_frame = av_frame.reformat(width=info.width, height=info.height)
            if self._device and av_frame.format.name != info.pixel_format:
                av_frame = av_frame.reformat(format=info.pixel_format)  # the same samples in other planes
            outputs.append(AvOutput(number, av_frame))
        return outputs

    def _stop_seeking(self, reason: DesyncError) -> None:
        """Packets are not those of the index: another file, or a container whose seeks are not exact."""
        if not is_unchanged(self._path, self._fingerprint):
            raise VideoChangedError(
                "the file was changed or replaced while open; open it again", self._path
            ) from reason
        self._feed.keep_in_memory()
