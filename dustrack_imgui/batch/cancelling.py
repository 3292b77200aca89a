"""How the functions that scripts of DUSTrack call tell of each file, and are asked to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from dustrack_imgui.drawing.steps import CancelToken

OnFile = Callable[[int, int, Path, str], object]
"""Called with the number of a file from 0, the number of all, the file, and its status."""


class Asking:
    """A cancel token that asks a function whenever it is looked at, until the answer is yes."""

    def __init__(self, check: Callable[[], bool] | None) -> None:
        self._check = check
        self._is_set = False

    def is_set(self) -> bool:
        """Whether the function said, now or earlier, that the work should stop."""
        if not self._is_set and self._check is not None:
            self._is_set = bool(self._check())
        return self._is_set


class Brake(threading.Event):
    """Any cancel token as the event that the opening of a video looks at."""

    def __init__(self, token: CancelToken) -> None:
        super().__init__()
        self._token = token

    def is_set(self) -> bool:
        """Whether the token is set."""
        return self._token.is_set()
