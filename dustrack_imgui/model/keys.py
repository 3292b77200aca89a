"""Which keys the user chose: a preset, and what differs from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

DEFAULT_PRESET = "dustrack"


@dataclass(frozen=True, slots=True)
class KeyBindings:
    """The user's keys. A key has one command by construction, so that no two commands can share it.

    Attributes
    ----------
    preset
        Name of the preset that `own` stands upon.
    own
        (key, command id) where it differs from the preset, sorted; an empty id takes the key from everybody.
    """

    preset: str = DEFAULT_PRESET
    own: tuple[tuple[str, str], ...] = ()

    def with_key(self, key: str, command: str) -> KeyBindings:
        """Return bindings in which a key runs a command; "" for none."""
        return replace(self, own=tuple(sorted({**dict(self.own), key: command}.items())))

    def without(self, keys: frozenset[str]) -> KeyBindings:
        """Return bindings in which these keys do what the preset says."""
        return replace(self, own=tuple(pair for pair in self.own if pair[0] not in keys))
