"""Asks the desktop's own file dialog through a helper process; the loop never waits for it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.commands.effects import ChooseFor, ChooseVideos
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.command import Call, Effect

log = logging.getLogger(__name__)
NO_DIALOG = "This desktop offers no file dialog; type or paste the path instead."
HELPER = (sys.executable, "-m", "dustrack_imgui.app.file_chooser")


class ChoosingSystem:
    """Runs `ChooseVideos` and `ChooseFor`; one dialog at a time.

    Parameters
    ----------
    wake
        Called from the background when there is an answer.
    helper
        Program to run; None leaves it to the path field, as on a machine without such dialogs.
    """

    name = "choosing"

    def __init__(self, wake: Callable[[], None], helper: Sequence[str] | None = HELPER) -> None:
        self._helper = helper
        self._background = Background(wake, "choose")
        self._process: subprocess.Popen[str] | None = None
        self._refusals: list[Call] = []
        self._accompanied: DialogKind | None = None

    def run(self, effect: Effect, session: Session) -> bool:
        """Start the helper unless it is running."""
        if not isinstance(effect, (ChooseVideos, ChooseFor)):
            return False
        if self._helper is None or self._background.is_busy:
            text = NO_DIALOG if self._helper is None else "A file dialog is open already."
            self._refusals += [_say(text)] if _says_why_not(effect) else []
            return True
        start = effect.start or _folder_of(session)
        question = json.dumps({"folder": effect.wants_folder, "start": start})
        command = [*self._helper, question]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )
        process = self._process
        self._accompanied = None if session.dialog is None else session.dialog.kind
        self._background.submit(lambda: _answer(process, effect), on_error=partial(_failure, effect))
        return True

    @property
    def is_waiting(self) -> bool:
        """Whether a dialog is open, or its answer was not taken yet."""
        return self._background.is_busy

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return what was chosen; take the dialog away when the window's own beside it has closed."""
        del now_secs
        is_alone = session.dialog is None or session.dialog.kind is not self._accompanied
        if self._accompanied is not None and is_alone:
            self._accompanied = None
            self._take_away()
        refusals, self._refusals = self._refusals, []
        return [*refusals, *self._background.answers()]

    def is_active(self, session: Session) -> bool:
        """The background wakes the loop itself."""
        del session
        return False

    def close(self) -> None:
        """Take the dialog away if it is still there."""
        self._take_away()
        self._background.close()

    def _take_away(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()


def _chosen(effect: ChooseFor, path: str) -> Call:
    return Call(effect.command, MappingProxyType({effect.argument: path, **dict(effect.more)}))


def _says_why_not(effect: ChooseVideos | ChooseFor) -> bool:
    return isinstance(effect, ChooseFor) or effect.says_why_not


def _answer(process: subprocess.Popen[str], effect: ChooseVideos | ChooseFor) -> Sequence[Call]:
    output, _ = process.communicate()
    answer = json.loads(output) if output.strip() else {"paths": []}
    if "reason" in answer:
        log.info("no file dialog of the desktop: %s", answer["reason"])
        return [_say(NO_DIALOG)] if _says_why_not(effect) else []
    paths = [str(path) for path in answer["paths"]]
    if isinstance(effect, ChooseFor):
        return [_chosen(effect, path) for path in paths[:1]]
    if effect.is_for_batch:
        return [Call("batch.add", MappingProxyType({"paths": tuple(paths)}))] if paths else []
    return [
        Call("app.open_video", MappingProxyType({"path": path, "is_wanted": number == 0}))
        for number, path in enumerate(paths)
    ]


def _say(text: str) -> Call:
    return Call("message.say", MappingProxyType({"text": text, "severity": "warning"}))


def _failure(effect: ChooseVideos | ChooseFor, error: Exception) -> Sequence[Call]:
    log.warning("the file dialog of the desktop failed: %s", error)
    return [_say(NO_DIALOG)] if _says_why_not(effect) else []


def _folder_of(session: Session) -> str:
    """Folder of the video on screen, else of the most recent session."""
    if session.active is not None:
        return str(session.active.video.path.parent)
    if session.recent:
        return session.recent[0].active.replace("\\", "/").rpartition("/")[0]
    return ""
