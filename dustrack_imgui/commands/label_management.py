"""Commands that name, hide and delete labels, and choose their colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from dustrack_imgui.commands.access import active, needs_video, plural
from dustrack_imgui.model.layer import LayerKind
from dustrack_imgui.model.session import LabelPalette, Session, VideoState
from dustrack_imgui.model.status import Choice, Dialog, DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Region, Result

SECTION = "2. Select annotation number (#)"
MAX_NAME_LENGTH = 60


def ask_name(session: Session) -> Session:
    """Ask for the name of the current label."""
    state = active(session)
    label = state.view.label
    name = state.data.label_names.get(label, "")
    dialog = Dialog(DialogKind.NAME_LABEL, f"Name of label {label}", name, subject=label)
    return replace(session, dialog=dialog)


def set_name(session: Session, *, name: str, label: str | None = None) -> Result:
    """Give a label a name, which stands beside its number; an empty one takes the name away."""
    state = active(session)
    target = state.view.label if label is None else label
    cleaned = " ".join(name.split())[:MAX_NAME_LENGTH]
    if not cleaned.isprintable():
        raise Refused("A name holds letters, digits and signs only.")
    names = dict(state.data.label_names)
    if names.get(target, "") == cleaned:
        raise Refused(f"Label {target} has {'that' if cleaned else 'no'} name.")
    taken = next((other for other, known in names.items() if known == cleaned and other != target), None)
    if cleaned and taken is not None:
        raise Refused(f"Label {taken} is called {cleaned} already.")
    names.pop(target, None)
    if cleaned:
        names[target] = cleaned
    in_order = MappingProxyType({key: names[key] for key in sorted(names, key=int)})
    data = replace(state.data, label_names=in_order)
    said = f"Label {target} is called {cleaned}." if cleaned else f"Label {target} has no name any more."
    after = replace(session, dialog=None).with_video_state(replace(state, data=data)).saying(said)
    sentence = f"name label {target} {cleaned}" if cleaned else f"take the name of label {target} away"
    return Result(after, sentence, Region(state.video.key, state.view.layer, (target,)))


def names_read(session: Session, *, video: str, names: Mapping[str, str]) -> Session:
    """Report the names that the file of label names holds now."""
    state = session.video_state(video)
    if state is None or dict(state.data.label_names) == dict(names):
        return session
    data = replace(state.data, label_names=MappingProxyType(dict(names)))
    return session.with_video_state(replace(state, data=data))


def can_delete(session: Session) -> str | None:
    """Refusal when the active layer does not have the current label."""
    refusal = needs_video(session)
    if refusal is not None:
        return refusal
    state = active(session)
    if state.view.label in state.layer.tracks:
        return None
    return f"{state.view.layer} has no label {state.view.label}."


def can_delete_everywhere(session: Session) -> str | None:
    """Refusal when no layer has the current label."""
    refusal = needs_video(session)
    if refusal is not None:
        return refusal
    state = active(session)
    found = any(state.view.label in layer.tracks for layer in state.data.layers)
    return None if found else f"No layer has a label {state.view.label}."


def ask_delete(session: Session, *, everywhere: bool) -> Session:
    """Ask before a label goes with all its points."""
    state = active(session)
    label = state.view.label
    layers = [one for one in state.data.layers if label in one.tracks] if everywhere else [state.layer]
    count = plural(sum(layer.track(label).count for layer in layers), "point")
    where = f"all {len(layers)} layers that have it" if everywhere and len(layers) > 1 else layers[0].name
    command = "label.delete_everywhere" if everywhere else "label.delete"
    dialog = Dialog(
        DialogKind.CONFIRM,
        f"Delete label {label}?",
        f"It goes from {where}, with {count}. Undo brings it back.",
        subject=label,
        choices=(Choice("Delete label", command, "label"), Choice("Cancel")),
        default=0,
    )
    return replace(session, dialog=dialog)


def delete(session: Session, *, label: str, everywhere: bool = False) -> Result:
    """Take a label with all its points out of the active layer, or out of every layer of the video."""
    state = active(session)
    layers = state.data.layers if everywhere else (state.layer,)
    going = [layer for layer in layers if label in layer.tracks]
    if not going:
        raise Refused(f"There is no label {label}.")
    data = state.data
    for layer in going:
        kept = {name: track for name, track in layer.tracks.items() if name != label}
        data = data.with_layer(replace(layer, tracks=MappingProxyType(kept)))
    gone = {(layer.name, label) for layer in going}
    intervals = {
        key: value
        for key, value in data.intervals.items()
        if key not in gone and not (everywhere and key[1] == label)
    }
    data = replace(data, intervals=MappingProxyType(intervals))
    if not any(label in layer.tracks for layer in data.layers):
        kept_intervals = tuple(one for one in data.kept_intervals if one.label != label)
        data = replace(data, kept_intervals=kept_intervals)
    names = [layer.name for layer in going if layer.kind is not LayerKind.SCRATCH] or [going[0].name]
    count = plural(sum(layer.track(label).count for layer in going), "point")
    where = ", ".join(names)
    after = replace(session, dialog=None).with_video_state(replace(state, data=data))
    return Result(
        after.saying(f"Deleted label {label} of {where}: {count}."),
        f"delete label {label} of {where} ({count})",
        Region(state.video.key, state.view.layer, (label,)),
    )


def toggle_hidden(session: Session, *, label: str | None = None) -> Session:
    """Hide a label on picture and traces, or show it again."""
    state = active(session)
    target = state.view.label if label is None else label
    hidden = state.view.hidden_labels
    is_hidden = target in hidden
    kept = tuple(one for one in hidden if one != target) if is_hidden else (*hidden, target)
    text = f"Label {target} is shown." if is_hidden else f"Label {target} is hidden."
    return _with_hidden(session, state, kept).saying(text)


def show_only(session: Session) -> Session:
    """Hide every label but the current one."""
    state = active(session)
    declared = {label for layer in state.data.layers for label in layer.labels} - {state.view.label}
    hidden = tuple(sorted(declared, key=int))
    return _with_hidden(session, state, hidden).saying(f"Only label {state.view.label} is shown.")


def show_all(session: Session) -> Session:
    """Show every label."""
    state = active(session)
    if not state.view.hidden_labels:
        raise Refused("No label is hidden.")
    return _with_hidden(session, state, ()).saying("All labels are shown.")


def toggle_palette(session: Session) -> Session:
    """Switch between eight colours as in DUSTrack and many that every kind of sight tells apart."""
    is_set2 = session.interface.label_palette is LabelPalette.SET2
    chosen = LabelPalette.COLOUR_SAFE if is_set2 else LabelPalette.SET2
    text = "Label colours for every kind of sight." if is_set2 else "Label colours as in DUSTrack."
    return replace(session, interface=replace(session.interface, label_palette=chosen)).saying(text)


def _with_hidden(session: Session, state: VideoState, hidden: tuple[str, ...]) -> Session:
    return session.with_video_state(replace(state, view=replace(state.view, hidden_labels=hidden)))


def _command(
    id_: str,
    title: str,
    help_: str,
    do: Do,
    *keys: str,
    kind: Kind = Kind.VIEW,
    is_listed: bool = True,
) -> Command:
    return Command(id_, title, help_, SECTION, do, kind, keys, needs_video, is_listed=is_listed)


COMMANDS = (
    _command("dialog.ask_label_name", "Name label…", "Give the current label a name.", ask_name, "f2"),
    Command(
        "dialog.ask_delete_label",
        "Delete label…",
        "Take the current label out of the active layer.",
        SECTION,
        partial(ask_delete, everywhere=False),
        Kind.VIEW,
        (),
        can_delete,
    ),
    Command(
        "dialog.ask_delete_label_everywhere",
        "Delete label from all layers…",
        "Take the current label out of every layer of this video.",
        SECTION,
        partial(ask_delete, everywhere=True),
        Kind.VIEW,
        (),
        can_delete_everywhere,
    ),
    _command(
        "label.toggle_hidden",
        "Show or hide label",
        "Draw the current label on picture and traces or not.",
        toggle_hidden,
    ),
    _command("label.show_only", "Show this label only", "Hide all other labels.", show_only),
    _command("label.show_all", "Show all labels", "Show every hidden label again.", show_all),
    Command(
        "label.toggle_palette",
        "Label colours: DUSTrack or colour-safe",
        "Switch between eight colours and twenty-four that every kind of sight tells apart.",
        SECTION,
        toggle_palette,
        Kind.VIEW,
    ),
    _command("label.name", "Name label", "Name.", set_name, kind=Kind.EDIT, is_listed=False),
    _command("label.delete", "Delete label", "Delete.", delete, kind=Kind.EDIT, is_listed=False),
    _command(
        "label.delete_everywhere",
        "Delete label everywhere",
        "Delete.",
        partial(delete, everywhere=True),
        kind=Kind.EDIT,
        is_listed=False,
    ),
    Command("label.names_read", "Names", "Report.", SECTION, names_read, Kind.SYSTEM, is_listed=False),
)
