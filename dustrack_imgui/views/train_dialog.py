"""Dialog: how to train the next round. It remembers its choices; Enter trains, Esc closes it."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.dlc_rules import refine_of
from dustrack_imgui.model.dlc import BEST, Dlc, DlcProject, Refine, Training
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, Severity
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.dlc_fields import ChoiceField, IntField, TickField, VideoTicks
from dustrack_imgui.views.dlc_options import (
    augmentation_options,
    choice_options,
    device_options,
    iteration_options,
    net_options,
    project_words,
    snapshot_options,
)
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.open_video import bare_path
from dustrack_imgui.views.project_watch import EnvironmentLine, ProjectWatch
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field

_WIDTH = 720
_MAX_EPOCHS = 10_000_000
_REFINES = {
    Refine.SCRATCH: "Start from scratch",
    Refine.IN_PROJECT: "Refine a snapshot of this project",
    Refine.EXTERNAL: "Refine a snapshot of another project",
}


class TrainDialog:
    """Source of the weights, length and kind of the training, videos to track afterwards."""

    size = (_WIDTH, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._iteration = ChoiceField("source_iteration", self._set)
        self._snapshot = ChoiceField("source_snapshot", self._set)
        self._net = ChoiceField("net_type", self._set)
        self._augmentation = ChoiceField("augmentation", self._set)
        self._device = ChoiceField("device", self._set)
        self._choice = ChoiceField("snapshot_choice", self._set)
        self._epochs = IntField("epochs", "Epochs", 1, _MAX_EPOCHS, self._set)
        self._batch = IntField("batch_size", "Batch size", 1, 4096, self._set)
        self._patience = IntField("early_stop_epochs", "Epochs without a gain", 1, _MAX_EPOCHS, self._set)
        self._videos = VideoTicks(look, self._set, all_words="All videos of the project")
        self._pretrained = TickField(
            "is_pretrained", "from weights of photographs (ImageNet; fetched once)", self._set
        )
        self._keeps_head = TickField(
            "is_head_kept", "It has as many body parts: keep its output layer", self._set
        )
        self._creates = TickField("creates_video", "Make labelled videos, too", self._set)
        self._environment = EnvironmentLine(look)
        self._watch = ProjectWatch(look)
        self._answers = AnswerRow(
            look, (Answer("Train", self._train), Answer("Cancel", lambda: emit(Call("dialog.dismiss"))))
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        look = self._look
        look.text("Train DLC model", parent=card, font=Font.TITLE)
        self._project = look.text(parent=card, style=Style.TEXT_DIM, wrap=_WIDTH - 40)
        look.space(2, parent=card)
        with dpg.group(parent=card, horizontal=True):
            self._radio = dpg.add_radio_button(list(_REFINES.values()), callback=self._refine_chosen)
            with dpg.group():
                self._pretrained.build(0)
                with dpg.group(horizontal=True):
                    self._iteration.build(0, width_px=look.px(205))
                    self._snapshot.build(0, width_px=look.px(188))
                    look.space(25)
                self._keeps_head.build(0)
        with dpg.group(parent=card, horizontal=True):
            self._path = add_text_field(0, hint="snapshot file (.pt)", width=look.px(_WIDTH - 140))
            dpg.set_item_callback(self._path, self._path_edited)
            self._browse = dpg.add_button(
                label="Browse…", callback=lambda: self._emit(Call("dlc.choose_external"))
            )
        look.space(2, parent=card)
        with columns(look, card, False, True, False, True) as table:
            with dpg.table_row():
                look.text("Epochs", style=Style.TEXT_DIM)
                self._epochs.build(0, width_px=-1)
                look.text("Batch size", style=Style.TEXT_DIM)
                self._batch.build(0, width_px=-1)
            with dpg.table_row():
                look.text("Network", style=Style.TEXT_DIM)
                self._net.build(0, width_px=-1)
                look.text("Device", style=Style.TEXT_DIM)
                self._device.build(0, width_px=-1)
            with dpg.table_row():
                look.text("Augmentation", style=Style.TEXT_DIM)
                self._augmentation.build(0, width_px=-1)
                look.text("Track with", style=Style.TEXT_DIM)
                self._choice.build(0, width_px=-1)
        look.wear(table, None)
        with dpg.group(parent=card, horizontal=True):
            self._stops = dpg.add_checkbox(
                label="End early when the test error has not fallen for", callback=self._stops_ticked
            )
            self._patience.build(0, width_px=look.px(64))
            look.text("epochs")
        look.space(2, parent=card)
        look.text("Track afterwards", parent=card, style=Style.TEXT_DIM)
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
        dpg.set_value(self._path, session.dlc.training.external_path)
        patience = session.dlc.training.early_stop_epochs
        dpg.set_value(self._patience.item, str(patience or 20))

    def draw(self, scene: Scene) -> None:
        """Follow the choices, the project and what DeepLabCut says of itself."""
        before, dlc = self._watch.dlc, scene.session.dlc
        project = self._watch.news(scene)
        if project is not None:
            self._show(dlc.training, project, dlc)
        path = dlc.training.external_path
        if (
            before is not None
            and before.training.external_path != path
            and not dpg.is_item_active(self._path)
        ):
            dpg.set_value(self._path, path)

    def press(self, key: str) -> None:
        """Answer a key; arrows and Tab belong to the fields."""
        if key in ("enter", "esc"):
            self._answers.press(key)

    def _show(self, training: Training, project: DlcProject, dlc: Dlc) -> None:
        dpg.set_value(self._project, project_words(project))
        refine = refine_of(training, project)
        dpg.set_value(self._radio, _REFINES[refine])
        self._pretrained.show(training.is_pretrained)
        dpg.configure_item(self._pretrained.item, enabled=refine is Refine.SCRATCH)
        self._keeps_head.show(training.is_head_kept)
        dpg.configure_item(self._keeps_head.item, show=refine is Refine.EXTERNAL)
        source = project.iteration(training.source_iteration)
        is_inner = refine is Refine.IN_PROJECT
        for field in (self._iteration, self._snapshot):
            dpg.configure_item(field.item, show=bool(project.trained))
            field.enable(is_inner)
        self._iteration.show(iteration_options(project), None if source is None else source.number)
        self._snapshot.show(snapshot_options(source), training.source_snapshot or BEST)
        for item in (self._path, self._browse):
            dpg.configure_item(item, show=refine is Refine.EXTERNAL)
        self._epochs.show(training.epochs)
        self._batch.show(training.batch_size)
        self._net.show(net_options(training.net_type), training.net_type)
        self._augmentation.show(augmentation_options(), training.augmentation)
        self._device.show(device_options(dlc.environment, training.device), training.device)
        self._choice.show(choice_options(), training.snapshot_choice)
        stops = training.early_stop_epochs is not None
        dpg.set_value(self._stops, stops)
        dpg.configure_item(self._patience.item, enabled=stops)
        self._patience.show(training.early_stop_epochs)
        self._videos.show(project.videos, training.videos)
        self._creates.show(training.creates_video)
        self._environment.show(dlc.environment)

    def _train(self) -> None:
        training = self._watch.dlc.training if self._watch.dlc is not None else Training()
        fields = [self._epochs, self._batch]
        if training.early_stop_epochs is not None:
            fields.append(self._patience)
        problem = next((field.problem for field in fields if field.problem), "")
        if problem:
            self._emit(Call("message.say", {"text": problem, "severity": Severity.WARNING.value}))
            return
        if self._watch.dlc is not None and dpg.is_item_shown(self._path):
            self._set("external_path", bare_path(dpg.get_value(self._path)))
        self._emit(Call("dlc.ask_round"))

    def _set(self, name: str, value: Any) -> None:
        self._emit(Call("dlc.set_training", {"name": name, "value": value}))

    def _refine_chosen(self, sender: Any, words: Any, user_data: Any) -> None:
        del sender, user_data
        self._set("refine", next(refine.value for refine, text in _REFINES.items() if text == words))

    def _path_edited(self, sender: Any, typed: Any, user_data: Any) -> None:
        del sender, user_data
        self._set("external_path", bare_path(typed))

    def _stops_ticked(self, sender: Any, is_ticked: Any, user_data: Any) -> None:
        del sender, user_data
        typed = dpg.get_value(self._patience.item).strip()
        patience = int(typed) if typed.isdigit() and int(typed) > 0 else 20
        self._set("early_stop_epochs", patience if is_ticked else None)
