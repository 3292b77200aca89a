"""A bounded cache of arrays computed from immutable values, so that old undo steps hold no arrays."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray


class DerivedArrays:
    """Least-recently-used arrays keyed by the identity of the value they were computed from.

    A cache on the value itself would live as long as the undo history; here one byte budget bounds them all.

    Parameters
    ----------
    budget_bytes
        Arrays beyond this total are dropped, oldest use first.
    """

    def __init__(self, budget_bytes: int = 256 << 20) -> None:
        self._budget_bytes = budget_bytes
        self._bytes = 0
        self._entries: OrderedDict[tuple[int, Hashable], tuple[weakref.ref[Any], NDArray[Any]]] = (
            OrderedDict()
        )
        self._lock = threading.Lock()

    @property
    def bytes_held(self) -> int:
        """Bytes of all arrays held now."""
        return self._bytes

    @property
    def budget_bytes(self) -> int:
        """Bytes that may be held."""
        return self._budget_bytes

    def get(self, owner: object, key: Hashable, compute: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """Return the read-only array for `owner` and `key`, computing it when it is not held."""
        full_key = (id(owner), key)
        with self._lock:
            entry = self._entries.get(full_key)
            if entry is not None and entry[0]() is owner:
                self._entries.move_to_end(full_key)
                return entry[1]
        array = np.ascontiguousarray(compute())
        array.flags.writeable = False
        with self._lock:
            self._drop(full_key)
            self._entries[full_key] = (weakref.ref(owner), array)
            self._bytes += array.nbytes
            while self._bytes > self._budget_bytes and len(self._entries) > 1:
                self._drop(next(iter(self._entries)))
        return array

    def purge(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _drop(self, full_key: tuple[int, Hashable]) -> None:
        entry = self._entries.pop(full_key, None)
        if entry is not None:
            self._bytes -= entry[1].nbytes


derived_arrays = DerivedArrays()
