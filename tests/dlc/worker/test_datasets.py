"""New projects and training datasets of real DeepLabCut: what goes in, on which side, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.io
from ruamel.yaml import YAML


def read_split(root: Path) -> dict[str, set[str]]:
    values = json.loads((root / "dustrack-split.json").read_text("utf-8"))
    return {side: set(values[side]) for side in ("train", "test")}


def test_a_frame_that_tests_stays_a_test_frame_when_frames_are_added(
    server: Any, loop: Any, blob_clip: Any, write_labels: Any, tiny_network: Any
) -> None:
    first = read_split(loop.root)
    write_labels(loop.root, blob_clip, [*range(0, 40, 4), *range(1, 40, 4)])
    outcome = server.run(loop.step("create_training_dataset", 1, updates=tiny_network(2)))
    second = read_split(loop.root)
    made = outcome.results["create_training_dataset"]
    assert (made["n_train"], made["n_test"]) == (16, 4)
    assert first["test"] < second["test"]
    assert not first["train"] & second["test"]
    assert Path(made["model_folder"]).name.endswith("-trainset80shuffle1")


def test_the_split_is_the_one_that_deeplabcut_trains_with(finished_loop: Any) -> None:
    (folder,) = finished_loop.root.glob("training-datasets/iteration-0/*")
    (path,) = folder.glob("*.mat")
    images = scipy.io.loadmat(path)["dataset"]["image"].ravel()
    trained = {"/".join(str(part).strip() for part in image.ravel()[1:]) for image in images}
    shuffles = YAML(typ="safe", pure=True).load((folder / "metadata.yaml").read_text("utf-8"))["shuffles"]
    split = read_split(finished_loop.root)
    assert trained == split["train"]
    assert len(split["test"]) == 2
    assert [one["train_fraction"] for one in shuffles.values()] == [0.8]


def test_rows_without_any_label_neither_train_nor_test(
    server: Any, make_project: Any, blob_clip: Any, write_labels: Any, tmp_path: Path
) -> None:
    project = make_project(tmp_path, numbers=())
    xy = blob_clip.xy.copy()
    xy[[8, 12]] = np.nan
    xy[16, 0] = np.nan
    write_labels(project.root, blob_clip, range(0, 40, 4), xy=xy)
    outcome = server.run(project.step("create_training_dataset", train_fraction=0.5))
    made = outcome.results["create_training_dataset"]
    assert (made["n_train"], made["n_test"]) == (4, 4)


@pytest.mark.parametrize(
    ("numbers", "cause"), [((), "No frame has labels"), ((4,), "At least 2 frames with labels are needed")]
)
def test_too_few_labels_are_refused_and_nothing_is_written(
    server: Any, make_project: Any, tmp_path: Path, numbers: tuple[int, ...], cause: str
) -> None:
    project = make_project(tmp_path, numbers=numbers)
    before = sorted(project.root.rglob("*"))
    outcome = server.run(project.step("create_training_dataset"), is_well=False)
    assert (outcome.status, outcome.title) == ("failed", "No training dataset")
    assert cause in outcome.cause
    assert outcome.hint
    assert sorted(project.root.rglob("*")) == before


def test_labels_of_other_points_than_the_projects_are_refused(
    server: Any, make_project: Any, blob_clip: Any, write_labels: Any, tmp_path: Path
) -> None:
    project = make_project(tmp_path, label_names=("left", "right"), numbers=())
    write_labels(project.root, blob_clip, range(0, 40, 4), label_names=("left", "wrong"))
    outcome = server.run(project.step("create_training_dataset"), is_well=False)
    assert "“right”" in outcome.cause


def test_two_videos_of_one_name_are_refused(server: Any, loop: Any, blob_clip: Any, tmp_path: Path) -> None:
    twin = tmp_path / "elsewhere" / "blobs.avi"
    twin.parent.mkdir()
    shutil.copy(blob_clip.path, twin)
    created = server.run(
        {
            "op": "create_project",
            "name": "twins",
            "experimenter": "x",
            "folder": str(tmp_path),
            "videos": [str(blob_clip.path), str(twin)],
        },
        is_well=False,
    )
    analysed = server.run(loop.step("analyze", videos=[str(loop.video), str(twin)]), is_well=False)
    for outcome in (created, analysed):
        assert (outcome.status, outcome.title) == ("failed", "Two videos have the same name")
        assert "“blobs”" in outcome.cause
    assert not list(tmp_path.glob("twins*"))


def test_two_videos_of_one_name_in_the_configuration_are_refused(
    server: Any, loop: Any, blob_clip: Any
) -> None:
    shutil.copy(blob_clip.path, loop.video.with_suffix(".avi"))
    text = loop.config.read_text("utf-8")
    listed = "video_sets:\n"
    twin = f"  {loop.video.with_suffix('.avi')}:\n    crop: 0, 128, 0, 96\n"
    loop.config.write_text(text.replace(listed, listed + twin), "utf-8")
    outcome = server.run(loop.step("create_training_dataset", 1), is_well=False)
    assert outcome.title == "Two videos have the same name"


@pytest.mark.parametrize("preset", ["default", "ultrasound", "none"])
def test_every_augmentation_trains(server: Any, loop: Any, tiny_network: Any, preset: str) -> None:
    updates = {key: value for key, value in tiny_network(2).items() if not key.startswith("data.")}
    outcome = server.run(
        loop.step("create_training_dataset", 1, augmentation=preset, updates=updates),
        loop.step("seed", 1),
        loop.training(1, epochs=1),
    )
    path = loop.train_folder_of(1) / "pytorch_config.yaml"
    train = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))["data"]["train"]
    assert outcome.results["train"]["epochs_done"] == 1
    assert bool(train["motion_blur"]) == (preset == "default")
    assert bool(train["affine"]) == (preset != "none")


def test_a_video_listed_twice_by_old_and_new_path_is_one(server: Any, loop: Any, tiny_network: Any) -> None:
    yaml = YAML(typ="rt")
    values = yaml.load(loop.config.read_text("utf-8"))
    values["video_sets"][r"C:\elsewhere\videos\blobs.mp4"] = {"crop": "0, 128, 0, 96"}
    with loop.config.open("w", encoding="utf-8") as file:
        yaml.dump(values, file)
    outcome = server.run(loop.step("create_training_dataset", 1, updates=tiny_network(2)))
    assert outcome.results["create_training_dataset"]["n_train"] == 8


def test_a_dataset_that_a_killed_job_left_half_written_is_made_anew(
    server: Any, loop: Any, tiny_network: Any
) -> None:
    for path in loop.root.glob("training-datasets/iteration-0/*/*"):
        path.write_bytes(path.read_bytes()[:20])
    (loop.train_folder / "pytorch_config.yaml").write_text("model: [", "utf-8")
    outcome = server.run(
        loop.step("create_training_dataset", updates=tiny_network(2)),
        loop.step("seed"),
        loop.training(epochs=1),
    )
    assert outcome.results["train"]["epochs_done"] == 1


def test_a_project_that_exists_is_not_written_into(server: Any, loop: Any, blob_clip: Any) -> None:
    before = {path: path.stat().st_mtime_ns for path in loop.root.rglob("*")}
    name, experimenter, _ = loop.root.name.split("-", 2)
    outcome = server.run(
        {
            "op": "create_project",
            "name": name,
            "experimenter": experimenter,
            "folder": str(loop.root.parent),
            "videos": [str(blob_clip.path)],
        },
        is_well=False,
    )
    assert "There is a project of that name" in outcome.cause
    assert {path: path.stat().st_mtime_ns for path in loop.root.rglob("*")} == before


def test_a_video_that_cannot_be_read_makes_no_project(server: Any, blob_clip: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    step = {"op": "create_project", "name": "p", "experimenter": "x", "folder": str(tmp_path / "made")}
    for videos in ([broken], [blob_clip.path, broken]):
        outcome = server.run({**step, "videos": [str(video) for video in videos]}, is_well=False)
        assert (outcome.status, outcome.title) == ("failed", "The project cannot be created")
        assert list((tmp_path / "made").iterdir()) == []
    assert broken.is_file()


def test_a_video_with_dots_blanks_and_other_letters_goes_through_the_loop(
    server: Any, make_blob_clip: Any, write_labels: Any, tiny_network: Any, tmp_path: Path
) -> None:
    clip = make_blob_clip(tmp_path / "心 clip.v1.mp4")
    created = server.run(
        {
            "op": "create_project",
            "name": "dots",
            "experimenter": "x",
            "folder": str(tmp_path),
            "videos": [str(clip.path)],
            "label_names": ["point0", "point1"],
        }
    )
    config = created.results["create_project"]["config"]
    root = Path(config).parent
    video = str(root / "videos" / clip.path.name)
    write_labels(root, clip, (3, 30), stem=clip.path.stem)
    place = {"config": config, "iteration": 0}
    outcome = server.run(
        {"op": "create_training_dataset", **place, "updates": tiny_network(2)},
        {"op": "seed", **place},
        {"op": "train", **place, "epochs": 1, "snapshot": "$seed", "device": "cpu"},
        {"op": "evaluate", **place},
        {"op": "analyze", **place, "videos": [video]},
        {"op": "label_video", **place, "videos": [video]},
    )
    made = outcome.results["create_training_dataset"]
    assert (made["n_train"], made["n_test"]) == (1, 1)
    assert Path(outcome.results["analyze"]["files"][video]).name.startswith("心 clip.v1DLC_Resnet50_dots")
    assert Path(outcome.results["label_video"]["files"][video]).is_file()
