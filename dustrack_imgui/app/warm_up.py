"""Imports beside the loop what the first picture of the window did without."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module

DECODING, WORKING, DIALOGS = (
    "dustrack_imgui.video.opening",
    "dustrack_imgui.app.systems.later",
    "dustrack_imgui.views.dialog_table",
)
"""What the first picture of the window does without, in the order in which it is wanted next."""


class WarmUp:
    """Imports modules on one thread, one after the other, so that nobody has to wait for them at first use.

    One thread, because two that import parts of the same package can wait for each other: until a module is
    loaded, whoever needs it waits with `finish` instead of importing it. The main thread names modules.

    Parameters
    ----------
    wake
        Called from the thread whenever one is loaded.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="warm-up")
        self._loads: dict[str, Future[None]] = {}

    def load(self, module: str) -> None:
        """Begin to import a module, after those that were named before; once."""
        if module not in self._loads:
            self._loads[module] = self._pool.submit(self._import, module)

    def is_begun(self, module: str) -> bool:
        """Whether a module was named, so that other threads may wait for it."""
        return module in self._loads

    def is_loaded(self, module: str) -> bool:
        """Whether a module need not be waited for."""
        found = self._loads.get(module)
        return found is not None and found.done()

    def finish(self, module: str) -> None:
        """Wait until a module is loaded.

        Raises
        ------
        ImportError
            When it cannot be.
        """
        self.load(module)
        self._loads[module].result()

    def close(self) -> None:
        """Wait for what has begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _import(self, module: str) -> None:
        try:
            import_module(module)
        finally:
            self._wake()
