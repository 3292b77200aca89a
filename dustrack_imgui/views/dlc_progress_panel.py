"""Beside the picture: how a job of DeepLabCut fares, and what can be asked of it."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc import Dlc
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.dlc_job_words import best_words, phase_lines, progress_words, state_words
from dustrack_imgui.views.dlc_log import LogBox
from dustrack_imgui.views.dlc_plot import CurvePlot
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import shortened

MAX_PHASES = 9
_PADDING, _SCROLL_BAR = 10, 15
_MIN_LOG = 72
_LOG_HEAD = 64
_PLOTS, _ROOMY_PLOTS = (86, 86, 36), (112, 112, 44)
"""Heights of loss, error and likelihood; the second ones in a panel of the height `_ROOMY` at least."""
_ROOMY = 880
_STYLES = {JobEnd.FAILED: Style.TEXT_ERROR, JobEnd.CANCELLED: Style.TEXT_WARNING}


class DlcProgressPanel:
    """A column at the right. It may be closed at any time: the job goes on, the status bar tells of it."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._close = CommandButton(
            commands, emit, look, "dlc.toggle_panel", text="×", style=Style.FLAT,
            refused_style=Style.FLAT_REFUSED,
        )  # fmt: skip
        self._pause = CommandButton(commands, emit, look, "dlc.toggle_pause", text="Pause")
        self._cancel = CommandButton(commands, emit, look, "dlc.ask_cancel", text="Cancel…")
        self._keep = CommandButton(commands, emit, look, "dlc.keep")
        self._detach = CommandButton(commands, emit, look, "dlc.detach")
        self._analyse = CommandButton(commands, emit, look, "dlc.analyse", text="Analyse…")
        self._evaluation = CommandButton(commands, emit, look, "dlc.evaluation", text="Snapshots…")
        self._loss = CurvePlot(
            look, "Loss", {"train_loss": "train", "test_loss": "test"}, ("accent", "warning")
        )
        self._error = CurvePlot(
            look, "Error, px", {"train_rmse": "train", "test_rmse": "test"}, ("accent", "warning")
        )
        self._likelihood = CurvePlot(
            look, "Likelihood", {"test_likelihood": "test"}, ("warning",), span=(0.0, 1.0)
        )
        self._plots = (self._loss, self._error, self._likelihood)
        self._log = LogBox(look)
        self._rect = Rect(0, 0, 1, 1)
        self._is_shown = False
        self._dlc: Dlc | None = None
        self._job: DlcJob | None = None
        self._height_px = -1
        self._has_scroll_bar = False

    @property
    def is_settled(self) -> bool:
        """Whether nothing scrolls."""
        return not self._is_shown or (self._log.is_settled and self._height_px >= 0)

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the panel, hidden."""
        look = self._look
        self._panel = look.box(parent, Style.PANEL, is_shown=False, is_scrolling=True)
        self._above = window = dpg.add_group(parent=self._panel)
        with columns(look, window, True, False), dpg.table_row():
            self._title = look.text("DeepLabCut", font=Font.STRONG)
            self._close.build(0)
        self._choice = dpg.add_combo(parent=window, width=-1, show=False, callback=self._chosen)
        self._none = look.text(
            "Nothing runs. Train from the DeepLabCut menu.", parent=window, style=Style.TEXT_DIM, wrap=320
        )
        self._body = dpg.add_group(parent=window, show=False)
        self._state = look.text(parent=self._body)
        self._over = look.text(parent=self._body, style=Style.TEXT_DIM, font=Font.SMALL)
        self._phase = look.text(parent=self._body, style=Style.TEXT_ACCENT)
        self._bar = dpg.add_progress_bar(parent=self._body, width=-1)
        self._progress = look.text(parent=self._body, font=Font.SMALL)
        self._item = look.text(parent=self._body, style=Style.TEXT_DIM, font=Font.SMALL)
        self._running = dpg.add_group(parent=self._body)
        with dpg.group(parent=self._running, horizontal=True):
            self._pause.build(0)
            self._cancel.build(0)
        self._keep.build(self._running, width_px=-1)
        self._detach.build(self._running, width_px=-1)
        self._ended = dpg.add_group(parent=self._body, show=False)
        self._outcome = look.text(parent=self._ended, wrap=320)
        self._fault = look.text(parent=self._ended, style=Style.TEXT_ERROR, wrap=320)
        self._hint = look.text(parent=self._ended, wrap=320)
        with dpg.group(parent=self._ended, horizontal=True):
            self._copy = dpg.add_button(label="Copy the error", callback=self._copied)
            self._evaluation.build(0)
            self._analyse.build(0)
            self._dismiss = dpg.add_button(label="Put away", callback=self._dismissed)
        look.space(2, parent=self._body)
        self._loss.build(self._body)
        self._error.build(self._body)
        self._best = look.text(parent=self._body, style=Style.TEXT_DIM, font=Font.SMALL)
        self._likelihood.build(self._body)
        self._log_group = dpg.add_group(parent=self._panel, show=False)
        self._log.build(self._log_group)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move to a rectangle; the log takes the room that is left."""
        del scale
        self._rect = rect
        dpg.configure_item(self._panel, pos=(rect.left, rect.top), width=rect.width, height=rect.height)
        self._fit_width()
        heights = _ROOMY_PLOTS if rect.height >= self._look.px(_ROOMY) else _PLOTS
        for plot, height in zip(self._plots, heights, strict=True):
            plot.place(self._look.px(height))
        self._job = None
        self._height_px = -1

    def _fit_width(self) -> None:
        """Share the width beside the scroll bar, if there is one."""
        self._has_scroll_bar = dpg.get_y_scroll_max(self._panel) > 0
        inner = self._rect.width - self._look.px(2 * _PADDING + (_SCROLL_BAR if self._has_scroll_bar else 0))
        half = (inner - self._look.px(6)) // 2
        for button in (self._pause, self._cancel):
            dpg.configure_item(button.item, width=half)
        for text in (self._none, self._progress, self._item, self._outcome, self._fault, self._hint):
            dpg.configure_item(text, wrap=inner)

    def draw(self, scene: Scene) -> None:
        """Follow the job."""
        session = scene.session
        dlc = session.dlc
        is_shown = dlc.shows_panel and bool(session.videos)
        if is_shown is not self._is_shown:
            self._is_shown = is_shown
            dpg.configure_item(self._panel, show=is_shown)
        if not is_shown:
            return
        buttons = (
            self._close, self._pause, self._cancel, self._keep, self._detach, self._analyse, self._evaluation,
        )  # fmt: skip
        for button in buttons:
            button.draw(session)
        if dlc is not self._dlc:
            self._dlc = dlc
            self._offer(dlc)
        job = dlc.job
        if job is not None:
            if job is not self._job:
                self._show(job)
            self._log.show(job.lines)
        self._job = job
        self._share_height()

    def _offer(self, dlc: Dlc) -> None:
        """Offer the jobs when there are several."""
        job = dlc.job
        dpg.configure_item(self._none, show=job is None)
        for part in (self._body, self._log_group):
            dpg.configure_item(part, show=job is not None)
        names = [_name(one) for one in dlc.jobs]
        dpg.configure_item(self._choice, items=names, show=len(names) > 1)
        if job is not None:
            dpg.set_value(self._choice, _name(job))

    def _show(self, job: DlcJob) -> None:
        before, is_new = self._job, self._job is None or self._job.id != job.id
        dpg.set_value(self._title, shortened(job.title, 40))
        dpg.set_value(self._state, state_words(job))
        style = None if job.end is None else _STYLES.get(job.end, Style.TEXT_GOOD)
        self._look.wear(self._state, style)
        if is_new or before is None or job.phases is not before.phases or job.end is not before.end:
            self._show_phases(job)
        fraction = job.fraction
        dpg.set_value(self._bar, 0.0 if fraction is None else fraction)
        dpg.configure_item(
            self._bar, overlay="" if fraction is None else f"{fraction:.0%}", show=job.is_running
        )
        _say(self._progress, progress_words(job) if job.is_running else "")
        _say(self._item, shortened(job.item, 52) if job.is_running else "")
        self._pause.say("Go on" if job.is_pausing or job.is_paused else "Pause")
        if is_new or before is None or job.end is not before.end or job.outcome is not before.outcome:
            self._show_end(job)
        for plot in self._plots:
            plot.show(job.curves)
        _say(self._best, best_words(job.curve("test_rmse")))

    def _show_phases(self, job: DlcJob) -> None:
        over, current = phase_lines(job, MAX_PHASES)
        _say(self._over, over)
        _say(self._phase, current)

    def _show_end(self, job: DlcJob) -> None:
        fault = job.fault
        dpg.configure_item(self._running, show=job.is_running)
        dpg.configure_item(self._ended, show=not job.is_running)
        _say(self._outcome, "\n".join(job.outcome))
        _say(self._fault, "" if fault is None else fault.cause or fault.title)
        _say(self._hint, "" if fault is None else fault.hint)
        dpg.configure_item(self._copy, show=fault is not None)
        for button in (self._evaluation, self._analyse):
            dpg.configure_item(button.item, show=fault is None)

    def _share_height(self) -> None:
        """Give the log what is left below everything else, whose height is known when it was drawn."""
        if (dpg.get_y_scroll_max(self._panel) > 0) is not self._has_scroll_bar:
            self._fit_width()
        used = int(dpg.get_item_rect_size(self._above)[1])
        if used != self._height_px:
            self._height_px = used
            left = self._rect.height - used - self._look.px(_LOG_HEAD)
            self._log.place(max(left, self._look.px(_MIN_LOG)))

    def _chosen(self, sender: Any, name: Any, user_data: Any) -> None:
        del sender, user_data
        for job in self._dlc.jobs if self._dlc is not None else ():
            if _name(job) == name:
                self._emit(Call("dlc.show_job", {"job": job.id}))

    def _copied(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        if self._job is not None and self._job.fault is not None:
            dpg.set_clipboard_text(self._job.fault.text)
            self._emit(Call("message.say", {"text": "The error was copied."}))

    def _dismissed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        if self._job is not None:
            self._emit(Call("dlc.dismiss_job", {"job": self._job.id}))


def _name(job: DlcJob) -> str:
    return f"{job.title} ({state_words(job).lower()})  #{job.id % 1000}"


def _say(item: Item, words: str) -> None:
    dpg.set_value(item, words)
    dpg.configure_item(item, show=bool(words))
