"""Dialog: name, place and videos of a new project; what is wrong with them is said as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.dlc_creation_videos import OfferedVideo, offered_videos
from dustrack_imgui.model.dlc_creation import Creation
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.open_video import homely
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.tick_list import TickLine, TickList
from dustrack_imgui.views.typing_guard import add_text_field
from dustrack_imgui.views.wording import shortened

WIDTH = 640
MAX_LINES = 6
FIELDS = {"name": "Project name", "folder": "Project folder", "experimenter": "Experimenter"}


def made_of(creation: Creation) -> str:
    """What the project is made of, in a sentence."""
    names = [Path(video).name for video in creation.videos]
    videos = names[0] if len(names) == 1 else f"{len(names)} videos"
    if not names:
        return "Tick the videos that the project is made of."
    if creation.bundle is not None:
        parts = ", ".join(creation.bundle.body_parts)
        verb = "is" if len(names) == 1 else "are"
        return f"{videos} {verb} tracked by the model {creation.bundle.name} ({shortened(parts, 60)})."
    return f"{videos} with the labels of {creation.layer}. The files outside the project stay as they are."


def place_words(creation: Creation) -> tuple[str, bool]:
    """Folder that is made, or what is wrong with what was typed; and whether that is bad news."""
    for _, problem in creation.problems:
        return problem, True
    return (f"Makes {homely(creation.root)}" if creation.root else ""), False


def shown(creation: Creation, field: str) -> str:
    """What stands in a field: as it was typed, with ~ for the home folder."""
    text = str(getattr(creation, field))
    return homely(text) if field == "folder" else text


class CreateProjectDialog:
    """Three fields, the videos where several are open, and how far the project is once it is being made.

    Enter creates, Esc closes; the arrows go into the list of videos, where Space ticks.
    """

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
        self._videos = TickList(look, width=300, max_lines=MAX_LINES, ticked=self._ticked)
        self._shown_videos: tuple[OfferedVideo, ...] = ()
        self._were_idle = self._is_fresh = True
        self._is_leaving_fields = False
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
        self._videos_title = look.text(
            "Videos (↓ goes into the list, Space ticks)", parent=card, style=Style.TEXT_DIM, is_shown=False
        )
        self._videos.build(card)
        self._place = look.text(parent=card, wrap=WIDTH)
        self._environment = look.text(parent=card, style=Style.TEXT_WARNING, wrap=WIDTH)
        self._phase = look.text(parent=card, is_shown=False)
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Offer a name that can be used, and put the keyboard into its field."""
        del dialog, card_px
        self._seen, self._offered, self._is_fresh = (), (), True
        self._refusal.begin(session)
        self._videos.forget()
        creation = session.dlc.creation
        for name, field in self._fields.items():
            dpg.set_value(field, shown(creation, name))
        if not creation.is_running:
            dpg.focus_item(self._fields["name"])

    def draw(self, scene: Scene) -> None:
        """Follow the choices and the work."""
        dlc = scene.session.dlc
        if self._refusal.draw(scene) and not dlc.creation.is_running:
            wrong = [field for field, _ in dlc.creation.problems] or ["name"]
            dpg.focus_item(self._fields[wrong[0]])
        self._follow_focus()
        self._show_videos(scene.session)
        seen = (dlc.creation, dlc.environment)
        if seen == self._seen:
            return
        self._seen = seen
        creation = dlc.creation
        for name, field in self._fields.items():
            if not dpg.is_item_active(field) and dpg.get_value(field) != shown(creation, name):
                dpg.set_value(field, shown(creation, name))
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
        """Answer a key; arrows to the sides belong to the fields."""
        if key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)
        elif key in ("down", "up") and self._shown_videos:
            self._videos.step(1 if key == "down" else -1)
            is_left = self._videos.marked is None
            dpg.focus_item(self._fields["name"] if is_left else self._videos.box)
            self._is_leaving_fields = not is_left
        elif key == "space":
            self._videos.toggle()

    def _follow_focus(self) -> None:
        """Mark no video once somebody types again; a field has the keyboard for a frame after it lost it."""
        if not any(map(dpg.is_item_active, self._fields.values())):
            self._is_leaving_fields = False
        elif not self._is_leaving_fields:
            self._videos.forget()

    def _show_videos(self, session: Session) -> None:
        """The open videos, where there are several."""
        offered = offered_videos(session) if len(session.videos) > 1 else ()
        is_idle = not session.dlc.creation.is_running
        if (offered, is_idle) != (self._shown_videos, self._were_idle) or self._is_fresh:
            self._shown_videos, self._were_idle, self._is_fresh = offered, is_idle, False
            lines = [TickLine(one.name, one.words, one.is_ticked, one.refusal) for one in offered]
            self._videos.show(lines, is_enabled=is_idle)
            dpg.configure_item(self._videos_title, show=bool(offered))

    def _ticked(self, number: int, is_ticked: bool) -> None:
        video = self._shown_videos[number].key
        self._is_fresh = True
        self._emit(Call("dlc.tick_video", {"video": video, "is_ticked": is_ticked}))

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
