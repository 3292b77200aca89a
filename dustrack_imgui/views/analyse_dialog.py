"""Dialog: track videos with a trained snapshot, without training."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc import Dlc, DlcProject
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, Severity
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.dlc_fields import ChoiceField, IntField, TickField, VideoTicks
from dustrack_imgui.views.dlc_options import (
    device_options,
    iteration_options,
    project_words,
    snapshot_options,
)
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.project_watch import EnvironmentLine, ProjectWatch
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_WIDTH = 600


class AnalyseDialog:
    """Iteration, snapshot, device and videos."""

    size = (_WIDTH, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._iteration = ChoiceField("iteration", self._set)
        self._snapshot = ChoiceField("snapshot", self._set)
        self._device = ChoiceField("device", self._set)
        self._batch = IntField("batch_size", "Batch size", 1, 4096, self._set)
        self._videos = VideoTicks(look, self._set, all_words="All videos of the project")
        self._creates = TickField("creates_video", "Make labelled videos, too", self._set)
        self._environment = EnvironmentLine(look)
        self._watch = ProjectWatch(look)
        self._answers = AnswerRow(
            look, (Answer("Analyse", self._analyse), Answer("Cancel", lambda: emit(Call("dialog.dismiss"))))
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        look = self._look
        look.text("Analyse videos", parent=card, font=Font.TITLE)
        self._project = look.text(parent=card, style=Style.TEXT_DIM, wrap=_WIDTH - 40)
        look.space(2, parent=card)
        with columns(look, card, False, True) as table:
            for words, field in (
                ("Iteration", self._iteration),
                ("Snapshot", self._snapshot),
                ("Device", self._device),
                ("Batch size", self._batch),
            ):
                with dpg.table_row():
                    look.text(words, style=Style.TEXT_DIM)
                    field.build(0, width_px=-1)
        look.wear(table, None)
        look.space(2, parent=card)
        look.text("Videos; predictions of this iteration are replaced", parent=card, style=Style.TEXT_DIM)
        self._videos.build(card)
        self._creates.build(card)
        self._environment.build(card, wrap=_WIDTH - 40)
        self._watch.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show the choices of last time."""
        del card_px
        self._watch.begin(dialog, session)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Follow the choices and the project."""
        project = self._watch.news(scene)
        if project is not None:
            self._show(scene.session.dlc, project)

    def press(self, key: str) -> None:
        """Answer a key; arrows and Tab belong to the fields."""
        if key in ("enter", "esc"):
            self._answers.press(key)

    def _show(self, dlc: Dlc, project: DlcProject) -> None:
        analysis = dlc.analysis
        dpg.set_value(self._project, project_words(project))
        iteration = project.iteration(analysis.iteration)
        self._iteration.show(iteration_options(project), None if iteration is None else iteration.number)
        self._snapshot.show(snapshot_options(iteration), analysis.snapshot)
        self._device.show(device_options(dlc.environment, analysis.device), analysis.device)
        self._batch.show(analysis.batch_size)
        self._videos.show(project.videos, analysis.videos)
        self._creates.show(analysis.creates_video)
        self._environment.show(dlc.environment)

    def _analyse(self) -> None:
        if self._batch.problem:
            arguments = {"text": self._batch.problem, "severity": Severity.WARNING.value}
            self._emit(Call("message.say", arguments))
            return
        self._emit(Call("dlc.start_analysis"))

    def _set(self, name: str, value: Any) -> None:
        self._emit(Call("dlc.set_analysis", {"name": name, "value": value}))
