"""Real DeepLabCut, held by one process for all tests, and a project that went through the whole loop."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import dustrack_imgui.jobs.child as child

ENVIRONMENT = {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "MPLBACKEND": "Agg", "PYTHONUTF8": "1"}
SERVER = Path(__file__).with_name("deeplabcut_server.py")
START = Path(child.__file__).with_name("start.py")


PATIENCE_SECS = 1200


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever comes first waits for DeepLabCut to be imported, which takes minutes on a busy machine."""
    for item in items:
        if item.path.is_relative_to(SERVER.parent) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(PATIENCE_SECS))


@dataclass(frozen=True)
class Outcome:
    """How a job ended.

    Attributes
    ----------
    results
        Value of each step that was done, by its name.
    events
        All that was told.
    """

    status: str
    results: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    title: str = ""
    cause: str = ""
    hint: str = ""
    traceback: str = ""

    def of(self, kind: str) -> list[Mapping[str, Any]]:
        """Events of a kind."""
        return [event for event in self.events if event["type"] == kind]


class Server:
    """The process that holds DeepLabCut."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self.log = folder / "log.txt"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(SERVER), str(START)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **ENVIRONMENT},
                encoding="utf-8",
            )

    def run(
        self,
        *steps: Mapping[str, Any],
        orders: Sequence[Mapping[str, Any]] = (),
        faults: Sequence[Mapping[str, Any]] = (),
        is_well: bool = True,
    ) -> Outcome:
        """Do the steps of a job.

        Parameters
        ----------
        orders
            ``{"after": {values of an event}, "do": "cancel" or "keep"}``
        faults
            ``{"target": "module:name", "raises": "module:error", "arguments": […], "from_call": 1}``, or with
            a ``value`` for what is there.
        is_well
            Whether the job must not fail.
        """
        folder = self._folder / f"job-{next(self._numbers)}"
        folder.mkdir()
        answer = self._ask(
            {"do": "job", "folder": str(folder), "steps": steps, "orders": orders, "faults": faults}
        )
        events = [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines()]
        results = {event["value"]["op"]: event["value"]["value"] for event in events if "value" in event}
        outcome = Outcome(results=results, events=events, **answer)
        assert not is_well or outcome.status != "failed", (
            f"{outcome.title}: {outcome.cause} {outcome.traceback}"
        )
        return outcome

    def call(self, function: str, *args: Any, **options: Any) -> str:
        """Call a function of DeepLabCut itself; `module:name`."""
        answer = self._ask({"do": "call", "function": function, "args": args, "options": options})
        assert answer["status"] == "done", answer["traceback"]
        return str(answer["value"])

    def snapshot(self, path: str | Path) -> Mapping[str, Any]:
        """Epoch, parts, and sums of the weights of a snapshot."""
        return self._ask({"do": "snapshot", "path": str(path)})

    def close(self) -> None:
        """End the process; it has nothing left to do, and PyTorch is long in going."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"The process ended:\n{self.log.read_text('utf-8', 'replace')[-3000:]}"
        answer: dict[str, Any] = json.loads(line)
        return answer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The process that holds DeepLabCut."""
    process = Server(tmp_path_factory.mktemp("deeplabcut"))
    yield process
    process.close()


@dataclass(frozen=True)
class Loop:
    """A project that went through the whole loop once, with two points.

    Attributes
    ----------
    place
        The arguments that every step about a round has.
    """

    root: Path
    outcome: Outcome

    @property
    def config(self) -> Path:
        """Configuration of the project."""
        return self.root / "config.yaml"

    @property
    def video(self) -> Path:
        """The clip in the project."""
        return self.root / "videos" / "blobs.mp4"

    @property
    def train_folder(self) -> Path:
        """Snapshots of the first round."""
        return self.train_folder_of(0)

    def train_folder_of(self, iteration: int) -> Path:
        """Snapshots of a round."""
        (model,) = (self.root / "dlc-models-pytorch" / f"iteration-{iteration}").iterdir()
        return model / "train"

    def step(self, op: str, iteration: int = 0, **arguments: Any) -> dict[str, Any]:
        """A step about a round."""
        return {"op": op, "config": str(self.config), "iteration": iteration, **arguments}

    def training(self, iteration: int = 0, **arguments: Any) -> dict[str, Any]:
        """A short training."""
        values = {
            "epochs": 4,
            "save_every": 2,
            "eval_every": 1,
            "batch_size": 4,
            "device": "cpu",
            "learning_rate": 0.002,
            "snapshot": "$seed",
        }
        return self.step("train", iteration, **{**values, **arguments})


MakeProject = Callable[..., Loop]


@pytest.fixture(scope="session")
def make_project(server: Server, blob_clip: Any, write_labels: Any) -> MakeProject:
    """Create a project and label frames in it."""

    def make(
        folder: Path,
        *,
        label_names: Sequence[str] = ("point0", "point1"),
        numbers: Sequence[int] = range(0, 40, 4),
    ) -> Loop:
        outcome = server.run(
            {
                "op": "create_project",
                "name": "blob_test",
                "experimenter": "x",
                "folder": str(folder),
                "videos": [str(blob_clip.path)],
                "label_names": list(label_names),
            }
        )
        root = Path(outcome.results["create_project"]["config"]).parent
        if numbers:
            write_labels(root, blob_clip, numbers, label_names=label_names)
        return Loop(root, outcome)

    return make


@pytest.fixture(scope="session")
def finished_loop(
    server: Server, make_project: MakeProject, tiny_network: Any, tmp_path_factory: pytest.TempPathFactory
) -> Loop:
    """Created, labelled, trained, evaluated and analysed; tests read it alone."""
    project = make_project(tmp_path_factory.mktemp("loop"))
    outcome = server.run(
        project.step("create_training_dataset", train_fraction=0.8, updates=tiny_network(2)),
        project.step("seed"),
        project.training(epochs=20, save_every=5, eval_every=5),
        project.step("evaluate"),
        project.step("analyze", videos=[str(project.video)]),
        project.step("label_video", videos=[str(project.video)]),
    )
    return Loop(project.root, outcome)


@pytest.fixture
def job_environment() -> dict[str, str]:
    """Variables for a job in a process of its own."""
    return dict(ENVIRONMENT)


@pytest.fixture
def loop(finished_loop: Loop, tmp_path: Path) -> Loop:
    """A copy of the finished project, to change; DeepLabCut is told that it was moved."""
    root = tmp_path / finished_loop.root.name
    shutil.copytree(finished_loop.root, root)
    return Loop(root, finished_loop.outcome)
