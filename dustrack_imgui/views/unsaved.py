"""Which layers differ from their files, remembered by identity so that asking costs nothing; pure."""

from __future__ import annotations

from dustrack_imgui.model.layer import Layer, Tracks
from dustrack_imgui.model.session import Session, VideoState


class UnsavedMemo:
    """Answers of `VideoState.is_dirty`, kept for as long as layer and saved tracks are the same values."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Layer, Tracks | None, bool]] = {}

    def is_dirty(self, state: VideoState, layer: Layer) -> bool:
        """Whether the layer differs from its file."""
        key = (state.video.key, layer.name)
        saved = state.saved.get(layer.name)
        known = self._known.get(key)
        if known is not None and known[0] is layer and known[1] is saved:
            return known[2]
        answer = state.is_dirty(layer)
        self._known[key] = (layer, saved, answer)
        return answer

    def names(self, session: Session) -> tuple[str, ...]:
        """Names of all layers with unsaved edits, those of videos that are not on screen with their stems."""
        return tuple(
            layer.name if state is session.active else f"{layer.name} of {state.video.stem}"
            for state in session.videos
            for layer in state.data.layers
            if self.is_dirty(state, layer)
        )
