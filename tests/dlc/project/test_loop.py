"""The whole loop with real DeepLabCut, through `DLCProject`, on a short clip with a tiny network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.dlcinterface import DLCProject
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.jobs import JobEvent, Phase

NAME = "heart_clip ü"
STEM = "blobs.v1 x"
PARTS = {"0": "wall", "1": "apex"}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("OMP_NUM_THREADS", "1"), ("HF_HUB_OFFLINE", "1"), ("MPLBACKEND", "Agg")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def label(path: Path, xy: np.ndarray, frames: range) -> None:
    points = {
        str(number): {str(frame): xy[frame, number].tolist() for frame in frames} for number in range(2)
    }
    path.write_text(json.dumps(points))


@pytest.mark.timeout(600)
def test_from_a_video_to_refined_trajectories(
    make_blob_clip: Callable[[Path], Any],
    tiny_network: Callable[[int], dict[str, Any]],
    tmp_path: Path,
    quick: None,
) -> None:
    source = tmp_path / "recordings of today"
    source.mkdir()
    clip = make_blob_clip(source / f"{STEM}.mp4")
    label(source / f"{STEM}_annotations_iteration-0.json", clip.xy, range(0, 40, 4))
    phases: list[str] = []

    def listen(event: JobEvent) -> None:
        if isinstance(event, Phase):
            phases.append(event.name)

    project = DLCProject(
        tmp_path / "my projects", [clip.path], NAME, "ann", internal_to_dlc_labels=PARTS, on_event=listen
    )
    root = project.paths["project"]
    assert root.parent == tmp_path / "my projects"
    assert root.name.startswith(f"{NAME}-ann-")
    assert project.video_list == [root / "videos" / clip.path.name]
    assert (project.trackers, project.labels) == (["wall", "apex"], {"wall": "0", "apex": "1"})
    assert project.video_list[0].stat().st_ino == clip.path.stat().st_ino

    quick_options: dict[str, Any] = {
        "maxiters": 2,
        "batch_size": 4,
        "device": "cpu",
        "pretrained": False,
        "updates": tiny_network(2),
        "save_every": 1,
        "eval_every": 1,
    }
    project.train_iteration(**quick_options)
    assert (project.current_iteration, project.latest_trained_iteration) == (0, 0)
    assert project.all_snapshots == {0: [1, 2]}
    error = project.get_best_snapshot_test_error()
    assert 0 < error < 200
    best = project.facts.iteration(0)
    assert best is not None
    assert error == min(one.test_rmse_px or np.inf for one in best.snapshots)
    wanted = ["extract", "load", "create_training_dataset", "seed", "train", "evaluate", "analyze"]
    assert [name for name in phases if name in wanted][-len(wanted) :] == wanted

    found = project.get_trajectories()[STEM]
    assert found.labels == ("0", "1")
    assert found["wall"].shape == (40, 2)
    assert found.sr == pytest.approx(30)
    assert np.isfinite(found.likelihood("1")).all()
    assert found.path.parent == root / "videos" / "iteration-0"

    # Labels that came since are trained in the next round, which begins anew at epoch 1.
    label(root / "videos" / f"{STEM}_annotations_iteration-1.json", clip.xy, range(1, 40, 8))
    moved = root.with_name("moved elsewhere")
    root.rename(moved)
    project = DLCProject(moved)
    quick_options["videos"] = []
    project.train_iteration(refine_mode="in_project", source_iteration=0, **quick_options)
    assert project.all_snapshots == {0: [1, 2], 1: [1, 2]}
    table = read_dlc_table(moved / "labeled-data" / STEM / "CollectedData_ann.h5", labels=project.labels)
    assert table.tracks["0"].frames().tolist() == sorted({*range(0, 40, 4), *range(1, 40, 8)})
    trained = moved / "training-datasets" / "iteration-1"
    assert list(trained.rglob("CollectedData_ann.h5"))

    elsewhere = tmp_path / "other.pt"
    shutil.copy(project.facts.iterations[1].snapshots[-1].path, elsewhere)
    project.train_iteration(refine_mode="external", external_snapshot_path=elsewhere, **quick_options)
    assert project.latest_trained_iteration == 2
    assert project.get_trajectories(iteration=0)[STEM].path.parent == moved / "videos" / "iteration-0"
    assert len(list((moved / "dustrack-jobs").iterdir())) == 3
