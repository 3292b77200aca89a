"""Second and third tries for frames that did not come out of a decoder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .decoder import Output
from .source import FrameSource

T = TypeVar("T")


def rescue(source: FrameSource, first: int, stop: int, convert: Callable[[Output], T]) -> dict[int, T]:
    """Decode frames `first` to `stop` (excluded) as patiently as possible.

    One thread, since frame threads lose good frames next to a damaged packet; and once more from the
    entry before, in case a key frame is no clean start. What does not come out then has no picture.

    Parameters
    ----------
    source : FrameSource
        The opened file.
    first, stop : int
        The frames.
    convert : callable
        What to make of each.

    Returns
    -------
    dict
        The frames that could be had.
    """
    found: dict[int, T] = {}
    decoder = source.make_decoder(1)
    try:
        entry = int(source.gops.start[first])
        before = source.gops.entries[source.gops.entries < entry]
        for start in (entry, *(int(k) for k in before[-1:])):
            decoder.seek(start)
            while not decoder.has_passed(stop - 1):
                for output in decoder.step():
                    if first <= output.number < stop and output.number not in found:
                        found[output.number] = convert(output)
            if len(found) == stop - first:
                break
    finally:
        decoder.close()
    return found
