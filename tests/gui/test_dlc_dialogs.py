"""The dialogs around a project in the window, by keys: create, seed, check before training, restore.

Jobs of DeepLabCut are stood in for: its empty folders by `scaffold`, training by a note that it was wanted.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.app import dlc_creation
from dustrack_imgui.app.application import Application
from dustrack_imgui.app.systems import dlc_jobs
from dustrack_imgui.model.preflight import CheckedLayer, Preflight
from dustrack_imgui.model.status import DialogKind

from ..dlc_stand_ins import scaffold, write_bundle
from .desk import Desk

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
COMPLETE = {"0": {"3": [5.0, 6.0], "8": [6.0, 6.0]}, "1": {"3": [7.0, 8.0], "8": [7.0, 7.0]}}


class DialogsDesk(Desk):
    """The application with a note of the jobs that were to be started."""

    def __init__(self, application: Application, driver, folder: Path) -> None:
        super().__init__(application, driver, folder)
        self.started: list[object] = []

    def open_copy(self, name: str, labels: dict[str, dict[str, list[float]]]) -> None:
        """Open a copy of the clip with these labels, and wait until it is known to be in no project."""
        video = Path(shutil.copy(GOLDEN / "tiny.mp4", self.folder / f"{name}.mp4"))
        (self.folder / f"{name}_annotations_iteration-0.json").write_text(json.dumps(labels))
        self.ask("app.open_video", path=str(video))
        self.wait(lambda: self.session.active is not None and self.state.video.path == video)
        self.wait(lambda: video in self.session.dlc.looked_at)
        self.driver.tick(3)


@pytest.fixture(scope="module")
def desk(tmp_path_factory, driver_for) -> Iterator[DialogsDesk]:
    folder = tmp_path_factory.mktemp("dialogs")
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CONFIG_HOME", str(folder / "settings"))
    patch.setattr("dustrack_imgui.dlc.bundles_root.config_dir", lambda: folder / "settings")
    patch.setattr(dlc_creation, "run_process", scaffold)
    started: list[object] = []

    def note(system, effect, session) -> bool:
        if isinstance(effect, dlc_jobs.StartDlcJob):
            started.append(effect)
            return True
        return original(system, effect, session)

    original = dlc_jobs.DlcJobsSystem.run
    patch.setattr(dlc_jobs.DlcJobsSystem, "run", note)
    made = DialogsDesk.start(driver_for, folder)
    made.started = started
    yield made
    made.application.close()
    patch.undo()


@pytest.fixture(autouse=True)
def no_dialog(desk: DialogsDesk) -> Iterator[None]:
    yield
    desk.ask("dialog.dismiss")
    desk.started.clear()


def test_a_project_is_created_by_typing_its_name(desk: DialogsDesk):
    desk.open_copy("leg", COMPLETE)
    desk.ask("frame.go_to", frame=8)
    desk.ask("dlc.create_project")
    assert desk.dialog is DialogKind.CREATE_PROJECT
    desk.driver.tick(5)
    desk.key("ctrl+a")
    desk.driver.type_text("le-gs")
    desk.wait(lambda: bool(desk.session.dlc.creation.problems))
    assert "must not contain -" in desk.session.dlc.creation.problems[0][1]
    desk.key("enter")
    assert desk.dialog is DialogKind.CREATE_PROJECT, "a name that cannot be used keeps the dialog open"
    desk.driver.tick(3)
    desk.key("ctrl+a")
    desk.driver.type_text("legs")
    desk.wait(lambda: desk.session.dlc.creation.name == "legs" and bool(desk.session.dlc.creation.root))
    desk.key("enter")
    desk.wait(lambda: "videos" in desk.state.video.path.parts)
    root = desk.state.video.path.parent.parent
    assert root.parent == desk.folder
    assert root.name.startswith("legs-x-")
    assert desk.state.video.path == root / "videos" / "leg.mp4"
    assert desk.dialog is None
    assert desk.state.view.frame == 8
    assert json.loads((root / "videos" / "leg_annotations_iteration-0.json").read_text()) == COMPLETE
    desk.wait(lambda: desk.session.dlc.project(root) is not None)
    desk.wait(lambda: desk.application.image.visible_frame == 8)
    desk.ask("frame.go_to", frame=9)
    desk.wait(lambda: desk.application.image.visible_frame == 9)
    desk.ask("dlc.create_project")
    assert "in the project legs already" in desk.session.message.text


def test_other_open_videos_are_ticked_by_arrows_and_space(desk: Desk):
    desk.open_copy("tibia", {"0": {"3": [5.0, 6.0]}})
    desk.open_copy("knee", COMPLETE)
    desk.open_copy("ankle", COMPLETE)
    ankle = desk.state.video.path
    keys = [key for key in desk.session.video_keys if "videos" not in Path(key).parts]
    desk.ask("dlc.create_project")
    desk.driver.tick(5)
    desk.key("ctrl+a")
    desk.driver.type_text("both")

    def press_to(name: str) -> None:
        line = [Path(key).stem for key in desk.session.video_keys].index(name)
        for _ in range(line + 1):
            desk.key("down")
        desk.key("space")
        for _ in range(line + 1):
            desk.key("up")
        desk.driver.tick(3)

    press_to("tibia")
    press_to("knee")
    wanted = tuple(key for key in keys if Path(key).stem in ("tibia", "knee", "ankle"))
    desk.wait(lambda: desk.session.dlc.creation.videos == wanted)
    desk.driver.tick(5)
    assert desk.session.dlc.creation.name == "both", "what ticks types nothing"
    desk.key("enter")
    desk.wait(lambda: "tibia.mp4 has the labels 0 in iteration-0" in desk.session.message.text)
    assert desk.dialog is DialogKind.CREATE_PROJECT
    press_to("tibia")
    desk.wait(lambda: len(desk.session.dlc.creation.videos) == 2)
    desk.key("enter")
    desk.wait(lambda: desk.dialog is None)
    inside = {Path(key).name for key in desk.session.video_keys if "videos" in Path(key).parts}
    assert {"knee.mp4", "ankle.mp4"} <= inside
    assert "tibia.mp4" not in inside
    assert desk.state.video.path.name == ankle.name


def test_the_place_of_a_seed_bundle_is_typed(desk: DialogsDesk):
    desk.open_copy("shin", COMPLETE)
    desk.ask("dlc.create_project")
    desk.ask("dlc.create")
    desk.wait(lambda: "videos" in desk.state.video.path.parts)
    root = desk.state.video.path.parent.parent
    desk.wait(lambda: desk.session.dlc.project(root) is not None)
    place = desk.folder / "shin_iteration-0_snapshot-100.zip"
    words = "snapshot-100 of iteration 0, which tracks point0, point1."
    desk.ask("dlc.seed_bundle_proposed", project=str(root), path=str(place), words=words)
    desk.driver.tick(5)
    assert desk.dialog is DialogKind.EXPORT_BUNDLE
    desk.key("ctrl+a")
    desk.driver.type_text("shin.zip")
    desk.key("enter")
    desk.wait(lambda: "is trained yet" in desk.session.message.text)
    assert desk.dialog is DialogKind.EXPORT_BUNDLE, "what was typed stays when it is refused"
    desk.driver.tick(5)
    desk.shot("export-bundle")
    desk.key("esc")
    assert desk.dialog is None


def test_escape_leaves_everything_as_it_was(desk: DialogsDesk):
    desk.open_copy("arm", COMPLETE)
    desk.ask("dlc.create_project")
    desk.driver.tick(5)
    desk.key("esc")
    assert desk.dialog is None
    assert desk.state.video.path == desk.folder / "arm.mp4"
    assert not list(desk.folder.glob("arm_iteration_0*"))


@pytest.fixture(scope="module")
def bundles(desk: DialogsDesk) -> Path:
    root = desk.folder / "bundles"
    for name in ("ends", "valve"):
        write_bundle(root, name)
    return root


def test_an_empty_layer_begins_with_a_bundle_that_the_arrows_pick(desk: DialogsDesk, bundles: Path):
    desk.open_copy("calf", {"0": {}})
    desk.ask("dlc.create_project")
    assert desk.dialog is DialogKind.SEED_BUNDLE
    desk.driver.tick(5)
    desk.ask("dlc.seed_bundle_root", path=str(bundles))
    desk.wait(lambda: len(desk.session.dlc.bundles.found) == 2)
    desk.driver.tick(3)
    desk.key("down")
    desk.key("enter")
    assert desk.dialog is DialogKind.CREATE_PROJECT
    chosen = desk.session.dlc.creation.bundle
    assert chosen is not None
    assert chosen.name == "valve"
    desk.driver.tick(5)
    desk.key("enter")
    desk.wait(lambda: "videos" in desk.state.video.path.parts)
    (job,) = desk.started
    assert job.kind == "analyse", "the video is tracked with the model at once"
    root = job.work.project
    assert list((root / "dlc-models-pytorch" / "iteration-0").rglob("snapshot-150.pt"))


@pytest.fixture
def unclean(desk: DialogsDesk) -> Path:
    """A project whose only layer has an incomplete frame and a stray label."""
    name = f"foot{len(list(desk.folder.glob('foot*.mp4')))}"
    desk.open_copy(name, COMPLETE)
    desk.ask("dlc.create_project")
    desk.driver.tick(5)
    desk.key("enter")
    desk.wait(lambda: "videos" in desk.state.video.path.parts)
    root = desk.state.video.path.parent.parent
    desk.wait(lambda: desk.session.dlc.project(root) is not None)
    for label, frame in (("0", 11), ("7", 3)):
        desk.ask("label.select", label=label)
        desk.ask("frame.go_to", frame=frame)
        desk.ask("point.place", xy_image=(9.0, 9.0), exact_frame=frame)
    desk.ask("dlc.preflight")
    desk.wait(lambda: desk.dialog is DialogKind.PREFLIGHT)
    desk.driver.tick(5)
    return desk.state.video.path


def test_enter_cancels_the_check_since_it_would_take_points_out(desk: DialogsDesk, unclean: Path):
    desk.key("enter")
    assert desk.dialog is None
    assert desk.state.layer.track("0").xy_at(11) == (9.0, 9.0)
    assert not desk.started


def test_save_and_clean_is_chosen_by_the_arrow_and_what_went_comes_back(desk: DialogsDesk, unclean: Path):
    desk.key("left")
    desk.key("enter")
    desk.wait(lambda: bool(desk.started))
    (job,) = desk.started
    assert job.kind == "train"
    assert desk.dialog is None
    assert desk.state.layer.track("0").xy_at(11) is None
    assert desk.state.layer.track("7").xy_at(3) is None
    assert len(list(unclean.parent.glob("*dustrack-dropped-incomplete-*[0-9]"))) == 1
    desk.ask("layer.ask_restore")
    desk.wait(lambda: desk.dialog is DialogKind.RESTORE)
    desk.driver.tick(5)
    desk.key("enter")
    desk.wait(lambda: desk.dialog is None)
    assert desk.state.layer.track("0").xy_at(11) == (9.0, 9.0)
    assert desk.state.layer.track("7").xy_at(3) == (9.0, 9.0)
    desk.ask("edit.undo")
    assert desk.state.layer.track("0").xy_at(11) is None


@pytest.mark.parametrize("kind", ["create", "seed", "preflight", "restore"])
def test_every_dialog_stands_out_from_the_desk(desk: DialogsDesk, kind: str):
    """A card lies over the dimmed desk, with something on it."""
    if kind == "create":
        desk.open_copy("shin", COMPLETE)
        desk.ask("dlc.create_project")
    elif kind == "seed":
        desk.open_copy("knee", {"0": {}})
        desk.ask("dlc.create_project")
    elif kind == "restore":
        desk.open_copy("hip", COMPLETE)
        sidecar = desk.folder / "hip_annotations_iteration-0.dustrack-dropped-incomplete-20261122T101112"
        sidecar.write_text(json.dumps({"3": {"0": [1.0, 2.0]}}))
        desk.ask("layer.ask_restore")
    else:
        desk.open_copy("toe", COMPLETE)
    before = desk.driver.pixels()
    if kind == "preflight":
        layer = CheckedLayer("/v.mp4", "hand", n_incomplete=2, shown=((3, ("1",)),), strays=(("7", 1),))
        desk.ask("dlc.preflight_told", found=Preflight(desk.folder, (layer,)))
    desk.wait(lambda: desk.dialog is not None)
    desk.driver.tick(6)
    card = desk.driver.pixels()[120:300, 360:920, :3].astype(int)
    assert card.std() > 4.0
    if kind == "preflight":
        assert np.abs(before[120:300, 360:920, :3] - card).max() > 20
