"""A renamed layer's file moves with it, and no file goes that holds anything unknown."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.app.systems.saving import SavingSystem
from dustrack_imgui.commands.effects import MoveLayerFile
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View

POINT = '{"0": {"5": [1, 1]}}'


class Desk:
    """A session in which the layer "a", read from its file, has been renamed "b"."""

    def __init__(self, folder: Path) -> None:
        self.old, self.new = folder / "v_annotations_a.json", folder / "v_annotations_b.json"
        self.old.write_text(POINT)
        tracks = load_annotation(self.old).tracks
        video = Video(folder / "v.mp4", 9, 8, 8, 30.0)
        state = VideoState(
            video,
            VideoData((Layer("b", tracks, self.new),)),
            View(layer="b"),
            MappingProxyType({"a": tracks}),
        )
        self.session = Session(videos=(state,))
        self.key = video.key

    def move(self) -> list[str]:
        saving = SavingSystem(lambda: None)
        assert saving.run(MoveLayerFile(self.key, "b", "a", self.old), self.session)
        saving.close()
        return [call.command for call in saving.tick(self.session, 0.0)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_new_file_is_written_and_the_old_one_goes(desk):
    assert desk.move() == ["layer.saved", "layer.file_moved"]
    assert json.loads(desk.new.read_text()) == {"0": {"5": [1.0, 1.0]}}
    assert not desk.old.exists()


def test_an_old_file_that_another_program_changed_stays(desk):
    desk.old.write_text('{"0": {"5": [1, 1], "6": [2, 2]}}')
    assert desk.move() == ["layer.saved", "layer.save_failed"]
    assert desk.new.exists()
    assert '"6"' in desk.old.read_text()


def test_the_old_file_stays_when_the_new_one_cannot_be_written(desk):
    desk.new.write_text('{"0": {"8": [8, 8]}}')
    assert desk.move() == ["layer.changed_on_disk"]
    assert desk.old.read_text() == POINT
    assert '"8"' in desk.new.read_text()


def test_a_layer_that_was_never_on_disk_is_just_saved(desk):
    desk.old.unlink()
    assert desk.move() == ["layer.saved"]
    assert desk.new.exists()
