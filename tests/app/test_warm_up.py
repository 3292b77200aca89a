"""Modules that are imported beside the loop."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from dustrack_imgui.app.warm_up import DECODING, DIALOGS, WORKING, WarmUp

WAIT_SECS = 60.0


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three modules, of which the second says when it may be imported, and the third cannot be."""
    monkeypatch.syspath_prepend(tmp_path)
    made = [f"warm_{number}_{tmp_path.name}".replace("-", "_") for number in range(3)]
    (tmp_path / f"{made[0]}.py").write_text("import threading\nthread = threading.current_thread().name\n")
    (tmp_path / f"{made[1]}.py").write_text(f"import {made[0]}\n{made[0]}.gate.wait({WAIT_SECS})\n")
    (tmp_path / f"{made[2]}.py").write_text("import a_module_that_does_not_exist\n")
    return made


def test_modules_come_on_another_thread_in_the_order_in_which_they_were_named(names: list[str]) -> None:
    woken = threading.Event()
    warm_up = WarmUp(woken.set)
    warm_up.load(names[0])
    warm_up.finish(names[0])
    assert woken.wait(WAIT_SECS)
    assert sys.modules[names[0]].thread.startswith("warm-up")
    gate = sys.modules[names[0]].gate = threading.Event()
    assert not warm_up.is_begun(names[1])
    warm_up.load(names[1])
    warm_up.load(names[2])
    assert warm_up.is_begun(names[2])
    assert not warm_up.is_loaded(names[1])
    assert not warm_up.is_loaded(names[2])
    gate.set()
    warm_up.finish(names[1])
    assert warm_up.is_loaded(names[1])
    warm_up.close()


def test_what_cannot_be_imported_is_told_to_who_waits_for_it(names: list[str]) -> None:
    woken = threading.Event()
    warm_up = WarmUp(woken.set)
    with pytest.raises(ImportError, match="a_module_that_does_not_exist"):
        warm_up.finish(names[2])
    assert warm_up.is_loaded(names[2])
    assert woken.wait(WAIT_SECS)
    warm_up.close()


def test_nothing_is_waited_for_when_nothing_was_begun() -> None:
    WarmUp(lambda: None).close()


def test_the_modules_are_there() -> None:
    warm_up = WarmUp(lambda: None)
    for module in (DECODING, WORKING, DIALOGS):
        warm_up.finish(module)
    warm_up.close()
