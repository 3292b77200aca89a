"""The reference backend: OpenCV's pyramidal Lucas-Kanade on the CPU."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.backends.protocol import Advanced
from dustrack_imgui.tracking.settings import LKSettings


class OpenCVBackend:
    """``cv2.calcOpticalFlowPyrLK`` with everything but the settings left at its default.

    OpenCV's Python binding does not accept prebuilt pyramids (only images), so each call builds the pyramids
    of its two frames. That costs about half a millisecond a call whatever the number of points, which is why
    callers put all points of a frame pair into one call. The call releases the interpreter lock.
    """

    def advance(
        self,
        previous: NDArray[np.uint8],
        following: NDArray[np.uint8],
        xy_image: NDArray[np.float64],
        *,
        settings: LKSettings,
    ) -> Advanced:
        """Find ``xy_image`` of frame ``previous`` again in frame ``following``; see `Backend.advance`."""
        window_px = settings.window_px
        moved, status, _ = cv2.calcOpticalFlowPyrLK(
            previous,
            following,
            np.ascontiguousarray(xy_image, dtype=np.float32).reshape(-1, 1, 2),
            None,
            winSize=(window_px, window_px),
            maxLevel=settings.max_level,
            criteria=(
                cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT,
                settings.max_iterations,
                settings.epsilon,
            ),
            flags=cv2.OPTFLOW_LK_GET_MIN_EIGENVALS,
        )
        found_xy = moved.reshape(-1, 2).astype(np.float64)
        found = status.reshape(-1).astype(np.bool_) & touches_image(found_xy, following, window_px)
        return Advanced(found_xy, found)


def touches_image(
    xy_image: NDArray[np.float64], frame: NDArray[np.uint8], window_px: int
) -> NDArray[np.bool_]:
    """Tell for which points the tracking window still overlaps the image.

    OpenCV makes this last check while it measures the patch difference, a pass over the window which
    `OPTFLOW_LK_GET_MIN_EIGENVALS` leaves out (8 % faster, same positions); so it is made here.
    """
    height, width = frame.shape
    corner = np.floor(xy_image - (window_px - 1) / 2)
    inside = (corner >= -window_px) & (corner < (width, height))
    return np.asarray(inside.all(axis=1))
