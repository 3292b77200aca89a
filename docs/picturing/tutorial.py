"""The steps of the tutorial: from an empty layer to smoothed tracks."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.model.layer import Tracks
from picturing.camera import Camera

FRAME = 120
TUTORIAL = ("opened", "first_frame", "last_frame", "tracked", "smoothed", "compared", "saved")


def tutorial(camera: Camera, video: Path, truth: Tracks) -> None:
    """From an empty layer to smoothed tracks, step by step."""
    camera.open(video)
    camera.take("opened")
    last = camera.state.video.n_frames - 1
    for name, frame in (("first_frame", 0), ("last_frame", last)):
        camera.go_to(frame)
        for label, track in truth.items():
            xy = track.xy_at(frame)
            if xy is not None:
                camera.place(label, xy)
        camera.take(name)
    camera.ask("interval.set", first=0, last=last)
    camera.run_job("interval.interpolate_all")
    camera.ask("label.select", label="1")
    camera.go_to(FRAME)
    camera.take("tracked")
    tracked = camera.state.view.layer
    camera.run_job("filter.reduce_jitter")
    smoothed = next(one.name for one in camera.state.data.layers if "lkmovavg" in one.name)
    camera.ask("layer.select", layer=smoothed)
    camera.ask("layer.select_overlay", layer=None)
    camera.take("smoothed")
    camera.ask("layer.select_overlay", layer=tracked)
    camera.ask("traces.zoom", factor=6.0, anchor_frame=float(FRAME))
    camera.take("compared")
    camera.ask("layer.save_all")
    camera.wait("saving", lambda: not any(map(camera.state.is_dirty, camera.state.data.layers)))
    camera.take("saved")
