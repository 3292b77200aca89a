"""From starting the program to its window and the first frame of 40,000, beside an empty window and DUSTrack.

    xvfb-run -a python benchmarks/start.py [--dustrack-python PYTHON]

Clocks run from the start of the process; CPU is that of all its threads. Medians of runs in new processes,
ours in turns with an empty window of Dear PyGui: that is the floor, of Python and the driver. The first frame
comes once with the index of the video made before and once without. Byte code is compiled before, as it is
for an installed package.

Aims: import 0.3 s; window 0.6 s; first frame 0.3 s after the window with an index and 1 s without.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from desk import make_clip

RUNS = 5
IMPORT = """
import sys, time
began = time.perf_counter()
import {module}
print("RESULT" + str(time.perf_counter() - began))
"""
EMPTY = """
import json, sys, time
import dearpygui.dearpygui as dpg
dpg.create_context()
dpg.create_viewport(title="empty", width=1440, height=900, vsync=False)
dpg.setup_dearpygui()
dpg.show_viewport()
with dpg.window() as window:
    dpg.add_text("empty")
dpg.set_primary_window(window, True)
dpg.render_dearpygui_frame()
window = {"window": time.time() - float(sys.argv[1]), "its CPU": time.process_time()}
print("RESULT" + json.dumps(window))
sys.stdout.flush()
import os; os._exit(0)
"""
WINDOW = """
import json, sys, time
from dustrack_imgui.app.idle_threads import let_idle_threads_sleep
let_idle_threads_sleep()
from pathlib import Path
from dustrack_imgui.app.application import Application, Options
started, state, clips = float(sys.argv[1]), Path(sys.argv[2]), tuple(map(Path, sys.argv[3:]))
application = Application(Options(clips, state_folder=state, has_vsync=False, waits_for_input=False))
application.turn()
told = {"window": time.time() - started, "its CPU": time.process_time()}
while clips and (application.session.active is None or application.image.visible_frame != 0):
    application.turn()
if clips:
    told["first frame"] = time.time() - started - told["window"]
while not application.is_warm:
    application.turn()
told["all of it ready"] = time.time() - started - told["window"]
print("RESULT" + json.dumps(told))
sys.stdout.flush()
import os; os._exit(0)
"""
DUSTRACK = """
import json, sys, time
started = float(sys.argv[1])
import matplotlib; matplotlib.use("QtAgg")
import dustrack
from matplotlib.backends.qt_compat import QtWidgets
tracker = dustrack.DUSTrack(sys.argv[2], "layer")
tracker.update(); QtWidgets.QApplication.processEvents()
print("RESULT" + json.dumps({"window and first frame": time.time() - started}))
sys.stdout.flush()
import os; os._exit(0)
"""


def run(python: str, code: str, *arguments: str, **environment: str) -> str:
    """Run code in a new process; return what it printed after RESULT."""
    variables = {**os.environ, **environment}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [python, "-c", code, *arguments], capture_output=True, text=True, check=False, env=variables
    )
    if done.returncode or "RESULT" not in done.stdout:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout.split("RESULT")[1].strip()


def median_of(told: list[dict[str, float]]) -> dict[str, float]:
    """Medians of the named times."""
    return {name: statistics.median(one[name] for one in told) for name in told[0]}


def words(secs: dict[str, float]) -> str:
    """Named times as a line."""
    return ", ".join(f"{name} {value:.2f} s" for name, value in secs.items())


def compare_with_empty(folder: Path, environment: dict[str, str]) -> None:
    """Print our window without a video beside one that shows a word, in turns."""
    empty, ours = [], []
    for number in range(RUNS + 1):
        empty.append(json.loads(run(sys.executable, EMPTY, str(time.time()), **environment)))
        arguments = (str(time.time()), str(folder / f"empty{number}"))
        ours.append(json.loads(run(sys.executable, WINDOW, *arguments, **environment)))
    floor, window = median_of(empty[1:]), median_of(ours[1:])
    print(f"empty window of Dear PyGui: {words(floor)}")
    print(f"our window: {words(window)}")
    ratio, cpu_ratio = (window[name] / floor[name] for name in ("window", "its CPU"))
    print(f"ours takes {ratio:.1f} times as long as the empty one, and {cpu_ratio:.1f} times its CPU")


def compare_imports(theirs: str | None, environment: dict[str, str]) -> None:
    """Print how long the packages take to import."""
    for module, python, variables in (
        ("dustrack_imgui", sys.executable, environment),
        ("dustrack", theirs, {"PYTHONPATH": ""}),
    ):
        if python:
            secs = [float(run(python, IMPORT.format(module=module), **variables)) for _ in range(RUNS + 1)]
            print(f"import {module}: {statistics.median(secs[1:]):.3f} s")


def main() -> None:
    """Print all medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dustrack-python", help="interpreter of an environment with DUSTrack 1.3.2")
    options = parser.parse_args()
    theirs = options.dustrack_python
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONPYCACHEPREFIX": str(folder / "code")}
        compare_imports(theirs, ours)
        compare_with_empty(folder, ours)
        clip = make_clip(folder, 40_000)
        for with_index in (False, True):
            told = []
            for number in range(RUNS + with_index):
                cache = folder / ("cache" if with_index else f"cache{number}")
                state = folder / f"state{with_index}{number}"
                variables = {**ours, "XDG_CACHE_HOME": str(cache)}
                told.append(
                    json.loads(
                        run(sys.executable, WINDOW, str(time.time()), str(state), str(clip), **variables)
                    )
                )
            print(
                f"40,000 frames {'with' if with_index else 'without'} index: "
                f"{words(median_of(told[with_index:]))}",
                flush=True,
            )
        if theirs:
            qt = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
            told = [json.loads(run(theirs, DUSTRACK, str(time.time()), str(clip), **qt)) for _ in range(3)]
            print(
                f"DUSTrack 1.3.2, without index: {words(median_of(told[:1]))}; "
                f"with: {words(median_of(told[1:]))}"
            )


if __name__ == "__main__":
    main()
