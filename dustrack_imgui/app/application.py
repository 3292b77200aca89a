"""The composition root: puts store, systems, input and desk together and runs the loop."""

from __future__ import annotations

import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import dearpygui.dearpygui as dpg

from dustrack_imgui.app.dpg_input import DpgInput
from dustrack_imgui.app.dropping import DropTarget
from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.events import Emitted
from dustrack_imgui.app.figures import FigureBoard
from dustrack_imgui.app.frame_loop import FrameLoop
from dustrack_imgui.app.gestures import Gestures
from dustrack_imgui.app.key_file import LoadedKeys, load_keys
from dustrack_imgui.app.keys import KeyRouter, Request
from dustrack_imgui.app.needs import Outside
from dustrack_imgui.app.pacing import Pacing
from dustrack_imgui.app.pointer import PointerRouter
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.stages import Stages
from dustrack_imgui.app.surfaces import DeskSurfaces
from dustrack_imgui.app.systems.enhancing import EnhancingSystem
from dustrack_imgui.app.systems.journaling import JournalingSystem
from dustrack_imgui.app.systems.keeping_keys import KeepingKeysSystem
from dustrack_imgui.app.systems.late import LateSystems
from dustrack_imgui.app.systems.opening import OpeningSystem
from dustrack_imgui.app.systems.painting import PaintingSystem
from dustrack_imgui.app.systems.picturing import PicturingSystem
from dustrack_imgui.app.systems.playing import PlayingSystem
from dustrack_imgui.app.systems.recalling import RecallingSystem
from dustrack_imgui.app.systems.system import System
from dustrack_imgui.app.view_files import ViewFiles
from dustrack_imgui.app.waking import input_wait_ender
from dustrack_imgui.app.warm_up import DECODING, DIALOGS, WORKING, WarmUp
from dustrack_imgui.commands.table import COMMAND_TABLE, KEYMAP
from dustrack_imgui.model.session import Session
from dustrack_imgui.resources import icon_path
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.journal import default_state_folder
from dustrack_imgui.store.outline import Outline
from dustrack_imgui.store.store import Store
from dustrack_imgui.views.desk import Desk
from dustrack_imgui.views.image_pane import ImagePane
from dustrack_imgui.views.layout import Slot
from dustrack_imgui.views.panel import Panel
from dustrack_imgui.views.scene import Scene
from dustrack_imgui.views.timeline import Timeline
from dustrack_imgui.views.trace_panes import TracePanes
from dustrack_imgui.views.typing_guard import forget_fields, is_typing

log = logging.getLogger(__name__)
TITLE = "DUSTrack ImGui"
MAX_BAD_FRAMES = 10


@dataclass(frozen=True)
class Options:
    """How the window starts.

    Attributes
    ----------
    videos
        Videos to open, in order; the first is shown.
    layer
        Layer to begin with; None lets the files decide.
    size_px
        Client area of the window.
    state_folder
        Where journals are kept; None takes the user's state folder.
    has_vsync
        Whether rendering waits for the display.
    waits_for_input
        Whether an idle window may wait in the render call; not where input comes past the window system.
    session
        First session, e.g. with another scale.
    keys_path
        The user's own keys; None for the default ones, which are then kept nowhere.
    has_native_dialogs
        Whether the desktop's own file dialog is asked beside the path field.
    """

    videos: Sequence[Path] = ()
    layer: str | None = None
    size_px: tuple[int, int] = (1440, 900)
    state_folder: Path | None = None
    has_vsync: bool = True
    waits_for_input: bool = True
    session: Session = field(default_factory=Session)
    keys_path: Path | None = None
    has_native_dialogs: bool = False


