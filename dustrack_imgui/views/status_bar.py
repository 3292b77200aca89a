"""The status bar: where one is, what the program says, what runs, what is saved."""

from __future__ import annotations

from collections.abc import Callable

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Playback, Session, VideoState
from dustrack_imgui.model.status import Message, Severity
from dustrack_imgui.views.colours import blended, palette
from dustrack_imgui.views.job_cell import JobCell
from dustrack_imgui.views.layout import status_cells
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.unsaved import UnsavedMemo
from dustrack_imgui.views.wording import clock, counted, padded, rate, speed

FLASH_SECS = 0.9
JOURNAL_LATE_MS = 2000.0
_PADDING = 10
_STYLES = {Severity.INFO: None, Severity.WARNING: Style.TEXT_WARNING, Severity.ERROR: Style.TEXT_ERROR}
_SIGNS = {Severity.INFO: "", Severity.WARNING: "⚠ ", Severity.ERROR: "✖ "}


class StatusBar:
    """One line at the foot of the window.

    Parameters
    ----------
    clock_secs
        Running time in seconds; a refusal flashes by it.
    """

    def __init__(self, emit: Emit, look: Look, unsaved: UnsavedMemo, clock_secs: Callable[[], float]) -> None:
        self._look = look
        self._unsaved = unsaved
        self._clock_secs = clock_secs
        self._job = JobCell(emit, look)
        self._message: Message | None = None
        self._told: Message | None = None
        self._step: str | None = None
        self._message_px = 0
        self._flash_until: float | None = None
        self._at: tuple[object, ...] = ()
        self._xy_image: tuple[float, float] | None = (0.0, 0.0)
        self._saved_words = ""
        self._session: object = None
        self._journal_is_late = False

    @property
    def is_settled(self) -> bool:
        """Whether nothing moves by itself."""
        return self._flash_until is None

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the cells."""
        self._window = self._look.box(parent, Style.PANEL_FLUSH)
        self._cells = {
            name: self._look.box(self._window, Style.MESSAGE if name == "message" else Style.STATUS)
            for name in ("place", "message", "job", "cursor", "saved")
        }
        self._place = self._look.text(parent=self._cells["place"])
        self._text = self._look.text(parent=self._cells["message"])
        with self._look.tip(self._text):
            self._full_text = self._look.text(wrap=480)
        self._job.build(self._cells["job"])
        self._cursor = self._look.text(parent=self._cells["cursor"], style=Style.TEXT_DIM)
        self._saved = self._look.text(parent=self._cells["saved"])
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move, and share the width between the cells."""
        self._rect, self._scale = rect, scale
        self._job.place()
        dpg.configure_item(self._window, pos=(rect.left, rect.top), width=rect.width, height=rect.height)
        self._share_width()
        self._at = ()
        self._session = None

    def draw(self, scene: Scene) -> None:
        """Show where one is, the last message or the step that was made since, the job and the save state."""
        session = scene.session
        if scene.xy_image is not self._xy_image:
            self._xy_image = scene.xy_image
            dpg.set_value(self._cursor, self._cursor_words(scene.xy_image))
        if self._job.draw(scene):
            self._share_width()
        if session.message is not self._message:
            self._step = session.history.undo
            self._say(session.message)
        elif session.history.undo != self._step:
            self._step = session.history.undo
            if self._step is not None and session.message.severity is not Severity.ERROR:
                self._write(Message(f"{self._step[:1].upper()}{self._step[1:]}"))
        if self._flash_until is not None:
            self._flash(self._flash_until)
        is_late = scene.figures.journal_lag_ms > JOURNAL_LATE_MS
        if session is self._session and is_late is self._journal_is_late:
            return
        self._session = session
        self._journal_is_late = is_late
        self._draw_place(session.active, session.playback)
        self._draw_saved(session, scene.figures.journal_lag_ms if is_late else 0.0)

    def _draw_place(self, state: VideoState | None, playback: Playback) -> None:
        at = () if state is None else (state.video, state.view.frame, playback)
        if at == self._at:
            return
        self._at = at
        if state is None:
            dpg.set_value(self._place, "")
            return
        video, frame = state.video, state.view.frame
        n_digits = len(str(video.n_frames))
        parts = [
            f"{padded(frame, n_digits)} / {video.n_frames}",
            clock(video.time_secs(frame)),
            rate(video.fps),
            speed(playback.speed) if playback.direction >= 0 else f"−{speed(playback.speed)}",
        ]
        dpg.set_value(self._place, "    ".join(parts))

    def _draw_saved(self, session: Session, late_ms: float) -> None:
        unsaved = self._unsaved.names(session)
        if late_ms:
            words, style = f"journal {late_ms / 1000:.0f} s late", Style.TEXT_ERROR
        elif unsaved:
            words, style = f"● {counted(len(unsaved), 'unsaved layer')}", Style.TEXT_WARNING
        else:
            words, style = "All saved" if session.videos else "", Style.TEXT_DIM
        if words != self._saved_words:
            self._saved_words = words
            dpg.set_value(self._saved, words)
            self._look.wear(self._saved, style)

    def _say(self, message: Message) -> None:
        is_first = self._message is None
        self._message = message
        self._write(message)
        if message.severity is not Severity.INFO and not is_first:
            self._flash_until = self._clock_secs() + FLASH_SECS

    def _write(self, message: Message) -> None:
        self._told = message
        dpg.set_value(self._full_text, message.text)
        self._fit_message()
        self._look.wear(self._text, _STYLES[message.severity])

    def _flash(self, until: float) -> None:
        """Fade the cell from the error fill to nothing."""
        left = max(0.0, until - self._clock_secs()) / FLASH_SECS
        colours = palette(self._look.is_dark)
        self._look.paint(Style.MESSAGE, blended(colours.panel, colours.error_fill, left))
        if left == 0.0:
            self._flash_until = None

    def _cursor_words(self, xy_image: tuple[float, float] | None) -> str:
        if xy_image is None:
            return ""
        return f"x {padded(round(xy_image[0], 1), 6)}   y {padded(round(xy_image[1], 1), 6)}"

    def _share_width(self) -> None:
        cells = status_cells(self._rect.width, self._scale, has_job=self._job.is_busy)
        for name, window in self._cells.items():
            span = getattr(cells, name)
            dpg.configure_item(window, show=span is not None)
            if span is not None:
                dpg.configure_item(window, pos=(span[0], 0), width=span[1], height=self._rect.height)
        self._message_px = cells.message[1] - 2 * self._look.px(_PADDING)
        self._fit_message()

    def _fit_message(self) -> None:
        """Show as much of the message as there is room for; the tooltip has all of it."""
        if self._told is not None:
            words = _SIGNS[self._told.severity] + self._told.text.replace("\n", " ")
            dpg.set_value(self._text, self._look.fitted(words, self._message_px))
