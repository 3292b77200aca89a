"""Ending a job of real DeepLabCut: cancelled, ended early, killed, out of room; and what is left then."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.jobs import JobEvent, JobFailedError, Metric, ProcessRequest, run_process

FULL_DISK = Path("/dev/full")


def snapshots(folder: Path) -> list[Path]:
    return sorted(folder.glob("snapshot*.pt"))


def left_overs(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.name.startswith(".dustrack") or path.suffix == ".part"]


def state_of(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}


def test_a_cancelled_training_leaves_whole_snapshots_only(server: Any, loop: Any) -> None:
    outcome = server.run(
        loop.step("seed"),
        loop.training(epochs=500, save_every=1, keep_snapshots=500),
        orders=[{"after": {"type": "metrics", "step": 3}, "do": "cancel"}],
    )
    assert (outcome.status, "train" in outcome.results) == ("cancelled", False)
    epochs = [server.snapshot(path)["epoch"] for path in snapshots(loop.train_folder)]
    assert set(epochs) == {1, 2, 3}
    assert left_overs(loop.root) == []
    mark = json.loads((loop.train_folder / "dustrack-training.json").read_text("utf-8"))
    assert mark["complete"] is False


def test_a_training_cancelled_before_its_first_snapshot_brings_the_earlier_ones_back(
    server: Any, loop: Any
) -> None:
    evaluations = loop.root / "evaluation-results-pytorch"
    before, evaluated = state_of(loop.train_folder), state_of(evaluations)
    outcome = server.run(
        loop.step("seed"),
        loop.training(epochs=500),
        orders=[{"after": {"type": "progress", "unit": "epochs"}, "do": "cancel"}],
    )
    assert outcome.status == "cancelled"
    now = state_of(loop.train_folder)
    assert {path: now[path] for path in before if path.suffix != ".yaml" and path.name != "init.pt"} == {
        path: secs for path, secs in before.items() if path.suffix != ".yaml" and path.name != "init.pt"
    }
    assert state_of(evaluations) == evaluated
    assert not list(loop.train_folder.glob("earlier-*"))
    assert server.run(loop.step("evaluate", snapshots=["snapshot-005"])).status == "done"


def test_finish_this_epoch_and_keep(server: Any, loop: Any) -> None:
    outcome = server.run(
        loop.step("seed"),
        loop.training(epochs=500, save_every=100, eval_every=100),
        loop.step("evaluate"),
        orders=[{"after": {"type": "progress", "done": 3}, "do": "keep"}],
    )
    trained = outcome.results["train"]
    assert (outcome.status, trained["stopped_early"]) == ("stopped", True)
    assert 3 <= trained["epochs_done"] < 500
    assert trained["snapshots"] == [f"snapshot-{trained['epochs_done']:03}"]
    assert [row["epoch"] for row in outcome.results["evaluate"]["rows"]] == [trained["epochs_done"]]
    mark = json.loads((loop.train_folder / "dustrack-training.json").read_text("utf-8"))
    assert mark == {"complete": True, "epochs": 500, "epochs_done": trained["epochs_done"]}


def test_training_rests_between_batches_and_goes_on(server: Any, loop: Any) -> None:
    outcome = server.run(
        loop.step("seed"),
        loop.training(epochs=3, save_every=3, eval_every=3),
        orders=[
            {"after": {"type": "metrics", "step": 1}, "do": "pause"},
            {"after": {"type": "paused"}, "do": "resume"},
        ],
    )
    told = [event["type"] for event in outcome.events if event["type"] in ("metrics", "paused", "resumed")]
    assert told[:4] == ["metrics", "paused", "resumed", "metrics"]
    assert outcome.results["train"]["epochs_done"] == 3


def test_training_ends_when_the_error_on_test_frames_does_not_fall(server: Any, loop: Any) -> None:
    outcome = server.run(
        loop.step("seed", source=str(snapshots(loop.train_folder)[-1])),
        loop.training(epochs=500, learning_rate=1e-9, early_stop_epochs=4, eval_every=2),
    )
    trained = outcome.results["train"]
    assert (outcome.status, trained["stopped_early"]) == ("done", True)
    assert trained["epochs_done"] < 500
    errors = {
        event["step"]: event["values"]["test_rmse"]
        for event in outcome.of("metrics")
        if event["values"].get("test_rmse") is not None
    }
    best_epoch = min(errors, key=lambda epoch: errors[epoch])
    assert trained["epochs_done"] - best_epoch == 4
    assert f"snapshot-best-{best_epoch:03}" in trained["snapshots"]


def test_a_cancelled_analysis_leaves_the_earlier_predictions_and_nothing_else(
    server: Any, loop: Any, make_blob_clip: Any, tmp_path: Path
) -> None:
    second = make_blob_clip(tmp_path / "second.mp4").path
    folder = loop.root / "videos" / "iteration-0"
    before = state_of(folder)
    for event in ({"type": "item", "what": "video"}, {"type": "progress", "unit": "frames"}):
        outcome = server.run(
            loop.step("analyze", videos=[str(second)], batch_size=1),
            orders=[{"after": event, "do": "cancel"}],
        )
        assert outcome.status == "cancelled"
    assert state_of(folder) == before
    assert left_overs(loop.root) == []


def test_videos_analysed_before_the_cancel_keep_their_predictions(
    server: Any, loop: Any, make_blob_clip: Any, tmp_path: Path
) -> None:
    second = make_blob_clip(tmp_path / "second.mp4").path
    outcome = server.run(
        loop.step("analyze", videos=[str(second), str(loop.video)], snapshot="snapshot-005"),
        orders=[{"after": {"type": "item", "name": str(loop.video)}, "do": "cancel"}],
    )
    assert outcome.status == "cancelled"
    names = [path.name for path in (loop.root / "videos" / "iteration-0").glob("*_5.h5")]
    assert [name.partition("DLC")[0] for name in names] == ["second"]


def test_an_analysis_rests_between_frames_and_between_videos(
    server: Any, loop: Any, make_blob_clip: Any, tmp_path: Path
) -> None:
    second = make_blob_clip(tmp_path / "second.mp4")
    videos, n_frames = [str(loop.video), str(second.path)], len(second.frames)
    outcome = server.run(
        loop.step("analyze", videos=videos, snapshot="snapshot-005", batch_size=8),
        orders=[
            {"after": {"type": "item", "name": videos[0]}, "do": "pause"},
            {"after": {"type": "progress", "done": n_frames}, "do": "pause"},
            {"after": {"type": "paused"}, "do": "resume"},
        ],
    )
    told = [event["type"] for event in outcome.events if event["type"] not in ("phase", "progress", "log")]
    assert told == ["item", "paused", "resumed", "paused", "resumed", "item", "result"]
    assert list(outcome.results["analyze"]["files"]) == videos
    assert left_overs(loop.root) == []


def test_an_analysis_that_is_cancelled_while_it_rests_keeps_whole_videos_only(
    server: Any, loop: Any, make_blob_clip: Any, tmp_path: Path
) -> None:
    second = make_blob_clip(tmp_path / "second.mp4").path
    outcome = server.run(
        loop.step("analyze", videos=[str(second), str(loop.video)], snapshot="snapshot-005"),
        orders=[
            {"after": {"type": "item", "name": str(loop.video)}, "do": "pause"},
            {"after": {"type": "paused"}, "do": "cancel"},
        ],
    )
    assert outcome.status == "cancelled"
    assert [event["type"] for event in outcome.events][-2:] == ["item", "paused"]
    names = [path.name for path in (loop.root / "videos" / "iteration-0").glob("*_5.h5")]
    assert [name.partition("DLC")[0] for name in names] == ["second"]
    assert left_overs(loop.root) == []


@pytest.mark.parametrize("op", ["evaluate", "label_video", "create_training_dataset", "seed"])
def test_every_step_can_be_cancelled(server: Any, loop: Any, op: str) -> None:
    arguments = {"label_video": {"videos": [str(loop.video)]}}.get(op, {})
    before = loop.config.read_text("utf-8")
    outcome = server.run(
        loop.step(op, **arguments), orders=[{"after": {"type": "phase", "name": op}, "do": "cancel"}]
    )
    assert (outcome.status, outcome.results) == ("cancelled", {})
    assert loop.config.read_text("utf-8") == before
    assert left_overs(loop.root) == []


def test_a_cancelled_creation_leaves_no_project(server: Any, blob_clip: Any, tmp_path: Path) -> None:
    step = {
        "op": "create_project",
        "name": "never",
        "experimenter": "x",
        "folder": str(tmp_path),
        "videos": [str(blob_clip.path)],
    }
    outcome = server.run(
        step, orders=[{"after": {"type": "phase", "name": "create_project"}, "do": "cancel"}]
    )
    assert outcome.status == "cancelled"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not FULL_DISK.exists(), reason="only some systems have a disk that is always full")
def test_a_disk_that_is_really_full_is_told(server: Any, loop: Any) -> None:
    """The file that a snapshot is written to before it gets its name is one that takes nothing."""
    (loop.train_folder / "snapshot-002.pt.part").symlink_to(FULL_DISK)
    outcome = server.run(
        loop.step("seed"), loop.training(epochs=4, save_every=1, eval_every=4), is_well=False
    )
    assert (outcome.status, outcome.title) == ("failed", "The disk is full")
    assert [server.snapshot(path)["epoch"] for path in snapshots(loop.train_folder)] == [1]


def test_a_disk_that_is_full_while_a_snapshot_is_saved_spoils_none(server: Any, loop: Any) -> None:
    outcome = server.run(
        loop.step("seed"),
        loop.training(epochs=4, save_every=1),
        faults=[
            {
                "target": "dustrack_imgui.dlc.worker.hooks_saving:sync",
                "raises": "builtins:OSError",
                "arguments": [28, "No space left on device"],
                "from_call": 4,
            }
        ],
        is_well=False,
    )
    assert (outcome.status, outcome.title) == ("failed", "The disk is full")
    assert "Free some space" in outcome.hint
    assert [server.snapshot(path)["epoch"] for path in snapshots(loop.train_folder)]
    assert left_overs(loop.root) == []


def test_a_graphics_card_without_memory_is_told_with_what_to_do(server: Any, loop: Any) -> None:
    outcome = server.run(
        loop.step("seed"),
        loop.training(),
        faults=[
            {
                "target": "deeplabcut.pose_estimation_pytorch.models.model:PoseModel.forward",
                "raises": "builtins:RuntimeError",
                "arguments": ["CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"],
            }
        ],
        is_well=False,
    )
    assert (outcome.status, outcome.title) == ("failed", "Not enough GPU memory")
    assert "smaller batch" in outcome.hint
    assert not list(loop.train_folder.glob("earlier-*"))


def request_of(project: Any, *steps: dict[str, Any], environment: dict[str, str]) -> ProcessRequest:
    return ProcessRequest(
        "dustrack_imgui.dlc.worker.steps:run",
        steps,
        project.root / "dustrack-jobs",
        "train",
        environment=environment,
    )


def test_a_python_without_deeplabcut_says_so(tmp_path: Path, job_environment: dict[str, str]) -> None:
    hidden = tmp_path / "hidden" / "deeplabcut.py"
    hidden.parent.mkdir()
    hidden.write_text("raise ModuleNotFoundError('No module named deeplabcut', name='deeplabcut')", "utf-8")
    request = ProcessRequest(
        "dustrack_imgui.dlc.worker.steps:run",
        ({"op": "versions"},),
        tmp_path / "jobs",
        "versions",
        environment={**job_environment, "PYTHONPATH": str(hidden.parent)},
    )
    with pytest.raises(JobFailedError) as caught:
        run_process(request)
    assert caught.value.title == "DeepLabCut is missing"
    assert caught.value.hint


def test_a_process_that_is_killed_while_training_leaves_whole_snapshots_only(
    server: Any, loop: Any, job_environment: dict[str, str]
) -> None:
    training = loop.training(epochs=500, save_every=1, keep_snapshots=500)
    request = request_of(loop, loop.step("seed"), training, environment=job_environment)

    def kill(event: JobEvent) -> None:
        if isinstance(event, Metric) and event.step == 3:
            (folder,) = request.folder.iterdir()
            os.kill(
                json.loads((folder / "process.json").read_text("utf-8"))["pid"],
                getattr(signal, "SIGKILL", signal.SIGTERM),
            )

    with pytest.raises(JobFailedError):
        run_process(request, on_event=kill)
    epochs = {server.snapshot(path)["epoch"] for path in snapshots(loop.train_folder)}
    assert {1, 2} <= epochs
    outcome = server.run(loop.step("seed"), loop.training(epochs=1), loop.step("evaluate"))
    assert outcome.results["train"]["epochs_done"] == 1
