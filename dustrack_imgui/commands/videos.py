"""Commands about the list of videos: switch, carry, take out, put in order, try again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from dustrack_imgui.commands.access import active, needs_video, plural
from dustrack_imgui.commands.effects import CloseVideo, SaveLayers
from dustrack_imgui.commands.key_hints import key_or_title
from dustrack_imgui.formats.layer_diff import dirty_layers
from dustrack_imgui.model.queued_video import Hydration, QueuedVideo
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Choice, Dialog, DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When

SECTION = "0. Video"


def needs_several(session: Session) -> str | None:
    """Refusal when there is no other video to go to."""
    refusal = needs_video(session)
    if refusal is not None or len(session.video_keys) > 1:
        return refusal
    return f"Only one video is open ({key_or_title(session, 'dialog.ask_video')} adds one)."


def step(session: Session, *, delta: int) -> Session:
    """Show the next or previous video of the list; there is no wrapping around, failed ones are passed."""
    return show(session, video=_neighbour(session, delta))


def show(session: Session, *, video: str) -> Session:
    """Show a video of the list; one that is not open yet is opened next and shown then."""
    if session.queued(video) is not None:
        return _wanted(session, video)
    keys = [state.video.key for state in session.videos]
    if video not in keys:
        raise Refused(f"This video is not open: {video}")
    playback = replace(session.playback, direction=0)
    name = session.videos[keys.index(video)].video.path.name
    return replace(session, active_index=keys.index(video), playback=playback).saying(name)


def carry(session: Session, *, delta: int) -> Session:
    """Show the next or previous video at the frame and with the label of this one."""
    video = _neighbour(session, delta)
    state = session.video_state(video)
    if state is None:
        raise Refused("That video is still being opened.")
    here = active(session).view
    frame = state.video.clamp(here.frame)
    carried = replace(state, view=replace(state.view, frame=frame, label=here.label))
    name = state.video.path.name
    said = f"{name}, at frame {frame} with label {here.label}"
    return show(session.with_video_state(carried), video=video).saying(said)


def retry(session: Session, *, video: str) -> Session:
    """Try once more to open a video that could not be opened."""
    if session.queued(video) is None:
        raise Refused(f"This video is not waiting to be opened: {video}")
    return _wanted(session, video)


def remove(session: Session, *, video: str | None = None) -> Session | Result:
    """Take a video out of the session, after asking when something of it is not saved; files stay."""
    key = active(session).video.key if video is None else video
    state = session.video_state(key)
    if state is None:
        return discard(session, video=key)
    layers = dirty_layers([state])
    if not layers:
        return discard(session, video=key)
    dialog = Dialog(
        DialogKind.CONFIRM,
        "Unsaved annotations",
        f"{state.video.path.name} has {plural(len(layers), 'layer')} with unsaved edits.",
        layers,
        subject=key,
        choices=(
            Choice("Save and remove", "video.save_and_remove", "video"),
            Choice("Remove without saving", "video.discard", "video"),
            Choice("Cancel"),
        ),
    )
    return replace(session, dialog=dialog)


def save_and_remove(session: Session, *, video: str) -> Result:
    """Save what is not saved of a video, then take it out; it stays when saving fails."""
    state = session.video_state(video)
    if state is None:
        raise Refused(f"This video is not open: {video}")
    layers = tuple((video, layer.name) for layer in state.data.layers if state.is_dirty(layer))
    return Result(replace(session, dialog=None), effects=(SaveLayers(layers, then_remove=video),))


def discard(session: Session, *, video: str) -> Result:
    """Take a video out of the session without asking."""
    if video not in session.video_keys:
        raise Refused(f"This video is not open: {video}")
    kept = tuple(state for state in session.videos if state.video.key != video)
    before = [state.video.key for state in session.videos]
    index = session.active_index
    if video in before and before.index(video) < index:
        index -= 1
    left = replace(
        session,
        videos=kept,
        active_index=min(index, max(0, len(kept) - 1)),
        queue=tuple(queued for queued in session.queue if queued.key != video),
        video_order=tuple(key for key in session.video_order if key != video),
        dialog=None,
    )
    if len(kept) != len(session.videos) and index == session.active_index:
        left = replace(left, playback=replace(session.playback, direction=0))
    return Result(left.saying("The video was taken out; its files stay."), effects=(CloseVideo(video),))


def move(session: Session, *, delta: int, video: str | None = None) -> Session:
    """Move a video up or down in the list."""
    keys = list(session.video_keys)
    key = active(session).video.key if video is None else video
    if key not in keys:
        raise Refused(f"This video is not open: {key}")
    place = keys.index(key)
    target = place + delta
    if not 0 <= target < len(keys):
        raise Refused("It stands at the end of the list." if delta > 0 else "It stands first in the list.")
    keys.insert(target, keys.pop(place))
    return in_order(replace(session, video_order=tuple(keys)))


def in_order(session: Session) -> Session:
    """Return the session with its open videos in the order of the list; the same one stays on screen."""
    order = {key: place for place, key in enumerate(session.video_keys)}
    videos = tuple(sorted(session.videos, key=lambda state: order[state.video.key]))
    shown = session.active
    return replace(session, videos=videos, active_index=videos.index(shown) if shown else 0)


def enqueue(session: Session, *, path: str, layer: str | None = None, is_wanted: bool = True) -> Session:
    """Add a video to those that are opened one after the other; show it when it is open already."""
    queued = QueuedVideo(Path(path), layer, is_wanted)
    if session.video_state(queued.key) is not None:
        return show(session, video=queued.key) if is_wanted else session
    if session.queued(queued.key) is not None:
        return _wanted(session, queued.key) if is_wanted else session
    queue = (*session.queue, queued)
    return replace(session, queue=queue, video_order=(*session.video_keys, queued.key))


def hydrating(session: Session, *, video: str) -> Session:
    """Note that a video is being opened now."""
    return _with_phase(session, video, Hydration.HYDRATING)


def failed(session: Session, *, video: str, reason: str, is_missing: bool) -> Session:
    """Note that a video could not be opened; one that was asked for alone and is not there is forgotten."""
    queued = session.queued(video)
    if queued is None:
        return session
    if not queued.is_wanted:
        text = f"{queued.path.name} could not be opened; its reason stands in the list of videos."
        return _with_phase(session, video, Hydration.FAILED, reason).saying(text)
    if is_missing:
        queue = tuple(other for other in session.queue if other is not queued)
        session = replace(session, queue=queue)
    else:
        session = _with_phase(session, video, Hydration.FAILED, reason)
    return replace(
        session,
        dialog=Dialog(DialogKind.NOTICE, "This video cannot be opened", f"{reason[:1].upper()}{reason[1:]}"),
    )


def _neighbour(session: Session, delta: int) -> str:
    keys = session.video_keys
    place = keys.index(active(session).video.key) + delta
    while 0 <= place < len(keys):
        queued = session.queued(keys[place])
        if queued is None or queued.phase is not Hydration.FAILED:
            return keys[place]
        place += delta
    raise Refused("This is the last video." if delta > 0 else "This is the first video.")


def _wanted(session: Session, video: str) -> Session:
    """Have a queued video opened next and shown, instead of any other that was to be shown."""
    queue = []
    for queued in session.queue:
        if queued.key == video:
            phase = Hydration.PENDING if queued.phase is Hydration.FAILED else queued.phase
            queue.append(replace(queued, is_wanted=True, phase=phase, reason=""))
        else:
            queue.append(replace(queued, is_wanted=False))
    name = next(queued.path.name for queued in queue if queued.key == video)
    return replace(session, queue=tuple(queue)).saying(f"{name} is shown as soon as it is open.")


def _with_phase(session: Session, video: str, phase: Hydration, reason: str = "") -> Session:
    queue = tuple(
        replace(
            queued, phase=phase, reason=reason, is_wanted=queued.is_wanted and phase is not Hydration.FAILED
        )
        if queued.key == video
        else queued
        for queued in session.queue
    )
    return replace(session, queue=queue)


def _listed(id_: str, title: str, help_: str, do: Do, *keys: str, when: When = needs_several) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, when)


def _named(id_: str, title: str, do: Do, kind: Kind = Kind.VIEW) -> Command:
    return Command(id_, title, title, SECTION, do, kind, is_listed=False)


COMMANDS = (
    _listed("video.next", "Next video", "Show the next video.", partial(step, delta=1), "alt+right"),
    _listed(
        "video.previous", "Previous video", "Show the previous video.", partial(step, delta=-1), "alt+left"
    ),
    _listed(
        "video.carry_next",
        "Next video, same frame",
        "Show the next video at this frame and with this label.",
        partial(carry, delta=1),
        "ctrl+alt+right",
    ),
    _listed(
        "video.carry_previous",
        "Previous video, same frame",
        "Show the previous video at this frame and with this label.",
        partial(carry, delta=-1),
        "ctrl+alt+left",
    ),
    _listed(
        "video.remove",
        "Remove video",
        "Take this video out of the session; its files stay.",
        remove,
        "ctrl+shift+w",
        when=needs_video,
    ),
    _listed("video.move_up", "Move video up", "Earlier in the list of videos.", partial(move, delta=-1)),
    _listed("video.move_down", "Move video down", "Later in the list of videos.", partial(move, delta=1)),
    _named("video.show", "Show video", show),
    _named("video.retry", "Open video again", retry),
    _named("video.discard", "Remove video without saving", discard),
    _named("video.save_and_remove", "Save and remove video", save_and_remove),
    _named("video.enqueue", "Report", enqueue, Kind.SYSTEM),
    _named("video.hydrating", "Report", hydrating, Kind.SYSTEM),
    _named("video.failed", "Report", failed, Kind.SYSTEM),
)
