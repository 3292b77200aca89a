"""The thread that brings stand-ins from a proxy while the frame itself is still being decoded."""

from __future__ import annotations

import logging
import threading

from .decode_state import DecodeState
from .sequential import read_one
from .source import FrameSource

log = logging.getLogger(__name__)

FAR_PACKETS = 12
NEAR_FRAMES = 1


class ProxyViewer(threading.Thread):
    """Looks where the playhead is; never puts anything into the cache of frames.

    Parameters
    ----------
    state : DecodeState
        Shared with the reader; gets the stand-in.
    proxy : FrameSource
        The proxy, with exactly the frames of the video.
    """

    def __init__(self, state: DecodeState, proxy: FrameSource) -> None:
        super().__init__(name="video-proxy", daemon=True)
        self._state = state
        self._proxy = proxy
        self._tried = -1
        self._is_stopping = False

    def run(self) -> None:
        """Work until told to stop; a proxy that fails is not looked at again."""
        is_colour = self._state.source.meta.is_colour
        try:
            decoder = self._proxy.make_decoder(1)
            try:
                while (frame := self._next()) is not None:
                    image = read_one(
                        self._proxy,
                        decoder,
                        frame,
                        lambda output: output.rgb() if is_colour else output.luma(),
                    )
                    if self._state.is_open(frame):
                        self._state.proxied = (frame, image)
                        self._state.announce()
            finally:
                decoder.close()
        except Exception:
            log.exception("the proxy is no longer used: %s", self._proxy.meta.path)

    def stop(self) -> None:
        """End the thread and take its stand-in away."""
        with self._state.changed:
            self._is_stopping = True
            self._state.changed.notify_all()
        self.join()
        self._state.proxied = None

    def _next(self) -> int | None:
        """Wait for a frame that is wanted and takes the decoder long; None at the end."""
        state = self._state
        with state.changed:
            state.changed.wait_for(lambda: self._is_over() or self._is_of_use(state.playhead.frame))
            if self._is_over():
                return None
            self._tried = state.playhead.frame
        return self._tried

    def _is_over(self) -> bool:
        return self._is_stopping or self._state.is_stopping

    def _is_of_use(self, frame: int) -> bool:
        state = self._state
        if not state.playhead.generation or frame == self._tried or not state.is_open(frame):
            return False
        gops = state.source.gops
        near = state.cache.nearest(frame)
        is_beside = near is not None and abs(near - frame) <= NEAR_FRAMES and not state.playhead.is_dragging
        return not is_beside and int(gops.packet[frame] - gops.start[frame]) > FAR_PACKETS
