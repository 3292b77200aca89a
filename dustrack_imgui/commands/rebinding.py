"""Commands that change which key runs which command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.chords import normalised, shown
from dustrack_imgui.commands.key_presets import PRESETS, TITLES
from dustrack_imgui.commands.keymap import current_keymap, is_bindable, preset_keymap
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, CommandTable, Kind, Refused

SECTION = "Window"
GetTable = Callable[[], CommandTable]


def bind(session: Session, *, key: str, command: str, table: GetTable) -> Session:
    """Let a key run a command; a command that had the key loses it."""
    key, known = _key(key), table()
    if command not in known or not is_bindable(known[command]):
        raise Refused(f"There is no command {command} that a key could run.")
    bindings = session.interface.keys
    before = current_keymap(known, bindings).get(key)
    if before == command:
        raise Refused(f"{shown(key)} is a key of “{known[command].title}” already.")
    text = f"{shown(key)} is now “{known[command].title}”"
    lost = f"; “{known[before].title}” lost it." if before else "."
    return _with(session, _tidied(bindings.with_key(key, command), known), text + lost)


def unbind(session: Session, *, key: str, table: GetTable) -> Session:
    """Take a key from its command."""
    key, known = _key(key), table()
    bindings = session.interface.keys
    before = current_keymap(known, bindings).get(key)
    if before is None:
        raise Refused(f"{shown(key)} does nothing already.")
    text = f"{shown(key)} no longer runs “{known[before].title}”."
    return _with(session, _tidied(bindings.with_key(key, ""), known), text)


def reset(session: Session, *, command: str, table: GetTable) -> Session:
    """Give a command the keys of the preset again, and no others."""
    known = table()
    if command not in known:
        raise Refused(f"There is no command {command}.")
    bindings = session.interface.keys
    preset = preset_keymap(known, bindings.preset)
    own = {key for key, name in bindings.own if name == command or preset.get(key) == command}
    if not own:
        raise Refused(f"“{known[command].title}” has the keys of the preset.")
    text = f"“{known[command].title}” has the keys of the preset again."
    return _with(session, bindings.without(frozenset(own)), text)


def reset_all(session: Session) -> Session:
    """Forget every key of one's own."""
    return _with(session, replace(session.interface.keys, own=()), "All keys are those of the preset.")


def has_own_keys(session: Session) -> str | None:
    """Refusal when no key was changed."""
    return None if session.interface.keys.own else "All keys are those of the preset already."


def choose_preset(session: Session, *, preset: str) -> Session:
    """Take another preset; one's own keys stay on top of it."""
    if preset not in PRESETS:
        raise Refused(f"There is no preset called {preset}.")
    bindings = replace(session.interface.keys, preset=preset)
    return _with(session, bindings, f"Keys: {TITLES[preset]}.")


def open_editor(session: Session) -> Session:
    """Open the dialog that changes keys."""
    return replace(session, dialog=Dialog(DialogKind.KEYS, "Keys"))


def commands(table: GetTable) -> tuple[Command, ...]:
    """The commands of this topic, which need the table that they are part of: asked for when they run."""
    hidden = (("keys.bind", "Bind key", bind), ("keys.unbind", "Unbind key", unbind),
              ("keys.reset", "Reset keys of a command", reset))  # fmt: skip
    return (
        Command(
            "dialog.open_keys",
            "Change keys…",
            "Give any command another key.",
            SECTION,
            open_editor,
            Kind.VIEW,
            ("ctrl+shift+k",),
        ),
        Command(
            "keys.reset_all",
            "Reset all keys",
            "Take back every change to the keys.",
            SECTION,
            reset_all,
            Kind.VIEW,
            when=has_own_keys,
        ),
        *(
            Command(
                f"keys.use_{preset.replace('-', '_')}",
                f"Keys: {title}",
                "Choose this preset of keys.",
                SECTION,
                partial(choose_preset, preset=preset),
                Kind.VIEW,
            )
            for preset, title in TITLES.items()
        ),
        *(
            Command(id_, title, title, SECTION, partial(do, table=table), Kind.VIEW, is_listed=False)
            for id_, title, do in hidden
        ),
    )


def _key(name: str) -> str:
    try:
        return normalised(name)
    except ValueError as error:
        raise Refused(f"There is no such key ({error}).") from error


def _tidied(bindings: KeyBindings, table: CommandTable) -> KeyBindings:
    """Without what the preset says anyway."""
    preset = preset_keymap(table, bindings.preset)
    return replace(bindings, own=tuple(pair for pair in bindings.own if preset.get(pair[0], "") != pair[1]))


def _with(session: Session, bindings: KeyBindings, text: str) -> Session:
    return replace(session, interface=replace(session.interface, keys=bindings)).saying(text)
