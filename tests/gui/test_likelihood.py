"""A project with predictions opened in the window: the layer, the overlay, the strip, the faint markers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.model.layer import LayerKind
from dustrack_imgui.model.source import Source
from dustrack_imgui.views.key_names import key_code, parse

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
WAIT_SECS = 60.0
CONFIG = "Task: blob\nscorer: x\ndate: Nov22\nvideo_sets:\n  {video}:\n    crop: 0, 64, 0, 64\niteration: 0\n"


class Desk:
    """The application as a person uses it."""

    def __init__(self, application: Application, driver) -> None:
        self.application = application
        self.driver = driver

    @property
    def state(self):
        assert self.application.session.active is not None
        return self.application.session.active

    def wait(self, condition: Callable[[], bool]) -> None:
        give_up = time.perf_counter() + WAIT_SECS
        while not condition():
            assert time.perf_counter() < give_up, self.application.session.message.text
            self.driver.tick()

    def settle(self) -> None:
        self.wait(lambda: self.application.image.visible_frame == self.state.view.frame)
        self.driver.tick(3)

    def key(self, name: str) -> None:
        chord = parse(name)
        self.driver.press(key_code(chord.key), *chord.modifiers)

    def strip(self) -> np.ndarray:
        """Pixels of the lowest part of the trace panes above the numbers of the frames."""
        rect = self.application.traces.rect
        foot = rect.top + rect.height - 24
        return self.driver.pixels()[foot - 32 : foot, rect.left + 60 : rect.left + rect.width - 12, :3]


@pytest.fixture(scope="module")
def desk(tmp_path_factory, driver_for) -> Iterator[Desk]:
    """A project of one video with a prediction in DeepLabCut's own table."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("labeled-data", "videos/iteration-0"):
        (root / folder).mkdir(parents=True)
    video = Path(shutil.copy(GOLDEN / "tiny.mp4", root / "videos" / "blob.mp4"))
    (root / "config.yaml").write_text(CONFIG.format(video=video))
    first = root / "videos" / "iteration-0" / "blobDLC_Resnet50_blobNov22shuffle1_snapshot_050.h5"
    shutil.copy(GOLDEN / "predictions_points.h5", first)
    application = Application(
        Options(
            (video,),
            size_px=(1280, 800),
            state_folder=root.parent / f"{root.name}-state",
            has_vsync=False,
            waits_for_input=False,
        )
    )
    made = Desk(application, driver_for(application.turn))
    made.wait(lambda: application.session.active is not None)
    made.wait(lambda: application.session.dialog is not None)
    assert "only one coordinate" in application.session.dialog.text, "the table has half a point"
    application.ask("dialog.dismiss")
    made.settle()
    yield made
    application.close()


def test_the_table_of_deeplabcut_is_the_overlay_of_an_empty_layer(desk: Desk):
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


def test_unsure_frames_are_visited_by_keys(desk: Desk):
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


def test_a_strip_appears_with_the_likelihood_and_goes_without(desk: Desk):
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


def test_an_unsure_marker_is_fainter_unless_it_is_the_one_that_is_looked_at(desk: Desk):
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


def test_the_threshold_is_set_in_a_dialog_by_keys(desk: Desk):
    desk.application.ask("likelihood.ask_threshold")
    desk.driver.tick(3)
    desk.key("right")
    assert desk.application.session.interface.confidence.threshold == 0.65
    desk.key("left")
    assert desk.application.session.interface.confidence.threshold == 0.6
    desk.key("enter")
    assert desk.application.session.dialog is None
