"""Work for processes of jobs in the tests: well behaved, and with every fault that work can have."""

from __future__ import annotations

import ctypes
import faulthandler
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from dustrack_imgui.jobs.child.channel import Channel, JobCancelled, JobError, StopAndKeep
from dustrack_imgui.jobs.child.identity import birth_of

Steps = list[dict]
_DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(3600)
"""


def story(channel: Channel, steps: Steps) -> None:
    """Use every voice of the channel once for each step."""
    for number, step in enumerate(steps):
        channel.phase(step["op"], index=number, of=len(steps))
        channel.item("video", "a.mp4")
        channel.progress(1, 4, unit="frames")
        channel.progress(4, 4, unit="frames", rate=2.0, remaining_secs=0.0)
        channel.metrics({"loss": 0.5, "rmse": None, "odd": float("nan")}, step=3)
        channel.snapshot("snapshot-003.pt", epoch=3, is_best=True)
        channel.log("nearly there", "warning")
        channel.result({"op": step["op"], "value": {"n": number}})


def chatter(channel: Channel, steps: Steps) -> None:
    """Write to the output in all the ways that there are."""
    print("by print")
    print("by stderr", file=sys.stderr)
    ctypes.CDLL(None).puts(b"by C")
    os.write(1, b"by the system\n")
    subprocess.run([sys.executable, "-c", "print('by a grandchild')"], check=True)
    print("\x1b[31mred\x1b[0m")
    print("10%\r50%\rdone", end="")


def tell_environment(channel: Channel, steps: Steps) -> None:
    """Hand over what the process finds itself in."""
    names = ("PYTHONPATH", "PYTHONHOME", "OMP_NUM_THREADS", "MINE", "PYTHONUTF8")
    channel.result(
        {
            "environment": {name: os.environ.get(name) for name in names},
            "niceness": os.nice(0),
            "modules": sorted(sys.modules),
            "cwd": str(Path.cwd()),
            "stdin": sys.stdin.read(),
            "executable": sys.executable,
            "prefix": sys.prefix,
        }
    )


def spawn(channel: Channel, steps: Steps) -> None:
    """Call a function of ours in a process that multiprocessing starts anew, as data loaders do."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        channel.result(pool.apply(birth_of, (os.getpid(),)) == birth_of(os.getpid()))


def wait(channel: Channel, steps: Steps) -> None:
    """Go through phases, and stay in the one whose step says "stay" until told otherwise."""
    for number, step in enumerate(steps):
        channel.phase(step["op"], index=number, of=len(steps))
        channel.progress(1, 10)
        while step.get("stay") and not channel.wants_stop:
            channel.check()
            time.sleep(0.01)
        channel.result({"op": step["op"], "value": number})


def until_file(channel: Channel, steps: Steps) -> None:
    """Wait for a file to appear, telling so; then go on to the next step's."""
    for step in steps:
        channel.phase(step["op"])
        while not Path(step["file"]).exists():
            channel.check()
            time.sleep(0.01)
        channel.result({"op": step["op"], "value": None})


def pausing(channel: Channel, steps: Steps) -> None:
    """Begin a phase when it is known that the job shall pause before it."""
    channel.phase("train")
    while not channel.is_paused:
        channel.check()
        time.sleep(0.01)
    channel.phase("evaluate")


def keep(channel: Channel, steps: Steps) -> None:
    """Train until told to keep what there is."""
    channel.phase("train")
    while not channel.wants_stop:
        time.sleep(0.01)
    channel.result({"op": "train", "value": "kept"})
    raise StopAndKeep


def deaf(channel: Channel, steps: Steps) -> None:
    """Look at nothing: Python code that runs on, with something to put back."""
    channel.phase("deaf")
    try:
        while True:
            time.sleep(0.01)
    finally:
        (channel.job_folder / "put-back").touch()


def stubborn(channel: Channel, steps: Steps) -> None:
    """Swallow every order to stop, and have a grandchild that does as well."""
    _grandchild(channel)
    while True:
        try:
            channel.phase("hanging")
            time.sleep(3600)
        except JobCancelled:
            continue


def hold_lock(channel: Channel, steps: Steps) -> None:
    """Hang in C without giving the interpreter to any other thread."""
    channel.phase("hanging")
    ctypes.PyDLL(None).sleep(3600)


def leave_behind(channel: Channel, steps: Steps) -> None:
    """End well, but leave a grandchild that would run on."""
    _grandchild(channel)


def _grandchild(channel: Channel) -> None:
    """Start a process that ignores polite signals, and write down which it is."""
    child = subprocess.Popen([sys.executable, "-c", _DEAF], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    about = {"pid": child.pid, "birth": birth_of(child.pid)}
    (channel.job_folder / "grandchild.json").write_text(json.dumps(about))


def raise_error(channel: Channel, steps: Steps) -> None:
    """Raise what the step names."""
    channel.phase("breaking")
    name = steps[0]["error"]
    if name == "JobError":
        raise JobError("No labels", "The video has no labels.", "Label some frames.")
    if name == "ZeroDivisionError":
        raise ZeroDivisionError("division by zero")
    raise SystemExit(5)


def crash(channel: Channel, steps: Steps) -> None:
    """End without a word, in the way that the step names."""
    channel.phase("crashing")
    print("last words")
    how = steps[0]["how"]
    if how == "segfault":
        faulthandler._sigsegv()
    elif how == "exit":
        sys.stdout.flush()
        os._exit(3)
    else:
        os.kill(os.getpid(), getattr(signal, how))
        time.sleep(3600)


def eat_memory(channel: Channel, steps: Steps) -> None:
    """Ask for more memory than the process may have."""
    import resource

    channel.phase("eating")
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, resource.RLIM_INFINITY))
    bytearray(4 << 30)


def fill_disk(channel: Channel, steps: Steps) -> None:
    """Write more than the disk takes: a limit on files stands for a full disk."""
    import resource

    channel.phase("saving")
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    if steps[0]["what"] == "snapshot":
        (channel.job_folder / "snapshot.pt").write_bytes(b"x" * 100_000)
    while True:
        channel.log("x" * 100)


def flood(channel: Channel, steps: Steps) -> None:
    """Talk without end."""
    count = steps[0]["count"]
    for number in range(count):
        print("output", number)
        channel.log(f"line {number}")
        channel.metrics({"loss": float(number)}, step=number)
        channel.progress(number, count)
        if number % 10 == 0:
            channel.phase(f"phase {number}")
    channel.result({"op": "flood", "value": count})


def garble(channel: Channel, steps: Steps) -> None:
    """Let something else write into the events."""
    channel.phase("before")
    with (channel.job_folder / "events.jsonl").open("ab") as file:
        for line in (
            b"\xff\xfe garbage",
            b"{}",
            b'{"type": "phase"}',
            b'{"type": "nonsense"}',
            b"[1, 2]",
            b"null",
        ):
            file.write(line + b"\n")
        file.write(b'{"type": "progress", "done": "many", "total": 1, "rate": null, "unit": ""}\n')
        file.write(b'{"seq": 9, "type": "pha\n')
    channel.phase("after")


def need_deeplabcut(channel: Channel, steps: Steps) -> None:
    """Import what is not there."""
    import deeplabcut  # noqa: F401


def read_input(channel: Channel, steps: Steps) -> None:
    """Ask the terminal, as some libraries do."""
    input("Do you agree?")
