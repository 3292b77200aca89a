"""Frames one after another through a decoder of their own, beside the cache: for tracking and export."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

from .decoder import FrameDecoder, Output
from .errors import FrameUndecodableError
from .pixels import ImageU8
from .rescue import rescue
from .source import FrameSource, decoder_threads

MAX_REVERSED_BYTES = 256 << 20
Convert = Callable[[Output], ImageU8]


def read_span(source: FrameSource, start: int, stop: int, convert: Convert) -> Generator[ImageU8, None, None]:
    """Pictures of frames `start` to `stop` (excluded), in either direction, exactly one for each number.

    A frame that cannot be decoded is given as its neighbour's picture, so that positions keep their numbers.

    Parameters
    ----------
    source : FrameSource
        The opened file.
    start, stop : int
        With ``stop < start`` the numbers fall.
    convert : callable
        What to make of each decoded frame.
    """
    decoder = source.make_decoder(decoder_threads())
    try:
        if start <= stop:
            yield from _ascending(source, decoder, start, stop, convert)
            return
        longest = max(8, MAX_REVERSED_BYTES // max(1, 3 * source.frame_bytes))
        high = start
        while high > stop:
            low = max(stop + 1, source.gops.first_of_gop(high), high - longest + 1)
            yield from reversed(list(_ascending(source, decoder, low, high + 1, convert)))
            high = low - 1
    finally:
        decoder.close()


def read_one(source: FrameSource, decoder: FrameDecoder, frame: int, convert: Convert) -> ImageU8:
    """One picture, going on from where the decoder is when that is nearer than its key frame.

    Raises
    ------
    FrameUndecodableError
        There is no picture for this number.
    """
    reach = decoder.packets_to(frame)
    entry = int(source.gops.start[frame])
    if reach is None or reach > int(source.gops.packet[frame]) - entry:
        decoder.seek(entry)
    while not decoder.has_passed(frame):
        for output in decoder.step():
            if output.number == frame:
                return convert(output)
    found = rescue(source, frame, frame + 1, convert)
    if frame not in found:
        raise FrameUndecodableError("its bytes are damaged", source.meta.path, frame)
    return found[frame]


def _ascending(
    source: FrameSource, decoder: FrameDecoder, start: int, stop: int, convert: Convert
) -> Iterator[ImageU8]:
    decoder.seek(int(source.gops.start[start]) if start < stop else 0)
    wanted = start
    last: ImageU8 | None = None
    while wanted < stop:
        for output in decoder.step():
            if not wanted <= output.number < stop:
                continue
            picture = convert(output)
            yield from _gap(source, wanted, output.number, last, picture, convert)
            yield picture
            last, wanted = picture, output.number + 1
        if wanted < stop and decoder.is_at_end:
            yield from _gap(source, wanted, stop, last, None, convert)
            return


def _gap(
    source: FrameSource,
    first: int,
    stop: int,
    before: ImageU8 | None,
    after: ImageU8 | None,
    convert: Convert,
) -> Iterator[ImageU8]:
    """Pictures for frames that were passed over: the rescued one, else the neighbour's."""
    if first >= stop:
        return
    found = rescue(source, first, stop, convert)
    for number in range(first, stop):
        picture = found.get(number, before if before is not None else after)
        if picture is None:
            picture = next(iter(found.values()), None)
        if picture is None:
            raise FrameUndecodableError("all bytes around it are damaged", source.meta.path, number)
        before = picture
        yield picture
