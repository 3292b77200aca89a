"""The whole application in its window as a person uses it: keys and mouse in, words and pixels out."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import dearpygui.dearpygui as dpg
import numpy as np

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.views.key_names import key_code, parse

AnyDesk = TypeVar("AnyDesk", bound="Desk")
WAIT_SECS = 60.0
SIZE_PX = (1280, 800)
SHOTS = os.environ.get("DUSTRACK_SHOTS")
"""Folder for pictures of what the tests see; none are taken without it."""


class Desk:
    """The application with hands and eyes; tests that need more add it in a class of their own.

    Attributes
    ----------
    folder
        Where the test keeps its files.
    ticks_after_ask
        Frames that pass after a command.
    """

    ticks_after_ask = 0

    def __init__(self, application: Application, driver: Any, folder: Path) -> None:
        self.application = application
        self.driver = driver
        self.folder = folder

    @classmethod
    def start(
        cls: type[AnyDesk],
        driver_for: Callable[..., Any],
        folder: Path,
        *videos: Path,
        size_px: tuple[int, int] = SIZE_PX,
        layer: str | None = None,
        keys_path: Path | None = None,
    ) -> AnyDesk:
        """Open the window and, where there are videos, wait for the first; the caller closes it."""
        application = Application(
            Options(
                videos,
                layer=layer,
                size_px=size_px,
                state_folder=folder / "state",
                keys_path=keys_path,
                has_vsync=False,
                waits_for_input=False,
            )
        )
        made = cls(application, driver_for(application.turn), folder)
        if videos:
            made.wait(lambda: application.session.active is not None)
        return made

    @property
    def session(self) -> Session:
        return self.application.session

    @property
    def state(self) -> VideoState:
        """The video on screen."""
        assert self.session.active is not None
        return self.session.active

    @property
    def shown(self) -> str:
        """Stem of the video on screen; "" when there is none."""
        return self.session.active.video.stem if self.session.active else ""

    @property
    def frame(self) -> int:
        return self.state.view.frame

    @property
    def dialog(self) -> DialogKind | None:
        return None if self.session.dialog is None else self.session.dialog.kind

    def ask(self, command: str, **arguments: object) -> None:
        """Apply a command by its id."""
        self.application.ask(command, **arguments)
        self.driver.tick(self.ticks_after_ask)

    def key(self, name: str, *, ticks_held: int = 1) -> None:
        """Press a key by its name, such as "ctrl+z"."""
        chord = parse(name)
        self.driver.press(key_code(chord.key), *chord.modifiers, ticks_held=ticks_held)

    def wait(self, condition: Callable[[], bool], *, secs: float = WAIT_SECS) -> None:
        """Let frames pass until a condition holds."""
        give_up = time.perf_counter() + secs
        while not condition():
            assert time.perf_counter() < give_up, (
                f"waited in vain; dialog {self.session.dialog}, message {self.session.message.text!r}"
            )
            self.driver.tick()

    def settle(self) -> None:
        """Wait until the current frame is on screen, enhanced as it is asked for."""
        self.wait(lambda: self.application.enhancing.is_shown(self.session))
        self.wait(lambda: self.application.image.visible_frame == self.frame)
        self.driver.tick(3)

    def go_to(self, frame: int) -> None:
        """Show a frame."""
        self.ask("frame.go_to", frame=frame)
        self.settle()

    def screen(self, xy_image: tuple[float, float]) -> tuple[float, float]:
        """Screen position of a position in the picture."""
        x, y = self.application.image.transform(self.session).screen_from_image(xy_image)
        return round(x - 0.5), round(y - 0.5)

    def around(self, xy_image: tuple[float, float]) -> np.ndarray:
        """Pixels of the screen about a position in the picture, int (19, 19, 3)."""
        left, top = (int(place) - 9 for place in self.screen(xy_image))
        return self.driver.pixels()[top : top + 19, left : left + 19].astype(int)

    def place(self, label: str, xy_image: tuple[float, float]) -> None:
        """Place a label as a person does: its digit, the mouse, the key."""
        self.key(label)
        self.driver.move(self.screen(xy_image), ticks=2)
        self.key("t")

    def xy(self, label: str, frame: int = 0) -> tuple[float, float] | None:
        """Where a label of the active layer is."""
        return self.state.layer.track(label).xy_at(frame)

    def over_picture(self) -> None:
        """Move the mouse to the middle of the picture."""
        rect = self.application.image.rect
        self.driver.move((rect.left + rect.width / 2, rect.top + rect.height / 2), ticks=3)

    def items(self, label: str) -> list[int]:
        """Items with that label that are drawn now."""
        return [
            item
            for item in dpg.get_all_items()
            if dpg.get_item_label(item) == label and dpg.is_item_visible(item) and dpg.is_item_shown(item)
        ]

    def click(self, label: str) -> None:
        """Click the one item with that label."""
        (item,) = self.items(label)
        self.click_item(item)

    def click_item(self, item: int) -> None:
        """Click an item, near its left end if it is long."""
        (left, top), (right, bottom) = dpg.get_item_rect_min(item), dpg.get_item_rect_max(item)
        self.driver.click(((left + min(right, left + 40)) / 2, (top + bottom) / 2))
        self.driver.tick(2)

    def words(self) -> str:
        """All texts in sight, a line each."""
        shown = [item for item in dpg.get_all_items() if is_text(item) and dpg.is_item_visible(item)]
        return "\n".join(dpg.get_value(item) for item in shown)

    def shot(self, name: str) -> None:
        """Keep a picture of the window where pictures are wanted."""
        self.driver.tick(4)
        if SHOTS:
            self.driver.save_png(Path(SHOTS) / f"{name}.png")


def is_text(item: int) -> bool:
    """Whether an item is a text."""
    return bool(dpg.get_item_type(item).endswith("mvText"))


def field_beside(words: str) -> int:
    """The field that stands right of some words."""
    texts = [item for item in dpg.get_all_items() if is_text(item) and dpg.is_item_visible(item)]
    (text,) = [item for item in texts if dpg.get_value(item) == words]
    row = dpg.get_item_info(dpg.get_item_parent(text))["children"][1]
    return int(row[row.index(text) + 1])


def phantom_clip(shared_dir: Path, folder: Path) -> Path:
    """A copy of the speckle phantom, under the name clip.mp4."""
    return Path(shutil.copy(shared_dir / "data" / "phantom_easy" / "phantom_easy.mp4", folder / "clip.mp4"))
