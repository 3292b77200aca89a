"""Jobs in processes of their own as the main loop sees them."""

from __future__ import annotations

import os
import threading
import venv
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.jobs import (
    Cancelled,
    Done,
    ItemStarted,
    JobCancelledError,
    JobContext,
    JobFailedError,
    JobRunner,
    LogLine,
    Metric,
    Paused,
    Phase,
    ProcessJobs,
    ProcessRequest,
    Progress,
    ResultReady,
    Resumed,
    RunnerClosedError,
    SnapshotSaved,
    Started,
    Stopped,
    jobs_folder,
    run_process,
)

PHASES = ({"op": "extract"}, {"op": "train"}, {"op": "evaluate"})


def staying_in(phase: str) -> list[dict[str, Any]]:
    return [{**step, "stay": step["op"] == phase} for step in PHASES]


def test_a_job_tells_its_story_in_order(desk: Any) -> None:
    job = desk.start("story", {"op": "train"}, {"op": "evaluate"})
    events = desk.until_ended(job)
    assert events[:3] == [
        Started(job, "story"),
        Phase(job, "train", 0, 2),
        ItemStarted(job, "video", "a.mp4"),
    ]
    *_, progress = (event for event in events if isinstance(event, Progress))
    assert (progress.fraction, progress.unit, progress.remaining_secs) == (1.0, "frames", 0.0)
    first = [event for event in events[3:] if not isinstance(event, Progress)]
    assert first[:3] == [
        Metric(job, "loss", 0.5, 3),
        SnapshotSaved(job, "snapshot-003.pt", 3, True),
        LogLine(job, "nearly there", "warning"),
    ]
    results = [event.value for event in events if isinstance(event, ResultReady)]
    assert results == [{"op": "train", "value": {"n": 0}}, {"op": "evaluate", "value": {"n": 1}}]
    assert isinstance(events[-1], Done)
    assert events[-1].title == "story"
    assert desk.jobs.titles() == {}


def test_every_line_of_output_is_told_and_kept_whoever_wrote_it(desk: Any) -> None:
    job = desk.start("chatter")
    lines = {event.text for event in desk.until_ended(job) if isinstance(event, LogLine)}
    said = {"by print", "by stderr", "by C", "by the system", "by a grandchild"}
    assert lines == said | {"red", "done"}
    log = next(desk.folder.glob("*-test/log.txt")).read_text()
    assert all(line in log for line in said)


def test_output_is_echoed_to_the_terminal_too(desk: Any, tmp_path: Path) -> None:
    echoed: list[str] = []
    jobs = ProcessJobs(echo=echoed.append)
    jobs.start(desk.request("chatter"), "Chat")
    desk.jobs, before = jobs, desk.jobs
    desk.until_ended(1)
    assert before.shutdown(1) == []
    assert "by C" in echoed


def test_a_terminal_that_was_closed_costs_no_job(desk: Any) -> None:
    asked: list[str] = []

    def refuse(line: str) -> None:
        asked.append(line)
        raise BrokenPipeError

    jobs = ProcessJobs(echo=refuse)
    jobs.start(desk.request("chatter"), "Chat")
    desk.jobs, before = jobs, desk.jobs
    assert isinstance(desk.until_ended(1)[-1], Done)
    assert before.shutdown(1) == []
    assert len(asked) == 1


@pytest.mark.parametrize("phase", ["extract", "train", "evaluate"])
def test_a_job_can_be_cancelled_in_each_phase(desk: Any, phase: str) -> None:
    job = desk.start("wait", *staying_in(phase))
    index = [step["op"] for step in PHASES].index(phase)
    desk.until_said(job, Phase(job, phase, index, 3))
    assert desk.jobs.cancel(job)
    events = desk.until_ended(job)
    assert events[-1] == Cancelled(job, "wait")
    assert sum(isinstance(event, ResultReady) for event in events) == index
    assert not desk.jobs.cancel(job)


