"""The pictures that a window shows: for each request the best there is, exact or a stand-in; never a wait."""

from __future__ import annotations

import threading
from collections import OrderedDict

from .decode_state import DecodeState
from .meta import Picture
from .pixels import DecodedFrame, ImageU8

MAX_SHOWN_RGB = 8


class ShownPictures:
    """Pictures for one window. Neither blocks nor decodes; colours are converted once.

    Parameters
    ----------
    state : DecodeState
        Shared with the decoder threads.
    """

    def __init__(self, state: DecodeState) -> None:
        self._state = state
        self._shown: tuple[DecodedFrame | None, Picture | None] = (None, None)
        self._rgb: OrderedDict[int, ImageU8] = OrderedDict()
        self._rgb_lock = threading.Lock()

    def poll(self) -> Picture | None:
        """The best picture there is for the newest request: exact, or the nearest stand-in.

        Never blocks and never decodes. The same picture is the same object as the time before.

        Returns
        -------
        Picture or None
            None while nothing at all has been decoded.
        """
        wanted = self._state.playhead.frame
        index, frame = self._best_for(wanted)
        is_undecodable = wanted in self._state.undecodable
        proxied = None if is_undecodable else self._state.proxied
        if proxied is not None and (frame is None or abs(proxied[0] - wanted) < abs(index - wanted)):
            return self._proxied(*proxied, wanted)
        if frame is None:
            return None
        shown_frame, shown = self._shown
        if (
            shown is not None
            and shown_frame is frame
            and (shown.requested, shown.is_undecodable) == (wanted, is_undecodable)
        ):
            return shown
        picture = Picture(
            index=index,
            requested=wanted,
            image=frame.luma if frame.colour is None else self._shown_rgb(index, frame),
            is_exact=index == wanted,
            is_undecodable=is_undecodable,
            is_damaged=frame.is_damaged,
        )
        self._shown = (frame, picture)
        return picture

    def peek(self, frame: int) -> Picture | None:
        """The exact picture of a frame if it is decoded; never blocks, decodes or moves the playhead."""
        decoded = self._state.cache.get(frame)
        if decoded is None:
            return None
        image = decoded.luma if decoded.colour is None else self._shown_rgb(frame, decoded)
        return Picture(frame, frame, image, is_exact=True, is_damaged=decoded.is_damaged)

    def clear(self) -> None:
        """Give up what is kept."""
        with self._rgb_lock:
            self._rgb.clear()
        self._shown = (None, None)

    def _best_for(self, wanted: int) -> tuple[int, DecodedFrame | None]:
        state = self._state
        exact = state.cache.get(wanted)
        if exact is not None:
            return wanted, exact
        candidates: list[tuple[int, DecodedFrame | None]] = []
        near = state.cache.nearest(wanted)
        if near is not None:
            candidates.append((near, state.cache.get(near)))
        key = state.strip.nearest(wanted)
        if key is not None:
            candidates.append((key, state.strip.get(key)))
        if state.standin is not None:
            candidates.append(state.standin)
        candidates = [candidate for candidate in candidates if candidate[1] is not None]
        return min(candidates, key=lambda candidate: abs(candidate[0] - wanted), default=(wanted, None))

    def _proxied(self, index: int, image: ImageU8, wanted: int) -> Picture:
        """A picture of the proxy, always as the stand-in that it is."""
        shown = self._shown[1]
        if shown is None or shown.image is not image or shown.requested != wanted:
            shown = Picture(index, wanted, image, is_exact=False, is_proxied=True)
            self._shown = (None, shown)
        return shown

    def _shown_rgb(self, index: int, frame: DecodedFrame) -> ImageU8:
        with self._rgb_lock:
            rgb = self._rgb.get(index)
        if rgb is None:  # converted without the lock: nobody waits for another's frame
            rgb = frame.colour.to_rgb() if frame.colour is not None else frame.luma
        with self._rgb_lock:
            rgb = self._rgb.pop(index, rgb)  # the first to be done counts, so that all hold the same array
            self._rgb[index] = rgb
            if len(self._rgb) > MAX_SHOWN_RGB:
                self._rgb.popitem(last=False)
        return rgb
