"""The kernels touch nothing but their buffers, and overflow no number."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_access_outside_of_buffers_and_no_undefined_behaviour() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernels.guarded_run"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stderr}"
    assert max(map(float, done.stdout.split())) < 0.05
