"""The display helpers of an annotation; the window draws a layer by itself, so most have little to do."""

from __future__ import annotations

from collections.abc import Iterator

from dustrack_imgui.annotations.errors import AnnotationUseError, NoWindowError
from dustrack_imgui.annotations.face import LayerFace

PLOT_TYPES = ("line", "dot")


class Display(LayerFace):
    """What DUSTrack's scripts call to draw a layer.

    In a live session they act on the window. Without one they do nothing, as in DUSTrack without axes.
    Matplotlib axes are refused.
    """

    @property
    def plot_type(self) -> str:
        """How traces are meant to be drawn: "line" or "dot"."""
        return self._plot_type

    @plot_type.setter
    def plot_type(self, plot_type: str) -> None:
        self.set_plot_type(plot_type)

    def set_plot_type(self, type_: str = "line", draw: bool = True) -> None:
        """Remember whether traces are to be drawn as "line" or "dot".

        Raises
        ------
        AnnotationUseError
            For any other type.
        """
        if type_ not in PLOT_TYPES:
            raise AnnotationUseError(f'a plot type is "line" or "dot", not {type_!r}')
        self._plot_type = type_
        self._redraw(draw=draw)

    def setup_display(
        self, ax_list_scatter: object = None, ax_list_trace_x: object = None, ax_list_trace_y: object = None
    ) -> None:
        """Do nothing: the window sets itself up.

        Raises
        ------
        NoWindowError
            When axes are given.
        """
        for axes in (ax_list_scatter, ax_list_trace_x, ax_list_trace_y):
            _refuse_axes(axes)

    def setup_display_scatter(self, ax_list_scatter: object = None) -> None:
        """Do nothing; axes are refused as in `setup_display`."""
        _refuse_axes(ax_list_scatter)

    def setup_display_trace(self, ax_list_trace_x: object = None, ax_list_trace_y: object = None) -> None:
        """Do nothing; axes are refused as in `setup_display`."""
        _refuse_axes(ax_list_trace_x)
        _refuse_axes(ax_list_trace_y)

    def clear_display(self) -> None:
        """Take the layer out of view; see `hide`."""
        self.hide()

    def re_setup_display(self) -> None:
        """Draw everything again."""
        self._redraw()

    def invalidate_caches(self) -> None:
        """Draw everything again. Nothing is ever stale: a change of the layer is a new layer."""
        self._redraw()

    def update_display(self, frame_number: int, label: str | None = None, draw: bool = False) -> None:
        """Draw everything again; the window shows its own frame, whatever `frame_number` is."""
        del frame_number
        self.update_display_trace(label, draw)

    def update_display_scatter(self, frame_number: int, draw: bool = False) -> None:
        """Draw everything again; the window shows its own frame, whatever `frame_number` is."""
        del frame_number
        self._redraw(draw=draw)

    def update_display_trace(self, label: str | None = None, draw: bool = False) -> None:
        """Draw everything again.

        Raises
        ------
        UnknownLabelError
            When the label is not declared.
        """
        if label is not None:
            self._track(label)
        self._redraw(draw=draw)

    def show(self, draw: bool = True) -> None:
        """Bring the layer into view, as overlay unless it is the active layer."""
        del draw
        window = self._holder.window
        if window is not None:
            window.show_layer(self.name)

    def hide(self, draw: bool = True) -> None:
        """Take the layer out of view when it is the overlay; the active layer stays."""
        del draw
        window = self._holder.window
        if window is not None:
            window.hide_layer(self.name)

    def show_trace(self, label: str, draw: bool = True) -> None:
        """Show the traces of a label, which the window shows one at a time."""
        del draw
        window = self._holder.window
        if window is not None:
            window.show_label(label)

    def hide_trace(self, label: str, draw: bool = True) -> None:
        """Do nothing: the window shows the traces of the current label, and of no other."""
        del label
        self._redraw(draw=draw)

    def show_one_trace(self, label: str, draw: bool = True) -> None:
        """Show the traces of a label; see `show_trace`."""
        self.show_trace(label, draw)

    def set_alpha(self, alpha: float = 0.4, label: str | None = None, draw: bool = True) -> None:
        """Check the opacity and draw again: the window draws the active layer bright and the overlay dim.

        Raises
        ------
        AnnotationUseError
            When it does not lie between 0 and 1.
        """
        del label
        if not 0 <= alpha <= 1:
            raise AnnotationUseError(f"an opacity lies between 0 and 1, not at {alpha!r}")
        self._redraw(draw=draw)

    def _redraw(self, *, draw: bool = True) -> None:
        window = self._holder.window
        if draw and window is not None:
            window.redraw()


def _refuse_axes(axes: object) -> None:
    given = list(_axes(axes))
    if given:
        raise NoWindowError(
            f"An annotation does not draw on {type(given[0]).__name__}; plot what to_trace returns, "
            "or open the video in the window."
        )


def _axes(axes: object) -> Iterator[object]:
    if isinstance(axes, list | tuple):
        yield from axes
    elif axes is not None:
        yield axes
