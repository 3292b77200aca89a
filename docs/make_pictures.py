"""Writes pictures of the window: every panel and dialog, or the steps of the tutorial.

One process makes one scale and one theme, as Dear PyGui wants one context a process::

    python docs/make_pictures.py --out DIR [--walk tutorial] [--scale 2] [--theme light]

The real window is driven by commands; on Linux it stands on a virtual screen of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from picturing.camera import Camera
from picturing.gallery import gallery
from picturing.tutorial import tutorial

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.demo.clips import DemoClip, phantom_clip
from dustrack_imgui.demo.screen import virtual_screen
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.model.session import Interface, Session

SIZE_PX = (1280, 800)
STUDY = "gastrocnemius"
WALKS = {"gallery": gallery, "tutorial": tutorial}


def make(
    out: Path,
    *,
    walk: str,
    size_px: tuple[int, int],
    scale: float,
    is_dark: bool,
    max_bytes: int,
    only: tuple[str, ...] = (),
) -> None:
    """Write the pictures of a walk into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        clip: DemoClip = phantom_clip()
        assert clip.truth is not None
        truth = load_annotation(clip.truth).tracks
        os.environ["HOME"] = os.environ["USERPROFILE"] = folder
        study = Path(folder) / STUDY
        study.mkdir()
        video = Path(shutil.copy(clip.video, study))
        own_screen = virtual_screen(*size_px) if sys.platform.startswith("linux") else nullcontext()
        with own_screen:
            application = Application(
                Options(
                    size_px=size_px,
                    state_folder=Path(folder) / "state",
                    has_vsync=False,
                    waits_for_input=False,
                    session=Session(interface=Interface(scale=scale, is_dark=is_dark)),
                )
            )
            try:
                WALKS[walk](Camera(application, out, max_bytes=max_bytes, only=only), video, truth)
            finally:
                application.close()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--walk", choices=WALKS, default="gallery")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", type=int, nargs=2, metavar=("WIDTH", "HEIGHT"), help="in pixels")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--max-kb", type=int, default=150, help="0 keeps all colours, which is quickest")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="take these pictures alone")
    asked = parser.parse_args()
    is_dark, max_bytes = asked.theme == "dark", asked.max_kb * 1000
    width, height = asked.size or (round(side * asked.scale) for side in SIZE_PX)
    make(
        asked.out,
        walk=asked.walk,
        size_px=(width, height),
        scale=asked.scale,
        is_dark=is_dark,
        max_bytes=max_bytes,
        only=tuple(asked.only),
    )


if __name__ == "__main__":
    main()
