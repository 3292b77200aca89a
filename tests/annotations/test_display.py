"""Display helpers without a window: harmless, and clear about axes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dustrack_imgui.annotations import AnnotationUseError, NoWindowError, UnknownLabelError, VideoAnnotation


def test_without_a_window_they_do_nothing(annotate: Callable[..., VideoAnnotation]) -> None:
    ann = annotate({"0": {1: [1, 2]}})
    before = ann.layer
    ann.setup_display()
    ann.setup_display_scatter()
    ann.setup_display_trace([], [])
    ann.clear_display()
    ann.re_setup_display()
    ann.invalidate_caches()
    ann.update_display(3, "0", draw=True)
    ann.update_display_scatter(3)
    ann.update_display_trace()
    ann.show()
    ann.hide(draw=False)
    ann.show_trace("0")
    ann.hide_trace("0")
    ann.show_one_trace("0")
    ann.set_alpha(0.2, label="0")
    assert ann.layer is before


def test_the_type_of_plot_is_remembered(annotate: Callable[..., VideoAnnotation]) -> None:
    ann = annotate({"0": {}})
    assert ann.plot_type == "dot"
    ann.set_plot_type()
    assert ann.plot_type == "line"
    ann.plot_type = "dot"
    assert ann.plot_type == "dot"


def test_what_makes_no_sense_is_refused(annotate: Callable[..., VideoAnnotation]) -> None:
    ann = annotate({"0": {}})
    for call in (lambda: ann.set_plot_type("bars"), lambda: ann.set_alpha(2)):
        with pytest.raises(AnnotationUseError):
            call()
    with pytest.raises(UnknownLabelError):
        ann.update_display_trace("5")
    for call in (lambda: ann.setup_display(object()), lambda: ann.setup_display_trace(None, [object()])):
        with pytest.raises(NoWindowError, match="to_trace"):
            call()
    with pytest.raises(NoWindowError):
        VideoAnnotation(ax_list=[object()])
