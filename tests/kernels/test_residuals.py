"""Positions and residuals along a path of several frames, step by step those of OpenCV."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from dustrack_imgui.tracking import LKSettings
from dustrack_imgui.tracking.backends.cuda_geometry import pyramid_geometry
from dustrack_imgui.tracking.backends.cuda_kernels import PATH, Kernels

from .emulated_device import EmulatedDevice

if TYPE_CHECKING:
    from .conftest import Frames

SETTINGS = LKSettings(window_px=21)
N_FRAMES = 6


def test_each_step_tells_how_well_the_patch_fits(speckle: Callable[..., Frames]) -> None:
    frames = speckle(N_FRAMES, 96, 120)
    noise = np.random.default_rng(1).integers(-20, 21, frames.shape)
    frames = np.clip(frames + noise * (np.arange(N_FRAMES) % 2)[:, None, None], 0, 255).astype(np.uint8)
    starts = np.array([[40.0, 50.0], [80.25, 30.5], [118.0, 3.0], [60.0, -60.0]], np.float32)
    paths = np.zeros(len(starts), PATH)
    paths["first_frame"], paths["frame_step"] = N_FRAMES - 1, -1
    paths["n_steps"], paths["out_step"] = N_FRAMES - 1, len(starts)
    paths["x"], paths["y"], paths["out"] = *starts.T, np.arange(len(starts))

    device = EmulatedDevice()
    geometry = pyramid_geometry(96, 120, SETTINGS)
    kernels, stream = Kernels(device, geometry, SETTINGS), device.stream()
    raw, pyramids = device.allocate(frames.nbytes), device.allocate(N_FRAMES * geometry.frame_bytes)
    places = N_FRAMES * len(starts)
    described, arrived = device.allocate(paths.nbytes), device.allocate(8 * places)
    fits = device.allocate(4 * places)
    stream.upload(raw, frames)
    stream.upload(described, paths)
    kernels.build_pyramids(stream, raw, pyramids, N_FRAMES)
    kernels.track(stream, pyramids, described, len(paths), arrived, residuals=fits)
    positions = np.zeros((N_FRAMES, len(starts), 2), np.float32)
    residuals = np.zeros((N_FRAMES, len(starts)), np.float32)
    stream.download(positions, arrived)
    stream.download(residuals, fits)
    stream.synchronize()

    assert np.array_equal(positions[0], starts)
    assert not residuals[0].any()
    for step in range(1, N_FRAMES):
        moved, status, error = cv2.calcOpticalFlowPyrLK(
            frames[N_FRAMES - step],
            frames[N_FRAMES - 1 - step],
            positions[step - 1, :3].reshape(-1, 1, 2),
            None,
            winSize=(21, 21),
            maxLevel=2,
            criteria=(3, 10, 0.03),
        )
        assert status.all()
        assert np.abs(positions[step, :3] - moved[:, 0]).max() < 0.005
        assert np.abs(residuals[step, :3] - error[:, 0]).max() < 0.01
    assert np.isnan(positions[1:, 3]).all()
    assert np.isnan(residuals[1:, 3]).all()
