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
Kept = Callable[[int], ImageU8 | None]


def nothing_kept(frame: int) -> ImageU8 | None:
    """For spans of which nothing is at hand."""
    return None


def read_span(
    source: FrameSource, start: int, stop: int, convert: Convert, *, kept: Kept = nothing_kept
) -> Generator[ImageU8, None, None]:
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
    kept : callable
        A frame's picture if it is at hand. Groups of which all are, are not decoded.
    """
    walk = _Walk(source, convert, kept)
    try:
        if start <= stop:
            yield from walk.ascending(start, stop)
            return
        longest = max(8, MAX_REVERSED_BYTES // max(1, 3 * source.frame_bytes))
        high = start
        while high > stop:
            low = max(stop + 1, source.gops.first_of_gop(high), high - longest + 1)
            yield from reversed(list(walk.ascending(low, high + 1)))
            high = low - 1
    finally:
        walk.close()


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


class _Walk:
    """One walk through a video, with a decoder that is opened when the first frame has to be decoded."""

    def __init__(self, source: FrameSource, convert: Convert, kept: Kept) -> None:
        self._source = source
        self._convert = convert
        self._kept = kept
        self._decoder: FrameDecoder | None = None
        self._next_frame = -1

    def close(self) -> None:
        """Free the decoder."""
        if self._decoder is not None:
            self._decoder.close()

    def ascending(self, start: int, stop: int) -> Iterator[ImageU8]:
        """Pictures of frames `start` to `stop` (excluded), group by group."""
        wanted, last = start, None
        while wanted < stop:
            end = min(stop, self._source.gops.end_of_gop(wanted))
            is_kept = all(self._kept(frame) is not None for frame in range(wanted, end))
            run = self._at_hand(wanted, end) if is_kept else self._decoded(wanted, end, stop, last)
            for picture in run:
                yield picture
                wanted, last = wanted + 1, picture

    def _at_hand(self, start: int, end: int) -> Iterator[ImageU8]:
        """Kept pictures up to one that was given up meanwhile."""
        for frame in range(start, end):
            picture = self._kept(frame)
            if picture is None:
                return
            yield picture

    def _decoded(self, start: int, end: int, stop: int, last: ImageU8 | None) -> Iterator[ImageU8]:
        """Decoded pictures up to `end` at least, and on below `stop` as far as they have come out."""
        source, convert = self._source, self._convert
        if self._decoder is None:
            self._decoder = source.make_decoder(decoder_threads())
        if self._next_frame != start:
            self._decoder.seek(int(source.gops.start[start]))
        wanted = start
        while wanted < end:
            for output in self._decoder.step():
                if not wanted <= output.number < stop:
                    continue
                picture = convert(output)
                yield from _gap(source, wanted, output.number, last, picture, convert)
                yield picture
                last, wanted = picture, output.number + 1
            if wanted < end and self._decoder.is_at_end:
                yield from _gap(source, wanted, end, last, None, convert)
                wanted = end
        self._next_frame = wanted if wanted < stop else -1  # those beyond have come out and were let go


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
