"""A session without a label begins with a model of another project: with real DeepLabCut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dustrack_imgui as dustrack
from dustrack_imgui.gui import DUSTrack

WAIT_SECS = 900.0


@pytest.fixture
def bundle(finished_loop: Any, tmp_path: Path) -> Path:
    """The model of a project that was trained, as an archive."""
    name = f"{finished_loop.outcome.results['analyze']['snapshot']}.pt"
    return dustrack.extract_snapshot_for_seeding(
        finished_loop.train_folder / name, tmp_path / "bundles" / "blobs.zip", "two blobs"
    )


@pytest.fixture
def begun(
    tmp_path: Path, make_blob_clip: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[DUSTrack, Any]]:
    """A session on a clip that nobody labelled."""
    for name, value in {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "MPLBACKEND": "Agg"}.items():
        monkeypatch.setenv(name, value)
    blobs = make_blob_clip(tmp_path / "blobs.mp4")
    made = DUSTrack(blobs.path, window=False, state_folder=tmp_path / "state", timeout_secs=WAIT_SECS)
    yield made, blobs
    made.close()


def test_the_video_is_tracked_with_likelihoods_and_an_empty_layer_waits(
    begun: tuple[DUSTrack, Any], bundle: Path, tmp_path: Path
) -> None:
    session, blobs = begun
    project = session.create_dlc_project(path=tmp_path, seed_bundle_path=bundle)
    assert project.latest_trained_iteration == 0
    state = session.state
    assert state.video.path == project.facts.root / "videos" / "blobs.mp4"
    names = [layer.name for layer in state.data.layers]
    assert "iteration-1" in names, "the layer to refine in"
    (tracked,) = (layer for layer in state.data.layers if layer.name.startswith("dlc_"))
    assert state.view.overlay == tracked.name
    found = np.stack([tracked.track(label).array(len(blobs.xy)) for label in ("0", "1")], axis=1)
    assert np.median(np.linalg.norm(found - blobs.xy, axis=-1)) < 8
    likelihood = tracked.track("0").likelihood(len(blobs.xy))
    assert ((likelihood >= 0) & (likelihood <= 1)).all()
    session.run("likelihood.threshold", threshold=1.0)
    session.run("likelihood.next_unsure_of_any")
    assert session.frame > 0
