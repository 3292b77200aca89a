"""Every form of `open`, and what it refuses, without DeepLabCut."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

import dustrack_imgui
from dustrack_imgui import _open as opening
from dustrack_imgui.app.file_chooser import NoDialogError
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.gui import DUSTrack

Opener = Callable[..., DUSTrack]


@pytest.fixture
def open_(tmp_path: Path) -> Iterator[Opener]:
    made: list[DUSTrack] = []

    def run(*arguments, **options):
        tracker = dustrack_imgui.open(
            *arguments, window=False, state_folder=tmp_path / "state", timeout_secs=60.0, **options
        )
        if tracker is not None:
            made.append(tracker)
        return tracker

    yield run
    for tracker in made:
        tracker.close()


@pytest.fixture
def project(tmp_path: Path, shared_dir: Path) -> Path:
    """A project of two videos that was moved since, with a prediction of iteration 0 for the first."""
    root = tmp_path / "leg-x-2024-01-01"
    (root / "videos" / "iteration-0").mkdir(parents=True)
    (root / "labeled-data").mkdir()
    (root / "dlc-models-pytorch" / "iteration-0" / "legJan1-trainset95shuffle1" / "train").mkdir(parents=True)
    source = shared_dir / "data" / "phantom_easy" / "phantom_easy.mp4"
    for name in ("b", "a"):
        shutil.copy(source, root / "videos" / f"{name}.mp4")
    sets = {f"/elsewhere/{root.name}/videos/{name}.mp4": {"crop": "0, 1, 0, 1"} for name in ("b", "a")}
    (root / "config.yaml").write_text(
        yaml.safe_dump({"Task": "leg", "date": "Jan1", "iteration": 0, "video_sets": sets}, sort_keys=False)
    )
    (root / "videos" / "b_annotations_iteration-0.json").write_text('{"0": {"3": [1.0, 2.0]}}')
    return root


def until_all(tracker: DUSTrack, count: int) -> None:
    tracker._link.wait_until(lambda engine: len(engine.store.session.videos) == count)


def test_a_bare_video(open_, clip):
    tracker = open_(clip, "manual")
    assert (tracker.annotation_layer, tracker.videos) == ("manual", [clip])


def test_a_bare_video_without_a_layer_begins_where_it_was_left(open_, clip):
    tracker = open_(str(clip))
    assert tracker.annotation_layer == "iteration-0"
    tracker.add_annotation_layers("other")
    tracker.annotation_layer = "other"
    tracker.add_annotation((1.0, 2.0))
    tracker.save()
    tracker.close()
    assert open_(clip).annotation_layer == "other"


@pytest.mark.parametrize("form", ["folder", "config", "list"])
def test_a_project_opens_all_its_videos_in_order(open_, project, form):
    videos = [project / "videos" / f"{name}.mp4" for name in ("b", "a")]
    tracker = open_({"folder": project, "config": project / "config.yaml", "list": videos}[form])
    assert tracker.videos[0] == videos[0].resolve()
    until_all(tracker, 2)
    assert tracker.videos == [video.resolve() for video in videos]
    assert tracker.video_index == 0


def test_one_video_of_a_project_by_path_or_one_element_list(open_, project):
    video = project / "videos" / "a.mp4"
    assert open_(video).videos == [video.resolve()]
    assert open_([video]).videos == [video.resolve()]


def test_the_layer_of_a_project_is_the_iteration_that_comes_next(open_, project):
    tracker = open_(project / "videos" / "b.mp4")
    assert tracker.annotation_layer == "iteration-0"
    assert tracker.ann.data["0"][3] == [1.0, 2.0]
    tracker.close()
    (train,) = project.glob("dlc-models-pytorch/iteration-0/*/train")
    with zipfile.ZipFile(train / "snapshot-050.pt", "w") as snapshot:
        snapshot.writestr("data", b"")
    tracker = open_(project / "videos" / "a.mp4")
    assert tracker.annotation_layer == "iteration-1"
    tracker.add_annotation((1.0, 2.0))
    tracker.save()
    tracker.close()
    assert open_(project / "videos" / "a.mp4").annotation_layer == "iteration-1"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only some users make links")
def test_a_video_that_is_a_link_to_a_file_elsewhere_belongs_to_the_project(open_, project, tmp_path):
    """DeepLabCut puts links into its projects unless it is told to copy."""
    video = project / "videos" / "b.mp4"
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    video.rename(recordings / "b.mp4")
    video.symlink_to(recordings / "b.mp4")
    tracker = open_(project)
    assert tracker.videos[0] == video
    assert tracker.ann.data["0"][3] == [1.0, 2.0]
    tracker.add_annotation((5.0, 6.0))
    tracker.save()
    assert [path.name for path in recordings.iterdir()] == ["b.mp4"]
    assert '"0": [\n            5.0' in (project / "videos" / "b_annotations_iteration-0.json").read_text()


def test_labels_that_lie_elsewhere_in_the_project_are_found(open_, project):
    path = project / "videos" / "iteration-0" / "b_annotations_extra.json"
    path.write_text('{"0": {"1": [3.0, 4.0]}}')
    tracker = open_(project / "videos" / "b.mp4")
    assert any("extra" in name for name in tracker.annotations.names)


def test_intervals_of_dustrack_are_taken_over(open_, clip):
    key = str((clip.name, "hand", "0"))
    entry = {"default": [], "added": [[2, 9]], "removed": [], "tags": [], "algorithm_name": "", "params": {}}
    header = {
        "name": "interp_with_lk", "size": 2, "fname": "", "color": "gray", "pick_action": "overwrite",
        "win_remove": [10, 10], "win_add": [-0.25, 0.25], "plot_kwargs": {"display_type": "fill"},
        "all_keys_are_tuples": True,
    }  # fmt: skip
    events = clip.parent / f"{clip.name}_events_interp_with_lk.json"
    events.write_text(json.dumps([header, {key: entry}]))
    tracker = open_(clip, "hand")
    if not tracker.session.active.data.intervals:
        pytest.fail(f"no interval was read: {tracker.message}")
    assert tracker.get_selected_interval() == (2, 9)


def test_what_is_refused(open_, clip, project, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    stray = project / "videos" / "stray.mp4"
    stray.touch()
    lonely = empty / "config.yaml"
    for path, error, words in (
        (tmp_path / "missing.mp4", FileNotFoundError, "no such file"),
        ([], ValueError, "empty"),
        ([project / "videos" / "a.mp4", clip], ValueError, "in none"),
        ([project / "videos" / "a.mp4", project / "config.yaml"], ValueError, "config"),
        ([project / "videos" / "a.mp4", tmp_path / "gone.mp4"], FileNotFoundError, "gone"),
        (empty, ValueError, "no images"),
        (stray, ValueError, "none of its videos"),
    ):
        with pytest.raises(error, match=words):
            open_(path)
    lonely.touch()
    with pytest.raises(ValueError, match="no project"):
        open_(lonely)


def test_videos_of_two_projects_and_projects_without_videos(open_, project, tmp_path):
    second = tmp_path / "second"
    shutil.copytree(project, second)
    (second / "config.yaml").write_text("video_sets:\n  videos/a.mp4: {}\n")
    with pytest.raises(ValueError, match="several projects"):
        open_([project / "videos" / "a.mp4", second / "videos" / "a.mp4"])
    (second / "config.yaml").write_text("Task: nothing\n")
    with pytest.raises(ValueError, match="no videos"):
        open_(second)
    (second / "config.yaml").write_text("video_sets: [1, 2\n")
    with pytest.raises(FormatError, match="no configuration"):
        open_(second)


def test_without_a_path_the_file_dialog_is_asked(open_, clip, monkeypatch):
    monkeypatch.setattr(opening, "ask_outside", list)
    assert open_() is None
    monkeypatch.setattr(opening, "ask_outside", lambda: [str(clip)])
    assert open_().videos == [clip]

    def none_here() -> list[str]:
        raise NoDialogError("zenity is not installed")

    monkeypatch.setattr(opening, "ask_outside", none_here)
    with pytest.raises(ValueError, match="name a video"):
        open_()
