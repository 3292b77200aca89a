"""Names of labels go to the project's tracker map, or to a file beside the video, and come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.formats.errors import TrackerMapError, WriteError
from dustrack_imgui.formats.label_names import label_names_path, load_label_names, save_label_names
from dustrack_imgui.formats.trash import move_to_trash


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("videos", "labeled-data"):
        (tmp_path / name).mkdir()
    (tmp_path / "config.yaml").touch()
    return tmp_path


def test_videos_of_a_project_share_its_tracker_map(project: Path):
    assert label_names_path(project / "videos" / "a.mp4") == project / "dlc_trackermap.txt"
    assert label_names_path(project / "videos" / "b.mp4") == project / "dlc_trackermap.txt"


def test_other_videos_have_a_file_of_their_own(tmp_path: Path):
    assert label_names_path(tmp_path / "a.mp4") == tmp_path / "a_label_names.txt"


def test_names_come_back_in_the_order_of_labels(tmp_path: Path):
    path = tmp_path / "names.txt"
    assert load_label_names(path) == {}
    save_label_names(path, {"10": "ferme", "2": "é – long"})
    assert path.read_text("utf-8") == "point10 - ferme\npoint2 - é – long\n"
    assert list(load_label_names(path).items()) == [("2", "é – long"), ("10", "ferme")]


def test_other_body_parts_of_the_file_stay(tmp_path: Path):
    path = tmp_path / "dlc_trackermap.txt"
    path.write_text("nose - snout\npoint0 - old\npoint1 - gone\n", "utf-8")
    save_label_names(path, {"0": "new"})
    assert path.read_text("utf-8") == "point0 - new\nnose - snout\n"
    save_label_names(path, {})
    assert path.read_text("utf-8") == "nose - snout\n"


def test_no_names_make_no_file(tmp_path: Path):
    save_label_names(tmp_path / "names.txt", {})
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_text_is_kept(tmp_path: Path):
    path = tmp_path / "names.txt"
    path.write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(TrackerMapError):
        save_label_names(path, {"0": "new"})
    assert path.read_bytes() == b"\xff\xfe\xfd"


def test_the_trash_takes_a_file_away_and_says_why_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "v_annotations_a.json"
    path.write_text("{}")
    move_to_trash(path)
    assert not path.exists()
    with pytest.raises(WriteError, match="could not be moved to the trash"):
        move_to_trash(path)


def test_body_parts_of_a_project_are_named_and_renamed_as_such(tmp_path: Path):
    path = tmp_path / "dlc_trackermap.txt"
    parts = {"0": "nose", "1": "point7", "2": "point2"}
    assert load_label_names(path, body_parts=parts) == {"0": "nose", "1": "point7"}
    save_label_names(path, {"0": "nose", "1": "tip", "2": "ear"}, body_parts=parts)
    assert path.read_text("utf-8") == "point7 - tip\npoint2 - ear\n"
    path.write_text("nose - snout\npoint0 - another\npoint9 - new\n", "utf-8")
    assert load_label_names(path, body_parts=parts) == {"0": "snout", "1": "point7", "9": "new"}
    save_label_names(path, {"0": "muzzle"}, body_parts=parts)
    assert path.read_text("utf-8") == "nose - muzzle\npoint0 - another\n"
