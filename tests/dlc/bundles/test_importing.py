"""A seed bundle becomes the model of an iteration, or nothing in the project changes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import dustrack_imgui as dustrack
from dustrack_imgui.dlc import bundle_import
from dustrack_imgui.dlc.bundle_errors import BundleError, BundleInTheWayError
from dustrack_imgui.dlc.bundle_import import import_bundle
from dustrack_imgui.dlc.bundle_places import has_no_training_frames
from dustrack_imgui.dlc.errors import ProjectError
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.dlc.sidecar import Sidecar, write_sidecar
from dustrack_imgui.formats.annotation_json import save_annotation
from dustrack_imgui.formats.errors import WriteError

MODEL = "dlc-models-pytorch/iteration-0/legsNov22-trainset95shuffle1"
DATASET = "training-datasets/iteration-0/UnaugmentedDataSet_legsNov22"


def content(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def read(path: Path):
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def test_the_iteration_is_trained_and_the_body_parts_are_the_bundles(project, bundle):
    snapshot = dustrack.import_seed_bundle_into_project(str(project), bundle)
    assert snapshot == project.resolve() / MODEL / "train" / "snapshot-150.pt"
    assert snapshot.read_bytes() == (bundle / "snapshot-150.pt").read_bytes()
    facts = read_project(project)
    assert facts.body_parts == ("toe", "heel")
    assert [(one.number, one.is_trained, one.last.epoch) for one in facts.iterations] == [(0, True, 150)]
    assert facts.next_iteration == 1


def test_paths_lead_into_the_project_and_everything_else_stays_as_written(project, bundle):
    imported = import_bundle(project, bundle)
    root = project.resolve()
    path = root / MODEL / "train" / "pytorch_config.yaml"
    text, before = path.read_text(), (bundle / "pytorch_config.yaml").read_text()
    values = read(path)
    assert values["metadata"]["project_path"] == str(root)
    assert values["metadata"]["pose_config_path"] == str(path)
    assert values["resume_training_from"] is None
    assert "multi_step" not in values
    assert "# Config schema version. Do not edit manually." in text
    assert "lr: 1e-05" in text
    changed = set(before.splitlines()) - set(text.splitlines())
    assert all(
        "/elsewhere/" in line or line.startswith(("multi_step", "- - 0.005", "  - 10000")) for line in changed
    )
    assert read(root / MODEL / "test" / "pose_cfg.yaml")["dataset"] == str(root)
    assert read(root / DATASET / "metadata.yaml") == {
        "shuffles": {
            "legsNov22-trainset95shuffle1": {
                "train_fraction": 0.95,
                "index": 1,
                "split": 1,
                "engine": "pytorch",
            }
        }
    }
    config = (root / "config.yaml").read_text()
    assert "# our own remark" in config
    assert "lab_code: 17  # kept" in config
    assert imported.validation["source"] == str(imported.snapshot)


def test_an_archive_goes_in_as_well_and_iteration_and_shuffle_can_be_chosen(project, bundle, tmp_path):
    archive = tmp_path / "gastroc.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for file in bundle.iterdir():
            opened.write(file, f"gastroc/{file.name}")
    imported = import_bundle(project, archive, iteration=3, shuffle=2)
    assert imported.snapshot.parts[-4:-2] == ("iteration-3", "legsNov22-trainset95shuffle2")
    assert imported.snapshot.is_file()


def test_an_iteration_with_a_model_is_left_alone(project, bundle):
    import_bundle(project, bundle)
    before = content(project)
    with pytest.raises(BundleInTheWayError, match="has a model of iteration-0 already"):
        import_bundle(project, bundle)
    assert content(project) == before


def test_an_iteration_with_a_training_dataset_is_left_alone(project, bundle):
    dataset = project / DATASET
    dataset.mkdir(parents=True)
    (dataset / "metadata.yaml").write_text("shuffles: {}")
    (dataset / "CollectedData_x.h5").write_bytes(b"labels")
    before = content(project)
    with pytest.raises(FileExistsError, match="has a training dataset of iteration-0"):
        dustrack.import_seed_bundle_into_project(project, bundle)
    assert content(project) == before


def test_labels_of_other_body_parts_are_not_orphaned(project, bundle):
    (project / "labeled-data" / "leg").mkdir()
    (project / "labeled-data" / "leg" / "CollectedData_x.h5").write_bytes(b"labels")
    before = content(project)
    with pytest.raises(BundleError, match="tracks toe, heel, the project point0"):
        import_bundle(project, bundle)
    assert content(project) == before


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("engine: pytorch", "engine: tensorflow", "DeepLabCut 2"),
        ("Task: legs\n", "", "incomplete"),
        ("date: Nov22\n", "", "date is missing"),
    ],
)
def test_projects_that_cannot_take_it_are_not_touched(project, bundle, old, new, says):
    config = project / "config.yaml"
    config.write_text(config.read_text().replace(old, new))
    before = content(project)
    with pytest.raises((ProjectError, BundleError), match=says):
        import_bundle(project, bundle)
    assert content(project) == before


def test_a_bundle_of_the_same_body_parts_can_join_a_trained_project(project, bundle):
    import_bundle(project, bundle)
    imported = import_bundle(project, bundle, iteration=1)
    assert imported.snapshot.is_file()
    assert [one.number for one in read_project(project).trained] == [0, 1]


@pytest.mark.parametrize("step", ["copy_out", "edit_config", "_place", "_stage_dataset"])
def test_a_full_disk_at_any_step_changes_nothing(project, bundle, monkeypatch, step):
    write_sidecar(project, Sidecar({"point0": "0"}))
    before = content(project)
    works = getattr(bundle_import, step)
    calls = []

    def full(*args, **options):
        calls.append(step)
        if step == "_place" and len(calls) == 1:
            return works(*args, **options)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle_import, step, full)
    with pytest.raises(WriteError, match="No space left on device"):
        import_bundle(project, bundle)
    assert content(project) == before


def test_a_cancelled_import_changes_nothing(project, bundle):
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    before = content(project)
    with pytest.raises(StoppedError):
        import_bundle(project, bundle, check=stop)
    assert content(project) == before


def test_a_damaged_archive_is_noticed_while_copying_and_changes_nothing(project, bundle, tmp_path):
    archive = tmp_path / "gastroc.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for file in sorted(bundle.iterdir()):
            opened.write(file, file.name)
    damaged = bytearray(archive.read_bytes())
    damaged[damaged.index(b"weights, as it were") + 500] ^= 0xFF
    archive.write_bytes(damaged)
    before = content(project)
    with pytest.raises(BundleError, match="damaged"):
        import_bundle(project, archive)
    assert content(project) == before


def test_a_snapshot_that_was_cut_off_is_noticed_before_it_counts_as_a_model(project, bundle):
    snapshot = bundle / "snapshot-150.pt"
    snapshot.write_bytes(snapshot.read_bytes()[:-30])
    before = content(project)
    with pytest.raises(BundleError, match="was cut off"):
        import_bundle(project, bundle)
    assert content(project) == before


@pytest.mark.parametrize(
    ("points", "labels"),
    [({}, {"toe": "0", "heel": "1"}), ({"0": {1: (1.0, 1.0)}}, {"toe": "1", "heel": "2"})],
    ids=["nothing labelled", "labelled as 0 before"],
)
def test_labels_made_before_never_become_another_body_part(project, bundle, make_tracks, points, labels):
    """Where nothing is labelled yet, the bundle's body parts are labels 0, 1, …"""
    write_sidecar(project, Sidecar({"point0": "0"}))
    save_annotation(project / "videos" / "leg_annotations_a.json", make_tracks(points))
    import_bundle(project, bundle)
    assert dict(read_project(project).labels) == labels


def test_a_model_from_a_bundle_has_nothing_to_be_measured_on(project, bundle):
    import_bundle(project, bundle)
    assert has_no_training_frames(project, 0)
    assert not has_no_training_frames(project, 1)
    (project / DATASET / "legs_x95shuffle1.mat").touch()
    assert not has_no_training_frames(project, 0)
