"""Every panel and dialog of the window, one after the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dustrack_imgui.demo.project import write_project
from dustrack_imgui.model.dlc_job import JobEnd
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.preflight import CheckedLayer, Preflight
from dustrack_imgui.model.status import DirtyLayer, RecoveryOffer
from picturing.camera import Camera
from picturing.demo_data import TRAINING_ID, training_job, write_layers

FRAME = 120

DIALOGS = {
    "palette": ("dialog.open_palette", {}),
    "shortcuts": ("dialog.open_shortcuts", {}),
    "key_editor": ("dialog.open_keys", {}),
    "menu": ("menu.open_first", {}),
    "go_to_frame": ("dialog.ask_frame", {}),
    "interval": ("dialog.ask_interval", {}),
    "open_video": ("dialog.ask_video", {}),
    "save_as": ("dialog.ask_save_as", {}),
    "new_layer": ("dialog.ask_new_layer", {}),
    "duplicate_layer": ("dialog.ask_duplicate_layer", {}),
    "rename_layer": ("dialog.ask_rename_layer", {}),
    "remove_layer": ("dialog.ask_remove_layer", {}),
    "delete_layer": ("dialog.ask_delete_layer", {}),
    "discard": ("dialog.ask_discard", {}),
    "name_label": ("dialog.ask_label_name", {}),
    "delete_label": ("dialog.ask_delete_label", {}),
    "batch": ("batch.open", {}),
    "unsaved": ("app.quit", {}),
    "notice": ("layer.report_incomplete", {}),
    "dlc_python": ("dlc.ask_python", {}),
    "likelihood": ("likelihood.ask_threshold", {}),
    "preflight": (
        "dlc.preflight_told",
        {
            "found": Preflight(
                Path("clip-x-2026-03-14"),
                (
                    CheckedLayer(
                        "speckle_phantom.mp4",
                        "hand",
                        added=12,
                        moved=3,
                        n_incomplete=7,
                        shown=((30, ("2",)), (60, ("0", "2")), (90, ("1",))),
                        strays=(("12", 4),),
                    ),
                ),
            )
        },
    ),
    "recovery": (
        "recovery.offer",
        {
            "offer": RecoveryOffer(
                "session",
                "2026-03-14 15:09",
                38,
                (DirtyLayer("speckle_phantom.mp4", "hand", 12, 1, 25),),
            )
        },
    ),
}
PANELS = {
    "history": ("window.toggle_history", {}),
    "blips": ("blips.toggle_panel", {}),
    "loupe": ("image.toggle_loupe", {}),
    "developer_panel": ("window.toggle_developer_panel", {}),
}
PROJECT_DIALOGS = {
    "likelihood": "likelihood.ask_threshold",
    "train": "dlc.train",
    "evaluation": "dlc.evaluation",
    "analyse": "dlc.analyse",
}
GALLERY = (
    "welcome",
    "desk",
    *PANELS,
    *DIALOGS,
    "create_project",
    "project",
    *PROJECT_DIALOGS,
    "training",
    "preflight",
)


def gallery(camera: Camera, video: Path, truth: Tracks) -> None:
    """Every panel and dialog."""
    write_layers(video, truth)
    camera.turn(10)
    camera.take("welcome")
    camera.open(video)
    camera.ask("layer.select", layer="hand")
    camera.ask("layer.select_overlay", layer="lk_lkmovavg_0.500")
    camera.ask("label.select", label="1")
    camera.go_to(FRAME)
    camera.ask("interval.set", first=FRAME - 30, last=FRAME + 30)
    camera.ask("frame.toggle_of_interest")
    camera.ask("interval.set", first=200, last=240)
    camera.ask("interval.keep", name="release")
    camera.ask("interval.set", first=FRAME - 30, last=FRAME + 30)
    camera.ask("interval.keep", name="push")
    camera.take("desk")
    for label in ("1", "4"):
        x, y = truth[label].xy_at(FRAME) or (0.0, 0.0)
        camera.place(label, (x + 3.0, y - 2.0))
    camera.ask("point.remove")
    for name, (command, arguments) in PANELS.items():
        camera.ask(command, **arguments)
        if name == "blips":
            camera.ask("layer.select", layer="lk")
            camera.ask("blips.configure", threshold_factor=15.0)
            camera.ask("blips.detect")
            camera.wait("blips", lambda: not camera.session.jobs)
        camera.take(name)
        camera.ask(command, **arguments)
    camera.ask("layer.select", layer="hand")
    for name, (command, arguments) in DIALOGS.items():
        camera.ask(command, **arguments)
        camera.wait(name, lambda: camera.session.dialog is not None)
        camera.take(name)
        camera.ask("dialog.dismiss")
    project(camera, video, truth)


def project(camera: Camera, video: Path, truth: Tracks) -> None:
    """What there is in a project: likelihoods, and the dialogs of DeepLabCut."""
    camera.wait("look for a project", lambda: camera.state.video.path in camera.session.dlc.looked_at)
    camera.ask("dlc.create_project")
    camera.wait("create_project", lambda: camera.session.dialog is not None)
    camera.turn(20)
    camera.take("create_project")
    camera.ask("dialog.dismiss")
    frame_size = (camera.state.video.width_px, camera.state.video.height_px)
    clip = write_project(video.parent, video, truth, size_px=frame_size)
    camera.ask("app.open_video", path=str(clip))
    camera.wait("project", lambda: camera.state.video.path == clip)
    camera.wait("look at the project", lambda: camera.session.dlc.project_of(clip) is not None)
    camera.ask("label.select", label="1")
    camera.go_to(FRAME + 55)
    camera.take("project")
    for name, command in PROJECT_DIALOGS.items():
        camera.ask(command)
        camera.wait(name, lambda: camera.session.dialog is not None)
        camera.turn(20)
        camera.take(name)
        camera.ask("dialog.dismiss")
    job = training_job(clip.parents[1])
    camera.ask("dlc.jobs_changed", jobs=(job,))
    camera.ask("dlc.show_job", job=TRAINING_ID)
    camera.take("training")
    camera.ask("dlc.jobs_changed", jobs=(replace(job, end=JobEnd.CANCELLED),))
    camera.ask("dlc.toggle_panel")
    camera.ask("layer.select", layer="iteration-0")
    camera.ask("point.place", xy_image=(200.0, 150.0), exact_frame=camera.state.view.frame)
    camera.ask("dlc.train")
    camera.wait("train", lambda: camera.session.dialog is not None)
    camera.ask("dlc.ask_round")
    camera.wait("preflight", lambda: camera.session.dlc.preflight is not None)
    camera.take("preflight")
