"""A process that dies in the middle leaves nothing half-done: tried with real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dustrack_imgui.dlc.bundle_import import import_bundle
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.dlc.recovery import list_recoveries, plan_restoring, read_recovery, restored
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation

ROOT = Path(__file__).parents[3]
DIED = 9

IMPORTING = """
from pathlib import Path
import os, sys
from dustrack_imgui.dlc import bundle_import
works, left = bundle_import.{step}, [{n}]
def die(*args, **options):
    if not left[0]:
        os._exit(9)
    left[0] -= 1
    return works(*args, **options)
bundle_import.{step} = die
bundle_import.import_bundle(Path(sys.argv[1]), Path(sys.argv[2]))
"""
CLEANING = """
from datetime import datetime
from pathlib import Path
import os, sys
from dustrack_imgui.dlc import preflight_clean
from dustrack_imgui.dlc.hand_layers import layers_of_files
from dustrack_imgui.dlc.preflight import check_layers
works, left = preflight_clean.{step}, [{n}]
def die(*args, **options):
    if not left[0]:
        os._exit(9)
    left[0] -= 1
    return works(*args, **options)
preflight_clean.{step} = die
found = layers_of_files([Path(text) for text in sys.argv[1:]])
report = check_layers(found, ("0", "1"), has_labelled_frames=True)
preflight_clean.clean_files(preflight_clean.plan_cleaning(report), when=datetime(2026, 11, 22))
"""


def run_until_dead(code: str, *paths: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, paths)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == DIED, done.stderr


@pytest.mark.parametrize(
    ("step", "n"), [("copy_out", 0), ("edit_config", 0), ("_place", 0), ("_place", 1), ("sync_folder", 0)]
)
def test_an_import_that_died_left_no_model_and_can_be_done_again(project, bundle, step, n):
    run_until_dead(IMPORTING.format(step=step, n=n), project, bundle)
    assert not read_project(project).trained
    import_bundle(project, bundle)
    facts = read_project(project)
    assert [(one.number, one.is_trained) for one in facts.iterations] == [(0, True)]
    assert facts.body_parts == ("toe", "heel")
    assert not list(project.glob(".dustrack-import-*"))


@pytest.mark.parametrize(
    ("step", "n"),
    [("save_recovery", 1), ("save_annotation", 0), ("save_annotation", 1), ("save_point_facts", 0)],
)
def test_cleaning_that_died_lost_no_point(tmp_path, make_tracks, step, n):
    before = make_tracks({"0": {1: (1.0, 1.0), 2: (2.0, 2.0)}, "1": {1: (1.5, 1.5)}, "7": {9: (9.0, 9.0)}})
    videos = [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    layers = [video.with_name(f"{video.stem}_annotations_hand.json") for video in videos]
    for layer in layers:
        save_annotation(layer, before)
    run_until_dead(CLEANING.format(step=step, n=n), *videos)
    for video, layer in zip(videos, layers, strict=True):
        now = load_annotation(layer).tracks
        for found in list_recoveries(video):
            now = restored(now, plan_restoring(read_recovery(found.path), now))
        assert all(now[label].holds_same_points(track) for label, track in before.items())
