"""Commands of the blip panel: search, jump from blip to blip, take them out by what the panel says."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.commands.access import active, no_video, plural
from dustrack_imgui.commands.blips import (
    REMOVED_SUFFIX,
    SECTION,
    can_search,
    found_in_active,
    remove,
    report_text,
)
from dustrack_imgui.commands.following import followed
from dustrack_imgui.commands.key_hints import key_or_title
from dustrack_imgui.model.blips import BlipFindings, BlipSearch, FoundBlip
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Choice, Dialog, DialogKind
from dustrack_imgui.model.view import TraceView
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When, always, switch

THRESHOLD_RANGE, LENGTH_RANGE, TOLERANCE_RANGE = (0.1, 1000.0), (1, 1000), (0.0, 1000.0)


def can_toggle(session: Session) -> str | None:
    """Refusal to show the panel over a layer that cannot be searched; it can always be closed."""
    return None if session.interface.blips.is_shown else can_search(session)


def can_jump(session: Session) -> str | None:
    """Refusal when no blips of the video on screen are known."""
    state = session.active
    if state is None:
        return no_video(session)
    found = session.blips
    if found.video == state.video.key and found.blips:
        return None
    key = key_or_title(session, "blips.toggle_panel")
    return f"No blip is known of this video; detect blips first ({key})."


def toggle_panel(session: Session) -> Session:
    """Show the panel in place of the history, and search at once unless that was done; or close it."""
    search = session.interface.blips
    shown = _with_search(session, replace(search, is_shown=not search.is_shown))
    if search.is_shown:
        return shown
    dlc = replace(shown.dlc, shows_panel=False)
    shown = replace(shown, interface=replace(shown.interface, shows_history=False), dlc=dlc)
    return shown if is_current(shown) else detect(shown)


def configure(
    session: Session,
    *,
    threshold_factor: float | None = None,
    max_blip_length: int | None = None,
    return_position_factor: float | None = None,
    drop_frame_if_any_blip: bool | None = None,
) -> Session:
    """Change how the panel searches and removes; numbers are brought into their range."""
    search = session.interface.blips
    if threshold_factor is not None:
        search = replace(search, threshold_factor=_within(THRESHOLD_RANGE, float(threshold_factor)))
    if max_blip_length is not None:
        search = replace(search, max_length=int(_within(LENGTH_RANGE, max_blip_length)))
    if return_position_factor is not None:
        search = replace(search, return_tolerance=_within(TOLERANCE_RANGE, float(return_position_factor)))
    if drop_frame_if_any_blip is not None:
        search = replace(search, drops_whole_frames=bool(drop_frame_if_any_blip))
    return _with_search(session, search)


def detect(session: Session) -> Session:
    """Search the active layer with the panel's settings and list what was found."""
    report = found_in_active(session)
    state = active(session)
    blips = sorted(
        (FoundBlip(blip.label, blip.start, blip.end) for blip in report.blips),
        key=lambda blip: (blip.start, int(blip.label)),
    )
    findings = BlipFindings(
        state.video.key,
        state.layer.name,
        state.layer.tracks,
        session.interface.blips.parameters,
        tuple(blips),
        tuple(report.length_histogram().items()),
        report_text(report),
    )
    search = replace(session.interface.blips, is_shown=True)
    interface = replace(session.interface, blips=search, shows_history=False)
    said = f"{plural(len(blips), 'blip')} in {state.layer.name}."
    dlc = replace(session.dlc, shows_panel=False)
    return replace(session, interface=interface, blips=findings, dlc=dlc).saying(said)


def go_to(session: Session, *, number: int) -> Session:
    """Show the first frame of a blip, counting from 0, with its label."""
    refusal = can_jump(session)
    if refusal is not None:
        raise Refused(refusal)
    found = session.blips
    number = int(_within((0, len(found.blips) - 1), number))
    blip, state = found.blips[number], active(session)
    frame = state.video.clamp(blip.start)
    view = replace(state.view, frame=frame, label=blip.label, traces=_showing(state.view.traces, blip, state))
    if state.data.has_layer(found.layer) and found.layer not in (view.layer, view.overlay):
        view = replace(view, layer=found.layer)
    where = f"frame {blip.start}" if blip.start == blip.end else f"frames {blip.start}–{blip.end}"
    said = f"Blip {number + 1} of {len(found.blips)}: label {blip.label}, {where}."
    shown = session.with_video_state(followed(replace(state, view=view)))
    return replace(shown, blips=replace(found, chosen=number)).saying(said)


