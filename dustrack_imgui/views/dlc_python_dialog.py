"""Dialog: which Python runs DeepLabCut, and what it has; a choice is remembered for all sessions."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc import Environment
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.dlc_options import environment_words
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.open_video import bare_path
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field

WIDTH = 640


class DlcPythonDialog:
    """A path field above what the Python in use says of itself; the dialog stays open to see the answer."""

    size = (WIDTH + 40, 0)
    closes_outside = True

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._environment: Environment | None = None
        self._refusal = RefusalLine(look)
        self._answers = AnswerRow(
            look,
            (
                Answer("Use it", self._use),
                Answer("Browse folders…", lambda: emit(Call("dlc.choose_python"))),
                Answer("Find automatically", lambda: emit(Call("dlc.forget_python"))),
                Answer("Close", lambda: emit(Call("dialog.dismiss"))),
            ),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._title = self._look.text(parent=card, font=Font.TITLE)
        self._look.text(
            "DeepLabCut may be installed in an environment of its own. Give the folder of that environment, "
            "or its Python program.",
            parent=card, style=Style.TEXT_DIM, wrap=WIDTH,
        )  # fmt: skip
        self._field = add_text_field(card, hint="folder of the environment, or path of the program")
        self._state = self._look.text(parent=card, wrap=WIDTH)
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Put the keyboard into the empty field."""
        del card_px
        self._environment = None
        self._refusal.begin(session)
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(self._field, "")
        dpg.focus_item(self._field)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Say what the Python in use has."""
        self._refusal.draw(scene)
        environment = scene.session.dlc.environment
        if environment is self._environment:
            return
        self._environment = environment
        words, is_bad = environment_words(environment)
        dpg.set_value(self._state, f"In use: {words}" if environment.words else words)
        self._look.wear(self._state, Style.TEXT_WARNING if is_bad else Style.TEXT_DIM)

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the field, Tab marks the next button."""
        if key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)

    def _use(self) -> None:
        self._emit(Call("dlc.use_python", {"python": bare_path(dpg.get_value(self._field))}))
