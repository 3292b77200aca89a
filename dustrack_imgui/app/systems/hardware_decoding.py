"""Lets a device decode what is on screen, for videos in which it was found to be exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.video.errors import HardwareError
from dustrack_imgui.video.reader import VideoReader


class HardwareDecodingSystem:
    """Off unless `Decoding.uses_device`; every video is tried once, and stays in software when in doubt."""

    name = "hardware decoding"

    def __init__(self, readers: Readers, wake: Callable[[], None]) -> None:
        self._readers = readers
        self._background = Background(wake, "device-trial")
        self._tried: dict[str, VideoReader] = {}
        self._told: dict[str, HardwareError] = {}

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for devices."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Try devices on videos that were opened; tell what came of it."""
        del now_secs
        if not session.interface.decoding.uses_device:
            for tried in self._tried.values():
                tried.use_device("")
            self._tried = {}
            return self._background.answers()
        calls = self._background.answers()
        for state in session.videos:
            key = state.video.key
            reader = self._readers.get(key)
            if reader is None:
                continue
            if self._tried.get(key) is not reader:
                self._tried[key] = reader
                self._try(reader)
            error = reader.device_error
            if error is not None and self._told.get(key) is not error:
                self._told[key] = error
                text = f"{reader.path.name} is decoded in software from now on: {error.reason}."
                calls.append(_said(text, "warning"))
        return calls

    def is_active(self, session: Session) -> bool:
        """The thread wakes the loop itself."""
        del session
        return False

    def close(self) -> None:
        """Wait for the trial that is under way."""
        self._background.close()

    def _try(self, reader: VideoReader) -> None:
        def found() -> Sequence[Call]:
            return [_said(self._choose(reader))]

        self._background.submit(found, on_error=lambda error: _in_software(reader, str(error)))

    def _choose(self, reader: VideoReader) -> str:
        from dustrack_imgui.video.hardware import offered_devices, trial_of_device

        name, reasons = reader.path.name, []
        for device in offered_devices():
            reason = trial_of_device(reader.source, device)
            if not reason:
                reader.use_device(device)
                return f"{name} is decoded by {device}, which gives exactly the same pictures."
            reasons.append(reason)
        why = "; ".join(reasons) or "this FFmpeg knows no device for it"
        return f"{name} is decoded in software: {why}."


def _in_software(reader: VideoReader, reason: str) -> Sequence[Call]:
    return [_said(f"{reader.path.name} is decoded in software: {reason}.", "warning")]


def _said(text: str, severity: str = "info") -> Call:
    return Call("message.say", MappingProxyType({"text": text, "severity": severity}))
