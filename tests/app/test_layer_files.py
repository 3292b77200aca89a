"""What the saving system does with files beyond plain saving: conflicts, reading again, trash, copies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.app.systems import saving as saving_module
from dustrack_imgui.app.systems.naming_labels import NamingLabelsSystem
from dustrack_imgui.app.systems.saving import SavingSystem
from dustrack_imgui.commands.effects import ReloadLayers, SaveLayerAs, SaveLayers, TrashLayerFile
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.label_names import load_label_names
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Effect

THEIRS = '{"0": {"1": [5, 5], "7": [1, 1]}}'


class Folder:
    """A video with one layer whose file another program changed, and a saving system."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "v_annotations_a.json"
        self.path.write_text(THEIRS)
        self.mine = MappingProxyType({"0": Track.from_points([1, 2], [(2.0, 3.0), (4.0, 4.0)])})
        video = Video(folder / "v.mp4", 9, 8, 8, 30.0)
        self.state = VideoState(video, VideoData((Layer("a", self.mine, self.path),)), View(layer="a"))
        self.layers = ((video.key, "a"),)

    def run(self, effect: Effect) -> list[tuple[str, dict[str, object]]]:
        session = Session(videos=(self.state,))
        saving = SavingSystem(lambda: None)
        assert saving.run(effect, session)
        saving.close()
        return [(call.command, dict(call.arguments)) for call in saving.tick(session, 0.0)]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_conflict_is_asked_about_with_what_the_file_has(folder: Folder):
    ((command, arguments),) = folder.run(SaveLayers(folder.layers, then_quit=True))
    assert command == "layer.changed_on_disk"
    assert (arguments["added"], arguments["removed"], arguments["moved"]) == (1, 1, 1)
    assert folder.path.read_text() == THEIRS


def test_mine_is_written_over_theirs_when_that_was_answered(folder: Folder):
    assert [command for command, _ in folder.run(SaveLayers(folder.layers, overwrites=True))] == [
        "layer.saved"
    ]
    assert load_annotation(folder.path).tracks["0"].xy_at(2) == (4.0, 4.0)


def test_a_saved_layer_leaves_when_that_was_asked_for(folder: Folder):
    effect = SaveLayers(folder.layers, overwrites=True, drops_layers=True)
    assert [command for command, _ in folder.run(effect)] == ["layer.saved", "layer.remove"]


def test_theirs_is_read_and_made_one_step(folder: Folder):
    read, restored = folder.run(ReloadLayers(folder.layers))
    assert read[0] == "layer.disk_read"
    assert read[1]["tracks"]["0"].xy_at(7) == (1.0, 1.0)
    assert restored == (
        "layer.restore_saved",
        {"video": folder.layers[0][0], "layer": "a", "sentence": "reload a from v_annotations_a.json"},
    )


def test_after_reading_again_a_save_is_no_conflict(folder: Folder):
    saving = SavingSystem(lambda: None)
    session = Session(videos=(folder.state,))
    saving.run(ReloadLayers(folder.layers), session)
    saving.run(SaveLayers(folder.layers), session)
    saving.close()
    assert [call.command for call in saving.tick(session, 0.0)][-1] == "layer.saved"


def test_a_file_that_is_gone_cannot_be_read_again(folder: Folder):
    folder.path.unlink()
    ((command, arguments),) = folder.run(ReloadLayers(folder.layers))
    assert command == "message.say"
    assert str(arguments["text"]).startswith("a was not reloaded")


def test_a_layer_leaves_when_its_file_is_in_the_trash(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(saving_module, "move_to_trash", Path.unlink)
    effect = TrashLayerFile(folder.layers[0][0], "a", folder.path)
    commands = [command for command, _ in folder.run(effect)]
    assert commands == ["layer.file_moved", "layer.remove"]
    ((command, arguments),) = folder.run(effect)
    assert command == "message.say"
    assert str(arguments["text"]).startswith("a stays: ")


def test_a_copy_that_stands_for_a_table_replaces_nothing_and_counts_as_saved(folder: Folder):
    effect = SaveLayerAs(folder.layers[0][0], "a", folder.path, stands_for_file=True)
    calls = folder.run(effect)
    assert [command for command, _ in calls] == ["layer.saved", "message.say"]
    assert folder.path.read_text() == THEIRS
    assert load_annotation(folder.path.with_name("v_annotations_a_2.json")).tracks["0"].count == 2


def test_names_are_written_when_they_change_and_told_to_videos_of_the_project(tmp_path: Path):
    for name in ("videos", "labeled-data"):
        (tmp_path / name).mkdir()
    (tmp_path / "config.yaml").write_text("Task: leg\nbodyparts:\n- point3\nvideo_sets: {}\n")
    states = [
        VideoState(
            Video(tmp_path / "videos" / f"{name}.mp4", 9, 8, 8, 30.0),
            VideoData((Layer("a"),)),
            View(layer="a"),
        )
        for name in ("one", "two")
    ]
    naming = NamingLabelsSystem(lambda: None)
    session = Session(videos=tuple(states))
    assert naming.tick(session, 0.0) == []
    assert not (tmp_path / "dlc_trackermap.txt").exists()
    named = replace(states[0], data=replace(states[0].data, label_names=MappingProxyType({"3": "nose"})))
    (call,) = naming.tick(session.with_video_state(named), 0.0)
    assert (call.command, call.arguments["video"]) == ("label.names_read", states[1].video.key)
    naming.close()
    assert load_label_names(tmp_path / "dlc_trackermap.txt") == {"3": "nose"}
