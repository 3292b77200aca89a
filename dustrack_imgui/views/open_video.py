"""Dialog: type or paste the path of a video to open it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field


def bare_path(typed: str) -> str:
    """Path as it was meant: file managers copy paths with quotes, or as file:// with signs encoded."""
    path = typed.strip()
    if len(path) >= 2 and path[0] == path[-1] and path[0] in "\"'":
        path = path[1:-1]
    return url2pathname(urlsplit(path).path) if path.startswith("file://") else path


def homely(path: str) -> str:
    """Path as people write it: what lies in the home folder begins with ~, which all path fields take."""
    try:
        return str(Path("~") / Path(path).relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return path


class OpenVideo:
    """A path field; what is wrong with a path is said by whoever opens it."""

    size = (640, 0)
    closes_outside = True

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._refusal = RefusalLine(look)
        self._answers = AnswerRow(
            look,
            (
                Answer("Open", self._open),
                Answer("Browse…", lambda: emit(Call("dialog.browse"))),
                Answer("Browse folders…", lambda: emit(Call("dialog.browse", {"wants_folder": True}))),
                Answer("Cancel", lambda: emit(Call("dialog.dismiss"))),
            ),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._look.text("Open a video", parent=card, font=Font.TITLE)
        self._look.text(
            "A video, a DICOM cine, a folder of pictures, or a DeepLabCut project. Paste its path (Ctrl+V).",
            parent=card, style=Style.TEXT_DIM, wrap=600,
        )  # fmt: skip
        self._field = add_text_field(card, hint="path of the video")
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Offer the text of the dialog, and put the keyboard into the field."""
        del card_px
        self._refusal.begin(session)
        dpg.set_value(self._field, dialog.text)
        dpg.focus_item(self._field)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Say why nothing can be browsed."""
        self._refusal.draw(scene)

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the field, Tab marks the next button."""
        if key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)

    def _open(self) -> None:
        path = bare_path(dpg.get_value(self._field))
        if not path:
            dpg.focus_item(self._field)
            return
        self._emit(Call("dialog.dismiss"))
        self._emit(Call("app.open_video", {"path": path}))
