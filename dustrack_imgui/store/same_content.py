"""Whether two values hold the same points, however they came about."""

from __future__ import annotations

from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import VideoData
from dustrack_imgui.model.track import EMPTY_TRACK


def has_same_content(a: VideoData, b: VideoData) -> bool:
    """Whether all layers that have files hold the same points; empty layers and labels are no difference.

    Scratch layers are not compared: they begin empty in every session.
    """
    mine, others = _with_points(a), _with_points(b)
    return mine.keys() == others.keys() and all(_same(mine[name], others[name]) for name in mine)


def holds_all_of(now: VideoData, then: VideoData) -> bool:
    """Whether `now` holds what `then` held, to the point; it may have layers that came since."""
    mine, others = _with_points(now), _with_points(then)
    return all(name in mine and _same(mine[name], layer) for name, layer in others.items())


def _with_points(data: VideoData) -> dict[str, Layer]:
    return {
        layer.name: layer for layer in data.layers if layer.kind is not LayerKind.SCRATCH and layer.count()
    }


def _same(a: Layer, b: Layer) -> bool:
    return a is b or all(
        a.tracks.get(label, EMPTY_TRACK).holds_same_points(b.tracks.get(label, EMPTY_TRACK))
        for label in {**a.tracks, **b.tracks}
    )
