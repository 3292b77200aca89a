"""How single layers are drawn: whether, how strongly, and as lines or dots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from dustrack_imgui.model.layer import Layer, LayerKind

MIN_OPACITY = 0.1
ACTIVE_OPACITY = 1.0
BESIDE_OPACITY = 0.45


class TraceStyle(Enum):
    """What a trace is drawn as."""

    LINE = "line"
    DOT = "dot"

    @staticmethod
    def of_kind(kind: LayerKind) -> TraceStyle:
        """Sparse points made by hand are dots, everything else is a line."""
        return TraceStyle.DOT if kind is LayerKind.HAND else TraceStyle.LINE


@dataclass(frozen=True, slots=True)
class LayerLook:
    """What was chosen for one layer; None stands for what it gets by itself.

    Attributes
    ----------
    layer
        Name of the layer.
    is_shown
        Drawn or not; by itself a layer is drawn while it is the active one or the overlay.
    opacity
        From `MIN_OPACITY` to 1; by itself the active layer is opaque and all others are dim.
    style
        Line or dots; by itself as its kind is.
    """

    layer: str
    is_shown: bool | None = None
    opacity: float | None = None
    style: TraceStyle | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing was chosen."""
        return self.is_shown is None and self.opacity is None and self.style is None


Looks = tuple[LayerLook, ...]


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """A layer as it is drawn now.

    Attributes
    ----------
    layer
        What to draw; compared by identity.
    is_active
        Whether it is the layer that is edited.
    opacity, style
        As chosen, or what it gets by itself.
    """

    layer: Layer
    is_active: bool
    opacity: float
    style: TraceStyle


def look_of(looks: Looks, layer: str) -> LayerLook:
    """What was chosen for a layer."""
    return next((look for look in looks if look.layer == layer), LayerLook(layer))


def with_look(looks: Looks, look: LayerLook) -> Looks:
    """Looks with that of one layer replaced; a plain one is left out."""
    kept = tuple(old for old in looks if old.layer != look.layer)
    return kept if look.is_plain else (*kept, look)


def renamed_looks(looks: Looks, old: str, new: str) -> Looks:
    """Looks after a layer got another name."""
    return tuple(replace(look, layer=new) if look.layer == old else look for look in looks)
