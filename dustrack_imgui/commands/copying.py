"""Commands that copy points from the overlay into the active layer."""

from __future__ import annotations

from functools import partial

from dustrack_imgui.commands.access import (
    active,
    donor_of,
    interval_of,
    needs_donor,
    needs_donor_and_frames_of_interest,
    needs_donor_and_interval,
    no_frames_of_interest,
    plural,
)
from dustrack_imgui.commands.edits import with_tracks
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.operations.copying import Copied, copied, existing_replaced
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When

SECTION = "5c. Copy annotations between layers"


def copy_frame(session: Session, *, all_labels: bool) -> Result:
    """Copy the current label, or all labels, at the current frame."""
    state = active(session)
    donor, frame = donor_of(session), state.view.frame
    labels = donor.labels if all_labels else (state.view.label,)
    done = copied(state.layer.tracks, donor.tracks, labels=labels, frames=[frame])
    return _answer(session, state, done, all_labels, f"at frame {frame}")


def copy_frames_of_interest(session: Session) -> Result:
    """Copy all labels at all frames of interest."""
    state = active(session)
    donor, frames = donor_of(session), state.data.frames_of_interest
    if not frames:
        raise Refused(no_frames_of_interest(session))
    done = copied(state.layer.tracks, donor.tracks, labels=donor.labels, frames=frames)
    return _answer(session, state, done, True, f"at {plural(len(frames), 'frame')} of interest")


def copy_interval(session: Session) -> Result:
    """Copy the current label inside the selected interval."""
    state = active(session)
    donor, interval = donor_of(session), interval_of(session)
    done = copied(state.layer.tracks, donor.tracks, labels=(state.view.label,), frames=interval.frames())
    return _answer(session, state, done, False, f"in {interval.start}–{interval.end}")


def replace_existing(session: Session) -> Result:
    """Move the current label's points, inside the interval if selected, to where the overlay has them."""
    state = active(session)
    donor, interval, label = donor_of(session), state.interval, state.view.label
    where = "" if interval is None else f"in {interval.start}–{interval.end}"
    done = existing_replaced(state.layer.tracks, donor.tracks, labels=(label,), interval=interval)
    if not (done.n_copied or done.n_same or done.n_missing):
        raise Refused(" ".join(f"Label {label} is not marked in {state.layer.name} {where}".split()) + ".")
    return _answer(session, state, done, False, where, verb="replace")


def _answer(
    session: Session, state: VideoState, done: Copied, all_labels: bool, where: str, *, verb: str = "copy"
) -> Result:
    layer, donor = state.layer, donor_of(session)
    what = "all labels" if all_labels else state.view.label
    if not done.n_copied and done.n_same:
        raise Refused(f"Nothing to {verb}: {layer.name} has the positions of {donor.name} already.")
    if not done.n_copied:
        nothing = "no label" if all_labels else f"no label {state.view.label}"
        raise Refused(" ".join(f"Nothing to {verb}: {donor.name} has {nothing} {where}".split()) + ".")
    count = plural(done.n_copied, "point")
    sentence = " ".join(f"{verb} {what} {where} from {donor.name} ({count})".split())
    said = f"{'Copied' if verb == 'copy' else 'Replaced'} {count} from {donor.name}."
    if done.n_same:
        said += f" The same already: {done.n_same}."
    if done.n_missing and not all_labels:
        said += f" Left as they are, since {donor.name} lacks them: {done.n_missing}."
    return with_tracks(
        session,
        state,
        layer,
        done.tracks,
        sentence=sentence,
        said=said,
        labels=done.labels,
        frames=done.frames,
    )


def _command(id_: str, title: str, help_: str, do: Do, when: When, *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.EDIT, keys, when)


COMMANDS = (
    _command(
        "copy.point",
        "Copy label from overlay",
        "Copy the current label at the current frame from the overlay.",
        partial(copy_frame, all_labels=False),
        needs_donor,
        "c",
    ),
    _command(
        "copy.frame",
        "Copy all labels from overlay",
        "Copy all labels at the current frame from the overlay.",
        partial(copy_frame, all_labels=True),
        needs_donor,
    ),
    _command(
        "copy.frames_of_interest",
        "Copy frames of interest from overlay",
        "Copy all labels at all frames of interest from the overlay.",
        copy_frames_of_interest,
        needs_donor_and_frames_of_interest,
        "alt+c",
    ),
    _command(
        "copy.interval",
        "Copy interval from overlay",
        "Copy the current label inside the interval from the overlay.",
        copy_interval,
        needs_donor_and_interval,
        "ctrl+alt+c",
    ),
    _command(
        "copy.replace_existing",
        "Replace existing from overlay",
        "Move the current label's points, inside the interval if any, to where the overlay has them.",
        replace_existing,
        needs_donor,
    ),
)
