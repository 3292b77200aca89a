"""What the end of a job's process means, told to a person."""

from __future__ import annotations

import signal
from pathlib import Path

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.child.main import EXIT_UNTOLD
from dustrack_imgui.jobs.child.start import EXIT_TOO_OLD, OLDEST
from dustrack_imgui.jobs.events import Cancelled, Done, Failed, JobEvent, JobId, Stopped

TAIL_BYTES = 32 * 1024
TAIL_LINES = 60
_WINDOWS_CODES = {
    0xC0000005: "it touched memory that is not its own (access violation)",
    0xC00000FD: "its stack overflowed",
    0xC0000135: "a DLL that it needs was not found",
    0xC0000139: "a DLL that it needs is of another version",
    0xC0000374: "its memory was corrupted",
    0xC0000409: "it found its own memory corrupted",
    0xC0000017: "there was not enough memory",
    0xC000013A: "it was interrupted from outside",
}
_HINT_CHOOSE = "Choose another Python for DeepLabCut in the settings, or by --dlc-python."
_HINT_LOG = (
    "Its last lines below may say more. Try again; if it happens again, they help to find the mistake."
)
_HINT_KILLED = "Often that is the system when memory runs out: ask for less at a time (a smaller batch)."


def ending_of(
    job: JobId,
    title: str,
    folder: Path,
    *,
    code: int | None,
    is_cancelled: bool,
    has_begun: bool,
    secs: float,
) -> JobEvent:
    """Return the last event of a job whose process is over.

    Parameters
    ----------
    code
        Exit code, negative for a signal; None when nobody knows, as of a process that another window started.
    is_cancelled
        Whether it was asked to stop.
    has_begun
        Whether it ever said anything.
    secs
        How long it took, for when it has not said so.
    """
    try:
        outcome = files.read_object(folder / files.OUTCOME)
        status = outcome["status"]
    except (OSError, ValueError, LookupError):
        outcome, status = {}, None
    elapsed = outcome.get("elapsed_secs")
    elapsed_secs = float(elapsed) if isinstance(elapsed, (int, float)) else secs
    if status == "done":
        return Done(job, title, elapsed_secs)
    if status == "stopped":
        return Stopped(job, title, elapsed_secs)
    if status == "cancelled" or is_cancelled:
        return Cancelled(job, title)
    if status == "failed":
        told = (str(outcome.get(name, "")) for name in ("title", "cause", "hint", "traceback"))
        return Failed(job, *told)
    return Failed(job, *_unsaid(code, has_begun), last_lines(folder / files.LOG))


def last_lines(log: Path) -> str:
    """The end of the log: where Python's fault handler writes where a crash happened."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError as error:
        return f"The log cannot be read: {error}"
    return "\n".join(text.splitlines()[-TAIL_LINES:])


def _unsaid(code: int | None, has_begun: bool) -> tuple[str, str, str]:
    """Title, cause and hint for a process that ended without saying how."""
    if code == EXIT_TOO_OLD and not has_begun:
        oldest = ".".join(map(str, OLDEST))
        return "This Python is too old", f"At least Python {oldest} is needed.", _HINT_CHOOSE
    if not has_begun:
        cause = f"It ended {_how(code)} before it said a word: this is no Python that can run the job."
        return "The Python for this job does not work", cause, _HINT_CHOOSE
    if code == EXIT_UNTOLD:
        cause = "The job's folder could not be written to, so how it ended was lost."
        return "The disk does not take the job's files", cause, "Free some disk space, then try again."
    if code is None:
        cause = "Its process is gone and left no word how it ended; the machine may have been restarted."
        return "The job ended unseen", cause, _HINT_LOG
    if code < 0 or code in _WINDOWS_CODES:
        hint = _HINT_KILLED if code in (-9, -15) else _HINT_LOG
        return "The job's process crashed", f"Its process ended {_how(code)}.", hint
    return "The job ended too early", f"Its process ended {_how(code)} before the work was done.", _HINT_LOG


def _how(code: int | None) -> str:
    if code is None:
        return "without a word"
    if code & 0xFFFFFFFF in _WINDOWS_CODES:
        return f"because {_WINDOWS_CODES[code & 0xFFFFFFFF]}"
    if code >= 0:
        return f"with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return f"by signal {-code}"
    said = {"SIGSEGV": "it touched memory that is not its own", "SIGKILL": "it was killed from outside"}
    return f"by {name} ({said[name]})" if name in said else f"by {name}"
