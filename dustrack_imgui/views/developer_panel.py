"""F12: how long each stage of a frame takes, what the caches hold, what came late."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Figures, Rect, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import megabytes

_WIDTH, _LINE, _PADDING = 472, Font.MONO.value[1], 30


def figure_lines(figures: Figures) -> str:
    """All figures as lines of a fixed-width font."""
    lines = [f"{'stage':<28}{'median':>10}{'p99':>10}  ms"]
    lines += [f"{name[:27]:<28}{median:>10.3f}{p99:>10.3f}" for name, median, p99 in figures.stage_ms]
    if figures.caches:
        lines += ["", f"{'cache':<28}{'held':>10}{'budget':>10}"]
        lines += [
            f"{cache.name[:27]:<28}{megabytes(cache.bytes_held):>10}{megabytes(cache.budget_bytes):>10}"
            for cache in figures.caches
        ]
    lines += [
        "",
        f"{'frames drawn':<28}{figures.frames_drawn:>10}",
        f"{'frames late':<28}{figures.frames_late:>10}",
        f"{'journal lag':<28}{figures.journal_lag_ms:>10.0f}  ms",
    ]
    return "\n".join([*lines, *(["", *figures.notes] if figures.notes else [])])


class DeveloperPanel:
    """Figures in the upper right corner of the picture, which they do not leave; what is more scrolls."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._figures: Figures | None = None
        self._is_shown = False
        self._rect = Rect(0, 0, 1, 1)
        self._height_px = 0

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create it hidden."""
        self._window, self._box = self._look.floating_box(parent, Style.FLOATING, is_shown=False)
        self._text = self._look.text(parent=self._box, font=Font.MONO)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Keep to the upper right corner of a rectangle."""
        self._rect = rect
        width = min(round(_WIDTH * scale), rect.width)
        dpg.configure_item(self._window, pos=(rect.left + rect.width - width, rect.top), width=width)
        self._fit()

    def covers(self) -> tuple[Rect, ...]:
        """Where it lies over the picture now."""
        if not self._is_shown:
            return ()
        return (self._look.rect_of(self._window),)

    def draw(self, scene: Scene) -> None:
        """Show the figures when the session wants them."""
        is_wanted = scene.session.interface.shows_developer_panel
        if is_wanted is not self._is_shown:
            self._is_shown = is_wanted
            dpg.configure_item(self._window, show=is_wanted)
        if is_wanted and scene.figures is not self._figures:
            self._figures = scene.figures
            dpg.set_value(self._text, figure_lines(scene.figures))
            self._fit()

    def _fit(self) -> None:
        """As high as its lines, but no higher than the picture."""
        n_lines = 0 if self._figures is None else figure_lines(self._figures).count("\n") + 1
        height = min(n_lines * self._look.px(_LINE) + self._look.px(_PADDING), self._rect.height)
        if height != self._height_px:
            self._height_px = height
            dpg.configure_item(self._box, height=height)
