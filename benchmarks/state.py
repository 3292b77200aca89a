"""What edits, undo, journal and annotation files cost on a large layer, beside plain dictionaries and json.

    python benchmarks/state.py [--quick] [--workdir FOLDER]

The layer has 100,000 frames x 20 labels (--quick: 20,000 x 5). Beside it stands the same content as a dict
of dicts of lists, which has to be copied before an edit to make that edit undoable: once whole, once only the
label that changes. Exits with 1 when an aim is missed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.journal import Journal
from dustrack_imgui.store.store import Store

AIM_EDIT_MS, AIM_EDIT_KB, AIM_UNDO_MS, AIM_STEPS_MB, AIM_LAG_MS = 1.0, 64.0, 2.0, 1024.0, 250.0
AIM_LOAD_RATIO = AIM_SAVE_RATIO = 2.0
DictOfDicts = dict[str, dict[int, list[float]]]


@dataclass(frozen=True)
class Plan:
    """How much of everything."""

    n_frames: int
    n_labels: int
    n_edits: int
    n_paced: int
    n_copies: int


FULL = Plan(n_frames=100_000, n_labels=20, n_edits=10_000, n_paced=300, n_copies=5)
QUICK = Plan(n_frames=20_000, n_labels=5, n_edits=1_000, n_paced=30, n_copies=2)


class Report:
    """Prints figures with their aims and remembers which were missed."""

    def __init__(self) -> None:
        self.missed = 0

    def line(self, what: str, value: str, *, figure: float = 0.0, aim: float | None = None) -> None:
        """Print one figure; `figure` must not exceed `aim`."""
        verdict = ""
        if aim is not None:
            is_met = figure <= aim
            self.missed += not is_met
            verdict = f"   aim <= {aim:g}: {'met' if is_met else 'MISSED'}"
        print(f"{what:<58}{value:>26}{verdict}", flush=True)

    def times(self, what: str, seconds: list[float], *, aim_ms: float | None = None) -> None:
        """Print median and 99th percentile; the aim holds for the 99th percentile."""
        median, p99 = np.percentile(np.array(seconds) * 1e3, (50, 99))
        self.line(what, f"{median:8.3f} / {p99:8.3f} ms", figure=float(p99), aim=aim_ms)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a small layer, to see that it runs")
    parser.add_argument("--workdir", type=Path, default=None)
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    folder = Path(tempfile.mkdtemp(prefix="dustrack-imgui-state-", dir=options.workdir))
    report = Report()
    try:
        session = large_session(plan)
        print(f"{plan.n_frames} frames x {plan.n_labels} labels; figures are median / 99th percentile")
        edits_and_undo(report, plan, session)
        dictionaries(report, plan, session)
        memory_of_steps(report, plan, session)
        journal(report, plan, session, folder)
        files(report, session, folder)
    finally:
        shutil.rmtree(folder)
    return 1 if report.missed else 0


def large_session(plan: Plan) -> Session:
    rng = np.random.default_rng(0)
    tracks = {
        str(label): Track.from_array(rng.uniform(0, 500, (plan.n_frames, 2)))
        for label in range(plan.n_labels)
    }
    data = VideoData((Layer("pn", MappingProxyType(tracks), Path("long_annotations_pn.json")),))
    video = Video(Path("long.mp4"), plan.n_frames, 800, 600, 50.0)
    return Session(videos=(VideoState(video, data, View(layer="pn")),))


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def go(store: Store, plan: Plan, number: int) -> Call:
    """Stand at the next frame and label; return the call that places a point there."""
    frame, label = number * 7919 % plan.n_frames, str(number % plan.n_labels)
    store.apply([Call("frame.go_to", {"frame": frame}), Call("label.select", {"label": label})])
    return Call("point.place", {"xy_image": (number * 0.5, 2.25), "exact_frame": frame})


def edits_and_undo(report: Report, plan: Plan, session: Session) -> None:
    store = Store(session, COMMAND_TABLE, is_strict=True)
    seconds = []
    for number in range(plan.n_edits):
        call = go(store, plan, number)
        seconds.append(timed(partial(store.apply, [call])))
    if len(store.history) != plan.n_edits:
        raise SystemExit(f"an edit was refused: {store.session.message.text}")
    report.times("edit: place a point", seconds, aim_ms=AIM_EDIT_MS)
    largest = max(step.bytes_added for step in store.history.steps) / 1024
    report.line("edit: blocks of the largest step", f"{largest:.1f} KB", figure=largest, aim=AIM_EDIT_KB)
    moves = min(plan.n_edits, 2000)
    undo, redo = Call("edit.undo"), Call("edit.redo")
    report.times("undo", [timed(lambda: store.apply([undo])) for _ in range(moves)], aim_ms=AIM_UNDO_MS)
    report.times("redo", [timed(lambda: store.apply([redo])) for _ in range(moves)], aim_ms=AIM_UNDO_MS)


def dictionaries(report: Report, plan: Plan, session: Session) -> None:
    tracks = session.videos[0].data.layers[0].tracks
    data: DictOfDicts = {
        label: dict(zip(track.frames().tolist(), track.xy().tolist(), strict=True))
        for label, track in tracks.items()
    }

    def copy_whole() -> DictOfDicts:
        return {label: {f: list(xy) for f, xy in points.items()} for label, points in data.items()}

    def copy_label() -> dict[int, list[float]]:
        return {f: list(xy) for f, xy in data["0"].items()}

    tracemalloc.start()
    kept = copy_label()
    label_kb = tracemalloc.get_traced_memory()[0] / 1024
    tracemalloc.stop()
    del kept
    report.times(
        "dict of dicts: copy before an edit, whole", [timed(copy_whole) for _ in range(plan.n_copies)]
    )
    report.times("dict of dicts: copy before an edit, one label", [timed(copy_label) for _ in range(20)])
    report.line("dict of dicts: memory of one label's copy", f"{label_kb:.0f} KB")


def memory_of_steps(report: Report, plan: Plan, session: Session) -> None:
    store = Store(session, COMMAND_TABLE, is_strict=True)
    tracemalloc.start()
    for number in range(plan.n_edits):
        store.apply([go(store, plan, number)])
    grown = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    report.line(f"memory of {plan.n_edits} steps", f"{grown:.0f} MB", figure=grown, aim=AIM_STEPS_MB)
    report.line("memory of one step", f"{grown * 1024 / plan.n_edits:.1f} KB")


def journal(report: Report, plan: Plan, session: Session, folder: Path) -> None:
    kept = Journal(folder / "session")
    store = Store(session, COMMAND_TABLE, journal=kept, is_strict=True)
    report.line("journal: first snapshot on disk", f"{timed(kept.flush) * 1e3:.0f} ms")
    call = Call("point.place", {"xy_image": (1.0, 2.0), "exact_frame": 0})
    edited = (("long.mp4", "pn"),)
    appends = [timed(lambda: kept.append(call, edited=edited)) for _ in range(2000)]
    report.times("journal: append, on the render thread", appends)
    kept.flush()
    lags, edits = [], []
    for number in range(plan.n_paced):
        place = go(store, plan, number)
        edits.append(timed(partial(store.apply, [place])))
        time.sleep(1 / 60)
        lags.append(kept.lag_ms / 1e3)
    report.times("journal: edit with journal, 60 a second", edits)
    report.times("journal: lag at 60 edits a second", lags, aim_ms=AIM_LAG_MS)
    rows = plan.n_frames // 4
    bulk = {
        "video": "long.mp4",
        "layer": "pn",
        "labels": tuple(map(str, range(plan.n_labels))),
        "frames": np.arange(rows),
        "xy": np.random.default_rng(1).uniform(0, 500, (plan.n_labels, rows, 2)),
        "source": 5,
        "sentence": "interpolate",
    }
    store.apply([Call("track.put", bulk)])
    start = time.perf_counter()
    kept.flush(60.0)
    size_mb = plan.n_labels * rows * 16 / 2**20
    report.line(
        f"journal: a bulk edit of {size_mb:.0f} MB on disk", f"{(time.perf_counter() - start) * 1e3:.0f} ms"
    )
    kept.close(clean=True)


def files(report: Report, session: Session, folder: Path) -> None:
    tracks = session.videos[0].data.layers[0].tracks
    path, plain_path = folder / "a.json", folder / "b.json"
    save = timed(lambda: save_annotation(path, tracks))
    with path.open(encoding="ascii") as file:
        content = json.load(file)
    plain_load = min(timed(lambda: json.loads(path.read_bytes())) for _ in range(2))
    with plain_path.open("w", encoding="ascii") as file:
        plain_save = timed(lambda: json.dump(content, file, indent=4))
    if path.read_bytes() != plain_path.read_bytes():
        raise SystemExit("the two files differ")
    load = min(timed(lambda: load_annotation(path)) for _ in range(2))
    for name, own, plain, aim in (
        ("load annotation", load, plain_load, AIM_LOAD_RATIO),
        ("save annotation, read back and compared", save, plain_save, AIM_SAVE_RATIO),
    ):
        ratio = own / plain
        report.line(f"{name}: beside json", f"{own:.2f} / {plain:.2f} s = {ratio:.2f}", figure=ratio, aim=aim)


if __name__ == "__main__":
    sys.exit(main())
