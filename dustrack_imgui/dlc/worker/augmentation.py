"""How training images are varied: presets of DeepLabCut's own settings."""

from __future__ import annotations

from typing import Any

from dustrack_imgui.jobs.child.channel import JobError

LARGEST_CROP_PX = 448
CROP_UNIT_PX = 32
_ALL_OFF: dict[str, Any] = {
    "data.train.hflip": None,
    "data.train.covering": None,
    "data.train.elastic_transform": None,
    "data.train.hist_eq": False,
    "data.train.grayscale": None,
}
PRESETS: dict[str, dict[str, Any]] = {
    "default": {},
    # The probe is held still and depth is set once: hardly any turn or zoom, no mirror image, no blur of
    # motion, but speckle differs from frame to frame.
    "ultrasound": {
        **_ALL_OFF,
        "data.train.affine": {"p": 0.7, "rotation": 10, "scaling": [0.9, 1.1], "translation": 8},
        "data.train.motion_blur": False,
        "data.train.gaussian_noise": 12.75,
    },
    "none": {
        **_ALL_OFF,
        "data.train.affine": None,
        "data.train.motion_blur": False,
        "data.train.gaussian_noise": None,
    },
}


def augmentation_updates(preset: str, *, width_px: int, height_px: int) -> dict[str, Any]:
    """Return the settings of a preset, by dotted key of DeepLabCut's pytorch_config.

    Parameters
    ----------
    width_px, height_px
        Of the largest image. DeepLabCut cuts or pads images to 448 x 448 for training, which on small images
        is mostly padding; there the crop becomes as small as the images.

    Raises
    ------
    JobError
        When there is no such preset.
    """
    if preset not in PRESETS:
        raise JobError(
            "No training dataset",
            f"There is no augmentation “{preset}”.",
            f"Choose one of {', '.join(PRESETS)}.",
        )
    crop = {
        "width": _crop_px(width_px),
        "height": _crop_px(height_px),
        "max_shift": 0.1,
        "method": "hybrid",
    }
    return {**PRESETS[preset], "data.train.crop_sampling": crop}


def _crop_px(size_px: int) -> int:
    return min(LARGEST_CROP_PX, -(-size_px // CROP_UNIT_PX) * CROP_UNIT_PX)
