"""Choosing what tracks: asked, tried, kept or refused, and overruled from outside."""

from __future__ import annotations

from typing import get_args

import pytest

from dustrack_imgui.commands.backends import TITLE, TryBackend
from dustrack_imgui.model.status import DialogKind, Severity
from dustrack_imgui.model.tracker import BACKENDS
from dustrack_imgui.tracking.backends.choice import BackendName

from .conftest import Bench

NO_CUPY = "Tracking on the CPU: CuPy is not installed."


def test_the_names_are_those_of_tracking() -> None:
    assert get_args(BackendName) == BACKENDS


def test_who_asks_is_told_what_tracks_and_may_choose(bench: Bench) -> None:
    assert bench.do("track.ask_backend") == [TryBackend("auto", is_chosen=False)]
    dialog = bench.session.dialog
    assert dialog is not None
    assert (dialog.kind, dialog.title) == (DialogKind.CONFIRM, TITLE)
    assert "being tried" in dialog.text
    bench.do("track.backend_found", in_use="compiled code on the CPU", problems=(NO_CUPY,))
    dialog = bench.session.dialog
    assert dialog is not None
    assert dialog.text.startswith("In use: compiled code on the CPU. Chosen: The fastest.\n" + NO_CUPY)
    assert [choice.command for choice in dialog.choices] == [*(f"track.use_{name}" for name in BACKENDS), ""]


def test_an_answer_that_comes_late_opens_no_dialog(bench: Bench) -> None:
    bench.do("track.ask_backend")
    bench.do("dialog.dismiss")
    bench.do("track.backend_found", in_use="OpenCV on the CPU", problems=())
    assert bench.session.dialog is None
    assert bench.session.tracker.in_use == "OpenCV on the CPU"


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_choice_is_tried_before_it_is_kept(bench: Bench, backend: str) -> None:
    bench.do("track.ask_backend")
    assert bench.do(f"track.use_{backend}") == [TryBackend(backend, is_chosen=True)]
    assert bench.session.dialog is None
    assert bench.session.interface.backend == "auto"
    bench.do("track.backend_kept", backend=backend, in_use="imagined", problems=())
    assert bench.session.interface.backend == backend
    assert bench.said == "Points are tracked by imagined from now on."


def test_a_choice_that_is_not_there_is_refused_and_the_old_one_stays(bench: Bench) -> None:
    bench.do("track.backend_kept", backend="opencv", in_use="OpenCV on the CPU", problems=())
    bench.do("track.backend_missing", backend="cuda", problems=(NO_CUPY,))
    assert bench.session.interface.backend == "opencv"
    assert bench.said == "A GPU cannot track here: CuPy is not installed. It stays: OpenCV."
    assert bench.session.message.severity is Severity.WARNING


def test_what_decides_outside_is_said_and_nothing_can_be_chosen(bench: Bench) -> None:
    by = "DUSTRACK_BACKEND=opencv"
    bench.do("track.backend_found", in_use="OpenCV on the CPU", problems=(), decided_by=by)
    assert bench.do("track.ask_backend") == []
    dialog = bench.session.dialog
    assert dialog is not None
    assert dialog.text.startswith("In use: OpenCV on the CPU.\nDUSTRACK_BACKEND=opencv decides what tracks.")
    assert [choice.command for choice in dialog.choices] == [""]
    assert bench.do("track.use_cuda") == []
    assert bench.said.startswith("DUSTRACK_BACKEND=opencv decides")
    assert bench.session.interface.backend == "auto"
