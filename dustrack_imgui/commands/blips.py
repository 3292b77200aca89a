"""Commands that find short outliers of a dense layer, take them out, or track them anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from dustrack_imgui.commands.access import active, no_video, plural
from dustrack_imgui.commands.edits import derived_path, shown_over
from dustrack_imgui.commands.effects import SaveLayers
from dustrack_imgui.commands.tracking_effects import InterpolateBlips
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.operations.blips import BlipReport, detect_blips, remove_blips
from dustrack_imgui.operations.errors import OperationError
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result

SECTION = "6. Correct and smooth"
REMOVED_SUFFIX, CORRECTIONS_SUFFIX = "_blip_removed", "_blip_corrections"


def can_search(session: Session) -> str | None:
    """Refusal when the active layer is too sparse, or came out of a search itself."""
    state = session.active
    if state is None:
        return no_video(session)
    layer = state.layer
    if layer.name.endswith((REMOVED_SUFFIX, CORRECTIONS_SUFFIX)):
        return f"{layer.name} came out of a blip search; make the layer active that it was made from."
    if not any(2 * track.count > state.video.n_frames for track in layer.tracks.values()):
        return (
            "Blips are searched in dense layers, such as predictions; "
            f"no label of {layer.name} is marked on half of the frames."
        )
    return None


def report(
    session: Session,
    *,
    threshold_factor: float | None = None,
    max_blip_length: int | None = None,
    return_position_factor: float | None = None,
) -> Session:
    """Show what a search finds in the active layer; nothing is changed."""
    state = active(session)
    found = found_in_active(session, threshold_factor, max_blip_length, return_position_factor)
    dialog = Dialog(DialogKind.NOTICE, f"Blips of {state.layer.name}", report_text(found))
    return replace(session, dialog=dialog).saying(f"{plural(len(found), 'blip')} in {state.layer.name}.")


def remove(
    session: Session,
    *,
    threshold_factor: float | None = None,
    max_blip_length: int | None = None,
    return_position_factor: float | None = None,
    drop_frame_if_any_blip: bool | None = None,
) -> Result:
    """Copy the active layer without its blips into a layer of its own, and save that.

    What is not given is taken from the blip panel, here and in the other commands about blips.
    """
    if drop_frame_if_any_blip is None:
        drop_frame_if_any_blip = session.interface.blips.drops_whole_frames
    state = active(session)
    found = _found(session, threshold_factor, max_blip_length, return_position_factor)
    source = state.layer
    tracks = remove_blips(source.tracks, found, drop_frame_if_any_blip=drop_frame_if_any_blip)
    new = _derived(state, source, REMOVED_SUFFIX, tracks)
    count = plural(source.count() - new.count(), "point")
    answer = shown_over(
        session,
        state,
        new,
        overlay=source.name,
        sentence=f"remove {plural(len(found), 'blip')} of {source.name}",
        said=f"{new.name}: {plural(len(found), 'blip')}, {count} removed.",
    )
    return replace(answer, effects=(SaveLayers(((state.video.key, new.name),), is_quiet=True),))


def interpolate(
    session: Session,
    *,
    threshold_factor: float | None = None,
    max_blip_length: int | None = None,
    return_position_factor: float | None = None,
) -> Result:
    """Track the blips of the active layer with LK-RSTC, into a layer of corrections."""
    state = active(session)
    found = _found(session, threshold_factor, max_blip_length, return_position_factor)
    return Result(session, effects=(InterpolateBlips(state.video.key, state.layer.name, found),))


def put_corrections(
    session: Session,
    *,
    video: str,
    layer: str,
    points: Mapping[str, Mapping[str, Any]],
    sentence: str,
    note: str,
) -> Result:
    """Add the layer of corrections of a layer and show it over that.

    Parameters
    ----------
    layer
        The layer that was searched.
    points
        By label "frames" (K,) and "xy" (K, 2) in image pixels.
    """
    state = session.video_state(video)
    if state is None or not state.data.has_layer(layer):
        raise Refused(f"Layer {layer} is gone; the corrections were dropped.")
    source = state.data.layer(layer)
    tracks = {
        label: Track.from_points(at["frames"], at["xy"], Source.RSTC) if len(at["frames"]) else EMPTY_TRACK
        for label, at in points.items()
    }
    new = _derived(state, source, CORRECTIONS_SUFFIX, MappingProxyType(tracks))
    return shown_over(session, state, new, overlay=layer, sentence=sentence, said=note)


def corrections_name(layer: str) -> str:
    """Name of the layer that holds the corrections of another."""
    return layer + CORRECTIONS_SUFFIX


def report_text(found: BlipReport) -> str:
    """What a search found, in lines: counts and thresholds by label, lengths, and jumps that are no blips."""
    blips = found.by_label()
    lines = [f"{plural(len(found), 'blip')} on {plural(len(found.frames()), 'frame')} of {found.n_frames}."]
    for label, stats in found.per_label_stats.items():
        skipped = {
            "too near to an end": stats["n_skipped_edge"],
            "longer than allowed": stats["n_skipped_long"],
            "into a gap": stats["n_skipped_noreturn"],
        }
        others = ", ".join(f"{count} {reason}" for reason, count in skipped.items() if count)
        lines.append(
            f"Label {label}: {plural(len(blips.get(label, [])), 'blip')}, jumps > {stats['threshold']:.1f} px"
            f"{f'; no blips: {others}' if others else ''}."
        )
    lengths = ", ".join(f"{n} × {plural(length, 'frame')}" for length, n in found.length_histogram().items())
    return "\n".join([*lines, f"Lengths: {lengths}."] if lengths else lines)


def found_in_active(
    session: Session,
    threshold_factor: float | None = None,
    max_length: int | None = None,
    return_tolerance: float | None = None,
) -> BlipReport:
    """Blips of the active layer; settings that are not given are those of the blip panel."""
    refusal = can_search(session)
    if refusal is not None:
        raise Refused(refusal)
    state, search = active(session), session.interface.blips
    try:
        return detect_blips(
            state.layer.tracks,
            n_frames=state.video.n_frames,
            threshold_factor=search.threshold_factor if threshold_factor is None else threshold_factor,
            max_blip_length=search.max_length if max_length is None else max_length,
            return_position_factor=search.return_tolerance if return_tolerance is None else return_tolerance,
        )
    except OperationError as error:
        raise Refused(str(error)) from error


def _found(
    session: Session, threshold: float | None, length: int | None, return_factor: float | None
) -> BlipReport:
    found = found_in_active(session, threshold, length, return_factor)
    if not len(found):
        settings = found.params
        raise Refused(
            f"No blip in {active(session).layer.name} of at most "
            f"{plural(settings['max_blip_length'], 'frame')} beyond {settings['threshold_factor']:g} "
            "robust deviations."
        )
    return found


def _derived(state: VideoState, source: Layer, suffix: str, tracks: Mapping[str, Track]) -> Layer:
    name = source.name + suffix
    return Layer(name, tracks, derived_path(state, source, suffix), LayerKind.of_name(name))


def _command(id_: str, title: str, help_: str, do: Do, kind: Kind) -> Command:
    return Command(id_, title, help_, SECTION, do, kind, (), can_search)


COMMANDS = (
    _command(
        "blips.report",
        "Report blips",
        "Say how many short outliers the active layer has, such as predictions that jump away and come back.",
        report,
        Kind.VIEW,
    ),
    _command(
        "blips.remove",
        "Remove blips",
        "Copy the active layer without its short outliers into a new layer.",
        remove,
        Kind.EDIT,
    ),
    _command(
        "blips.interpolate",
        "Track blips anew (LK-RSTC)",
        "Track short outliers between their good neighbours, into a layer of corrections.",
        interpolate,
        Kind.VIEW,
    ),
    Command(
        "blips.put_corrections",
        "Tracked blips",
        "Result of tracking.",
        SECTION,
        put_corrections,
        Kind.EDIT,
        is_listed=False,
    ),
)
