"""A model travels as a seed bundle from one project to another and works there: with real DeepLabCut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import dustrack_imgui as dustrack
from dustrack_imgui.dlc.bundle_import import import_bundle
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.dlc.rounds import plan_analysis


@pytest.fixture(scope="module")
def snapshot(finished_loop: Any) -> Path:
    """The best snapshot of the project that was trained."""
    return finished_loop.train_folder / f"{finished_loop.outcome.results['analyze']['snapshot']}.pt"


@pytest.fixture
def new_project(make_project: Any, tmp_path: Path) -> Any:
    """A project with the clip, without labels, whose body parts are not the bundle's."""
    return make_project(tmp_path, label_names=("nothing",), numbers=())


def test_an_archive_of_one_project_analyses_the_video_of_another(
    server: Any, snapshot: Path, new_project: Any, blob_clip: Any, finished_loop: Any, tmp_path: Path
) -> None:
    archive = dustrack.extract_snapshot_for_seeding(snapshot, tmp_path / "blobs.zip", "two blobs")
    assert dustrack.inspect_seed_bundle(archive)["bodyparts"] == ["point0", "point1"]
    imported = import_bundle(new_project.root, archive)
    steps = plan_analysis(read_project(new_project.root), device="cpu")
    outcome = server.run(imported.validation, *steps)

    values = {}
    for project, done in ((new_project, outcome), (finished_loop, finished_loop.outcome)):
        path = Path(done.results["analyze"]["files"][str(project.video)])
        values[project.root] = pd.read_hdf(path).to_numpy().reshape(-1, 2, 3)
    ours, theirs = values[new_project.root], values[finished_loop.root]
    assert np.median(np.linalg.norm(ours[..., :2] - blob_clip.xy, axis=-1)) < 8
    np.testing.assert_allclose(ours, theirs, atol=1e-3)

    measured = server.run(new_project.step("evaluate"), is_well=False)
    assert (measured.status, measured.title) == ("failed", "Nothing to evaluate on")


def test_the_next_round_refines_what_came_in_the_bundle(
    server: Any,
    snapshot: Path,
    new_project: Any,
    blob_clip: Any,
    write_labels: Any,
    tiny_network: Any,
    tmp_path: Path,
) -> None:
    bundle = dustrack.extract_snapshot_for_seeding(snapshot, tmp_path / "blobs")
    seed = dustrack.import_seed_bundle_into_project(new_project.root, bundle)
    write_labels(new_project.root, blob_clip, range(0, 40, 4))
    assert read_project(new_project.root).next_iteration == 1
    outcome = server.run(
        new_project.step("create_training_dataset", 1, train_fraction=0.8, updates=tiny_network(2)),
        new_project.step("seed", 1, source=str(seed)),
        new_project.training(1, epochs=1, save_every=1),
    )
    assert outcome.results["train"]["epochs_done"] == 1
    assert server.snapshot(seed)["epoch"] > 1


def test_a_bundle_that_does_not_hold_what_it_says_is_told_by_the_worker(
    server: Any, snapshot: Path, new_project: Any, tmp_path: Path
) -> None:
    bundle = dustrack.extract_snapshot_for_seeding(snapshot, tmp_path / "blobs")
    for name in ("pytorch_config.yaml", "pose_cfg.yaml"):
        path = bundle / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("- point1\n", "- point1\n  - point2\n"), encoding="utf-8")
    text = (bundle / "pytorch_config.yaml").read_text(encoding="utf-8")
    text = text.replace("- 96\n        - 2\n", "- 96\n        - 3\n").replace(
        "num_heatmaps: 2", "num_heatmaps: 3"
    )
    (bundle / "pytorch_config.yaml").write_text(text, encoding="utf-8")
    (bundle / "pose_cfg.yaml").write_text("num_joints: 3\n", encoding="utf-8")
    imported = import_bundle(new_project.root, bundle)
    outcome = server.run(imported.validation, is_well=False)
    assert outcome.status == "failed"
    assert "another number of points" in outcome.cause
