"""Status bar: the background job with its progress and a button that cancels it."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.status import JobStatus
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style


def job_words(jobs: tuple[JobStatus, ...]) -> str:
    """What the first job does, and how many wait behind it."""
    first = jobs[0]
    doing = "cancelling" if first.is_cancelling else first.phase
    words = f"{first.title}: {doing}" if doing else first.title
    if first.fraction is not None:
        words += f"  {first.fraction:.0%}"
    return f"{words}  (+{len(jobs) - 1})" if len(jobs) > 1 else words


class JobCell:
    """First of the running jobs, or the video that is being opened."""

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._jobs: tuple[JobStatus, ...] = ()
        self._opening: tuple[str, float] | None = None
        self.is_busy = False

    def build(self, parent: Item) -> None:
        """Create the bar and the button."""
        with columns(self._look, parent, True, False), dpg.table_row():
            self._bar = dpg.add_progress_bar(width=-1)
            self._cancel = dpg.add_button(label="✕", small=True, callback=self._pressed)
        self._look.wear(self._cancel, Style.FLAT)
        with self._look.tip(self._bar):
            self._all = self._look.text()
        with self._look.tip(self._cancel):
            self._look.text("Cancel this job; nothing is changed")

    def place(self) -> None:
        """Fit the height of the status bar."""
        dpg.configure_item(self._bar, height=self._look.px(18))

    def draw(self, scene: Scene) -> bool:
        """Show the job; whether the cell came or went, so that the bar has to share its width anew."""
        jobs = scene.session.jobs
        has_page = not scene.session.videos and scene.picture is None
        opening = None if has_page else scene.opening
        if jobs is self._jobs and opening is self._opening:
            return False
        self._jobs, self._opening = jobs, opening
        was_busy, self.is_busy = self.is_busy, bool(jobs) or opening is not None
        if jobs:
            words, fraction = job_words(jobs), jobs[0].fraction
        elif opening is not None:
            words, fraction = f"opening {opening[0]}  {opening[1]:.0%}", opening[1]
        else:
            return was_busy
        dpg.configure_item(self._bar, overlay=self._look.fitted(words, self._look.px(225)))
        dpg.set_value(self._bar, fraction or 0.0)
        dpg.set_value(self._all, "\n".join(job_words((job,)) for job in jobs) or words)
        dpg.configure_item(self._cancel, show=bool(jobs))
        return was_busy is not self.is_busy

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        if self._jobs:
            self._emit(Call("job.cancel", {"job": self._jobs[0].id}))
