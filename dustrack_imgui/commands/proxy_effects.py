"""What the commands about decoding ask to be done outside the session."""

from __future__ import annotations

from dataclasses import dataclass

from dustrack_imgui.store.command import Effect


@dataclass(frozen=True, slots=True)
class MakeProxy(Effect):
    """Make the proxy of an open video in the background."""

    video: str


@dataclass(frozen=True, slots=True)
class DropProxy(Effect):
    """Delete the proxy of an open video, or stop making it."""

    video: str
