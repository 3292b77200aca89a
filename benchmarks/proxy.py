"""What a proxy costs and saves: clicks anywhere in files with rare key frames, with it and without.

    python benchmarks/proxy.py [--quick]

A click is a drag to a frame far away, with nothing decoded around it; both ways in one run. Told are the
medians until a picture of that very frame is on hand, as a stand-in or exact, and until the exact one is.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from readers import KINDS, make_file

from dustrack_imgui.video import VideoReader, open_video
from dustrack_imgui.video.proxy_cache import find_proxy
from dustrack_imgui.video.proxy_making import is_worth_a_proxy, make_proxy


def click(reader: VideoReader, frame: int) -> tuple[float, float]:
    """Milliseconds until the frame's stand-in or own picture, and until its own."""
    reader.purge()
    while not reader.stats.is_idle:
        time.sleep(0.01)
    reader.purge()
    began, any_ms = time.perf_counter(), 0.0
    reader.request(frame, dragging=True)
    while True:
        picture = reader.poll()
        now_ms = (time.perf_counter() - began) * 1e3
        if picture is not None and picture.index == frame and not any_ms:
            any_ms = now_ms
        if picture is not None and picture.is_exact:
            return any_ms, now_ms
        time.sleep(0.0005)


def measure(path: Path, folder: Path, n_clicks: int) -> None:
    """One file."""
    with open_video(path, cache_dir=folder / "index", budget_bytes=128 << 20) as reader:
        assert is_worth_a_proxy(reader.meta)
        assert reader.fingerprint is not None
        began = time.perf_counter()
        made = make_proxy(reader.source, reader.fingerprint, folder / "proxy", cancel=threading.Event())
        fps = len(reader) / (time.perf_counter() - began)
        ratio = made.stat().st_size / path.stat().st_size
        print(f"  made at {fps:.0f} frames a second, {ratio:.0f} x the size of the video")
        proxy = find_proxy(reader.meta, reader.fingerprint, folder / "proxy")
        for words, used in (("without", None), ("with", proxy)):
            reader.use_proxy(used)
            rng = random.Random(5)
            reader.request(0)
            times = [click(reader, rng.randrange(len(reader))) for _ in range(n_clicks)]
            first, exact = (statistics.median(column) for column in zip(*times, strict=True))
            print(f"  {words:<8} a picture of the frame {first:7.1f} ms   the exact one {exact:7.1f} ms")


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="short files, few clicks")
    options = parser.parse_args()
    n_frames, n_clicks = (300, 5) if options.quick else (1000, 20)
    for kind in KINDS:
        if "GOP 250" not in kind.title or kind.codec != "libx264":
            continue
        with tempfile.TemporaryDirectory() as folder:
            print(f"\n{kind.title}")
            measure(make_file(kind, Path(folder), n_frames), Path(folder), n_clicks)
    return 0


if __name__ == "__main__":
    sys.exit(main())
