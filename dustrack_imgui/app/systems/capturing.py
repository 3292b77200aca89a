"""Takes pictures of the window and brings them to the clipboard or to files."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import platformdirs

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.clipboard import ClipboardError, copy_picture
from dustrack_imgui.commands.effects import TakeScreenshot
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect

GIVE_UP_SECS = 10.0


@dataclass(frozen=True, slots=True)
class _Awaited:
    effect: TakeScreenshot
    picture: Path
    folder: Path
    give_up_secs: float


class CapturingSystem:
    """The window writes its picture with one of the next renders; a thread takes it from there.

    Parameters
    ----------
    wake
        Called when there is something to tell.
    capture
        Writes the picture of the window to a file with one of the next renders.
    copy
        Puts a PNG file on the clipboard.
    pictures
        Folder for pictures without a name.
    """

    name = "screenshots"

    def __init__(
        self,
        wake: Callable[[], None],
        capture: Callable[[Path], None],
        *,
        copy: Callable[[Path], None] = copy_picture,
        pictures: Callable[[], Path] = platformdirs.user_pictures_path,
    ) -> None:
        self._background = Background(wake, "screenshots")
        self._capture = capture
        self._copy = copy
        self._pictures = pictures
        self._asked: list[TakeScreenshot] = []
        self._awaited: _Awaited | None = None

    def run(self, effect: Effect, session: Session) -> bool:
        """Ask for a picture."""
        del session
        if not isinstance(effect, TakeScreenshot):
            return False
        self._asked.append(effect)
        return True

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Take a picture that has come; tell what became of earlier ones."""
        del session
        awaited = self._awaited
        if awaited is not None:
            if awaited.picture.exists():
                self._awaited = None
                self._background.submit(lambda: self._deliver(awaited), on_error=_failed)
            elif now_secs > awaited.give_up_secs:
                self._awaited = None
                shutil.rmtree(awaited.folder, ignore_errors=True)
                return [_say("No picture of the window could be taken.", "error")]
        elif self._asked:
            folder = Path(tempfile.mkdtemp(prefix="dustrack-"))
            picture = folder / "window.png"
            self._awaited = _Awaited(self._asked.pop(0), picture, folder, now_secs + GIVE_UP_SECS)
            self._capture(picture)
        return self._background.answers()

    def is_active(self, session: Session) -> bool:
        """While a picture is to be rendered or under way."""
        del session
        return bool(self._asked) or self._awaited is not None or self._background.is_busy

    def close(self) -> None:
        """Finish what is under way."""
        self._background.close()
        if self._awaited is not None:
            shutil.rmtree(self._awaited.folder, ignore_errors=True)

    def _deliver(self, awaited: _Awaited) -> Sequence[Call]:
        try:
            if not awaited.effect.to_clipboard:
                return [_say(f"Picture of the window: {self._filed(awaited)}")]
            try:
                self._copy(awaited.picture)
            except ClipboardError as error:
                return [
                    _say(f"Not copied: {error}. Picture of the window: {self._filed(awaited)}", "warning")
                ]
            return [_say("The picture of the window is on the clipboard.")]
        finally:
            shutil.rmtree(awaited.folder, ignore_errors=True)

    def _filed(self, awaited: _Awaited) -> Path:
        path = awaited.effect.path
        if path is None:
            now = datetime.datetime.now().strftime("%Y-%m-%d %H.%M.%S")
            path = self._pictures() / f"DUSTrack {now}.png"
            number = 1
            while path.exists():
                number += 1
                path = path.with_name(f"DUSTrack {now} ({number}).png")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(awaited.picture, path)
        return path


def _failed(error: Exception) -> Sequence[Call]:
    return [_say(f"The picture of the window was not saved: {error}", "error")]


def _say(text: str, severity: str = "info") -> Call:
    return Call("message.say", MappingProxyType({"text": text, "severity": severity}))
