"""Dialog: convert many videos to mono, or make their indexes; it may be closed while the work goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.batch import MAX_LINES, Batch
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.open_video import bare_path
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field
from dustrack_imgui.views.wording import counted, shortened

_MAX_NAMED = 4


def source_words(sources: tuple[str, ...]) -> str:
    """The chosen files in a line or two."""
    if not sources:
        return "No videos chosen yet."
    names = [Path(source).name or source for source in sources]
    named = ", ".join(shortened(name, 40) for name in names[:_MAX_NAMED])
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return f"{counted(len(sources), 'file or folder', 'files and folders')}: {named}{more}"


class BatchDialog:
    """A list of videos, two ticks, a progress bar and the last lines; Enter runs it, Esc closes it."""

    size = (680, 0)
    closes_outside = False

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._pick = CommandButton(commands, emit, look, "batch.choose")
        self._pick_folder = CommandButton(
            commands, emit, look, "batch.choose", text="Pick folder…", arguments={"wants_folder": True}
        )
        self._clear = CommandButton(commands, emit, look, "batch.clear")
        self._refusal = RefusalLine(look)
        close = Answer("Close", lambda: emit(Call("dialog.dismiss")))
        self._idle = (Answer("Run", self._run), close)
        self._over = (Answer("Done", close.choose), Answer("Run again", self._run), close)
        self._running = (
            Answer("Cancel the work", lambda: emit(Call("batch.cancel"))),
            Answer("Close, go on in the background", close.choose),
        )
        self._answers = AnswerRow(look, self._idle)
        self._batch: Batch | None = None

    def build(self, card: Item) -> None:
        """Create the items."""
        look = self._look
        look.text("Batch process videos", parent=card, font=Font.TITLE)
        with dpg.group(parent=card, horizontal=True):
            for button in (self._pick, self._pick_folder, self._clear):
                button.build(0)
        self._field = add_text_field(card, hint="or paste the path of a video or a folder, then Enter")
        self._sources = look.text(parent=card, style=Style.TEXT_DIM, wrap=640)
        look.space(4, parent=card)
        self._converts = dpg.add_checkbox(
            parent=card, label="Convert to mono (h265)", callback=self._ticked("converts")
        )
        look.text(
            "A copy <name>_mono.mp4 beside each video, frame for frame; the original stays.",
            parent=card, style=Style.TEXT_DIM, font=Font.SMALL,
        )  # fmt: skip
        self._indexes = dpg.add_checkbox(
            parent=card, label="Make indexes, so that each opens at once", callback=self._ticked("indexes")
        )
        look.space(4, parent=card)
        self._bar = dpg.add_progress_bar(parent=card, width=-1)
        self._phase = look.text(parent=card, style=Style.TEXT_DIM)
        self._lines = [
            look.text(parent=card, style=Style.TEXT_DIM, font=Font.SMALL) for _ in range(MAX_LINES)
        ]
        self._summary = look.text(parent=card, font=Font.STRONG, wrap=640)
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show where the work stands, and put the keyboard into the field."""
        del dialog, card_px
        self._batch = None
        self._refusal.begin(session)
        dpg.set_value(self._field, "")
        if not session.batch.is_running:
            dpg.focus_item(self._field)

    def draw(self, scene: Scene) -> None:
        """Follow the work."""
        batch = scene.session.batch
        for button in (self._pick, self._pick_folder, self._clear):
            button.draw(scene.session)
        if self._refusal.draw(scene) and not batch.is_running:
            dpg.focus_item(self._field)
        if batch is self._batch:
            return
        before, self._batch = self._batch, batch
        self._refusal.begin(scene.session)
        if before is None or before.sources is not batch.sources:
            dpg.set_value(self._sources, source_words(batch.sources))
        dpg.set_value(self._converts, batch.converts)
        dpg.set_value(self._indexes, batch.indexes)
        for item in (self._field, self._converts, self._indexes):
            dpg.configure_item(item, enabled=not batch.is_running)
        has_begun = batch.is_running or bool(batch.summary)
        dpg.configure_item(self._bar, show=has_begun, overlay=f"{batch.fraction:.0%}")
        dpg.set_value(self._bar, batch.fraction)
        self._say(self._phase, shortened(batch.phase, 90))
        for number, item in enumerate(self._lines):
            self._say(item, shortened(batch.lines[number], 110) if number < len(batch.lines) else "")
        self._say(self._summary, batch.summary)
        state = (batch.is_running, bool(batch.summary))
        if before is None or state != (before.is_running, bool(before.summary)):
            answers = self._running if batch.is_running else self._over if batch.summary else self._idle
            self._answers.offer(answers, default=1 if batch.is_running else 0)

    def press(self, key: str) -> None:
        """Answer a key; Enter adds what is typed, and runs the work when nothing is."""
        if key == "enter" and self._typed():
            self._add()
        elif key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)

    def _typed(self) -> str:
        return bare_path(dpg.get_value(self._field))

    def _add(self) -> None:
        self._emit(Call("batch.add", {"paths": (self._typed(),)}))
        dpg.set_value(self._field, "")
        dpg.focus_item(self._field)

    def _run(self) -> None:
        if self._typed():
            self._add()
        self._emit(Call("batch.run"))

    @staticmethod
    def _say(item: Item, words: str) -> None:
        dpg.set_value(item, words)
        dpg.configure_item(item, show=bool(words))

    def _ticked(self, argument: str) -> Any:
        def ticked(sender: Any, value: Any, user_data: Any) -> None:
            del sender, user_data
            self._emit(Call("batch.configure", {argument: bool(value)}))

        return ticked
