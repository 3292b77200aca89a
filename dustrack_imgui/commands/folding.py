"""The command that folds and unfolds the groups of tools in the sidebar."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, Kind

SECTION = "Window"


def toggle_tools(session: Session, *, group: str) -> Session:
    """Fold a group of tools, or unfold it."""
    interface = session.interface
    others = tuple(name for name in interface.open_tools if name != group)
    opened = others if group in interface.open_tools else (*others, group)
    return replace(session, interface=replace(interface, open_tools=opened))


COMMANDS = (
    Command(
        "window.toggle_tools",
        "Fold tools",
        "Show or hide a group of tools.",
        SECTION,
        toggle_tools,
        Kind.VIEW,
        is_listed=False,
    ),
)
