"""A speckle phantom: synthetic ultrasound in which the true position of every point is known exactly.

Speckle is the envelope of a complex Gaussian field (Wagner et al. 1983, IEEE Trans. Sonics Ultrason.
30:156). The field belongs to the tissue and is carried along by `TissueMotion`; it turns slowly into an
independent second one, so that a patch seen long ago no longer matches. Noise is added before the envelope is
taken, as in a scanner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.demo.motion import TissueMotion

MARGIN_PX = 40
OVERSAMPLING = 4
"""Grid points of the tissue field per pixel: `cv2.remap` rounds to 1/32 of a grid step, here 1/128 px."""


@dataclass(frozen=True, slots=True)
class Phantom:
    """What is generated; equal values give equal pixels."""

    width_px: int = 480
    height_px: int = 360
    frame_count: int = 300
    fps: int = 50
    seed: int = 1983
    interface_px: float = 168.0
    decorrelation_frames: float = 700.0
    noise_db: float = -38.0
    dynamic_range_db: float = 52.0

    @property
    def motion(self) -> TissueMotion:
        """The motion that the picture and the truth share."""
        return TissueMotion(
            width_px=self.width_px,
            height_px=self.height_px,
            interface_px=self.interface_px,
            transition_px=2.5,
            fps=float(self.fps),
        )


def truth_points(phantom: Phantom) -> NDArray[np.float64]:
    """The six labelled points in frame 0, ``(6, 2)``: three above the sliding interface, three below."""
    width, height, interface = phantom.width_px, phantom.height_px, phantom.interface_px
    above, below = interface * 0.45, interface + (height - interface) * 0.45
    return np.array(
        [
            [width * 0.25, above],
            [width * 0.52, interface - 34.0],
            [width * 0.76, above + 12.0],
            [width * 0.27, below + 18.0],
            [width * 0.50, interface + 34.0],
            [width * 0.74, below],
        ]
    )


def truth(phantom: Phantom) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Exact positions of `truth_points` over time.

    Returns
    -------
    xy_image : float64, (frames, points, 2)
        Image pixels; pixel (0, 0) is the centre of the top-left pixel.
    visible : bool, (frames, points)
        Whether the point lies on the picture.
    """
    points = truth_points(phantom)
    motion = phantom.motion
    xy_image = np.stack([motion.image_from_tissue(points, frame) for frame in range(phantom.frame_count)])
    last_pixel = np.array([phantom.width_px - 1, phantom.height_px - 1])
    visible = np.all((xy_image >= 0) & (xy_image <= last_pixel), axis=-1)
    return xy_image, visible


