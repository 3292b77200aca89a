"""A window with a job, that ends in several ways: run as ``window.py FOLDER WAY``.

The ways are "killed", "hung", "held", "detached" and "detached-killed". The job waits for the file "go" in
FOLDER; it says "works" on standard output when the job does.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from importlib import util
from pathlib import Path

HANGING = {"hung": "stubborn", "held": "hold_lock"}


def main(folder: Path, then: str) -> None:
    """Start the job, wait until it works, and end."""
    spec = util.spec_from_file_location("desk", Path(__file__).parent / "desk.py")
    desks = util.module_from_spec(spec)
    sys.modules["desk"] = desks
    spec.loader.exec_module(desks)
    desk = desks.Desk(folder)
    if then in HANGING:
        job = desk.start(HANGING[then])
        wanted = "hanging"
    else:
        job = desk.start(
            "until_file",
            {"op": "train", "file": str(folder / "go")},
            {"op": "end", "file": str(folder / "go")},
        )
        wanted = "train"
    desk.until(job, lambda events: any(getattr(event, "name", "") == wanted for event in events))
    if then.startswith("detached"):
        assert desk.jobs.detach(job)
        control = desk.jobs.folder_of(job) / "control.jsonl"
        desks.wait_until(lambda: b"detach" in control.read_bytes(), "the order to detach")
    print("works", flush=True)
    if then == "detached":
        assert desk.jobs.shutdown(desks.PATIENCE_SECS) == []
    elif then == "detached-killed":
        os.kill(os.getpid(), signal.SIGKILL)
    else:
        time.sleep(3600)


main(Path(sys.argv[1]), sys.argv[2])
