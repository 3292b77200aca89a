"""Writes docs/keys.md from the command table and the presets of keys."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.commands.chords import shown
from dustrack_imgui.commands.key_presets import PRESETS, TITLES
from dustrack_imgui.commands.keymap import is_bindable, with_current_keys
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.keys import DEFAULT_PRESET, KeyBindings
from dustrack_imgui.store.command import Command, CommandTable
from dustrack_imgui.views.shortcut_groups import sections

PAGE = Path(__file__).parent / "keys.md"

INTRODUCTION = """\
# Keys and commands

This page is made from the command table by `docs/make_keys.py`. Every command is in the palette
(**{palette}**); the window shows its keys in tooltips, in the sidebar and on the shortcut sheet
(**{sheet}**). **{editor}** opens the dialog in which any command gets another key: Enter, then the key;
a key that belongs to another command is named first.

Keys are kept in `keys.toml` in the configuration folder (`~/.config/dustrack-imgui` on Linux,
`%LOCALAPPDATA%\\dustrack-imgui` on Windows), which may be edited by hand:

```toml
preset = "dustrack"

[keys]
"ctrl+t" = "point.place"
"x" = ""
```

Each line under `[keys]` gives a key to a command by the id in the last column below, whoever has the key
in the preset; an empty text takes it from everybody. A capital letter that is not bound stands for the
small one. The keys of dialogs (Enter, Esc, arrows, Tab) are fixed. A file that cannot be understood is
named in the window and the default keys are used; it is kept beside the new one when keys are changed.
"""


def page() -> str:
    """The whole page."""
    keys = {name: _keys(COMMAND_TABLE[id_]) for name, id_ in _NAMED.items()}
    parts = [INTRODUCTION.format(**keys)]
    parts += [
        f"## {section}\n\n{_table(commands)}" for section, commands in sections(_bindable(COMMAND_TABLE))
    ]
    for preset in PRESETS:
        if preset != DEFAULT_PRESET:
            parts.append(f"## Preset `{preset}`: {TITLES[preset]}\n\n{_differences(preset)}")
    return "\n".join(parts)


_NAMED = {
    "palette": "dialog.open_palette",
    "sheet": "dialog.open_shortcuts",
    "editor": "dialog.open_keys",
}


def _bindable(table: CommandTable) -> CommandTable:
    return {name: command for name, command in table.items() if is_bindable(command)}


def _table(commands: tuple[Command, ...]) -> str:
    lines = [f"| {_keys(c)} | {c.title} | {_escaped(c.help)} | `{c.id}` |\n" for c in commands]
    return "| keys | command | what it does | id |\n|---|---|---|---|\n" + "".join(lines)


def _differences(preset: str) -> str:
    other = with_current_keys(COMMAND_TABLE, KeyBindings(preset))
    lines = [
        f"| {command.title} | {_keys(COMMAND_TABLE[name])} | {_keys(command)} |\n"
        for name, command in other.items()
        if command.keys != COMMAND_TABLE[name].keys
    ]
    return f"| command | {TITLES[DEFAULT_PRESET]} | {TITLES[preset]} |\n|---|---|---|\n" + "".join(lines)


def _keys(command: Command) -> str:
    return _escaped(", ".join(shown(key) for key in command.keys))


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
