"""The environment variables of a job's process, which may belong to another Python than ours."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_MAX_THREADS")
_OURS_ALONE = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONSAFEPATH",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
)
_CONDA_FOLDERS = ("", "Library/mingw-w64/bin", "Library/usr/bin", "Library/bin", "Scripts", "bin")


def child_environment(
    python: str, extra: Mapping[str, str], *, base: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return all variables for a process of ``python``.

    What makes our own Python find its modules is taken away. The libraries that compute in threads leave one
    core to the window, unless the user or ``extra`` say otherwise: on busy cores two of PyTorch's threads
    were measured to be four to six times slower than one. A conda environment on Windows needs its folders
    on the path to find its DLLs, as activating it would put them there.

    Parameters
    ----------
    extra
        Variables that the job wants; they win.
    base
        Where to start from; the variables of this process by default.
    """
    variables = dict(os.environ if base is None else base)
    for name in _OURS_ALONE:
        variables.pop(name, None)
    threads = str(max(1, _usable_cores() - 1))
    for name in THREADS:
        variables.setdefault(name, threads)
    variables.update({"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"})
    prefix = Path(python).parent
    if sys.platform == "win32" and (prefix / "conda-meta").is_dir():
        folders = [str(prefix / folder) for folder in _CONDA_FOLDERS]
        variables["PATH"] = os.pathsep.join([*folders, variables.get("PATH", "")])
        variables["CONDA_PREFIX"] = str(prefix)
    variables.update(extra)
    return variables


def _usable_cores() -> int:
    if sys.platform == "linux":
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return cores