def test_a_job_can_be_cancelled_while_the_window_prepares_it(desk: Any) -> None:
    begun = threading.Event()

    def prepare(context: JobContext) -> ProcessRequest:
        context.phase("extracting frames")
        begun.set()
        assert context.cancel.wait(desk_patience)
        raise JobCancelledError("stopped")

    desk_patience = 90
    job = desk.jobs.start(prepare, "Train")
    assert begun.wait(desk_patience)
    assert not desk.jobs.keep(job)
    assert not desk.jobs.detach(job)
    assert desk.jobs.cancel(job)
    events = desk.until_ended(job)
    assert events == [Started(job, "Train"), Phase(job, "extracting frames"), Cancelled(job, "Train")]
    assert not desk.folder.exists()


def test_a_cancel_that_the_preparation_overlooks_still_starts_no_process(desk: Any) -> None:
    def prepare(context: JobContext) -> ProcessRequest:
        desk.jobs.cancel(context.job)
        return desk.request("story")

    job = desk.jobs.start(prepare, "Train")
    assert desk.until_ended(job)[-1] == Cancelled(job, "Train")
    assert not desk.folder.exists()


def test_what_the_window_prepares_belongs_to_the_job(desk: Any) -> None:
    def prepare(context: JobContext) -> ProcessRequest:
        context.phase("extracting frames")
        context.log("3 frames")
        return desk.request("story", {"op": "train"})

    job = desk.jobs.start(prepare, "Train")
    events = desk.until_ended(job)
    assert [event.name for event in events if isinstance(event, Phase)] == ["extracting frames", "train"]
    assert LogLine(job, "3 frames") in events
    assert sum(isinstance(event, Started) for event in events) == 1


def test_work_that_looks_at_nothing_is_interrupted_and_puts_things_back(desk: Any) -> None:
    job = desk.start("deaf")
    desk.until_said(job, Phase(job, "deaf"))
    folder = desk.jobs.folder_of(job)
    desk.jobs.cancel(job)
    assert desk.until_ended(job)[-1] == Cancelled(job, "deaf")
    assert (folder / "put-back").exists()


@pytest.mark.parametrize("entry", ["keep", "wait"])
def test_finish_this_epoch_and_keep(desk: Any, entry: str) -> None:
    job = desk.start(entry, {"op": "train", "stay": True})
    desk.until_said(job, Phase(job, "train"))
    assert desk.jobs.keep(job)
    events = desk.until_ended(job)
    assert isinstance(events[-1], Stopped)
    assert sum(isinstance(event, ResultReady) for event in events) == 1


def test_a_job_pauses_between_phases_and_goes_on(desk: Any) -> None:
    job = desk.start("pausing")
    desk.until_said(job, Phase(job, "train"))
    assert desk.jobs.pause(job)
    desk.until_said(job, Paused(job))
    assert desk.jobs.resume(job)
    events = desk.until_ended(job)
    assert events[-4:-1] == [Paused(job), Resumed(job), Phase(job, "evaluate")]
    assert isinstance(events[-1], Done)


def test_a_paused_job_can_be_cancelled(desk: Any) -> None:
    def prepare(context: JobContext) -> ProcessRequest:
        assert desk.jobs.pause(context.job)
        return desk.request("wait", *PHASES)

    job = desk.jobs.start(prepare, "Train")
    desk.until_said(job, Paused(job))
    desk.jobs.cancel(job)
    events = desk.until_ended(job)
    assert events[-1] == Cancelled(job, "Train")
    assert not any(isinstance(event, (Phase, Resumed)) for event in events)


def test_two_jobs_run_at_once(desk: Any, tmp_path: Path) -> None:
    first = desk.start("until_file", {"op": "a", "file": str(tmp_path / "go")})
    second = desk.start("until_file", {"op": "b", "file": str(tmp_path / "go")})
    desk.until_said(first, Phase(first, "a"))
    desk.until_said(second, Phase(second, "b"))
    assert list(desk.jobs.titles()) == [first, second]
    (tmp_path / "go").touch()
    assert isinstance(desk.until_ended(first)[-1], Done)
    assert isinstance(desk.until_ended(second)[-1], Done)
    assert len(list(desk.folder.iterdir())) == 2


