"""The row under the picture: play both ways, speed, frame and time, and ways to see the rest of the desk."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Playback, Session
from dustrack_imgui.model.video import Video
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import padded, speed

_BACKWARD, _FORWARD, _PAUSE = "◀", "▶", "❚❚"

ROOM_NEEDED = (770, 680, 590, 830, 930)
"""Width of the row at scale 1 from which each of the buttons at the right is shown."""

SWITCHES_NEED, SPEEDS_NEED, OTHERS_WIDTH = 480, 300, 110
"""Width of the row from which loop and every frame are shown, and the speed; width of what always is."""


class Transport:
    """Buttons of playback and a frame counter that opens the go-to dialog."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        def flat(command: str, text: str) -> CommandButton:
            return CommandButton(
                commands, emit, look, command, text=text, style=Style.FLAT, refused_style=Style.FLAT_REFUSED
            )

        self._look = look
        self._backward = flat("play.toggle_reverse", _BACKWARD)
        self._forward = flat("play.toggle", _FORWARD)
        self._slower = flat("play.slower", "−")
        self._speed = flat("play.toggle", "1×")
        self._faster = flat("play.faster", "+")
        self._loop = flat("play.toggle_loop", "Loop")
        self._every = flat("play.toggle_every_frame", "Every frame")
        self._counter = flat("dialog.ask_frame", "0 / 0")
        self._speeds = (self._backward, self._forward, self._slower, self._speed, self._faster)
        self._left = (*self._speeds, self._loop, self._every, self._counter)
        self._frozen = flat("traces.toggle_frozen", "Freeze axes")
        self._right = (
            flat("image.fit", "Fit picture"),
            flat("traces.fit", "Fit traces"),
            self._frozen,
            flat("dialog.open_shortcuts", "Keys"),
            flat("dialog.open_palette", "Commands"),
        )
        self._session: Session | None = None
        self._playback: Playback | None = None
        self._at: tuple[Video, int] | None = None
        self._is_frozen = False
        self._rect = Rect(0, 0, 1, 1)

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the row."""
        self._window = self._look.box(parent, Style.PANEL_TIGHT)
        with (
            dpg.table(
                parent=self._window, header_row=False, policy=dpg.mvTable_SizingFixedFit, pad_outerX=False
            ),
        ):
            dpg.add_table_column(width_fixed=True)
            dpg.add_table_column(width_stretch=True)
            dpg.add_table_column(width_fixed=True)
            with dpg.table_row():
                for buttons in (self._left, (), self._right):
                    with dpg.group(horizontal=True, horizontal_spacing=2):
                        for button in buttons:
                            button.build(0)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move; buttons keep their widths so that nothing jumps while numbers change."""
        dpg.configure_item(self._window, pos=(rect.left, rect.top), width=rect.width, height=rect.height)
        widths = {self._backward: 34, self._forward: 34, self._slower: 26, self._speed: 52, self._faster: 26}
        for button, width in widths.items():
            dpg.configure_item(button.item, width=round(width * scale))
        self._rect, self._at = rect, None
        for button in (self._loop, self._every):
            dpg.configure_item(button.item, show=rect.width > SWITCHES_NEED * scale)
        for button in (self._slower, self._speed, self._faster):
            dpg.configure_item(button.item, show=rect.width > SPEEDS_NEED * scale)
        for button, needed in zip(self._right, ROOM_NEEDED, strict=True):
            dpg.configure_item(button.item, show=rect.width > needed * scale)
        self._session = None

    def draw(self, scene: Scene) -> None:
        """Show playback and the current frame."""
        session = scene.session
        if session is self._session:
            return
        self._session = session
        for button in (*self._left, *self._right):
            button.draw(session)
        self._draw_playback(session.playback)
        state = session.active
        is_frozen = state is not None and state.view.traces.is_frozen
        if is_frozen is not self._is_frozen:
            self._is_frozen = is_frozen
            self._frozen.wear(Style.FLAT_ON if is_frozen else Style.FLAT)
            self._frozen.say("Unfreeze axes" if is_frozen else "Freeze axes")
        if state is not None and (
            self._at is None or self._at[0] is not state.video or self._at[1] != state.view.frame
        ):
            self._at = (state.video, state.view.frame)
            self._counter.say(self._counted(state.view.frame, state.video.n_frames))

    def _counted(self, frame: int, n_frames: int) -> str:
        """Frame of all frames, in fewer words where the row has no room for more."""
        count = f"{padded(frame, len(str(n_frames)))} / {n_frames}"
        look = self._look
        room = self._rect.width - look.px(OTHERS_WIDTH)
        for needed, width in ((SPEEDS_NEED, 116), (SWITCHES_NEED, 160)):
            room -= look.px(width) if self._rect.width > look.px(needed) else 0
        return f"frame {count}" if look.text_width(f"frame {count}") <= room else count

    def _draw_playback(self, playback: Playback) -> None:
        if playback is self._playback:
            return
        self._playback = playback
        for button, direction, sign in ((self._backward, -1, _BACKWARD), (self._forward, 1, _FORWARD)):
            is_playing = playback.direction == direction
            button.say(_PAUSE if is_playing else sign)
            button.wear(Style.FLAT_ON if is_playing else Style.FLAT)
        self._speed.say(speed(playback.speed))
        for button, is_on in ((self._loop, playback.loops), (self._every, playback.shows_every_frame)):
            button.wear(Style.FLAT_ON if is_on else Style.FLAT)
