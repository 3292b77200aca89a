"""Frame i is the i-th frame of a plain sequential decode, on every kind of file, in any order of asking."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.video import VideoReader

Open = Callable[..., VideoReader]
Clip = Callable[[str], Path]


def digest(image: Any) -> str:
    import hashlib

    return hashlib.blake2b(np.ascontiguousarray(image).tobytes(), digest_size=12).hexdigest()


def access_order(n: int) -> list[int]:
    """Jumps, a walk backward, a zigzag: every frame at least once."""
    rng = random.Random(n)
    jumps = [rng.randrange(n) for _ in range(n // 2)]
    zigzag = [min(max(n // 2 + (i if i % 2 else -i), 0), n - 1) for i in range(n // 2)]
    return [*jumps, *range(n - 1, -1, -1), *zigzag]


def test_every_frame_is_the_one_of_a_sequential_decode(
    clip_name: str, clip: Clip, open_clip: Open, reference_of: Callable[[Path], Any]
) -> None:
    path = clip(clip_name)
    expected = reference_of(path).luma_hashes
    reader = open_clip(path, budget_bytes=40 * 112 * 80)  # small enough that frames come and go
    assert len(reader) == len(expected)
    assert reader.meta.n_missing == 0
    wrong = [i for i in access_order(len(expected)) if digest(reader.get(i)) != expected[i]]
    assert wrong == []


def test_walks_beside_the_cache_are_exact_both_ways(
    clip_name: str, clip: Clip, open_clip: Open, reference_of: Callable[[Path], Any]
) -> None:
    path = clip(clip_name)
    reference = reference_of(path)
    reader = open_clip(path)
    n = len(reader)
    start, stop = n // 3, n - n // 5
    assert [digest(f) for f in reader.luma_frames(start, stop)] == reference.luma_hashes[start:stop]
    assert [digest(f) for f in reader.luma_frames(n - 1, -1)] == reference.luma_hashes[::-1]
    assert all(np.array_equal(a, b) for a, b in zip(reader.rgb_frames(), reference.rgb, strict=True))
    assert reader.cached_ranges() == []


@pytest.mark.parametrize("name", ["opengop_h264.mp4", "mjpeg.avi", "interlaced.mp4"])
def test_rgb_of_one_frame_is_that_of_the_scaler(
    name: str, clip: Clip, open_clip: Open, reference_of: Callable[[Path], Any]
) -> None:
    path = clip(name)
    reader = open_clip(path)
    reference = reference_of(path)
    for i in (40, 3, 41, len(reader) - 1):
        assert np.array_equal(reader.get_rgb(i), reference.rgb[i])
