"""Times what scripts do with a large annotation in memory, beside plain arrays and dictionaries, in one run.

    python benchmarks/annotation_api.py [--quick]

`annotations.py` times its file.
"""

from __future__ import annotations

import argparse
import gc
import time
import tracemalloc
from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from dustrack_imgui.annotations import OwnHolder, VideoAnnotation
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.track import Track
from dustrack_imgui.operations.corrections import merged

N_LABELS = 20
N_LAYERS = 10


def best_of(work: Callable[[], object], rounds: int = 5) -> float:
    """Shortest time in seconds; what a round made is freed before the next."""
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        kept = work()
        times.append(time.perf_counter() - start)
        del kept
    return min(times)


def in_memory(tracks: dict[str, Track]) -> VideoAnnotation:
    """Annotation without a file."""
    return VideoAnnotation.of_holder(OwnHolder(Layer("benchmark", MappingProxyType(tracks))))


def bytes_held(work: Callable[[], object]) -> int:
    """Bytes that stay with what `work` returns."""
    gc.collect()
    tracemalloc.start()
    kept = work()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del kept
    return held


def merge_dicts(layers: list[dict[str, dict[int, list[float]]]]) -> dict[str, dict[int, list[float]]]:
    """Later points over earlier ones, as plain dictionaries."""
    result: dict[str, dict[int, list[float]]] = {}
    for layer in layers:
        for label, points in layer.items():
            result.setdefault(label, {}).update(points)
    return result


def report(what: str, ours: float, theirs: float, beside: str, aim: str = "") -> None:
    """Print one line."""
    pair = f"{ours * 1e3:10.3f} ms   {beside:<24}{theirs * 1e3:10.3f} ms"
    print(f"{what:<24}{pair}   {ours / theirs:7.2f}x   {aim}")


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the frames")
    n_frames = 10_000 if parser.parse_args().quick else 100_000
    random = np.random.default_rng(1)
    arrays = {str(n): random.uniform(0, 700, (n_frames, 2)) for n in range(N_LABELS)}
    array_bytes = sum(array.nbytes for array in arrays.values())
    print(f"{n_frames} frames x {N_LABELS} labels, {array_bytes / 2**20:.0f} MB of positions\n")

    ann = in_memory({label: Track.from_array(array) for label, array in arrays.items()})
    points = {frame: [1.0, 2.0] for frame in range(n_frames)}
    copies = best_of(lambda: {label: array.copy() for label, array in arrays.items()})
    report("to_traces", best_of(ann.to_traces), copies, "copy of the arrays", "aim: 50 ms")
    one = best_of(lambda: arrays["0"].copy())
    report("get_area of 4 labels", best_of(lambda: ann.get_area("0123")), one, "copy of one array")
    edit = best_of(lambda: ann.add([1.0, 2.0], "0", 777), 100)
    report("add a point", edit, best_of(lambda: dict(points)), "copy of the dictionary")
    read = best_of(lambda: list(ann.data["0"].values()))
    report("read a label by frame", read, best_of(lambda: list(points.values())), "dictionary")

    layers, plain = [], []
    for _ in range(N_LAYERS):
        frames = np.sort(random.choice(n_frames, n_frames * 9 // 10, replace=False))
        xy = random.uniform(0, 700, (len(frames), 2))
        layers.append({str(n): Track.from_points(frames, xy) for n in range(N_LABELS)})
        by_frame = dict(zip(frames.tolist(), xy.tolist(), strict=True))
        plain.append({str(n): by_frame for n in range(N_LABELS)})
    dicts = best_of(lambda: merge_dicts(plain), 2)
    report(f"merge {N_LAYERS} layers", best_of(lambda: merged(layers), 2), dicts, "dictionaries", "aim: 10 s")

    held = bytes_held(lambda: in_memory({x: Track.from_array(array) for x, array in arrays.items()}))
    traces = bytes_held(ann.to_traces)
    print(f"\nan annotation takes {held / array_bytes:.2f} x its positions, ", end="")
    print(f"{(held + traces) / array_bytes:.2f} x with all its traces (aim: at most 3)")


if __name__ == "__main__":
    main()
