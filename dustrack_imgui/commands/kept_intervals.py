"""Commands that type an interval and keep several of them by name beside the selected one."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.commands.access import active, interval_of, needs_interval, needs_video, region
from dustrack_imgui.commands.intervals import SECTION, set_interval
from dustrack_imgui.commands.key_hints import key_or_title
from dustrack_imgui.model.interval import KeptInterval
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, Kind, Refused, Result

MAX_NAME = 40


def kept_of(state: VideoState) -> tuple[KeptInterval, ...]:
    """Kept intervals of the current label, by their first frame."""
    kept = (one for one in state.data.kept_intervals if one.label == state.view.label)
    return tuple(sorted(kept, key=lambda one: (one.start, one.end, one.name)))


def needs_kept(session: Session) -> str | None:
    """Refusal when no interval of the current label is kept."""
    if session.active is None:
        return needs_video(session)
    if kept_of(session.active):
        return None
    key = key_or_title(session, "interval.keep")
    return f"No interval of label {session.active.view.label} is kept ({key} keeps one)."


def ask(session: Session) -> Session:
    """Open the box in which an interval is typed."""
    return replace(session, dialog=Dialog(DialogKind.INTERVAL, "Interval"))


def keep(session: Session, *, name: str = "") -> Result:
    """Keep the selected interval under a name, in place of one of that name; without one it gets a number."""
    state = active(session)
    interval, label = interval_of(session), state.view.label
    cleaned = " ".join(name.split())
    taken = {one.name for one in kept_of(state)}
    if len(cleaned) > MAX_NAME:
        raise Refused(f"The name of an interval has at most {MAX_NAME} characters.")
    if not cleaned:
        cleaned = next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)
    new = KeptInterval(label, cleaned, interval.start, interval.end)
    others = tuple(one for one in state.data.kept_intervals if (one.label, one.name) != (label, cleaned))
    sentence = f"keep interval {interval.start}–{interval.end} of {label} as {cleaned}"
    return _with_kept(session, state, (*others, new), sentence)


def drop(session: Session, *, name: str) -> Result:
    """Keep the interval of that name no longer."""
    state = active(session)
    one = _named(state, name)
    others = tuple(other for other in state.data.kept_intervals if other != one)
    return _with_kept(session, state, others, f"drop kept interval {name} of {one.label}")


def recall(session: Session, *, name: str) -> Result:
    """Select the kept interval of that name."""
    one = _named(active(session), name)
    return set_interval(session, first=one.start, last=one.end)


def recall_next(session: Session) -> Result:
    """Select the kept interval after the selected one, from the last the first again."""
    state = active(session)
    kept = kept_of(state)
    if not kept:
        raise Refused(needs_kept(session) or "")
    now = state.interval
    places = [at for at, one in enumerate(kept) if now and (one.start, one.end) == (now.start, now.end)]
    one = kept[(places[0] + 1) % len(kept)] if places else kept[0]
    result = set_interval(session, first=one.start, last=one.end)
    return replace(result, session=result.session.saying(f"Interval {one.name}: {one.start}–{one.end}"))


def _named(state: VideoState, name: str) -> KeptInterval:
    for one in kept_of(state):
        if one.name == name:
            return one
    raise Refused(f"No interval of label {state.view.label} is kept as {name}.")


def _with_kept(session: Session, state: VideoState, kept: tuple[KeptInterval, ...], sentence: str) -> Result:
    after = replace(state, data=replace(state.data, kept_intervals=kept))
    said = session.with_video_state(after).saying(f"{sentence[0].upper()}{sentence[1:]}.")
    return Result(said, sentence, region(state, state.layer, (state.view.label,)))


COMMANDS = (
    Command(
        "dialog.ask_interval",
        "Type interval…",
        "Type the first and the last frame, keep intervals by name, and choose among the kept ones.",
        SECTION,
        ask,
        Kind.VIEW,
        ("ctrl+i",),
        needs_video,
    ),
    Command(
        "interval.keep",
        "Keep interval",
        "Keep the selected interval of this label beside others, by number.",
        SECTION,
        keep,
        Kind.EDIT,
        ("ctrl+shift+i",),
        needs_interval,
    ),
    Command(
        "interval.recall_next",
        "Next kept interval",
        "Select the next of the kept intervals of this label.",
        SECTION,
        recall_next,
        Kind.EDIT,
        ("alt+i",),
        needs_kept,
    ),
    Command(
        "interval.recall",
        "Select kept interval",
        "By name.",
        SECTION,
        recall,
        Kind.EDIT,
        when=needs_video,
        is_listed=False,
    ),
    Command(
        "interval.drop_kept",
        "Drop kept interval",
        "By name.",
        SECTION,
        drop,
        Kind.EDIT,
        when=needs_video,
        is_listed=False,
    ),
)
