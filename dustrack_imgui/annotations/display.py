"""The display helpers of an annotation; the window draws a layer by itself, so most have little to do."""

from __future__ import annotations

from collections.abc import Iterator

from dustrack_imgui.annotations.errors import AnnotationUseError, NoWindowError
from dustrack_imgui.annotations.face import LayerFace

PLOT_TYPES = ("line", "dot")


class Display(LayerFace):
    """What DUSTrack's scripts call to draw a layer.

    In a live session they act on the window; without one they do nothing, as in DUSTrack without axes.
    Matplotlib axes are refused. The window redraws at once whatever changes, so `draw` makes no difference.
    """

    @property
    def plot_type(self) -> str:
        """How traces are drawn: "line" or "dot"."""
        window = self._holder.window
        shown = None if window is None else window.style(self.name)
        return shown or self._plot_type

    @plot_type.setter
    def plot_type(self, plot_type: str) -> None:
        self.set_plot_type(plot_type)

    def set_plot_type(self, type_: str = "line", draw: bool = True) -> None:
        """Draw traces as "line" or "dot".

        Raises
        ------
        AnnotationUseError
            For any other type.
        """
        del draw
        if type_ not in PLOT_TYPES:
            raise AnnotationUseError(f'a plot type is "line" or "dot", not {type_!r}')
        self._plot_type = type_
        window = self._holder.window
        if window is not None:
            window.set_style(self.name, type_)

    def set_alpha(self, alpha: float = 0.4, label: str | None = None, draw: bool = True) -> None:
        """Draw the layer more or less strongly, all labels alike.

        Parameters
        ----------
        alpha
            Opacity from 0 to 1; the window draws nothing weaker than 0.1.

        Raises
        ------
        AnnotationUseError
            When it does not lie between 0 and 1.
        """
        del label, draw
        if not 0 <= alpha <= 1:
            raise AnnotationUseError(f"an opacity lies between 0 and 1, not at {alpha!r}")
        window = self._holder.window
        if window is not None:
            window.set_opacity(self.name, float(alpha))

    def show(self, draw: bool = True) -> None:
        """Draw the layer, whether it is the active one or not."""
        del draw
        self._set_shown(True)

    def hide(self, draw: bool = True) -> None:
        """Do not draw the layer."""
        del draw
        self._set_shown(False)

    def show_trace(self, label: str, draw: bool = True) -> None:
        """Show the traces of a label; the window shows those of one label at a time."""
        del draw
        window = self._holder.window
        if window is not None:
            window.show_label(label)

    def show_one_trace(self, label: str, draw: bool = True) -> None:
        """Show the traces of a label and of no other; see `show_trace`."""
        self.show_trace(label, draw)

    def hide_trace(self, label: str, draw: bool = True) -> None:
        """Do nothing: the window shows the traces of the current label anyway, and of no other."""

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
        """Do not draw the layer; `re_setup_display` draws it again."""
        self._set_shown(False)

    def re_setup_display(self) -> None:
        """Draw the layer again."""
        self._set_shown(True)

    def invalidate_caches(self) -> None:
        """Do nothing: nothing is ever stale, because a changed layer is a new one."""

    def update_display(self, frame_number: int, label: str | None = None, draw: bool = False) -> None:
        """Do nothing: the window shows its own frame, and every change at once."""

    def update_display_scatter(self, frame_number: int, draw: bool = False) -> None:
        """Do nothing; see `update_display`."""

    def update_display_trace(self, label: str | None = None, draw: bool = False) -> None:
        """Do nothing; see `update_display`.

        Raises
        ------
        UnknownLabelError
            When the label is not declared.
        """
        del draw
        if label is not None:
            self._track(label)

    def _set_shown(self, is_shown: bool) -> None:
        window = self._holder.window
        if window is not None:
            window.set_shown(self.name, is_shown)


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
