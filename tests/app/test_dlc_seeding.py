"""Projects that begin with the model of a seed bundle, whose weights are none here."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.app import dlc_creation
from dustrack_imgui.commands.dlc_effects import StartDlcJob
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.dlc.seed_bundle import inspect_seed_bundle
from dustrack_imgui.jobs import JobFailedError
from dustrack_imgui.model.dlc import DlcProject, Iteration
from dustrack_imgui.model.status import DialogKind, Severity

from ..dlc_stand_ins import scaffold, write_bundle
from .creating import TODAY, Bench


@pytest.fixture
def bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("dustrack_imgui.dlc.bundles_root.config_dir", lambda: tmp_path / "settings")
    root = tmp_path / "bundles"
    write_bundle(root, "legs")
    write_bundle(root, "useless", train="net_type: resnet_50\n")
    return root


def begin_with(bench: Bench, bundle: Path) -> None:
    bench.begin()
    bench.ask("dlc.seed_bundle_inspect", path=str(bundle))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    bench.ask("dlc.seed_bundle_use", path=str(bundle))


def test_an_empty_layer_asks_for_a_model_and_lists_what_can_be_used(creating, bundles):
    bench = creating({"0": {}})
    bench.begin()
    assert bench.session.dialog.kind is DialogKind.SEED_BUNDLE
    bench.wait(lambda: not bench.session.dlc.bundles.is_busy)
    assert bench.session.dlc.bundles.found == ()
    bench.ask("dlc.seed_bundle_root", path=str(bundles))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    legs, useless = bench.session.dlc.bundles.found
    assert (legs.name, legs.body_parts, legs.epoch) == ("legs", ("toe", "heel"), 150)
    assert "body parts" in useless.problem
    bench.ask("dlc.seed_bundle_use", path=str(useless.path))
    assert "cannot be used" in bench.session.message.text
    assert bench.session.dialog.kind is DialogKind.SEED_BUNDLE


def test_a_model_that_does_not_fit_makes_no_project(creating, bundles, monkeypatch):
    def refuse_weights(request, **named: object) -> list[object]:
        if request.steps[0]["op"] == "seed":
            raise JobFailedError(
                "The weights do not fit", "They are for 3 points, not 2.", "Choose another.", ""
            )
        return scaffold(request, day=TODAY)

    monkeypatch.setattr(dlc_creation, "run_process", refuse_weights)
    bench = creating({"0": {}})
    begin_with(bench, bundles / "legs")
    bench.create()
    assert "They are for 3 points" in bench.session.message.text
    assert not bench.root.exists()


def test_a_seeded_project_has_the_model_and_its_videos_are_tracked(creating, bundles):
    bench = creating({"0": {}})
    begin_with(bench, bundles / "legs")
    assert bench.session.dialog.kind is DialogKind.CREATE_PROJECT
    bench.create()
    facts = read_project(bench.root)
    assert facts.body_parts == ("toe", "heel")
    assert [(one.number, one.is_trained) for one in facts.iterations] == [(0, True)]
    (job,) = (effect for effect in bench.elsewhere.taken if isinstance(effect, StartDlcJob))
    assert job.kind == "analyse"
    assert job.work.project == bench.root
    assert bench.state.video.path.parent == bench.root / "videos"
    assert bench.session.dlc.creation.bundle is None
    assert bench.state.view.layer == "iteration-1"
    assert bench.state.layer.labels == ("0", "1")
    assert bench.state.layer.path == bench.root / "videos" / "clip_annotations_iteration-1.json"
    assert not bench.state.is_dirty(bench.state.layer)


def test_the_folder_of_bundles_is_remembered_when_wanted(creating, bundles):
    bench = creating({"0": {}})
    begin_with(bench, bundles / "legs")
    bench.ask("dialog.dismiss")
    bench.wait(lambda: (bundles.parent / "settings" / "seed-bundles.json").exists())
    again = creating({"0": {}})
    again.begin()
    again.wait(lambda: bool(again.session.dlc.bundles.found))
    assert again.session.dlc.bundles.root == str(bundles)


def test_what_is_no_bundle_is_listed_with_the_reason(creating, bundles, tmp_path):
    bench = creating({"0": {}})
    bench.begin()
    bench.ask("dlc.seed_bundle_inspect", path=str(tmp_path / "nowhere.zip"))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    assert bench.session.dlc.bundles.found[0].problem


def test_a_seeded_project_gives_a_bundle_out_again(creating, bundles):
    bench = creating({"0": {}})
    begin_with(bench, bundles / "legs")
    bench.create()
    facts = read_project(bench.root)
    iterations = tuple(Iteration(one.number, is_trained=one.is_trained) for one in facts.iterations)
    project = DlcProject(facts.root, facts.name, iterations=iterations, videos=facts.videos)
    bench.apply("dlc.projects_read", projects=(project,), looked_at=(bench.state.video.path,))
    bench.ask("dlc.seed_bundle_export")
    bench.wait(lambda: "snapshot-150 of iteration 0: toe, heel" in bench.session.message.text)
    (archive,) = bundles.glob("*.zip")
    assert inspect_seed_bundle(archive)["bodyparts"] == ["toe", "heel"]
    bench.ask("dlc.ask_seed_bundle")
    bench.wait(lambda: bench.session.dialog is not None)
    dialog = bench.session.dialog
    assert dialog.kind is DialogKind.EXPORT_BUNDLE
    assert dialog.subject == "snapshot-150 of iteration 0, which tracks toe, heel."
    assert dialog.text == str(archive.with_name(f"{archive.stem}-2.zip")), "a name that is free"
    bench.ask("dlc.seed_bundle_into", folder=str(bench.folder), name="legs.zip")
    chosen = bench.folder / "legs.zip"
    assert bench.session.dialog.text == str(chosen)
    bench.ask("dlc.seed_bundle_export", path=str(chosen), description="toes in the side view")
    assert bench.session.dialog is None
    bench.wait(chosen.exists)
    assert inspect_seed_bundle(chosen)["description"] == "toes in the side view"
    bench.wait(lambda: str(chosen) in bench.session.message.text)
    bench.ask("dlc.seed_bundle_export")
    bench.wait(lambda: "Making" not in bench.session.message.text)
    assert bench.session.message.severity is Severity.ERROR, "a bundle that is there is not written over"
