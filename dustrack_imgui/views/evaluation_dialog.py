"""Dialog: the snapshots of an iteration with their errors; a click chooses the one to track videos with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc import Dlc, DlcProject, Iteration, Snapshot
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.dlc_fields import ChoiceField
from dustrack_imgui.views.dlc_options import iteration_options
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.project_watch import ProjectWatch
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import padded

MAX_ROWS = 60
_WIDTH = 660
_HEADINGS = ("", "Snapshot", "Epoch", "Train, px", "Test, px", "Sure, train", "Sure, test")
_MOVES = {"up": -1, "down": 1}


def error_words(error_px: float | None) -> str:
    """An error in a column of errors; a dash where there is none."""
    return padded("–" if error_px is None else f"{error_px:.2f}", 7)


class EvaluationDialog:
    """A table of at most 60 snapshots, arrows go through it, Enter goes on to the analysis."""

    size = (_WIDTH, 0)
    closes_outside = True

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._iteration = ChoiceField("iteration", self._set)
        self._watch = ProjectWatch(look)
        self._answers = AnswerRow(
            look,
            (
                Answer("Analyse with it…", lambda: emit(Call("dlc.analyse"))),
                Answer("Evaluate anew", lambda: emit(Call("dlc.evaluate"))),
                Answer("Close", lambda: emit(Call("dialog.dismiss"))),
            ),
        )
        self._shown: tuple[Snapshot, ...] = ()
        self._chosen = 0

    def build(self, card: Item) -> None:
        """Create the table with all its rows, hidden."""
        look = self._look
        look.text("Snapshots and their errors", parent=card, font=Font.TITLE)
        look.text(
            "Root mean square distance to the labels in pixels, over frames that were trained with and "
            "frames that were not. “Sure” counts only points above the project's cutoff of likelihood. ★ has "
            "the lowest test error.",
            parent=card, style=Style.TEXT_DIM, wrap=_WIDTH - 40,
        )  # fmt: skip
        self._iteration.build(card, width_px=look.px(260))
        self._box = look.box(card, Style.BARE, is_scrolling=True)
        with columns(look, self._box, False, True, *[False] * (len(_HEADINGS) - 2), is_padded=True):
            with dpg.table_row():
                for words in _HEADINGS:
                    look.text(words, style=Style.TEXT_DIM, font=Font.SMALL)
            self._rows = []
            for number in range(MAX_ROWS):
                with dpg.table_row(show=False) as row:
                    best = dpg.add_selectable(span_columns=True, callback=self._choosing(number))
                    look.wear(best, Style.ROW_CURRENT)
                    cells = [look.text() for _ in _HEADINGS[1:]]
                self._rows.append((row, best, cells))
        self._state = look.text(parent=card, style=Style.TEXT_WARNING, font=Font.SMALL, wrap=_WIDTH - 40)
        self._watch.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show the iteration that was shown last."""
        del card_px
        self._watch.begin(dialog, session)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Follow the project and the choice."""
        project = self._watch.news(scene)
        if project is not None:
            self._show(scene.session.dlc, project)

    def press(self, key: str) -> None:
        """Answer a key: up and down go through the snapshots."""
        if key in _MOVES and self._shown:
            self._choose(min(max(self._chosen + _MOVES[key], 0), len(self._shown) - 1))
        elif key in ("enter", "esc", "left", "right", "tab", "shift+tab"):
            self._answers.press(key)

    def _show(self, dlc: Dlc, project: DlcProject) -> None:
        iteration = project.iteration(dlc.analysis.iteration)
        self._iteration.show(iteration_options(project), None if iteration is None else iteration.number)
        self._shown = () if iteration is None else iteration.snapshots[-MAX_ROWS:]
        chosen = None if iteration is None else iteration.snapshot(dlc.analysis.snapshot)
        for number, (row, best, cells) in enumerate(self._rows):
            is_there = number < len(self._shown)
            dpg.configure_item(row, show=is_there)
            if is_there:
                self._fill(self._shown[number], best, cells, is_chosen=self._shown[number] is chosen)
                if self._shown[number] is chosen:
                    self._chosen = number
        height = 24 * (min(len(self._shown), 12) + 1) + 8
        dpg.configure_item(self._box, height=self._look.px(height))
        _say(self._state, self._state_words(dlc, iteration))

    def _fill(self, one: Snapshot, best: Item, cells: list[Item], *, is_chosen: bool) -> None:
        dpg.configure_item(best, label="★" if one.is_best else " ")
        dpg.set_value(best, is_chosen)
        texts = [one.name, padded(one.epoch, 6)]
        texts += map(
            error_words, (one.train_rmse_px, one.test_rmse_px, one.train_rmse_sure_px, one.test_rmse_sure_px)
        )
        for item, text in zip(cells, texts, strict=True):
            dpg.set_value(item, text)

    def _state_words(self, dlc: Dlc, iteration: Iteration | None) -> str:
        if dlc.job_on(self._watch.root) is not None:
            return "A job runs on this project; the table is read anew when it ends."
        if iteration is not None and all(one.test_rmse_px is None for one in iteration.snapshots):
            return "Not evaluated yet; “Evaluate anew” measures the errors."
        return ""

    def _choosing(self, number: int) -> Callable[[Any, Any, Any], None]:
        def chosen(sender: Any, app_data: Any, user_data: Any) -> None:
            del app_data, user_data
            dpg.set_value(sender, True)
            self._choose(number)

        return chosen

    def _choose(self, number: int) -> None:
        if number < len(self._shown):
            self._set("snapshot", self._shown[number].name)

    def _set(self, name: str, value: Any) -> None:
        self._emit(Call("dlc.set_analysis", {"name": name, "value": value}))


def _say(item: Item, words: str) -> None:
    dpg.set_value(item, words)
    dpg.configure_item(item, show=bool(words))
