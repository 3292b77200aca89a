"""The packets of a video stream as columns, in decode order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_TIME = -(2**63)
"""Stands for an absent timestamp."""

# fmt: off
INTRA_CODECS = frozenset((
    "mjpeg", "ffv1", "rawvideo", "huffyuv", "ffvhuff", "utvideo", "prores", "dnxhd", "png", "dvvideo",
    "jpeg2000", "mjpegb", "bmp", "tiff", "jpegls", "magicyuv",
))
"""Codecs that output each packet's frame at once."""

ORDERED_CODECS = INTRA_CODECS | frozenset((
    "h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4", "mpeg2video", "mpeg1video", "msmpeg4v2",
    "msmpeg4v3", "wmv1", "wmv2", "wmv3", "vc1", "h263", "flv1", "theora", "vvc",
))
"""Codecs where a packet makes at most one frame and frames come out in the order of their timestamps."""
# fmt: on


@dataclass(frozen=True, eq=False)
class PacketTable:
    """Every packet of the stream, in decode order.

    Attributes
    ----------
    pts, dts : int64, (m,)
        Timestamps in the stream's time base, `NO_TIME` where absent.
    pos : int64, (m,)
        Byte offset in the file, -1 where unknown.
    size : int32, (m,)
        Bytes; every packet read after a seek is checked against it.
    is_key : bool, (m,)
        Decoding can start here.
    is_silent : bool, (m,)
        Makes no frame: outside the edit list, or an empty "repeat the last frame" chunk.
    """

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    pos: NDArray[np.int64]
    size: NDArray[np.int32]
    is_key: NDArray[np.bool_]
    is_silent: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.pts)

    def identity(self) -> str:
        """Which column tells packets apart after a seek: ``"pos"``, ``"dts"`` or ``"none"``."""
        if len(self) and int(self.pos.min()) >= 0 and len(np.unique(self.pos)) == len(self):
            return "pos"
        if len(self) and not (self.dts == NO_TIME).any() and len(np.unique(self.dts)) == len(self):
            return "dts"
        return "none"

    def has_usable_pts(self) -> bool:
        """Whether presentation times exist and differ for all packets that make a frame."""
        pts = self.pts[~self.is_silent]
        return len(pts) > 0 and not (pts == NO_TIME).any() and len(np.unique(pts)) == len(pts)
