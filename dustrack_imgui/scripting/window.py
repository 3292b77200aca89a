"""A window on a thread of its own, so that the prompt or script that opened it stays usable."""

from __future__ import annotations

import atexit
import threading
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dustrack_imgui.scripting.errors import SessionClosedError
from dustrack_imgui.scripting.window_link import WindowLink

if TYPE_CHECKING:
    from dustrack_imgui.app.application import Application

END_SECS = 10.0
_running: list[threading.Thread] = []


def open_window(
    *, is_dark: bool | None = None, state_folder: Path | None = None, timeout_secs: float | None = None
) -> WindowLink:
    """Open the window and return when it is there.

    Raises
    ------
    SessionClosedError
        When this process has a window already: a second one is not safe.
    """
    if _running:
        raise SessionClosedError("this process has had its window; open another one in a process of its own")
    opened: Future[Application] = Future()
    thread = threading.Thread(
        target=_run, args=(opened, is_dark, state_folder), name="dustrack-window", daemon=True
    )
    _running.append(thread)
    thread.start()
    application = opened.result()
    link = WindowLink(application, timeout_secs)

    def end() -> None:
        application.call_soon(application.stop)
        thread.join(END_SECS)

    atexit.register(end)
    return link


def _run(opened: Future[Application], is_dark: bool | None, state_folder: Path | None) -> None:
    from dustrack_imgui.app.application import Application, Options
    from dustrack_imgui.app.key_file import keys_path
    from dustrack_imgui.app.settings import load_interface, settings_path
    from dustrack_imgui.model.session import Session

    try:
        left = load_interface(settings_path())
        interface = left if is_dark is None else replace(left, is_dark=is_dark)
        application = Application(
            Options(
                session=Session(interface=interface),
                state_folder=state_folder,
                keys_path=keys_path(),
                has_native_dialogs=True,
            )
        )
    except BaseException as error:  # noqa: BLE001 - raised again where the window was asked for
        opened.set_exception(error)
        return
    opened.set_result(application)
    application.run()
