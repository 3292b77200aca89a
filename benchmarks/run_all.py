"""Runs every benchmark and writes what they print to benchmarks/results.md; `make bench` calls it.

    python benchmarks/run_all.py [--only NAME ...] [--dustrack-python PYTHON] [--peers-python PYTHON]

Those that open a window need a display. Each gets a time limit; one that fails or does not end is reported as
that and the others go on.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.md"
LIMIT_SECS = 600
NO_RASTERISER = {"GALLIUM_NOOP": "1"}
"""Mesa draws nothing then, so that a machine without a GPU measures the program and not the drawing."""
PACKAGES = ("dustrack-imgui", "av", "dearpygui", "numpy", "opencv-python-headless", "deeplabcut", "torch")


class Benchmark(NamedTuple):
    """A script, how it is called, and which peers' interpreters it takes."""

    script: str
    arguments: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()


BENCHMARKS = (
    Benchmark("start", peers=("dustrack",)),
    Benchmark("desk", peers=("dustrack",)),
    Benchmark("training_beside"),
    Benchmark("scrub"),
    Benchmark("readers", peers=("dustrack", "peers")),
    Benchmark("proxy"),
    Benchmark("lk_filter", peers=("dustrack",)),
    Benchmark("check_all"),
    Benchmark("long_video"),
    Benchmark("state"),
    Benchmark("annotations"),
    Benchmark("annotation_api"),
)


def run(benchmark: Benchmark, peers: dict[str, str | None]) -> tuple[str, float]:
    """Return what a benchmark printed, and its seconds."""
    command = [sys.executable, str(ROOT / "benchmarks" / f"{benchmark.script}.py"), *benchmark.arguments]
    for name in benchmark.peers:
        if python := peers.get(name):
            command += [f"--{name}-python", str(Path(python).absolute())]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **NO_RASTERISER}
    began = time.perf_counter()
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_SECS
        )
        text, ending = done.stdout.strip(), f"\n(it ended with {done.returncode})" if done.returncode else ""
        if done.returncode and done.stderr:
            ending += "\n" + done.stderr.strip().splitlines()[-1]
    except subprocess.TimeoutExpired as error:
        printed = error.stdout or b""
        text = printed.decode() if isinstance(printed, bytes) else printed
        ending = f"\n(stopped after {LIMIT_SECS} s)"
    return text + ending, time.perf_counter() - began


def machine() -> str:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = cpuinfo.read_text().splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if "model name" in line]
        model = names[0] if names else model
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    load = f", load before {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    cores = f"{os.cpu_count()} cores, {model}{load}"
    return f"{datetime.date.today():%Y-%m-%d}; {cores}; {system}; {', '.join(versions)}"


def purpose(script: str) -> str:
    """First line of a script's docstring."""
    return (ROOT / "benchmarks" / f"{script}.py").read_text(encoding="utf-8").split('"""')[1].splitlines()[0]


def main() -> int:
    """Run them; return 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=[one.script for one in BENCHMARKS], help="just these")
    parser.add_argument("--dustrack-python", default=os.environ.get("DUSTRACK_PYTHON"))
    parser.add_argument("--peers-python", default=os.environ.get("PEERS_PYTHON"))
    options = parser.parse_args()
    peers = {"dustrack": options.dustrack_python, "peers": options.peers_python}
    parts = [
        "# Results\n\nWritten by `make bench`; docs/performance.md says what the figures mean. "
        f"Ratios within a run count, seconds belong to the machine.\n\n{machine()}\n"
    ]
    has_failed = False
    for benchmark in BENCHMARKS:
        if options.only and benchmark.script not in options.only:
            continue
        if not (ROOT / "benchmarks" / f"{benchmark.script}.py").is_file():
            continue
        print(f"== {benchmark.script}", flush=True)
        text, secs = run(benchmark, peers)
        print(f"{text}\n-- {secs:.0f} s", flush=True)
        has_failed |= "(it ended with" in text or "(stopped after" in text
        parts.append(
            f"## {benchmark.script}\n\n{purpose(benchmark.script)}\n\n```\n{text}\n```\n\n{secs:.0f} s\n"
        )
        if not options.only:
            RESULTS.write_text("\n".join(parts), encoding="utf-8")
    return int(has_failed)


if __name__ == "__main__":
    sys.exit(main())
