"""Which process a number stands for."""

from __future__ import annotations

import os
import subprocess
import sys

from dustrack_imgui.jobs.child.identity import birth_of


def test_a_process_keeps_its_birth_and_another_has_another() -> None:
    own = birth_of(os.getpid())
    assert own is not None
    assert birth_of(os.getpid()) == own
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        born = birth_of(child.pid)
        assert born is not None
        assert born != own


def test_the_dead_have_none_even_before_they_are_collected() -> None:
    child = subprocess.Popen([sys.executable, "-c", "print('done')"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.read()
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert birth_of(child.pid) is None
    child.wait()
    child.stdout.close()
    assert birth_of(child.pid) is None
    assert birth_of(0) is None
    assert birth_of(-1) is None
