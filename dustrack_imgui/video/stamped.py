"""Sequential decoding with every packet stamped by its number, so that a frame tells which packet made it.

Container timestamps may be missing, doubled or out of order; the stamp is none of these. (PyAV's
`packet.opaque` would do the same but is freed with the GIL from decoder threads, a way into a deadlock.)
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import av.error

MAX_DRAIN_CALLS = 64


def is_flush_packet(packet: Any) -> bool:
    """Whether this is the empty packet with which PyAV ends a stream."""
    return bool(packet.size == 0 and packet.dts is None and packet.pts is None)


def stamp(packet: Any, number: int) -> None:
    """Write the packet's number where the decoder hands it through to the frame."""
    packet.pts = packet.dts = number


def drain(context: Any) -> list[Any]:
    """All frames still inside a decoder, which is ready for a new start afterwards.

    With frame threads every failed packet raises once on the way out, so asking goes on until the end.
    """
    frames: list[Any] = []
    for _ in range(MAX_DRAIN_CALLS):
        try:
            got = context.decode(None)
        except EOFError:
            break
        except (av.error.FFmpegError, OSError):
            continue
        if not got:
            break
        frames += got
    context.flush_buffers()
    return frames


def decode_stamped(
    container: Any, stream: Any, *, n_packets: int | None = None
) -> Generator[tuple[int, Any], None, None]:
    """Decode from the first packet on.

    Parameters
    ----------
    container, stream
        Freshly opened; the thread type must have been set.
    n_packets : int, optional
        Stop feeding after so many packets (what is inside the decoder still comes out).

    Yields
    ------
    packet number, frame
        In the order of the decoder's output. Packets that fail are passed over.
    """
    context = stream.codec_context
    number = 0
    try:
        for packet in container.demux(stream):
            if is_flush_packet(packet) or number == n_packets:
                break
            stamp(packet, number)
            number += 1
            try:
                frames = context.decode(packet)
            except (av.error.FFmpegError, OSError):
                continue
            yield from ((frame.pts, frame) for frame in frames if frame.pts is not None)
    except av.error.FFmpegError:
        pass  # the file ends in the middle of a packet: what came before is good
    yield from ((frame.pts, frame) for frame in drain(context) if frame.pts is not None)