def step(session: Session, *, delta: int) -> Session:
    """Go to the blip after or before the one that was jumped to, or else the current frame."""
    refusal = can_jump(session)
    if refusal is not None:
        raise Refused(refusal)
    found, frame = session.blips, active(session).view.frame
    number = found.chosen
    if number is not None and found.blips[number].start <= frame <= found.blips[number].end:
        number += delta
    elif delta > 0:
        number = next((i for i, blip in enumerate(found.blips) if blip.start > frame), len(found.blips))
    else:
        number = sum(blip.start < frame for blip in found.blips) - 1
    if not 0 <= number < len(found.blips):
        raise Refused(f"No blip {'after' if delta > 0 else 'before'} this one.")
    return go_to(session, number=number)


def ask_remove(session: Session) -> Session | Result:
    """Remove blips as the panel says; ask first when that replaces a layer."""
    state, search = active(session), session.interface.blips
    name = state.layer.name + REMOVED_SUFFIX
    if not state.data.has_layer(name):
        return remove(session)
    frames = ", with all labels of these frames" if search.drops_whole_frames else ""
    dialog = Dialog(
        DialogKind.CONFIRM,
        "The layer without blips exists",
        f"{name} is made anew from {state.layer.name}{frames}; what it holds now is replaced.",
        choices=(Choice("Replace", "blips.replace_removed"), Choice("Cancel")),
        default=1,
    )
    return replace(session, dialog=dialog)


def replace_removed(session: Session) -> Result:
    """Remove blips over the layer that an earlier removal made."""
    return remove(replace(session, dialog=None))


def is_current(session: Session) -> bool:
    """Whether the findings are what a search of the active layer would find now."""
    state, found = session.active, session.blips
    return (
        state is not None
        and (found.video, found.layer) == (state.video.key, state.layer.name)
        and found.tracks is state.layer.tracks
        and found.parameters == session.interface.blips.parameters
    )


def _showing(traces: TraceView, blip: FoundBlip, state: VideoState) -> TraceView:
    """Traces, where they are zoomed and the blip is out of sight, with the blip in the middle."""
    if traces.frames is None or traces.is_frozen:
        return traces
    first, last = traces.frames
    if first <= blip.start and blip.end <= last:
        return traces
    half = (last - first) / 2
    middle = min(max((blip.start + blip.end) / 2, half), max(state.video.n_frames - 1 - half, half))
    return replace(traces, frames=(middle - half, middle + half))


def _with_search(session: Session, search: BlipSearch) -> Session:
    return replace(session, interface=replace(session.interface, blips=search))


def _within(limits: tuple[float, float], value: float) -> float:
    return min(max(value, limits[0]), limits[1])


def _command(
    id_: str, title: str, help_: str, do: Do, *keys: str, when: When = always, is_listed: bool = True
) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, when, is_listed=is_listed)


def _next(session: Session) -> Session:
    return step(session, delta=1)


def _previous(session: Session) -> Session:
    return step(session, delta=-1)


COMMANDS = (
    switch(
        _command(
            "blips.toggle_panel",
            "Blips…",
            "The blip panel: find short outliers of the active layer, jump to each, remove them.",
            toggle_panel,
            "ctrl+u",
            when=can_toggle,
        ),
        lambda session: session.interface.blips.is_shown,
    ),
    _command(
        "blips.detect",
        "Detect blips",
        "Search the active layer with the settings of the blip panel and list what is found.",
        detect,
        when=can_search,
    ),
    _command(
        "blips.next", "Next blip", "Go to the next blip that was found.", _next, "alt+down", when=can_jump
    ),
    _command(
        "blips.previous",
        "Previous blip",
        "Go to the previous blip that was found.",
        _previous,
        "alt+up",
        when=can_jump,
    ),
    _command("blips.go_to", "Go to blip", "Go to blip.", go_to, when=can_jump, is_listed=False),
    _command("blips.configure", "Set blip search", "Settings.", configure, is_listed=False),
    Command(
        "blips.ask_remove",
        "Remove blips",
        "Copy the active layer without its blips into a new layer, as the panel says.",
        SECTION,
        ask_remove,
        Kind.EDIT,
        (),
        can_search,
        is_listed=False,
    ),
    Command(
        "blips.replace_removed",
        "Replace",
        "Replace.",
        SECTION,
        replace_removed,
        Kind.EDIT,
        (),
        can_search,
        is_listed=False,
    ),
)
