"""How wide a text is on screen, for drawings that place text by its right edge or middle."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

_GUESSED_ASPECT = 0.55


def text_width(text: str, size_px: float) -> float:
    """Width in screen pixels of a text drawn at a size in the window's font."""
    measured = dpg.get_text_size(text)
    if not measured or not measured[1]:
        return len(text) * size_px * _GUESSED_ASPECT
    return float(measured[0] * size_px / measured[1])
