"""What the cache and the sequential readers need of a decoder, whatever the kind of file."""

from __future__ import annotations

from typing import Protocol

from .pixels import DecodedFrame, ImageU8


class Output(Protocol):
    """A frame as it comes out of a decoder; nothing is copied until it is asked for."""

    @property
    def number(self) -> int:
        """The frame's number."""

    def keep(self) -> DecodedFrame:
        """What the cache keeps."""

    def luma(self) -> ImageU8:
        """Stored luma, uint8 (H, W)."""

    def rgb(self) -> ImageU8:
        """RGB, uint8 (H, W, 3)."""


class FrameDecoder(Protocol):
    """A decoder that can begin at any entry packet. Each thread has its own."""

    @property
    def next_packet(self) -> int:
        """The packet the next step decodes."""

    @property
    def is_at_end(self) -> bool:
        """Whether all packets of the run have been decoded."""

    @property
    def is_skipping(self) -> bool:
        """Whether frames on the way are being left out."""

    def seek(self, packet: int, *, skip_below: int | None = None) -> None:
        """Begin a run at an entry packet, perhaps leaving frames out before packet `skip_below`."""

    def aim(self, frame: int, *, skip_below: int) -> bool:
        """Turn a run that leaves frames out towards another frame; False when it cannot reach it."""

    def step(self) -> list[Output]:
        """Decode one packet; what came out, in display order."""

    def packets_to(self, frame: int) -> int | None:
        """Packets still to decode to reach a frame by going on, None when it is behind or out of this run."""

    def has_passed(self, frame: int) -> bool:
        """Whether the run is beyond the place where this frame should have come out."""

    def key_picture(self, frame: int) -> Output | None:
        """Decode only the frame at the entry that `frame` starts from; ends the run."""

    def close(self) -> None:
        """Free the decoder."""
