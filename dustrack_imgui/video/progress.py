"""How opening a video tells how far it is and learns that it is no longer wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import OpenCancelledError


@dataclass(frozen=True)
class Progress:
    """Ears and brakes of a long opening.

    Attributes
    ----------
    path : Path
        The file being opened.
    on_progress : callable, optional
        Gets the done share, 0 to 1.
    cancel : threading.Event, optional
        Set by the caller to give up.
    """

    path: Path
    on_progress: Callable[[float], None] | None = None
    cancel: threading.Event | None = None

    def report(self, share: float) -> None:
        """Tell the done share.

        Raises
        ------
        OpenCancelledError
            The caller has given up.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise OpenCancelledError("opening was cancelled", self.path)
        if self.on_progress is not None:
            self.on_progress(min(max(share, 0.0), 1.0))
