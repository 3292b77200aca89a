"""Which modifiers a key press was meant with, where a frame tells of keys without their order."""

from __future__ import annotations


class Modifiers:
    """Modifiers that were held and are released in the frame of a key press.

    In a slow frame, shift may be released and Z pressed, and nobody says which came first. Either the hand
    left shift a moment after Z, which is then Shift+Z, or shift belonged to a chord before, and Z stands
    alone. It is the latter when another key was pressed with shift since shift went down.
    """

    def __init__(self) -> None:
        self._pressed_with: dict[str, set[int]] = {}
        self._released: set[str] = set()

    def press(self, modifier: str) -> None:
        """A modifier is down; told again while it is held."""
        self._pressed_with.setdefault(modifier, set())

    def release(self, modifier: str) -> None:
        """A modifier was released in this frame."""
        self._released.add(modifier)

    def meant_with(self, code: int, down: set[str]) -> set[str]:
        """Return the modifiers of a key that was pressed in this frame.

        Parameters
        ----------
        code
            The key.
        down
            Modifiers that are down at the end of the frame.
        """
        meant = set(down)
        for modifier in self._released - down:
            if self._pressed_with.get(modifier, set()) <= {code}:
                meant.add(modifier)
        for modifier in meant:
            self._pressed_with.setdefault(modifier, set()).add(code)
        return meant

    def end_frame(self) -> None:
        """All presses of the frame are named."""
        for modifier in self._released:
            self._pressed_with.pop(modifier, None)
        self._released.clear()