class Application:
    """The window with everything behind it. Make one a process, on the main thread."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._soon: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._is_stopped = False
        self.is_closed = False
        self.thread_id = threading.get_ident()
        self.pacing = Pacing(has_vsync=options.has_vsync)
        self.stages = Stages()
        self.readers = Readers(self.pacing.wake)
        self._warm_up = WarmUp(self.pacing.wake)
        self._journaling = JournalingSystem(options.state_folder, self.pacing.wake)
        loaded = load_keys(options.keys_path, COMMAND_TABLE) if options.keys_path else LoadedKeys()
        interface = replace(options.session.interface, keys=loaded.bindings)
        session = replace(options.session, interface=interface)
        self.store = Store(session, COMMAND_TABLE, journal=self._journaling.journal)
        self._outline = Outline(self.store.history)
        self._drop_target = DropTarget(self._dropped)
        self._open_viewport()
        self._raw = DpgInput()
        self.image, self.traces, self.timeline = ImagePane(), TracePanes(), Timeline()
        canvas: dict[Slot, Panel] = {
            Slot.IMAGE: self.image,
            Slot.TRACES: self.traces,
            Slot.TIMELINE: self.timeline,
        }
        self.desk = Desk(COMMAND_TABLE, self._emit, canvas, lambda: self._warm_up.finish(DIALOGS))
        self._size_px = _client_size()
        self.desk.build(*self._size_px, interface)
        self._picturing = PicturingSystem(self.readers)
        self.enhancing = EnhancingSystem(self.readers, self._picturing, self.pacing.wake)
        self._painting = PaintingSystem(self.enhancing, lambda: self.image.pixel_type)
        self._state_folder = options.state_folder or default_state_folder()
        self._view_files = ViewFiles(self._state_folder)
        self._opening = OpeningSystem(self.readers, self.pacing.wake, self._view_files, self._warm_up)
        gestures = Gestures()
        keys = KeyRouter(KEYMAP, COMMAND_TABLE, gestures)
        self.surfaces = DeskSurfaces(self.image, self.traces, self.timeline, self.desk.covers)
        self._pointer = PointerRouter(self.surfaces, gestures)
        self.loop = FrameLoop(
            self.store,
            COMMAND_TABLE,
            self._raw,
            keys,
            self._pointer,
            self,
            Outside(
                xy_image=self._xy_image,
                trace_frame=self._trace_frame,
                exact_frame=self.enhancing.exact_frame,
                grey_percentiles=self.enhancing.grey_percentiles,
                pane=lambda: self.surfaces.pane_at(self._raw.xy_mouse),
                trace_limits=lambda: (self.traces.value_range("x"), self.traces.value_range("y")),
            ),
            (
                KeepingKeysSystem(keys, COMMAND_TABLE, options.keys_path, loaded, self.pacing.wake),
                PlayingSystem(self.enhancing.is_shown),
                self._opening,
                LateSystems(self._later_systems, lambda: self._warm_up.is_loaded(WORKING)),
                self._journaling,
                RecallingSystem(self._state_folder, self.pacing.wake),
                self._picturing,
                self.enhancing,
                self._painting,
            ),
            self.stages,
        )
        self._figures = FigureBoard(
            self.stages,
            self.readers,
            self._journaling,
            self.enhancing.equaliser,
            self._painting.painter,
        )
        for number, path in enumerate(options.videos):
            arguments = {"path": str(path), "layer": options.layer, "is_wanted": number == 0}
            self.loop.apply([Call("app.open_video", MappingProxyType(arguments))])

    @property
    def session(self) -> Session:
        """The current session."""
        return self.store.session

    @property
    def engine(self) -> Engine:
        """Store and systems, for the thread of the loop."""
        return self.loop.engine

    def run(self) -> None:
        """Run the loop until the window is closed."""
        try:
            while dpg.is_dearpygui_running() and not (self.session.is_closing or self._is_stopped):
                self.turn()
        finally:
            self.close()

    def turn(self) -> None:
        """One turn of the loop, with its rest.

        Raises
        ------
        RuntimeError
            After ten bad frames in a row; the journal is on disk then.
        """
        began = time.perf_counter()
        while not self._soon.empty():
            self._soon.get_nowait()()
        self._picturing.is_dragging = self._pointer.is_scrubbing
        self.loop.turn()
        with self.stages.timed("views"):
            if self._warm_up.is_loaded(DIALOGS):
                self.desk.build_more()
            self._draw()
            self._painting.begin()
        self._warm()
        self._render()
        self._figures.frame_ended(time.perf_counter() - began, is_moving=self.session.playback.direction != 0)
        if self.desk.bad_frames >= MAX_BAD_FRAMES:
            self._journaling.flush()
            raise RuntimeError(
                "A part of the window failed ten times in a row; all edits are in the journal."
            )
        if self.loop.has_input:
            self.pacing.stir(time.perf_counter())
        self.pacing.rest(is_active=self._is_active(), frame_started_secs=began)

    def close(self) -> None:
        """Stop the systems, close the files, destroy the window."""
        self._warm_up.close()
        self.loop.close()
        self.readers.close()
        dpg.destroy_context()
        self.is_closed = True

    def handle_key(self, name: str) -> bool:
        """Give a key to the open dialog, to a panel that wants it, or to the welcome page without a video."""
        if self.session.dialog is not None:
            return self.desk.dialogs.handle_key(name)
        taker = self.desk.blips if self.session.videos else self.desk.welcome
        return taker.handle_key(name)

    def is_typing(self) -> bool:
        """Whether a text field has the cursor."""
        return is_typing()

    @property
    def xy_mouse(self) -> tuple[float, float]:
        """Mouse position in screen pixels."""
        return self._raw.xy_mouse

    @property
    def is_warm(self) -> bool:
        """Whether all that was left for after the first picture is loaded and made."""
        return self._warm_up.is_loaded(DIALOGS) and self.desk.is_complete

    @property
    def frames_drawn(self) -> int:
        """Rendered frames since the start."""
        return self._figures.frames_drawn

    def call_soon(self, function: Callable[[], None]) -> None:
        """Run a function on the main thread before the next turn; callable from any thread."""
        self._soon.put(function)
        self.pacing.wake()

    def screenshot(self, path: Path) -> None:
        """Write a picture of the window as PNG with one of the next frames; callable from any thread."""
        self.call_soon(lambda: _capture(path))

    def stop(self) -> None:
        """Leave the loop without asking; nothing unsaved is lost, it stays in the journal."""
        self._is_stopped = True

    def ask(self, command: str, **arguments: object) -> None:
        """Apply a command by id, as a key would; for scripts and tests on the main thread."""
        self.loop.ask(Request(command, arguments))

    def _warm(self) -> None:
        """Load what the first picture did without: decoders, and when no video is on its way, the rest."""
        self._warm_up.load(DECODING)
        if self.image.visible_frame is not None or not self._opening.is_active(self.session):
            self._warm_up.load(WORKING)
            self._warm_up.load(DIALOGS)

    def _later_systems(self) -> tuple[System, ...]:
        self._warm_up.finish(WORKING)
        from dustrack_imgui.app.systems.later import later_systems

        return later_systems(
            self.readers,
            self.pacing.wake,
            self._state_folder,
            self._view_files,
            _capture,
            has_native_dialogs=self._options.has_native_dialogs,
        )

    def _is_active(self) -> bool:
        if self.session.interface.shows_developer_panel:
            return True
        is_settled = self.image.is_settled and self.timeline.is_settled and self.desk.is_settled
        return self.loop.is_active() or not is_settled

    def _render(self) -> None:
        if self.pacing.begin_wait(time.perf_counter(), is_active=self._is_active()):
            dpg.configure_app(wait_for_input=True)
            dpg.render_dearpygui_frame()
            dpg.configure_app(wait_for_input=False)
            self.pacing.end_wait(time.perf_counter())
            return
        with self.stages.timed("render"):
            dpg.render_dearpygui_frame()

    def _draw(self) -> None:
        size = _client_size()
        if size != self._size_px:
            self._size_px = size
            self.desk.resize(*size)
        enhancing = self.enhancing
        picture = enhancing.picture if self.session.videos else self._opening.first_picture
        self.desk.draw(
            Scene(
                session=self.session,
                picture=picture,
                picture_hint=enhancing.hint,
                display_lut=enhancing.display_lut,
                opening=self._opening.opening,
                cached_ranges=self._picturing.cached_ranges,
                xy_mouse=self._raw.xy_mouse,
                xy_image=self._xy_image(self.session),
                box=self._pointer.box,
                figures=self._figures.current(
                    time.perf_counter(), is_shown=self.session.interface.shows_developer_panel
                ),
                history=self._outline.page,
                painted=self._painting.painter.take,
            )
        )

    def _dropped(self, paths: Sequence[Path]) -> None:
        for number, path in enumerate(paths):
            self._emit(Call("app.open_video", {"path": str(path), "is_wanted": number == 0}))

    def _emit(self, call: Call) -> None:
        self._raw.push(Emitted(call.command, tuple(call.arguments.items())))

    def _xy_image(self, session: Session) -> tuple[float, float] | None:
        return self.surfaces.xy_image_at(session, self._raw.xy_mouse)

    def _trace_frame(self) -> float | None:
        xy = self._raw.xy_mouse
        pane = self.surfaces.pane_at(xy)
        if pane == "timeline":
            return float(self.surfaces.timeline_frame(xy[0]))
        return self.surfaces.trace_frame_at(xy) if pane == "traces" else None

    def _open_viewport(self) -> None:
        width, height = self._options.size_px
        icon = str(icon_path(".ico")) if sys.platform == "win32" else ""
        dpg.create_context()
        forget_fields()
        dpg.configure_app(manual_callback_management=True, auto_device=True)
        dpg.create_viewport(
            title=TITLE,
            width=width,
            height=height,
            min_width=800,
            min_height=500,
            x_pos=0,
            y_pos=0,
            vsync=self._options.has_vsync,
            disable_close=True,
            small_icon=icon,
            large_icon=icon,
        )
        dpg.setup_dearpygui()
        dpg.show_viewport()
        self._drop_target.install()
        if self._options.waits_for_input:
            self.pacing.allow_waiting(input_wait_ender(TITLE))


def _capture(path: Path) -> None:
    dpg.output_frame_buffer(str(path))


def _client_size() -> tuple[int, int]:
    now = dpg.get_viewport_configuration("")  # one call: it is asked in every turn
    return now["client_width"], now["client_height"]
