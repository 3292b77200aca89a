"""Presets of keys: what each lays over the keys that stand in the command table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dustrack_imgui.model.keys import DEFAULT_PRESET

ONE_HANDED = "one-handed"

PRESETS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        DEFAULT_PRESET: MappingProxyType({}),
        ONE_HANDED: MappingProxyType(
            {
                "f": "frame.next",
                "d": "frame.previous",
                "shift+g": "frame.forward_10",
                "shift+d": "frame.back_10",
                "alt+f": "frame.next_unless_annotated",
                "alt+d": "frame.previous_unless_annotated",
                "w": "frame.next_annotated",
                "q": "frame.previous_annotated",
                "shift+w": "label.next_page",
                "shift+q": "label.previous_page",
                "e": "label.next",
                "shift+e": "label.previous",
                "tab": "layer.next",
                "shift+tab": "layer.previous",
                "alt+e": "layer.next_overlay",
                "alt+w": "layer.previous_overlay",
                "ctrl+e": "dialog.open_palette",
            }
        ),
    }
)
"""Command id by key; "one-handed" has the left hand on the keyboard and the right one on the mouse."""

TITLES: Mapping[str, str] = MappingProxyType({DEFAULT_PRESET: "DUSTrack", ONE_HANDED: "One-handed"})
"""What people call a preset."""
