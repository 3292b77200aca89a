"""Times reading and writing a large annotation file beside Python's own json, in one run; and their memory.

    python benchmarks/annotations.py [--quick]

The layer has 100,000 frames and 20 labels, all marked: 31 MB of positions, 183 MB of text. Ours does more
than json: it checks every point, keeps arrays instead of lists, writes atomically and reads back the result.
Every step runs in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import Track


class Cost(NamedTuple):
    """Seconds, megabytes that stay with the result, and the most megabytes on the way."""

    secs: float
    kept_mb: float
    peak_mb: float


def synthetic_layer(n_frames: int, n_labels: int) -> Tracks:
    """A layer in which every label is marked on every frame."""
    random = np.random.default_rng(0)
    return {str(n): Track.from_array(random.uniform(0, 800, (n_frames, 2))) for n in range(n_labels)}


def json_load(path: Path, layer: Tracks) -> Any:
    """Read with json."""
    with path.open(encoding="utf-8") as file:
        return json.load(file)


def json_dump(path: Path, layer: Tracks) -> float:
    """Write with json, as DUSTrack does; seconds without those that it takes to make the dicts."""
    data = {
        label: dict(zip(track.frames().tolist(), track.xy().tolist(), strict=True))
        for label, track in layer.items()
    }
    begin = time.perf_counter()
    with path.open("w", encoding="utf-8") as file:
        json.dump(data, file, indent=4)
    return time.perf_counter() - begin


def our_load(path: Path, layer: Tracks) -> Any:
    """Read, check, and turn into tracks."""
    return load_annotation(path)


def our_save(path: Path, layer: Tracks) -> None:
    """Write atomically and read back."""
    save_annotation(path, layer)


STEPS: dict[str, Callable[[Path, Tracks], Any]] = {
    "json.dump": json_dump,
    "save_annotation": our_save,
    "json.load": json_load,
    "load_annotation": our_load,
}


def cost_of(step: str, path: Path, shape: tuple[int, int]) -> Cost:
    """Run one step in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (step, path, shape))


def _measure(step: str, path: Path, shape: tuple[int, int]) -> Cost:
    layer = synthetic_layer(*shape) if "load" not in step else {}
    gc.collect()
    before = _resident_mb()
    begin = time.perf_counter()
    result = STEPS[step](path, layer)
    secs = result if isinstance(result, float) else time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gc.collect()
    return Cost(secs, _resident_mb() - before, peak - before)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Print one line a step, and how ours compares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the frames")
    shape = (10_000 if parser.parse_args().quick else 100_000, 20)
    arrays_mb = shape[0] * shape[1] * 16 / 2**20
    print(f"{shape[0]} frames x {shape[1]} labels, {arrays_mb:.0f} MB of positions")
    costs = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip_annotations.json"
        for step in STEPS:
            costs[step] = cost_of(step, path, shape)
            secs, kept, peak = costs[step]
            print(f"{step:16} {secs:6.2f} s   result {kept:6.0f} MB   peak {peak:6.0f} MB")
    for ours, theirs, aim in (("save_annotation", "json.dump", 2), ("load_annotation", "json.load", 2)):
        ratio = costs[ours].secs / costs[theirs].secs
        print(f"{ours} takes {ratio:.2f} x {theirs} (aim: at most {aim})")
    kept = costs["load_annotation"].kept_mb / arrays_mb
    print(f"a loaded layer takes {kept:.1f} x its positions (aim: at most 3)")


if __name__ == "__main__":
    main()
