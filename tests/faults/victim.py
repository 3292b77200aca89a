"""A program to be killed: it edits, journals and saves until somebody ends it.

Run as ``victim.py TASK FOLDER TOY``; it prints one line for each thing that must survive.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from importlib import util
from itertools import count
from pathlib import Path
from types import ModuleType

import numpy as np

from dustrack_imgui.formats.annotation_json import save_annotation
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.journal import Journal
from dustrack_imgui.store.store import Store


def load_toy(path: str) -> ModuleType:
    spec = util.spec_from_file_location("dustrack_toy", path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules["dustrack_toy"] = module
    spec.loader.exec_module(module)
    return module


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def say_when_safe(journal: Journal, number: int) -> None:
    while journal.lag_ms > 0.0:
        time.sleep(0.001)
    say(number)


def edit_number(store: Store, toy: ModuleType, number: int) -> None:
    """One edit that depends on the view, sometimes taken back, sometimes a drag."""
    store.apply([toy.call("go", frame=number % 50), toy.call("select", label=str(number % 3))])
    store.apply([toy.call("place", number // 4, xy=(float(number), 0.5))])
    if number % 7 == 6:
        store.apply([toy.UNDO])


def edits(folder: Path, toy: ModuleType) -> None:
    journal = Journal(folder / "sessions" / "killed", lines_per_snapshot=40)
    store = Store(toy.new_session("a.mp4"), toy.TABLE, journal=journal)
    for number in count():
        edit_number(store, toy, number)
        if number % 5 == 4:
            say_when_safe(journal, number)


def layers(folder: Path, toy: ModuleType) -> None:
    journal = Journal(folder / "sessions" / "killed")
    store = Store(toy.new_session("a.mp4"), toy.TABLE, journal=journal)
    for number in count():
        store.apply([toy.call("place", xy=(float(number), 0.5))])
        points = np.random.default_rng(number).normal(size=(20_000, 2))
        layer = Layer(f"dlc_{number}").with_track("0", Track.from_array(points))
        store.apply([toy.call("layer_opened", video="a.mp4", layer=layer)])
        say_when_safe(journal, number)


def saves(folder: Path, toy: ModuleType) -> None:
    del toy
    for number in count(1):
        track = Track.from_array(np.full((number % 700 + 1, 2), float(number)))
        save_annotation(folder / "a_annotations.json", {"0": track})
        say(number)


if __name__ == "__main__":
    deadline = threading.Timer(120.0, os._exit, [1])
    deadline.daemon = True
    deadline.start()
    tasks = {"edits": edits, "layers": layers, "saves": saves}
    tasks[sys.argv[1]](Path(sys.argv[2]), load_toy(sys.argv[3]))
