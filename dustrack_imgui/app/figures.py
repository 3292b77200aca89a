"""Collects the measurements that the developer panel shows."""

from __future__ import annotations

from dustrack_imgui.app.painter import Painter
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.stages import Stages
from dustrack_imgui.app.systems.equalising import Equaliser
from dustrack_imgui.app.systems.journaling import JournalingSystem
from dustrack_imgui.model.derived import DerivedArrays, derived_arrays
from dustrack_imgui.views.scene import CacheFigure, Figures
from dustrack_imgui.views.timeline_data import marked_columns
from dustrack_imgui.views.trace_data import decimated_tracks

REFRESH_SECS = 0.25
LATE_SECS = 1 / 45


class FigureBoard:
    """Figures that change a few times a second, so that the panel neither flickers nor costs."""

    def __init__(
        self,
        stages: Stages,
        readers: Readers,
        journaling: JournalingSystem,
        equaliser: Equaliser,
        painter: Painter,
    ) -> None:
        self._stages = stages
        self._readers = readers
        self._journaling = journaling
        self._equaliser = equaliser
        self._painter = painter
        self._frames_drawn = 0
        self._frames_late = 0
        self._figures = Figures()
        self._due_secs = 0.0

    @property
    def frames_drawn(self) -> int:
        """Rendered frames since the start."""
        return self._frames_drawn

    def frame_ended(self, secs: float, *, is_moving: bool) -> None:
        """Count a rendered frame and the time it took without its rest."""
        self._frames_drawn += 1
        self._frames_late += is_moving and secs > LATE_SECS

    def current(self, now_secs: float, *, is_shown: bool) -> Figures:
        """Figures of the last refresh; there is none while nobody sees them."""
        if now_secs < self._due_secs or not is_shown:
            return self._figures
        self._due_secs = now_secs + REFRESH_SECS
        notes: list[str] = []
        named: tuple[tuple[str, DerivedArrays | Equaliser | Painter], ...] = (
            ("enhanced frames", self._equaliser),
            ("painted pictures", self._painter),
            ("derived arrays", derived_arrays),
            ("decimated traces", decimated_tracks),
            ("timeline columns", marked_columns),
        )
        caches = [CacheFigure(name, cache.bytes_held, cache.budget_bytes) for name, cache in named]
        for name, reader in self._readers.items():
            stats = reader.stats
            caches.append(CacheFigure(f"frames of {name}", stats.cache_bytes, stats.budget_bytes))
            notes.append(f"{name}: {stats.n_cached} frames at {stats.decode_fps:.0f} fps,")
            notes.append(f"  {stats.n_seeks} seeks, {stats.n_abandoned} abandoned")
            if stats.last_error:
                notes.append(stats.last_error)
        self._figures = Figures(
            self._stages.summary(),
            tuple(caches),
            self._frames_drawn,
            self._frames_late,
            self._journaling.lag_ms,
            tuple(notes),
        )
        return self._figures
