"""Dialog: name and place of a new project; what is wrong with them is said as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc_creation import Creation
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field
from dustrack_imgui.views.wording import shortened

WIDTH = 640
FIELDS = {"name": "Project name", "folder": "Project folder", "experimenter": "Experimenter"}


def made_of(creation: Creation) -> str:
    """What the project is made of, in a sentence."""
    videos = ", ".join(Path(video).name for video in creation.videos)
    if creation.bundle is not None:
        parts = ", ".join(creation.bundle.body_parts)
        return f"{videos} is tracked by the model {creation.bundle.name} ({shortened(parts, 60)})."
    return f"{videos} with the labels of {creation.layer}. The files outside the project stay as they are."


def place_words(creation: Creation) -> tuple[str, bool]:
    """Folder that is made, or what is wrong with what was typed; and whether that is bad news."""
    for _, problem in creation.problems:
        return problem, True
    return (f"Makes {creation.root}" if creation.root else ""), False


class CreateProjectDialog:
    """Three fields, and how far the project is once it is being made; Enter creates, Esc closes."""

    size = (WIDTH + 40, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._refusal = RefusalLine(look)
        close = Answer("Cancel", lambda: emit(Call("dialog.dismiss")))
        self._idle = (Answer("Create", lambda: emit(Call("dlc.create"))), close)
        self._seeding = (Answer("Create and seed", lambda: emit(Call("dlc.create"))), close)
        self._running = (
            Answer("Cancel the creation", lambda: emit(Call("dlc.cancel_creation"))),
            Answer("Close, go on in the background", close.choose),
        )
        self._answers = AnswerRow(look, self._idle)
        self._seen: tuple[object, ...] = ()
        self._offered: tuple[Answer, ...] = ()

    def build(self, card: Item) -> None:
        """Create the items."""
        look = self._look
        look.text("Create DLC project", parent=card, font=Font.TITLE)
        self._made_of = look.text(parent=card, style=Style.TEXT_DIM, wrap=WIDTH)
        look.space(2, parent=card)
        self._fields: dict[str, Item] = {}
        with columns(look, card, False, True) as table:
            for name, words in FIELDS.items():
                with dpg.table_row():
                    look.text(words, style=Style.TEXT_DIM)
                    with dpg.group(horizontal=True):
                        width = -look.px(92) if name == "folder" else -1
                        field = add_text_field(0, hint=words.lower(), width=width)
                        dpg.set_item_callback(field, self._typed(name))
                        self._fields[name] = field
                        if name == "folder":
                            self._browse = dpg.add_button(
                                label="Browse…",
                                callback=lambda: self._emit(Call("dlc.choose_project_folder")),
                            )
        look.wear(table, None)
        self._place = look.text(parent=card, wrap=WIDTH)
        self._environment = look.text(parent=card, style=Style.TEXT_WARNING, wrap=WIDTH)
        self._phase = look.text(parent=card, is_shown=False)
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Offer a name that can be used, and put the keyboard into its field."""
        del dialog, card_px
        self._seen, self._offered = (), ()
        self._refusal.begin(session)
        creation = session.dlc.creation
        for name, field in self._fields.items():
            dpg.set_value(field, getattr(creation, name))
        if not creation.is_running:
            dpg.focus_item(self._fields["name"])

    def draw(self, scene: Scene) -> None:
        """Follow the choices and the work."""
        dlc = scene.session.dlc
        if self._refusal.draw(scene) and not dlc.creation.is_running:
            wrong = [field for field, _ in dlc.creation.problems] or ["name"]
            dpg.focus_item(self._fields[wrong[0]])
        seen = (dlc.creation, dlc.environment)
        if seen == self._seen:
            return
        self._seen = seen
        creation = dlc.creation
        for name, field in self._fields.items():
            if not dpg.is_item_active(field) and dpg.get_value(field) != getattr(creation, name):
                dpg.set_value(field, getattr(creation, name))
            dpg.configure_item(field, enabled=not creation.is_running)
        dpg.configure_item(self._browse, enabled=not creation.is_running)
        dpg.set_value(self._made_of, made_of(creation))
        words, is_bad = place_words(creation)
        dpg.set_value(self._place, words)
        self._look.wear(self._place, Style.TEXT_WARNING if is_bad else Style.TEXT_DIM)
        dpg.set_value(self._environment, dlc.environment.problem)
        dpg.configure_item(self._environment, show=bool(dlc.environment.problem))
        self._show_work(creation)

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the fields."""
        if key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)

    def _show_work(self, creation: Creation) -> None:
        dpg.set_value(self._phase, f"{creation.phase[:1].upper()}{creation.phase[1:]}…")
        dpg.configure_item(self._phase, show=creation.is_running)
        answers = self._seeding if creation.bundle is not None else self._idle
        answers = self._running if creation.is_running else answers
        if answers is not self._offered:
            self._offered = answers
            self._answers.offer(answers, default=1 if creation.is_running else 0)

    def _typed(self, name: str) -> Callable[[Any, Any, Any], None]:
        def typed(sender: Any, value: Any, user_data: Any) -> None:
            del sender, user_data
            self._emit(Call("dlc.set_creation", {"name": name, "value": str(value)}))

        return typed
