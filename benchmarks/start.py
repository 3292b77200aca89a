"""From starting the program to its window and the first frame of 40,000, beside DUSTrack 1.3.2.

    xvfb-run -a python benchmarks/start.py [--dustrack-python PYTHON]

Clocks run from the start of the process. Each is the median of five runs in new processes, the first frame
once with the index of the video made before and once without. Aims: import 0.3 s; window 0.6 s; first frame
0.3 s after the window with an index and 1 s without.
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
WINDOW = """
import json, sys, time
from pathlib import Path
started, clip, state = float(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
from dustrack_imgui.app.application import Application, Options
application = Application(Options((clip,), state_folder=state, has_vsync=False, waits_for_input=False))
application.turn()
window = time.time() - started
while application.session.active is None or application.image.visible_frame != 0:
    application.turn()
first = time.time() - started
print("RESULT" + json.dumps({"window": window, "first frame": first - window}))
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
    done = subprocess.run(
        [python, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode or "RESULT" not in done.stdout:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout.split("RESULT")[1].strip()


def median_of(told: list[dict[str, float]]) -> str:
    """Medians of the named times."""
    return ", ".join(f"{name} {statistics.median(one[name] for one in told):.2f} s" for name in told[0])


def main() -> None:
    """Print all medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dustrack-python", help="interpreter of an environment with DUSTrack 1.3.2")
    options = parser.parse_args()
    root = str(Path(__file__).parents[1])
    theirs = options.dustrack_python
    for module, python, path in (("dustrack_imgui", sys.executable, root), ("dustrack", theirs, "")):
        if python:
            code = IMPORT.format(module=module)
            secs = [float(run(python, code, PYTHONPATH=path)) for _ in range(RUNS)]
            print(f"import {module}: {statistics.median(secs):.3f} s")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = make_clip(folder, 40_000)
        for with_index in (False, True):
            told = []
            for number in range(RUNS):
                cache = folder / ("cache" if with_index else f"cache{number}")
                state = folder / f"state{with_index}{number}"
                environment = {"PYTHONPATH": root, "XDG_CACHE_HOME": str(cache)}
                arguments = (str(time.time()), str(clip), str(state))
                told.append(json.loads(run(sys.executable, WINDOW, *arguments, **environment)))
            print(
                f"40,000 frames {'with' if with_index else 'without'} index: {median_of(told[with_index:])}"
            )
        if theirs:
            qt = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
            told = [json.loads(run(theirs, DUSTRACK, str(time.time()), str(clip), **qt)) for _ in range(3)]
            print(f"DUSTrack 1.3.2, without index: {median_of(told[:1])}; with: {median_of(told[1:])}")


if __name__ == "__main__":
    main()
