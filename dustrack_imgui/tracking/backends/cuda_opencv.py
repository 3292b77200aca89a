"""OpenCV's own Lucas-Kanade on a GPU, for builds of OpenCV that have it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.backends.opencv import touches_image
from dustrack_imgui.tracking.backends.protocol import Advanced, Backend
from dustrack_imgui.tracking.notices import NoticeCallback
from dustrack_imgui.tracking.settings import LKSettings


def is_usable() -> bool:
    """Tell whether this OpenCV was built with CUDA and finds a device."""
    cuda: Any = getattr(cv2, "cuda", None)
    return hasattr(cuda, "SparsePyrLKOpticalFlow_create") and cuda.getCudaEnabledDeviceCount() > 0


class OpenCVCudaBackend:
    """``cv2.cuda.SparsePyrLKOpticalFlow``.

    It interpolates in floating point and knows no stopping threshold, so positions differ from the CPU's by
    some hundredths of a pixel.
    """

    def __init__(self, *, fallback: Backend, notice: NoticeCallback) -> None:
        self.works = True
        self._fallback = fallback
        self._notice = notice

    def advance(
        self,
        previous: NDArray[np.uint8],
        following: NDArray[np.uint8],
        xy_image: NDArray[np.float64],
        *,
        settings: LKSettings,
    ) -> Advanced:
        """Find ``xy_image`` of frame ``previous`` again in frame ``following``; see `Backend.advance`."""
        if self.works:
            try:
                return _advance_on_device(previous, following, xy_image, settings)
            except cv2.error as error:
                self.works = False
                reason = str(error).strip().partition("\n")[0]
                self._notice(f"OpenCV's CUDA code failed, tracking goes on with the CPU: {reason}")
        return self._fallback.advance(previous, following, xy_image, settings=settings)


def _advance_on_device(
    previous: NDArray[np.uint8],
    following: NDArray[np.uint8],
    xy_image: NDArray[np.float64],
    settings: LKSettings,
) -> Advanced:
    cuda: Any = cv2.cuda
    window_px = settings.window_px
    flow = cuda.SparsePyrLKOpticalFlow_create(
        (window_px, window_px), settings.max_level, settings.max_iterations
    )
    uploaded = []
    points = np.ascontiguousarray(xy_image, dtype=np.float32).reshape(1, -1, 2)
    for array in (previous, following, points):
        uploaded.append(cuda.GpuMat())
        uploaded[-1].upload(array)
    moved, status = flow.calc(*uploaded, None)[:2]
    found_xy = moved.download().reshape(-1, 2).astype(np.float64)
    held = status.download().reshape(-1).astype(np.bool_)
    return Advanced(found_xy, held & touches_image(found_xy, following, window_px))
