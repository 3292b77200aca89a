"""Dialog: where a seed bundle goes, and what is written into it about the model."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.open_video import bare_path, homely
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field

WIDTH = 640
_NOTE = "A file that ends in .zip, or a folder. With it another project can begin, on any computer."


class ExportBundleDialog:
    """Two fields, a place and a description; Enter makes the bundle, Esc closes."""

    size = (WIDTH + 40, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._refusal = RefusalLine(look)
        self._answers = AnswerRow(
            look, (Answer("Make", self._make), Answer("Cancel", lambda: emit(Call("dialog.dismiss"))))
        )
        self._about = ""

    def build(self, card: Item) -> None:
        """Create the items."""
        look = self._look
        self._title = look.text(parent=card, font=Font.TITLE)
        self._snapshot = look.text(parent=card, wrap=WIDTH)
        look.text(_NOTE, parent=card, style=Style.TEXT_DIM, wrap=WIDTH)
        look.space(2, parent=card)
        with columns(look, card, False, True) as table:
            with dpg.table_row():
                look.text("File or folder", style=Style.TEXT_DIM)
                with dpg.group(horizontal=True):
                    self._path = add_text_field(
                        0, hint="path ending in .zip, or a folder", width=-look.px(92)
                    )
                    dpg.add_button(label="Browse…", callback=self._browse)
            with dpg.table_row():
                look.text("Description", style=Style.TEXT_DIM)
                self._description = add_text_field(0, hint="what it tracks, and in what kind of video")
        look.wear(table, None)
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Offer a place; a description that was typed for the same snapshot stays."""
        del card_px
        self._refusal.begin(session)
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(self._snapshot, dialog.subject)
        dpg.set_value(self._path, homely(dialog.text))
        if dialog.subject != self._about:
            self._about = dialog.subject
            dpg.set_value(self._description, "")
        dpg.focus_item(self._path)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Say what was refused."""
        self._refusal.draw(scene)

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the fields."""
        if key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)

    def _make(self) -> None:
        path = bare_path(dpg.get_value(self._path))
        description = dpg.get_value(self._description)
        self._emit(Call("dlc.seed_bundle_export", {"path": path, "description": description}))

    def _browse(self) -> None:
        path = bare_path(dpg.get_value(self._path))
        self._emit(Call("dlc.seed_bundle_choose_folder", {"path": path}))
