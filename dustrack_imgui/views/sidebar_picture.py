"""Sidebar: CLAHE, gamma and brightness of the picture on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.video.enhancement import CLIP_RANGE, GAMMA_RANGE
from dustrack_imgui.views.command_items import CommandButton, Tip, emitting
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns, heading
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

BRIGHTNESS_RANGE = (-128, 128)
GROUP = "Picture"
_FOLDED, _OPEN = "+", "–"


class PictureSection:
    """Three sliders that fold. While the hand is on one, the slider leads; otherwise the session does.

    Attributes
    ----------
    was_touched
        A slider moved and does not follow the session again yet: draw even when the session is the same.
    """

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._commands = commands
        self._emit = emit
        self._look = look
        self._enhancement: Enhancement | None = None
        self._is_open: bool | None = None
        self.was_touched = False
        self._reset = CommandButton(
            commands, emit, look, "image.no_enhancement", text="None", style=Style.FLAT,
            refused_style=Style.FLAT_REFUSED,
        )  # fmt: skip
        self._auto = CommandButton(
            commands, emit, look, "image.auto_enhance", text="Auto", style=Style.FLAT,
            refused_style=Style.FLAT_REFUSED,
        )  # fmt: skip

    def build(self, parent: Item) -> None:
        """Create the heading and the sliders."""
        toggle = emitting(self._emit, "window.toggle_tools", {"group": GROUP})
        with heading(self._look, parent, GROUP):
            self._reset.build(0)
            self._auto.build(0)
            self._fold = dpg.add_button(label=_FOLDED, callback=toggle)
            self._look.wear(self._fold, Style.FLAT)
            self._look.use(self._fold, Font.STRONG)
        with self._look.tip(self._fold):
            self._look.text("Show or hide the sliders for contrast (CLAHE), gamma and brightness.", wrap=300)
        with columns(self._look, parent, False, True) as self._sliders:
            with dpg.table_row():
                self._look.text("Clip", style=Style.TEXT_DIM)
                self._clip = dpg.add_slider_float(
                    width=-1, min_value=CLIP_RANGE[0], max_value=CLIP_RANGE[1], default_value=1.0,
                    format="%.2f", no_input=True, clamped=True, callback=self._moved("image.clip", "clip"),
                )  # fmt: skip
            with dpg.table_row():
                self._look.text("Gamma", style=Style.TEXT_DIM)
                self._gamma = dpg.add_slider_float(
                    width=-1, min_value=GAMMA_RANGE[0], max_value=GAMMA_RANGE[1], default_value=1.0,
                    format="%.2f", no_input=True, clamped=True, callback=self._moved("image.gamma", "gamma"),
                )  # fmt: skip
            with dpg.table_row():
                self._look.text("Brightness", style=Style.TEXT_DIM)
                self._brightness = dpg.add_slider_int(
                    width=-1, min_value=BRIGHTNESS_RANGE[0], max_value=BRIGHTNESS_RANGE[1],
                    no_input=True, clamped=True, callback=self._moved("image.brightness", "brightness"),
                )  # fmt: skip
        Tip(self._look, self._clip, self._commands["image.clip"])
        Tip(self._look, self._gamma, self._commands["image.gamma"])
        Tip(self._look, self._brightness, self._commands["image.brightness"])

    def place(self, width_px: int) -> None:
        """Sliders follow the width of the sidebar by themselves."""

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the session's enhancement unless the user is dragging a slider."""
        self._reset.draw(scene.session)
        self._auto.draw(scene.session)
        is_open = GROUP in scene.session.interface.open_tools
        if is_open is not self._is_open:
            self._is_open = is_open
            dpg.configure_item(self._sliders, show=is_open)
            dpg.configure_item(self._fold, label=_OPEN if is_open else _FOLDED)
        enhancement = state.view.enhancement
        if enhancement is self._enhancement and not self.was_touched:
            return
        if any(dpg.is_item_active(slider) for slider in (self._clip, self._gamma, self._brightness)):
            return
        self._enhancement = enhancement
        self.was_touched = False
        dpg.set_value(self._clip, enhancement.clip)
        dpg.set_value(self._gamma, enhancement.gamma)
        dpg.set_value(self._brightness, enhancement.brightness)

    def _moved(self, command: str, argument: str) -> Callable[[Item, Any, Any], None]:
        def moved(sender: Item, value: Any, user_data: Any) -> None:
            del sender, user_data
            self.was_touched = True
            self._emit(Call(command, {argument: int(value) if argument == "brightness" else round(value, 2)}))

        return moved
