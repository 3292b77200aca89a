"""Which backend tracks: a GPU where there is one that gives the CPU's numbers, else the CPU."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

import numpy as np

from dustrack_imgui.cuda.device import Device
from dustrack_imgui.tracking import notices
from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.errors import SettingsError
from dustrack_imgui.tracking.notices import NoticeCallback
from dustrack_imgui.tracking.settings import LKSettings

BackendName = Literal["auto", "cuda", "native", "opencv"]
"""What tracks: ``"auto"``: a GPU if there is one, else the compiled code, else OpenCV.

``"cuda"``, ``"native"``: the same, but it is said if there is no GPU, or no compiled code. ``"opencv"``.
"""

VARIABLE = "DUSTRACK_BACKEND"
"""Set in the environment, it decides for everything that leaves the choice open, such as the window."""

NOT_BUILT = "Tracking with OpenCV: this installation comes without the compiled tracker."
NOT_FASTER = "Tracking with OpenCV: without AVX2 the compiled tracker would be slower on this processor."
_NAMES = '"auto", "cuda", "native" or "opencv"'

CUDA_TOLERANCE_PX = 0.005
OPENCV_CUDA_TOLERANCE_PX = 0.1
"""OpenCV's own CUDA code interpolates in floating point; it does not give the numbers of its CPU code."""


@dataclass(slots=True)
class _Preference:
    name: BackendName = "auto"
    backend: Backend | None = None


_preference = _Preference()


@cache
def cpu_backend() -> Backend:
    """Return the backend without a GPU: the compiled one where it is faster than OpenCV, else OpenCV."""
    from dustrack_imgui.tracking.backends.native import NativeBackend, is_fast_here
    from dustrack_imgui.tracking.backends.opencv import OpenCVBackend

    return NativeBackend() if is_fast_here() else OpenCVBackend()


def resolve_backend(backend: Backend | BackendName | None) -> Backend:
    """Return the backend that a caller means: itself, one by name, or the preferred one when None."""
    if backend is None:
        if _preference.backend is not None and not decided_outside():
            return _preference.backend
        return named_backend(preferred_name())
    return named_backend(backend) if isinstance(backend, str) else backend


def prefer(name: BackendName, backend: Backend | None = None) -> None:
    """Let a name stand for ``None`` in this process from now on, unless the environment decides.

    Parameters
    ----------
    backend
        What that name has led to, if it was tried already.
    """
    _preference.name, _preference.backend = name, backend


def decided_outside() -> str:
    """Return what the environment says of the backend, such as "DUSTRACK_BACKEND=opencv"; "" for nothing."""
    name = os.environ.get(VARIABLE)
    return "" if name is None else f"{VARIABLE}={name}"


def preferred_name() -> BackendName:
    """Return what `VARIABLE` names, else what was preferred, else ``"auto"``; raises `SettingsError`."""
    name = os.environ.get(VARIABLE, _preference.name)
    for known in get_args(BackendName):
        if name == known:
            return cast(BackendName, known)
    raise SettingsError(f"{VARIABLE} in the environment must be {_NAMES}, not {name!r}.")


@cache
def named_backend(name: BackendName) -> Backend:
    """Return the backend of a name that all callers share; it is chosen, and a GPU tried out, once."""
    return choose_backend(name)


def choose_backend(name: BackendName | None = None, *, notice: NoticeCallback = notices.tell) -> Backend:
    """Return a backend by name, or the preferred one when None.

    A GPU is used only after it has tracked a few points like the CPU; what keeps it from that is a notice.

    Raises
    ------
    SettingsError
        For another name.
    """
    name = preferred_name() if name is None else name
    if name == "opencv":
        from dustrack_imgui.tracking.backends.opencv import OpenCVBackend

        return OpenCVBackend()
    if name == "native":
        from dustrack_imgui.tracking.backends.native import is_built, is_fast_here

        if not is_built():
            notice(NOT_BUILT)
        elif not is_fast_here():
            notice(NOT_FASTER)
        return cpu_backend()
    if name not in ("auto", "cuda"):
        raise SettingsError(f"The backend must be {_NAMES}, not {name!r}.")
    backend = _through_cupy(notice) if _is_installed("cupy") else _through_opencv(notice)
    if backend is not None:
        return backend
    if name == "cuda" and not _is_installed("cupy"):
        notice("Tracking on the CPU: CuPy, which tracking on a GPU needs, is not installed.")
    return cpu_backend()


def largest_difference_px(backend: Backend, reference: Backend) -> float:
    """Return how far two backends' positions are apart on a small picture; infinite if they lose others."""
    rng = np.random.default_rng(11)
    y, x = np.mgrid[:120, :160].astype(np.float64)
    waves, phases = rng.uniform(-0.4, 0.4, (40, 2)), rng.uniform(0, 2 * np.pi, 40)
    frames = []
    for shift in (0.0, 0.7):
        parts = np.cos(
            waves[:, :1, None] * (x - shift) + waves[:, 1:, None] * (y + shift) + phases[:, None, None]
        )
        frames.append(np.clip(128 + 12 * parts.sum(axis=0), 0, 255).astype(np.uint8))
    points = np.stack(np.meshgrid(np.linspace(20.3, 140.1, 7), np.linspace(20.8, 100.6, 5)), axis=-1)
    settings = LKSettings()
    expected, moved = (
        each.advance(frames[0], frames[1], points.reshape(-1, 2), settings=settings)
        for each in (reference, backend)
    )
    if not np.array_equal(expected.found, moved.found):
        return np.inf
    return float(np.abs(expected.xy_image - moved.xy_image)[expected.found].max())


def _through_cupy(notice: NoticeCallback) -> Backend | None:
    from dustrack_imgui.tracking.backends.cuda import CudaBackend

    devices, problem = _cupy_devices()
    if not devices:
        notice(f"Tracking on the CPU: {problem}")
        return None
    usable: list[Device] = []
    for device in devices:
        problems: list[str] = []
        trial = CudaBackend([device], fallback=cpu_backend(), notice=problems.append, fewest_points=1)
        difference_px = largest_difference_px(trial, cpu_backend())
        if difference_px > CUDA_TOLERANCE_PX:
            problems.append(
                f"{device.name} is not used: its positions differ from the CPU's by {difference_px:.3g} px."
            )
        for said in problems:
            notice(said)
        if not problems:
            usable.append(device)
    return CudaBackend(usable, fallback=cpu_backend(), notice=notice) if usable else None


def _cupy_devices() -> tuple[list[Device], str]:
    """Return the GPUs that CuPy finds, or why there are none."""
    try:
        from dustrack_imgui.cuda.cupy_device import cupy_devices

        return list(cupy_devices()), "CuPy finds no GPU."
    except (ImportError, OSError, RuntimeError) as error:
        return [], f"CuPy does not work here ({_first_line(error)})."


def _through_opencv(notice: NoticeCallback) -> Backend | None:
    from dustrack_imgui.tracking.backends import cuda_opencv

    if not cuda_opencv.is_usable():
        return None
    backend = cuda_opencv.OpenCVCudaBackend(fallback=cpu_backend(), notice=notice)
    difference_px = largest_difference_px(backend, cpu_backend())
    if difference_px > OPENCV_CUDA_TOLERANCE_PX:
        notice(f"OpenCV's CUDA code is not used: its positions differ by {difference_px:.3g} px.")
        return None
    return backend if backend.works else None


def _is_installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _first_line(error: Exception) -> str:
    """Return the first line that says something; CuPy frames its messages with rules."""
    lines = (line.strip(" =") for line in str(error).splitlines())
    return next((line.rstrip(".") for line in lines if line), type(error).__name__)