def frames(phantom: Phantom) -> Iterator[NDArray[np.uint8]]:
    """The pictures in order, uint8 ``(height, width)``, 0 black to 255 white."""
    rng = np.random.default_rng(phantom.seed)
    tissue = _tissue_fields(phantom, rng)
    noise = _noise_bank(phantom, rng)
    rows, columns = np.indices((phantom.height_px, phantom.width_px), dtype=np.float64)
    pixels = np.stack([columns, rows], axis=-1)
    motion = phantom.motion
    for frame in range(phantom.frame_count):
        grid = ((motion.tissue_from_image(pixels, frame) + MARGIN_PX) * OVERSAMPLING).astype(np.float32)
        sample = cv2.remap(tissue, grid, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        angle = 0.5 * np.pi * frame / phantom.decorrelation_frames
        field = np.cos(angle) * sample[..., :2] + np.sin(angle) * sample[..., 2:]
        field = field + _noise_of_frame(phantom, noise, rng)
        yield _log_compressed(field, phantom.dynamic_range_db)


def _log_compressed(field: NDArray[np.floating], dynamic_range_db: float) -> NDArray[np.uint8]:
    """Envelope of a field (height, width, [real, imaginary]) in decibels, mapped to 0..255."""
    power = np.einsum("yxc,yxc->yx", field, field)
    decibels = 10 * np.log10(power + 1e-6)
    level = (decibels + dynamic_range_db - 8.0) * (255.0 / dynamic_range_db)
    return np.asarray(np.clip(np.rint(level), 0, 255), np.uint8)


def _tissue_fields(phantom: Phantom, rng: np.random.Generator) -> NDArray[np.float32]:
    """Both speckle fields on the fine tissue grid, float32 (rows, columns, 4): complex now, complex later.

    The points spread is wider across than along the beam, as behind a linear probe.
    """
    shape = _grid_shape(phantom)
    strength = _echo_strength(phantom, rng)
    fields = [_smooth_noise(rng, shape, OVERSAMPLING * 1.9, OVERSAMPLING * 1.15) * strength for _ in range(4)]
    return np.stack(fields, axis=-1)


def _smooth_noise(
    rng: np.random.Generator, shape: tuple[int, int], sigma_x: float, sigma_y: float
) -> NDArray[np.float32]:
    """Gaussian noise of unit power smoothed by a Gaussian."""
    white = rng.standard_normal(shape, dtype=np.float32)
    smooth = cv2.GaussianBlur(white, (0, 0), sigma_x, sigmaY=sigma_y)
    return np.asarray(smooth / smooth.std(), np.float32)


def _grid_shape(phantom: Phantom) -> tuple[int, int]:
    rows = (phantom.height_px + 2 * MARGIN_PX) * OVERSAMPLING
    return rows, (phantom.width_px + 2 * MARGIN_PX) * OVERSAMPLING


def _echo_strength(phantom: Phantom, rng: np.random.Generator) -> NDArray[np.float32]:
    """How strongly each bit of tissue scatters (amplitude), on the fine grid.

    From the top: skin, fat with septa, fascia, a muscle with a vessel in it, the aponeurosis along which it
    slides, a pennate muscle, a deep fascia. Everything but the sheets is patchy, as tissue is.
    """
    rows, columns = _grid_shape(phantom)
    x = (np.arange(columns, dtype=np.float32) / OVERSAMPLING - MARGIN_PX)[None, :]
    y = (np.arange(rows, dtype=np.float32) / OVERSAMPLING - MARGIN_PX)[:, None]
    interface, width, height = phantom.interface_px, phantom.width_px, phantom.height_px

    def sheet(depth_px: NDArray[np.floating] | float, thickness_px: float) -> NDArray[np.float32]:
        return np.asarray(np.exp(-(((y - depth_px) / thickness_px) ** 2)), np.float32)

    def strands(slope: float, spacing_px: float, sharpness: float) -> NDArray[np.float32]:
        wander = 1.1 * _patches(rng, (rows, columns), 45.0, 16.0)
        ridges = np.clip(np.sin((y - slope * x) / spacing_px + wander), 0, 1)
        return np.asarray(ridges**sharpness, np.float32)

    fat_bottom = 0.34 * interface + 5 * np.sin(x / 70)
    fat = 0.10 + 0.5 * strands(0.08, 5.5, 9)
    upper = 0.09 + 0.42 * strands(-0.09, 3.9, 5)
    lower = 0.07 + 0.62 * strands(0.31, 4.6, 6)
    strength = np.where(y < fat_bottom, fat, np.where(y > interface, lower, upper))
    strength = strength * np.exp(0.55 * _patches(rng, (rows, columns), 9.0, 3.5))
    vessel = ((x - 0.40 * width) / 17) ** 2 + ((y - 0.66 * interface) / 9) ** 2
    strength = strength * (0.12 + 0.88 / (1 + np.exp(-9 * (vessel - 1))))
    strength = strength + 1.2 * sheet(3.0, 3.5) + 0.8 * sheet(fat_bottom, 2.0)
    strength = strength + 1.3 * sheet(interface - 7.0, 2.4) + 0.6 * sheet(interface + 6.5, 1.6)
    strength = strength + 1.2 * sheet(0.9 * height + 7 * np.sin(x / 95), 2.8)
    return np.asarray(strength * np.exp(-np.maximum(y, 0) / (1.5 * height)), np.float32)


def _patches(
    rng: np.random.Generator, shape: tuple[int, int], sigma_x_px: float, sigma_y_px: float
) -> NDArray[np.float32]:
    """Smooth random patches of unit power and the given size, drawn coarsely and enlarged to `shape`."""
    coarse = _smooth_noise(rng, (shape[0] // OVERSAMPLING, shape[1] // OVERSAMPLING), sigma_x_px, sigma_y_px)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _noise_bank(phantom: Phantom, rng: np.random.Generator) -> NDArray[np.float32]:
    """Receiver noise, larger than the picture in every direction, float32 (rows, columns, 2)."""
    shape = (phantom.height_px + MARGIN_PX, phantom.width_px + MARGIN_PX)
    amplitude = 10 ** (phantom.noise_db / 20)
    return np.stack([amplitude * _smooth_noise(rng, shape, 0.8, 0.6) for _ in range(2)], axis=-1)


def _noise_of_frame(
    phantom: Phantom, bank: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.float32]:
    """A window of the noise bank, placed, turned and signed anew for each frame."""
    row, column = rng.integers(0, MARGIN_PX, size=2)
    window = bank[row : row + phantom.height_px, column : column + phantom.width_px]
    window = window[:: rng.choice([-1, 1]), :: rng.choice([-1, 1])]
    return window * np.float32(rng.choice([-1.0, 1.0]))
