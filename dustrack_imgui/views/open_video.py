"""Dialog: type or paste the path of a video to open it."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field


def bare_path(typed: str) -> str:
    """Path as it was meant: file managers copy paths with quotes, and browsers with file://."""
    path = typed.strip()
    if len(path) >= 2 and path[0] == path[-1] and path[0] in "\"'":
        path = path[1:-1]
    return path.removeprefix("file://")


class OpenVideo:
    """A path field; what is wrong with a path is said by whoever opens it."""

    size = (640, 0)
    closes_outside = True

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._answers = AnswerRow(
            look,
            (Answer("Open", self._open), Answer("Cancel", lambda: emit(Call("dialog.dismiss")))),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._look.text("Open a video", parent=card, font=Font.TITLE)
        self._look.text(
            "A video, a DICOM cine, a folder of pictures, or a DeepLabCut project. Paste its path (Ctrl+V).",
            parent=card, style=Style.TEXT_DIM, wrap=600,
        )  # fmt: skip
        self._field = add_text_field(card, hint="path of the video")
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Offer the text of the dialog, and put the keyboard into the field."""
        del session, card_px
        dpg.set_value(self._field, dialog.text)
        dpg.focus_item(self._field)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Nothing moves while it is open."""

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the field."""
        if key in ("enter", "esc"):
            self._answers.press(key)

    def _open(self) -> None:
        path = bare_path(dpg.get_value(self._field))
        if not path:
            dpg.focus_item(self._field)
            return
        self._emit(Call("dialog.dismiss"))
        self._emit(Call("app.open_video", {"path": path}))
