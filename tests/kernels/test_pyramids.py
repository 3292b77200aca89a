"""Pyramids with mirrored borders, bit for bit those of OpenCV."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dustrack_imgui.tracking import LKSettings
from dustrack_imgui.tracking.backends.cuda_geometry import pyramid_geometry
from dustrack_imgui.tracking.backends.cuda_kernels import Kernels

from .emulated_device import EmulatedDevice
from .emulation import DOWN, UP


@pytest.mark.parametrize("schedule", [UP, DOWN])
@pytest.mark.parametrize(
    ("height_px", "width_px", "settings"),
    [
        (97, 131, LKSettings(window_px=8, max_level=4)),
        (96, 128, LKSettings(window_px=21)),
        (100, 90, LKSettings(window_px=9, max_level=3)),
        (2, 3, LKSettings(window_px=45)),
        (1, 40, LKSettings(window_px=3)),
        (40, 1, LKSettings(window_px=3)),
    ],
)
def test_every_level_is_pyr_down_with_a_mirrored_border(
    height_px: int, width_px: int, settings: LKSettings, schedule: int
) -> None:
    frames = np.random.default_rng(1).integers(0, 256, (3, height_px, width_px), dtype=np.uint8)
    device = EmulatedDevice(schedule=schedule)
    geometry = pyramid_geometry(height_px, width_px, settings)
    raw, pyramids = device.allocate(frames.nbytes), device.allocate(5 * geometry.frame_bytes)
    stream = device.stream()
    stream.upload(raw, frames)
    Kernels(device, geometry, settings).build_pyramids(stream, raw, pyramids, 3, first=2)
    stream.synchronize()
    memory = pyramids.cells.reshape(5, geometry.frame_bytes)
    assert (memory[:2] == 0xA5).all(), "places of other frames are left alone"
    pad = geometry.pad_px
    for frame, stored in zip(frames, memory[2:], strict=True):
        level = frame
        for width, height, pitch, offset in geometry.levels:
            assert level.shape == (height, width)
            lines = stored[offset : offset + pitch * (height + 2 * pad)].reshape(-1, pitch)
            expected = cv2.copyMakeBorder(level, pad, pad, pad, pad, cv2.BORDER_REFLECT_101)
            assert np.array_equal(lines[:, : width + 2 * pad], expected)
            level = cv2.pyrDown(level)


@pytest.mark.parametrize("shape", [(580, 728), (96, 120), (91, 93), (46, 400), (45, 45)])
@pytest.mark.parametrize("max_level", [0, 2, 6])
def test_there_are_as_many_levels_as_opencv_makes(shape: tuple[int, int], max_level: int) -> None:
    settings = LKSettings(max_level=max_level)
    highest, _ = cv2.buildOpticalFlowPyramid(np.zeros(shape, np.uint8), (45, 45), max_level, None, False)
    assert len(pyramid_geometry(*shape, settings).levels) == highest + 1
