"""Commands about how sure a model was: from one unsure frame or stretch to the next, and what is unsure."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video, plural
from dustrack_imgui.commands.key_hints import key_or_title
from dustrack_imgui.commands.navigation import at_frame
from dustrack_imgui.model.confidence import ConfidenceLook
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.operations.confidence import count_unsure, least_sure, nearest_stretch, nearest_unsure
from dustrack_imgui.store.command import Command, Do, Kind, Refused, switch

SECTION = "3. Navigate to the desired video frame"
STEP = 0.05


def kept_in_bounds(look: ConfidenceLook) -> ConfidenceLook:
    """Look with the threshold brought into 0 to 1, in hundredths."""
    return replace(look, threshold=round(min(max(look.threshold, 0.0), 1.0), 2))


def judged_layer(state: VideoState, label: str | None = None) -> Layer | None:
    """Active layer if it has likelihoods, else the overlay if it has; of one label or of any."""
    for layer in (state.layer, state.overlay):
        if layer is not None and _has_likelihood(layer, label):
            return layer
    return None


def no_likelihood(session: Session) -> str:
    """What to say where no layer that is shown has likelihoods."""
    keys = " or ".join(key_or_title(session, f"layer.{which}_overlay") for which in ("previous", "next"))
    return (
        f"Neither the active layer nor the overlay has likelihoods; show predictions of a model with {keys}."
    )


def needs_likelihood(session: Session) -> str | None:
    """Refusal when neither active layer nor overlay has likelihoods of any label."""
    refusal = needs_video(session)
    if refusal is not None:
        return refusal
    return None if judged_layer(active(session)) is not None else no_likelihood(session)


def to_unsure(session: Session, *, forward: bool) -> Session:
    """Show the nearest frame at which the current label is unsure."""
    state, threshold = active(session), session.interface.confidence.threshold
    label = state.view.label
    layer = _judging(session, state, label)
    frame = nearest_unsure(layer.track(label), state.view.frame, threshold, forward=forward)
    return _at(session, state, layer, label, frame, forward=forward)


def to_stretch(session: Session, *, forward: bool) -> Session:
    """Show the worst frame of the nearest stretch in which the current label is unsure."""
    state, threshold = active(session), session.interface.confidence.threshold
    label = state.view.label
    layer = _judging(session, state, label)
    n_frames, at = state.video.n_frames, state.view.frame
    found = nearest_stretch(layer.track(label), n_frames, at, threshold, forward=forward)
    if found is None:
        where = "later" if forward else "earlier"
        raise Refused(f"No {where} stretch with a likelihood below {threshold:.2f} in {layer.name}.")
    where = f"frame {found.first}" if found.first == found.last else f"frames {found.first}–{found.last}"
    return at_frame(session, state, found.worst).saying(
        f"Label {label}: unsure in {where} of {layer.name}, least {found.likelihood:.2f} at {found.worst}"
    )


def to_unsure_of_any(session: Session, *, forward: bool) -> Session:
    """Show the nearest frame at which any label is unsure, and select the least sure one there."""
    state, threshold = active(session), session.interface.confidence.threshold
    layer = judged_layer(state)
    if layer is None:
        raise Refused(no_likelihood(session))
    shown = {label: track for label, track in layer.tracks.items() if label not in state.view.hidden_labels}
    at = state.view.frame
    found = [nearest_unsure(track, at, threshold, forward=forward) for track in shown.values()]
    frames = [frame for frame in found if frame is not None]
    frame = (min(frames) if forward else max(frames)) if frames else None
    label = (None if frame is None else least_sure(shown, frame)) or state.view.label
    return _at(session, state, layer, label, frame, forward=forward)


def set_threshold(session: Session, *, threshold: float) -> Session:
    """Set below which likelihood a point counts as unsure, 0 to 1."""
    if not math.isfinite(threshold):
        raise Refused("The threshold is a number from 0 to 1.")
    look = kept_in_bounds(replace(session.interface.confidence, threshold=float(threshold)))
    changed = _with_look(session, look)
    return changed.saying(
        f"Points below a likelihood of {look.threshold:.2f} are unsure. {unsure_words(changed)}"
    )


def shift_threshold(session: Session, *, delta: float) -> Session:
    """Count more or fewer points as unsure."""
    return set_threshold(session, threshold=session.interface.confidence.threshold + delta)


def toggle_shown(session: Session) -> Session:
    """Show or hide the strip of likelihood and the faintness of unsure points."""
    look = session.interface.confidence
    words = "Likelihoods are hidden." if look.is_shown else "Likelihoods are shown."
    return _with_look(session, replace(look, is_shown=not look.is_shown)).saying(words)


def ask_threshold(session: Session) -> Session:
    """Open the dialog of the threshold."""
    return replace(session, dialog=Dialog(DialogKind.CONFIDENCE, "Likelihood threshold"))


def unsure_words(session: Session) -> str:
    """How many points of the current label, and of all, are unsure; "" where nothing has a likelihood."""
    state = session.active
    layer = None if state is None else judged_layer(state)
    if state is None or layer is None:
        return ""
    threshold = session.interface.confidence.threshold
    label = state.view.label
    counts = {
        one: count_unsure(track, state.video.n_frames, threshold) for one, track in layer.tracks.items()
    }
    own, every = counts.get(label, 0), sum(counts.values())
    return f"{layer.name}: {plural(own, 'point')} of label {label}, {every} of all labels."


def _judging(session: Session, state: VideoState, label: str) -> Layer:
    """Layer with likelihoods of a label, or `Refused`."""
    layer = judged_layer(state, label)
    if layer is None:
        if judged_layer(state) is None:
            raise Refused(no_likelihood(session))
        raise Refused(f"Label {label} has no likelihoods; choose one that a model predicted.")
    return layer


def _has_likelihood(layer: Layer, label: str | None) -> bool:
    if label is not None:
        return layer.track(label).has_likelihood
    return any(track.has_likelihood for track in layer.tracks.values())


def _at(
    session: Session, state: VideoState, layer: Layer, label: str, frame: int | None, *, forward: bool
) -> Session:
    threshold = session.interface.confidence.threshold
    if frame is None or frame >= state.video.n_frames:
        where = "later" if forward else "earlier"
        raise Refused(f"No {where} frame with a likelihood below {threshold:.2f} in {layer.name}.")
    if label != state.view.label:
        state = replace(state, view=replace(state.view, label=label))
        session = session.with_video_state(state)
    likelihood = layer.track(label).likelihood_at(frame)
    moved = at_frame(session, state, frame)
    return (
        moved
        if likelihood is None
        else moved.saying(f"Label {label}: likelihood {likelihood:.2f} in {layer.name}")
    )


def _with_look(session: Session, look: ConfidenceLook) -> Session:
    return replace(session, interface=replace(session.interface, confidence=look))


def _moving(id_: str, title: str, help_: str, do: Do, *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, needs_likelihood, repeats=True)


def _looking(id_: str, title: str, help_: str, do: Do, *keys: str, is_listed: bool = True) -> Command:
    return Command(id_, title, help_, "Display", do, Kind.VIEW, keys, is_listed=is_listed)


COMMANDS = (
    _moving(
        "likelihood.next_unsure",
        "Next unsure frame",
        "Next frame where the model's likelihood of the current label is below the threshold.",
        partial(to_unsure, forward=True),
        "alt+n",
    ),
    _moving(
        "likelihood.previous_unsure",
        "Previous unsure frame",
        "Previous frame where the model's likelihood of the current label is below the threshold.",
        partial(to_unsure, forward=False),
        "alt+p",
    ),
    _moving(
        "likelihood.next_unsure_of_any",
        "Next unsure frame of any label",
        "Next frame where any label is below the threshold; selects the least sure one.",
        partial(to_unsure_of_any, forward=True),
        "alt+shift+n",
    ),
    _moving(
        "likelihood.previous_unsure_of_any",
        "Previous unsure frame of any label",
        "Previous frame where any label is below the threshold; selects the least sure one.",
        partial(to_unsure_of_any, forward=False),
        "alt+shift+p",
    ),
    _moving(
        "likelihood.next_stretch",
        "Next unsure stretch",
        "The worst frame of the next run of frames at which the current label is unsure.",
        partial(to_stretch, forward=True),
        "ctrl+alt+n",
    ),
    _moving(
        "likelihood.previous_stretch",
        "Previous unsure stretch",
        "The worst frame of the last run of frames at which the current label is unsure.",
        partial(to_stretch, forward=False),
        "ctrl+alt+p",
    ),
    switch(
        _looking(
            "likelihood.toggle",
            "Show or hide likelihood",
            "The strip below the traces, and that unsure points are faint on the picture.",
            toggle_shown,
        ),
        lambda session: session.interface.confidence.is_shown,
    ),
    _looking(
        "likelihood.ask_threshold",
        "Likelihood threshold…",
        "Below which likelihood a point of a model counts as unsure.",
        ask_threshold,
    ),
    _looking(
        "likelihood.raise", "Raise likelihood threshold", "By 0.05.", partial(shift_threshold, delta=STEP)
    ),
    _looking(
        "likelihood.lower", "Lower likelihood threshold", "By 0.05.", partial(shift_threshold, delta=-STEP)
    ),
    _looking("likelihood.threshold", "Likelihood threshold", "Set it.", set_threshold, is_listed=False),
)
