"""What the store needs of a journal."""

from __future__ import annotations

from typing import Protocol

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.difference import Edited
from dustrack_imgui.store.step import Mark


class Recorder(Protocol):
    """What the store tells the journal; every method returns at once."""

    @property
    def wants_snapshot(self) -> bool:
        """Whether the store should hand over the whole session soon."""
        ...

    def append(self, call: Call, *, edited: Edited = ()) -> None:
        """Record an applied command and the (video, layer) pairs whose data it changed."""
        ...

    def append_views(self, session: Session) -> None:
        """Record how one looks at things after something outside the commands changed it."""
        ...

    def note_saved(self, video: str, layer: str) -> None:
        """Record that the layer is on disk as it stands now."""
        ...

    def snapshot(self, session: Session, *, mark: Mark = ..., continues: bool = ...) -> None:
        """Record the whole session; `continues` says that the recorded commands lead to it."""
        ...
