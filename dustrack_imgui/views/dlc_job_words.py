"""What the progress panel says of a job of DeepLabCut; pure."""

from __future__ import annotations

from collections.abc import Sequence

from dustrack_imgui.model.dlc_job import Curve, DlcJob, JobEnd

_PHASES = {
    "preparing": "Looking at the project",
    "extract": "Extracting labelled frames",
    "load": "Loading DeepLabCut",
    "create_project": "Creating the project",
    "create_training_dataset": "Making the training dataset",
    "seed": "Writing the first weights",
    "train": "Training",
    "evaluate": "Evaluating snapshots",
    "analyze": "Tracking videos",
    "label_video": "Drawing labelled videos",
}
_ENDINGS = {
    JobEnd.DONE: "Done",
    JobEnd.KEPT: "Ended early, kept",
    JobEnd.CANCELLED: "Cancelled",
    JobEnd.FAILED: "Failed",
}


def state_words(job: DlcJob) -> str:
    """How a job stands, in a few words."""
    if job.end is not None:
        return _ENDINGS[job.end]
    if job.is_cancelling:
        return "Cancelling…"
    if job.is_paused:
        return "Paused"
    if job.is_pausing:
        return "Pausing…"
    if job.is_keeping:
        return "Finishing this epoch"
    return "Goes on when the window closes" if job.is_detached else "Running"


def phase_words(name: str) -> str:
    """A phase as people call it."""
    return _PHASES.get(name, name[:1].upper() + name[1:])


def phase_lines(job: DlcJob, limit: int) -> tuple[str, str]:
    """The last phases that are over, at most `limit`, a line each; and the current or failed one.

    A job that ended well needs no list of what it did.
    """
    if job.end in (JobEnd.DONE, JobEnd.KEPT):
        return "", ""
    over = [f"✓ {phase_words(phase.name)}" for phase in job.phases if phase.is_over]
    left = [phase for phase in job.phases if not phase.is_over]
    if not left:
        return "\n".join(over[-limit:]), ""
    sign = "▸" if job.is_running else "✖"
    count = f"   {len(job.phases)}/{job.n_phases}" if job.n_phases > 1 else ""
    return "\n".join(over[-limit:]), f"{sign} {phase_words(left[-1].name)}{count}"


def progress_words(job: DlcJob) -> str:
    """Step, total, rate and time left of the phase, as far as they are known."""
    parts = []
    if job.total > 0:
        parts.append(f"{_number(job.done)} of {_number(job.total)} {job.unit}".rstrip())
    if job.rate:
        parts.append(_rate(job.rate, job.unit))
    if job.remaining_secs is not None and job.is_running:
        parts.append(f"{duration(job.remaining_secs)} left")
    return "  ·  ".join(parts)


def duration(secs: float) -> str:
    """A time as people say it: "8 s", "12 min", "3 h 05 min"."""
    whole = max(0, round(secs))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"


def thinned(curve: Curve, limit: int) -> tuple[list[float], list[float]]:
    """Steps and values of a curve, evenly thinned to about `limit` points; the last one is always there."""
    stride = max(1, -(-len(curve.steps) // limit))
    steps, values = list(curve.steps[::stride]), list(curve.values[::stride])
    if curve.steps and steps[-1] != curve.steps[-1]:
        steps.append(curve.steps[-1])
        values.append(curve.values[-1])
    return [float(step) for step in steps], values


def best_words(errors: Curve) -> str:
    """Lowest test error and its epoch; "" when none was measured."""
    if not errors.values:
        return ""
    value, step = min(zip(errors.values, errors.steps, strict=True))
    return f"lowest {value:.2f} px at epoch {step}"


def value_range(curves: Sequence[Curve]) -> tuple[float, float]:
    """Range of values that shows all curves, with a little room; early outliers do not squeeze the rest."""
    values = sorted(value for curve in curves for value in curve.values)
    if not values:
        return 0.0, 1.0
    low = values[0]
    high = values[-1] if len(values) < 20 else values[int(0.98 * (len(values) - 1))]
    room = 0.08 * (high - low) or abs(high) * 0.1 or 0.5
    return low - room, high + room


def _rate(rate: float, unit: str) -> str:
    what = unit or "steps"
    if rate >= 1:
        return f"{rate:.0f} {what}/s" if rate >= 10 else f"{rate:.1f} {what}/s"
    secs = 1 / rate
    each = f"{secs:.1f} s" if secs < 10 else duration(secs)
    return f"{each} per {what.removesuffix('s')}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
