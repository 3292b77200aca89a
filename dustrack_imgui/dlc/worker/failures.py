"""Errors of DeepLabCut and PyTorch told as something that a person can act on."""

from __future__ import annotations

from dustrack_imgui.jobs.child.channel import JobError


def understood(error: BaseException) -> JobError | None:
    """Return what an error means; None for those that every job understands, or nobody."""
    if isinstance(error, JobError):
        return error
    name = type(error).__name__
    text = f"{name} {error}".lower()
    if "cublas_status_alloc_failed" in text:
        return JobError(
            "Not enough GPU memory",
            _first_line(error),
            "Choose a smaller batch size, or end other programs that use the graphics card.",
        )
    if "not enough memory" in text or "defaultcpuallocator" in text:
        return JobError(
            "The computer ran out of memory",
            _first_line(error),
            "Choose a smaller batch size, or close other programs.",
        )
    if name in ("LocalEntryNotFoundError", "OfflineModeIsEnabled"):
        return JobError(
            "The pretrained weights are missing",
            "They are not on this computer and could not be fetched.",
            "Connect to the internet once, start from a snapshot, or start from random weights.",
        )
    if "error(s) in loading state_dict" in text:
        return JobError(
            "The snapshot cannot be used",
            "It is of another kind of network than this round's, or for another number of points.",
            "Choose another snapshot, or begin anew.",
        )
    if "pytorchstreamreader" in text or name == "UnpicklingError":
        return JobError("The snapshot is damaged", _first_line(error), "Choose another snapshot.")
    if name == "ValidationError":
        return JobError(
            "DeepLabCut does not accept a configuration",
            " ".join(line.strip() for line in str(error).splitlines()[:3]),
            "Correct or take away that value in the configuration.",
        )
    return None


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
