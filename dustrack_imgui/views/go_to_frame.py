"""Dialog: type a frame, a step or a time to go there."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.frame_entry import FrameEntryError, frame_from
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field
from dustrack_imgui.views.wording import clock


class GoToFrame:
    """A field that says at once where it would lead."""

    size = (480, 0)
    closes_outside = True

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._state: VideoState | None = None
        self._typed: str | None = None
        self._answers = AnswerRow(
            look,
            (Answer("Go", self._go), Answer("Cancel", lambda: emit(Call("dialog.dismiss")))),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._look.text("Go to frame", parent=card, font=Font.TITLE)
        self._field = add_text_field(card, hint="120   +50   −50   4.5s   1:04.5")
        self._answer = self._look.text(parent=card, style=Style.TEXT_DIM, wrap=440)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Empty the field and put the keyboard there."""
        del dialog, card_px
        self._state = session.active
        self._typed = None
        dpg.set_value(self._field, "")
        dpg.focus_item(self._field)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Say where the typed text leads."""
        self._state = scene.session.active
        typed = dpg.get_value(self._field)
        if typed == self._typed or self._state is None:
            return
        self._typed = typed
        video = self._state.video
        is_wrong = False
        if not typed.strip():
            words = f"A frame (0 to {video.n_frames - 1}), a step, or a time."
        else:
            try:
                frame = frame_from(typed, video, self._state.view.frame)
                words = f"frame {frame}  ·  {clock(video.time_secs(frame))}"
            except FrameEntryError as error:
                words, is_wrong = str(error), True
        dpg.set_value(self._answer, words)
        self._look.wear(self._answer, Style.TEXT_ERROR if is_wrong else Style.TEXT_DIM)

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the field."""
        if key in ("enter", "esc"):
            self._answers.press(key)

    def _go(self) -> None:
        if self._state is None:
            return
        try:
            frame = frame_from(dpg.get_value(self._field), self._state.video, self._state.view.frame)
        except FrameEntryError as error:
            dpg.set_value(self._answer, str(error))
            self._look.wear(self._answer, Style.TEXT_ERROR)
            dpg.focus_item(self._field)
            return
        self._emit(Call("dialog.dismiss"))
        self._emit(Call("frame.go_to", {"frame": frame}))
