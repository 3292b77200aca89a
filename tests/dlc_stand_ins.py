"""Projects and seed bundles of DeepLabCut without DeepLabCut, for tests of what goes on around it."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from dustrack_imgui.jobs import ProcessRequest

TRAIN = "metadata:\n  bodyparts: [toe, heel]\n  individuals: [one]\nnet_type: resnet_50\nmethod: bu\n"
TEST = "all_joints_names: [toe, heel]\ndataset: x\n"


def scaffold(request: ProcessRequest, *, day: date | None = None, **named: object) -> list[object]:
    """Make what DeepLabCut makes of a new project, folders and a configuration, instead of running it."""
    (step,) = request.steps
    if step["op"] == "seed":  # the model of a bundle is tried out
        return [{"op": "seed", "value": {"snapshot": ""}}]
    root = Path(step["folder"]) / f"{step['name']}-{step['experimenter']}-{(day or date.today()).isoformat()}"
    for folder in ("videos", "labeled-data", "training-datasets", "dlc-models"):
        (root / folder).mkdir(parents=True)
    request.folder.mkdir(parents=True, exist_ok=True)
    (request.folder / "log.txt").write_text("created")
    values = {
        "Task": step["name"], "scorer": step["experimenter"], "date": "Nov22", "engine": "pytorch",
        "multianimalproject": False, "project_path": str(root), "iteration": 0, "TrainingFraction": [0.95],
        "video_sets": {}, "bodyparts": list(step["label_names"]),
    }  # fmt: skip
    with (root / "config.yaml").open("w") as file:
        YAML().dump(values, file)
    return [{"op": "create_project", "value": {"config": str(root / "config.yaml")}}]


def write_bundle(root: Path, name: str, *, train: str = TRAIN) -> Path:
    """Write a seed bundle whose weights are none."""
    folder = root / name
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "snapshot-150.pt", "w") as archive:
        archive.writestr("archive/data.pkl", b"weights")
    (folder / "pytorch_config.yaml").write_text(train)
    (folder / "pose_cfg.yaml").write_text(TEST)
    (folder / "description.txt").write_text("fascicle ends")
    return folder
