"""Imports beside the loop what the first picture of the window did without."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from importlib import import_module

log = logging.getLogger(__name__)


class WarmUp:
    """Imports modules on one thread, one after the other, so that nobody has to wait for them at first use.

    One thread, because two that import parts of the same package can wait for each other: until a module is
    loaded, whoever needs it waits with `finish` instead of importing it.

    Parameters
    ----------
    modules
        In the order in which they will be wanted.
    wake
        Called from the thread whenever one is loaded.
    """

    def __init__(self, modules: Sequence[str], wake: Callable[[], None]) -> None:
        self._loaded = {name: threading.Event() for name in modules}
        self._wake = wake
        self._thread = threading.Thread(target=self._run, name="warm-up")
        self._has_begun = False

    def begin(self) -> None:
        """Start, unless it has been started; on the main thread."""
        if not self._has_begun:
            self._has_begun = True
            self._thread.start()

    def is_loaded(self, module: str) -> bool:
        """Whether a module need not be waited for."""
        return self._loaded[module].is_set()

    def finish(self, module: str) -> None:
        """Wait until a module is loaded, or known to fail, which importing it tells; on the main thread."""
        self.begin()
        self._loaded[module].wait()

    def close(self) -> None:
        """Wait for the thread, if there is one."""
        if self._has_begun:
            self._thread.join()

    def _run(self) -> None:
        for name, loaded in self._loaded.items():
            try:
                import_module(name)
            except Exception:
                log.exception("%s cannot be imported", name)
            finally:
                loaded.set()
            self._wake()