def test_numbers_are_shared_with_the_threads(desk: Any) -> None:
    numbers = count(7)
    runner, jobs = JobRunner(numbers=numbers), ProcessJobs(numbers=numbers)
    started = [
        runner.start(lambda _: None, "a"),
        jobs.start(desk.request("story"), "b"),
        runner.start(lambda _: None, "c"),
    ]
    assert started == [7, 8, 9]
    assert runner.shutdown(90) == jobs.shutdown(90) == []


def test_the_process_is_kept_apart_from_our_python(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    job = desk.start("tell_environment", environment={"MINE": "1"})
    result = next(event.value for event in desk.until_ended(job) if isinstance(event, ResultReady))
    variables = result["environment"]
    assert variables["PYTHONHOME"] is None
    assert (variables["MINE"], variables["PYTHONUTF8"]) == ("1", "1")
    assert int(variables["OMP_NUM_THREADS"]) == max(1, len(os.sched_getaffinity(0)) - 1)
    assert result["niceness"] > os.nice(0)
    assert result["stdin"] == ""
    assert result["cwd"] == str(next(desk.folder.iterdir()))
    ours = {name for name in result["modules"] if name.startswith("dustrack_imgui.")}
    assert ours >= {"dustrack_imgui.jobs", "dustrack_imgui.dlc"}
    assert all(name in BARE or name.startswith("dustrack_imgui.jobs.child") for name in ours)
    assert "numpy" not in result["modules"]


BARE = {"dustrack_imgui.jobs", "dustrack_imgui.dlc"}


def test_the_request_decides_about_threads(desk: Any) -> None:
    job = desk.start("tell_environment", environment={"OMP_NUM_THREADS": "5"})
    result = next(event.value for event in desk.until_ended(job) if isinstance(event, ResultReady))
    assert result["environment"]["OMP_NUM_THREADS"] == "5"


def test_an_environment_without_our_package_can_do_the_work(desk: Any, tmp_path: Path) -> None:
    venv.create(tmp_path / "other env", with_pip=False, symlinks=os.name != "nt")
    python = tmp_path / "other env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    job = desk.start("tell_environment", python=str(python))
    result = next(event.value for event in desk.until_ended(job) if isinstance(event, ResultReady))
    assert result["prefix"] == str(tmp_path / "other env")


def test_processes_that_the_work_spawns_find_our_modules(desk: Any) -> None:
    job = desk.start("spawn")
    assert [event.value for event in desk.until_ended(job) if isinstance(event, ResultReady)] == [True]


def test_nothing_that_the_work_started_runs_on(desk: Any) -> None:
    job = desk.start("leave_behind")
    assert isinstance(desk.until_ended(job)[-1], Done)
    desk.assert_nothing_runs()


def test_shutdown_ends_what_runs_and_lets_nothing_start(desk: Any) -> None:
    job = desk.start("wait", {"op": "train", "stay": True})
    desk.until_said(job, Phase(job, "train"))
    assert desk.jobs.shutdown(90) == []
    assert desk.until_ended(job)[-1] == Cancelled(job, "wait")
    desk.assert_nothing_runs()
    with pytest.raises(RunnerClosedError):
        desk.start("story")


def test_without_a_window_the_results_are_returned(desk: Any) -> None:
    events: list[object] = []
    results = run_process(desk.request("story", {"op": "train"}), on_event=events.append)
    assert results == [{"op": "train", "value": {"n": 0}}]
    assert isinstance(events[-1], Done)
    with pytest.raises(JobFailedError, match="no labels") as caught:
        run_process(desk.request("raise_error", {"error": "JobError"}))
    assert (caught.value.title, caught.value.hint) == ("No labels", "Label some frames.")
    assert "raise_error" in caught.value.traceback
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(JobCancelledError):
        run_process(desk.request("wait", {"op": "train", "stay": True}), cancel=cancel)


def test_jobs_of_a_project_lie_in_it_by_date_and_kind(desk: Any, tmp_path: Path) -> None:
    assert jobs_folder(tmp_path).parent == tmp_path
    for _ in range(3):
        job = desk.start("story")
        desk.until_ended(job)
    names = sorted(path.name for path in desk.folder.iterdir())
    assert len(set(names)) == 3
    assert all("-test" in name for name in names)
