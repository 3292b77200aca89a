"""A project with predictions opened in the window: the layer, the overlay, the strip, the faint markers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.model.layer import LayerKind
from dustrack_imgui.model.source import Source

from .desk import Desk

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
CONFIG = "Task: blob\nscorer: x\ndate: Nov22\nvideo_sets:\n  {video}:\n    crop: 0, 64, 0, 64\niteration: 0\n"


class LikelihoodDesk(Desk):
    """The application on a project with predictions."""

    def strip(self) -> np.ndarray:
        """Pixels of the lowest part of the trace panes above the numbers of the frames."""
        rect = self.application.traces.rect
        foot = rect.top + rect.height - 24
        return self.driver.pixels()[foot - 32 : foot, rect.left + 60 : rect.left + rect.width - 12, :3]


@pytest.fixture(scope="module")
def desk(tmp_path_factory, driver_for) -> Iterator[LikelihoodDesk]:
    """A project of one video with a prediction in DeepLabCut's own table."""
    folder = tmp_path_factory.mktemp("likelihood")
    root = folder / "project"
    for name in ("labeled-data", "videos/iteration-0"):
        (root / name).mkdir(parents=True)
    video = Path(shutil.copy(GOLDEN / "tiny.mp4", root / "videos" / "blob.mp4"))
    (root / "config.yaml").write_text(CONFIG.format(video=video))
    first = root / "videos" / "iteration-0" / "blobDLC_Resnet50_blobNov22shuffle1_snapshot_050.h5"
    shutil.copy(GOLDEN / "predictions_points.h5", first)
    made = LikelihoodDesk.start(driver_for, folder, video)
    made.wait(lambda: made.session.dialog is not None)
    assert "only one coordinate" in made.session.dialog.text, "the table has half a point"
    made.ask("dialog.dismiss")
    made.settle()
    yield made
    made.application.close()


def test_the_table_of_deeplabcut_is_the_overlay_of_an_empty_layer(desk: LikelihoodDesk):
    state = desk.state
    assert [layer.name for layer in state.data.layers] == ["iteration-0", "dlc_iteration-0_050", "buffer"]
    assert (state.view.layer, state.view.overlay) == ("iteration-0", "dlc_iteration-0_050")
    assert state.overlay is not None
    assert state.overlay.kind is LayerKind.DENSE
    assert not any(state.is_dirty(layer) for layer in state.data.layers)
    table = read_dlc_table(GOLDEN / "predictions_points.h5")
    for label, track in table.tracks.items():
        shown = state.overlay.track(label)
        assert shown.holds_same_points(track)
        np.testing.assert_array_equal(shown.likelihoods(), track.likelihoods())
        assert set(shown.sources().tolist()) == {int(Source.MODEL)}


def test_unsure_frames_are_visited_by_keys(desk: LikelihoodDesk):
    desk.application.ask("label.select", label="0")
    overlay = desk.state.overlay
    assert overlay is not None
    likelihood = overlay.track("0").likelihood(desk.state.video.n_frames)
    unsure = np.flatnonzero(likelihood < 0.6)
    assert len(unsure), "the table has doubtful frames"
    last = desk.state.video.n_frames - 1
    desk.application.ask("frame.go_to", frame=last)
    visited = [last]
    while visited[-1] != unsure[0]:
        desk.key("alt+p")
        assert desk.state.view.frame in unsure[unsure < visited[-1]], "a slow key press may go on by itself"
        visited.append(desk.state.view.frame)
    assert f"likelihood {likelihood[visited[-1]]:.2f}" in desk.application.session.message.text
    desk.key("alt+n")
    assert desk.state.view.frame in unsure[1:]
    desk.application.ask("frame.go_to", frame=last)
    desk.key("ctrl+alt+p")
    assert "Label 0: unsure in frame" in desk.application.session.message.text
    assert desk.state.view.frame in unsure


def test_a_strip_appears_with_the_likelihood_and_goes_without(desk: LikelihoodDesk):
    desk.application.ask("layer.select_overlay", layer="dlc_iteration-0_050")
    desk.settle()
    shown = desk.strip()
    desk.application.ask("likelihood.toggle")
    desk.settle()
    hidden = desk.strip()
    desk.application.ask("likelihood.toggle")
    desk.settle()
    assert (shown != hidden).any()
    np.testing.assert_array_equal(desk.strip(), shown)
    desk.application.ask("layer.select_overlay", layer=None)
    desk.settle()
    assert (desk.strip() != shown).any()
    desk.application.ask("layer.select_overlay", layer="dlc_iteration-0_050")
    desk.settle()


def test_an_unsure_marker_is_fainter_unless_it_is_the_one_that_is_looked_at(desk: LikelihoodDesk):
    overlay = desk.state.overlay
    assert overlay is not None
    xy = overlay.track("0").xy_at(0)
    assert xy is not None
    desk.application.ask("layer.select", layer="dlc_iteration-0_050")
    desk.application.ask("layer.select_overlay", layer=None)
    desk.application.ask("frame.go_to", frame=0)

    def contrast(threshold: float) -> float:
        desk.application.ask("likelihood.threshold", threshold=threshold)
        desk.settle()
        x, y = (
            int(v) for v in desk.application.image.transform(desk.application.session).screen_from_image(xy)
        )
        around = desk.driver.pixels()[y - 12 : y + 13, x - 12 : x + 13, :3].astype(int)
        return float((around.max(axis=2) - around.min(axis=2)).max())

    desk.application.ask("label.select", label="1")
    assert contrast(1.0) < contrast(0.0)
    desk.application.ask("label.select", label="0")
    assert contrast(1.0) == contrast(0.0)
    desk.application.ask("likelihood.threshold", threshold=0.6)
    desk.application.ask("layer.select", layer="iteration-0")


def test_the_threshold_is_set_in_a_dialog_by_keys(desk: LikelihoodDesk):
    desk.application.ask("likelihood.ask_threshold")
    desk.driver.tick(3)
    desk.key("right")
    assert desk.application.session.interface.confidence.threshold == 0.65
    desk.key("left")
    assert desk.application.session.interface.confidence.threshold == 0.6
    desk.key("enter")
    assert desk.application.session.dialog is None
