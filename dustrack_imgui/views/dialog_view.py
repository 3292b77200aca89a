"""What a dialog is, and the row of answers that most dialogs end with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style


class DialogView(Protocol):
    """One kind of dialog, shown on a card in the middle of the window.

    Attributes
    ----------
    size
        Width of the card and its height at scale 1; height 0 fits what it holds.
    closes_outside
        Whether a click beside the card cancels it.
    """

    size: tuple[int, int]
    closes_outside: bool

    def build(self, card: Item) -> None:
        """Create the items on the card, once."""
        ...

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show a dialog that was just opened, on a card of that size."""
        ...

    def draw(self, scene: Scene) -> None:
        """Follow the scene while open."""
        ...

    def press(self, key: str) -> None:
        """Answer a key, named as in `key_names`."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A button of a dialog: words on it, and what it does."""

    text: str
    choose: Callable[[], None]


def answering(emit: Emit, text: str, answer: str) -> Answer:
    """Button that emits `dialog.answer`."""
    return Answer(text, lambda: emit(Call("dialog.answer", {"answer": answer})))


class AnswerRow:
    """Buttons of a dialog: Enter takes the marked one (first the default), Esc the last, arrows move it."""

    def __init__(self, look: Look, answers: Sequence[Answer] = ()) -> None:
        self._look = look
        self._answers = tuple(answers)
        self._marked = 0
        self._items: list[Item] = []

    def build(self, parent: Item) -> None:
        """Create the buttons."""
        self._look.space(4, parent=parent)
        self._group: Item = dpg.add_group(parent=parent, horizontal=True)
        self.offer(self._answers)

    def offer(self, answers: Sequence[Answer], default: int = 0) -> None:
        """Show these answers and mark one of them."""
        self._answers = tuple(answers)
        while len(self._items) < len(self._answers):
            pressed = self._pressed(len(self._items))
            self._items.append(dpg.add_button(parent=self._group, callback=pressed))
        for number, item in enumerate(self._items):
            is_shown = number < len(self._answers)
            text = f"  {self._answers[number].text}  " if is_shown else ""
            dpg.configure_item(item, label=text, show=is_shown)
        self.reset(default)

    def reset(self, default: int = 0) -> None:
        """Mark the default answer."""
        self._mark(default)

    def press(self, key: str) -> None:
        """Answer a key."""
        if key == "enter":
            self._answers[self._marked].choose()
        elif key == "esc":
            self._answers[-1].choose()
        elif key in ("right", "tab", "down"):
            self._mark((self._marked + 1) % len(self._answers))
        elif key in ("left", "shift+tab", "up"):
            self._mark((self._marked - 1) % len(self._answers))

    def _mark(self, marked: int) -> None:
        self._marked = marked
        for number, item in enumerate(self._items):
            self._look.wear(item, Style.BUTTON_PRIMARY if number == marked else None)

    def _pressed(self, number: int) -> Callable[[Any, Any, Any], None]:
        def pressed(sender: Any, app_data: Any, user_data: Any) -> None:
            del sender, app_data, user_data
            self._answers[number].choose()

        return pressed
