"""From layers to pictures and tables: which files, who wins, crops, padding, and nothing lost on the way."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from dustrack_imgui.dlc.crops import Crop
from dustrack_imgui.dlc.errors import NoLabelsError, UnknownVideoError, VideoMissingError
from dustrack_imgui.dlc.extraction import extract_labels, hand_files
from dustrack_imgui.dlc.label_tracks import into_crop, out_of_crop
from dustrack_imgui.dlc.labelled_tables import table_file
from dustrack_imgui.dlc.tables import read_table
from dustrack_imgui.dlcinterface import DLCProject
from dustrack_imgui.drawing.frames import CropError
from dustrack_imgui.drawing.steps import WorkCancelledError
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.formats.dlc_write import write_labels
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.video import open_video


def table(project, video: Path) -> dict[str, dict[int, tuple[float, float]]]:
    """What the table of a video holds, as it stands there, by body part."""
    read = read_dlc_table(table_file(project.facts, video).path, labels=dict(project.facts.labels))
    return {
        read.body_parts[name]: {frame: track.xy_at(frame) for frame in track.frames().tolist()}
        for name, track in read.tracks.items()
    }


def test_the_last_file_wins_and_computed_files_are_never_taken(project, clip):
    project.label(clip, "iteration-0", {"0": {3: (1.0, 2.0), 5: (3.0, 4.0)}, "1": {3: (9.0, 9.0)}})
    project.label(clip, "iteration-1", {"0": {5: (30.0, 40.0), 7: (5.0, 6.0)}})
    wrong = {"0": {3: (77.0, 77.0), 11: (77.0, 77.0)}}
    for layer in (
        "buffer",
        "dlccorr",
        "merged",
        "iteration-0_lkmovavg_0.500",
        "dlccorr_lkmovavg_0.500",
        "iteration-0_blip_removed",
        "iteration-0_blip_corrections",
    ):
        project.label(clip, layer, wrong)
    (report,) = extract_labels(project.facts)
    assert [path.name for path in report.sources] == [
        "clip_annotations_iteration-0.json",
        "clip_annotations_iteration-1.json",
    ]
    assert table(project, clip) == {
        "point0": {3: (1.0, 2.0), 5: (30.0, 40.0), 7: (5.0, 6.0)},
        "point1": {3: (9.0, 9.0)},
    }
    assert (report.n_frames, report.n_new_pictures, report.warnings) == (3, 3, ())


def test_pictures_are_called_as_the_rows_and_are_the_frames(project, clip):
    project.label(clip, "a", {"0": {0: (1.0, 2.0), 39: (1.0, 2.0)}})
    extract_labels(project.facts)
    folder = table_file(project.facts, clip).folder
    assert sorted(path.name for path in folder.glob("*.png")) == ["img00.png", "img39.png"]
    rows = (folder / "CollectedData_ann.csv").read_text().splitlines()[3:]
    assert [row.split(",")[2] for row in rows] == ["img00.png", "img39.png"]
    with open_video(clip) as reader, Image.open(folder / "img39.png") as image:
        np.testing.assert_array_equal(np.asarray(image), reader.get_rgb(39))


def test_files_of_another_video_are_not_taken(project, clip):
    longer = Path(shutil.copy(clip, clip.with_name("clip_annotations_2.mp4")))
    other = Path(shutil.copy(clip, clip.with_name("clip1.mp4")))
    for video in (longer, other):
        project.add_video(video)
        project.label(video, "a", {"0": {1: (1.0, 1.0)}})
    project.label(clip, "a", {"0": {2: (2.0, 2.0)}})
    project.label(longer, "buffer", {"0": {30: (2.0, 2.0)}})
    for video in (clip, longer, other):
        assert [path.name for path in hand_files(project.facts, video)] == [
            f"{video.stem}_annotations_a.json"
        ]
    extract_labels(project.facts)
    assert list(table(project, clip)["point0"]) == [2]
    assert list(table(project, longer)["point0"]) == [1]


def test_layers_beside_a_video_outside_the_project_are_taken(project, clip, tmp_path):
    folder = tmp_path / "elsewhere"
    (folder / "deeper").mkdir(parents=True)
    outside = Path(shutil.copy(clip, folder / "far.mp4"))
    project.add_video(outside)
    layer = project.label(outside, "a", {"0": {2: (2.0, 2.0)}})
    project.label(folder / "deeper" / "far.mp4", "b", {"0": {3: (2.0, 2.0)}})
    assert hand_files(project.facts, outside) == (layer,)
    extract_labels(project.facts)
    assert list(table(project, outside)["point0"]) == [2]


def test_a_crop_shifts_labels_into_it_and_back(project, clip):
    project.add_video(clip, "20, 100, 10, 60")
    project.label(
        clip, "a", {"0": {1: (25.5, 12.0), 2: (19.0, 12.0)}, "1": {1: (99.25, 59.0), 3: (50.0, 60.0)}}
    )
    (report,) = extract_labels(project.facts)
    assert table(project, clip) == {"point0": {1: (5.5, 2.0)}, "point1": {1: (79.25, 49.0)}}
    assert "2 points outside its crop" in report.warnings[0]
    file = table_file(project.facts, clip)
    with open_video(clip) as reader, Image.open(file.folder / "img01.png") as image:
        assert image.size == (80, 50)
        np.testing.assert_array_equal(np.asarray(image), reader.get_rgb(1)[10:60, 20:100])
    back = read_table(file.path).tracks
    assert (back["0"].xy_at(1), back["1"].xy_at(1)) == ((25.5, 12.0), (99.25, 59.0))


@pytest.mark.parametrize(("size_px", "expected"), [((80, 50), (25.0, 14.0)), ((128, 96), (5.0, 4.0))])
def test_a_table_of_another_program_is_about_what_its_pictures_show(project, clip, size_px, expected):
    project.add_video(clip, "20, 100, 10, 60")
    file = table_file(project.facts, clip)
    file.folder.mkdir()
    Image.new("L", size_px).save(file.folder / "img04.png")
    by_others = {"0": Track.from_points([4], [[5.0, 4.0]], Source.FILE)}
    write_labels(file.folder, by_others, scorer="ann", video="clip", n_frames=40)
    assert read_table(file.path).tracks["0"].xy_at(4) == expected


def test_another_crop_makes_pictures_anew(project, clip):
    project.label(clip, "a", {"0": {1: (30.0, 20.0)}})
    extract_labels(project.facts)
    project.add_video(clip, "20, 100, 10, 60")
    (report,) = extract_labels(project.facts)
    assert report.n_new_pictures == 1
    with Image.open(table_file(project.facts, clip).folder / "img01.png") as image:
        assert image.size == (80, 50)
    project.add_video(clip, "21, 101, 10, 60")
    assert extract_labels(project.facts)[0].n_new_pictures == 1
    assert extract_labels(project.facts)[0].n_new_pictures == 0


def test_a_crop_that_is_not_in_the_picture_is_told(project, clip):
    project.label(clip, "a", {"0": {1: (30.0, 20.0)}})
    project.add_video(clip, "20, 1000, 10, 60")
    with pytest.raises(CropError, match=r"config\.yaml"):
        extract_labels(project.facts)


points = st.tuples(st.floats(-50, 200, width=32), st.floats(-50, 200, width=32))


@given(
    xy=st.lists(points, max_size=12), x1=st.integers(0, 90), y1=st.integers(0, 90), size=st.integers(1, 60)
)
def test_into_a_crop_and_out_of_it_again(xy, x1, y1, size):
    tracks = {"0": Track.from_points(np.arange(len(xy)), np.array(xy).reshape(-1, 2), Source.HAND)}
    crop = Crop(x1, x1 + size, y1, y1 + size)
    inside, n_outside = into_crop(tracks, crop)
    assert inside["0"].count + n_outside == len(xy)
    assert ((inside["0"].xy() >= -0.5) & (inside["0"].xy() < size - 0.5)).all()
    back = out_of_crop(inside, crop)["0"]
    frames = back.frames()
    np.testing.assert_allclose(back.xy(), np.array(xy).reshape(-1, 2)[frames], atol=1e-9)


def test_body_parts_are_matched_by_name_not_by_place_or_alphabet(project, clip):
    project.parts = ("nose", "ear")
    project.write()
    project.label(clip, "a", {"1": {1: (11.0, 11.0)}, "0": {1: (10.0, 10.0)}})
    extract_labels(project.facts)
    assert table(project, clip) == {"nose": {1: (10.0, 10.0)}, "ear": {1: (11.0, 11.0)}}
    DLCProject(project.root).extract_frames()
    project.parts = ("ear", "nose")
    project.write()
    extract_labels(project.facts)
    assert table(project, clip) == {"nose": {1: (10.0, 10.0)}, "ear": {1: (11.0, 11.0)}}
    read = read_table(table_file(project.facts, clip).path).tracks
    assert (read["0"].xy_at(1), read["1"].xy_at(1)) == ((10.0, 10.0), (11.0, 11.0))


def test_labels_that_are_no_body_parts_are_named_and_left_out(project, clip):
    project.label(clip, "a", {"0": {1: (1.0, 1.0)}, "5": {1: (5.0, 5.0), 2: (5.0, 5.0)}, "6": {}})
    (report,) = extract_labels(project.facts)
    assert any("5 (2 points)" in warning for warning in report.warnings)
    assert table(project, clip) == {"point0": {1: (1.0, 1.0)}, "point1": {}}


def test_labels_of_deeplabcut_itself_are_never_lost(project, clip):
    project.parts = ("nose", "ear")
    project.write()
    file = table_file(project.facts, clip)
    file.folder.mkdir()
    by_others = {
        "0": Track.from_points([4, 8], [[4.0, 4.0], [8.0, 8.0]], Source.FILE),
        "1": Track.from_points([4], [[5.0, 5.0]], Source.FILE),
    }
    names = {"0": "nose", "1": "ear"}
    write_labels(file.folder, by_others, scorer="ann", video="clip", n_frames=40, body_parts=names)
    original = file.path.read_bytes()
    extract_labels(project.facts)
    assert file.path.read_bytes() == original
    layer = project.label(clip, "a", {"0": {4: (44.0, 44.0), 9: (9.0, 9.0)}})
    expected = {"nose": {4: (44.0, 44.0), 8: (8.0, 8.0), 9: (9.0, 9.0)}, "ear": {4: (5.0, 5.0)}}
    for _ in range(2):
        extract_labels(project.facts)
        assert table(project, clip) == expected
    assert any(path.read_bytes() == original for path in file.folder.glob("earlier_*.h5"))
    assert layer.exists()


def test_what_another_program_changed_in_our_table_is_kept(project, clip):
    project.label(clip, "a", {"0": {4: (4.0, 4.0)}})
    extract_labels(project.facts)
    file = table_file(project.facts, clip)
    changed = {"0": Track.from_points([4, 6], [[4.0, 4.0], [6.0, 6.0]], Source.FILE)}
    write_labels(file.folder, changed, scorer="ann", video="clip", n_frames=40)
    extract_labels(project.facts)
    assert table(project, clip)["point0"] == {4: (4.0, 4.0), 6: (6.0, 6.0)}


def test_labels_that_were_deleted_do_not_come_back(project, clip):
    project.label(clip, "a", {"0": {4: (4.0, 4.0), 5: (5.0, 5.0)}})
    other = Path(shutil.copy(clip, clip.with_name("other.mp4")))
    project.add_video(other)
    project.label(other, "a", {"0": {4: (4.0, 4.0)}})
    extract_labels(project.facts)
    project.label(clip, "a", {"0": {5: (5.0, 5.0)}})
    project.label(other, "a", {"0": {}})
    extract_labels(project.facts)
    assert list(table(project, clip)["point0"]) == [5]
    assert not table_file(project.facts, other).is_there


def test_frames_past_the_end_are_named_and_left_out(project, clip):
    project.label(clip, "a", {"0": {4: (4.0, 4.0), 40: (5.0, 5.0)}})
    (report,) = extract_labels(project.facts)
    assert "past its end are left out: 40" in report.warnings[0]
    assert list(table(project, clip)["point0"]) == [4]


def test_nothing_labelled_and_a_missing_video_are_told(project, clip):
    with pytest.raises(NoLabelsError, match="label some frames"):
        extract_labels(project.facts)
    project.label(clip, "a", {"0": {4: (4.0, 4.0)}})
    clip.unlink()
    with pytest.raises(VideoMissingError, match="bring it back"):
        extract_labels(project.facts)


def test_given_files_are_taken_instead_and_must_belong_to_a_video(project, clip, tmp_path):
    project.label(clip, "a", {"0": {4: (4.0, 4.0)}})
    (tmp_path / "x").mkdir()
    given_file = project.label(tmp_path / "x" / "clip.mp4", "b", {"0": {6: (6.0, 6.0)}})
    api = DLCProject(project.root)
    api.extract_frames([str(given_file)], suffix_merged="all", save_merged_json=True)
    assert list(table(project, clip)["point0"]) == [6]
    assert clip.with_name("clip_annotations_all.json").exists()
    assert api.extraction[0].sources == (given_file,)
    strange = project.label(tmp_path / "x" / "unknown.mp4", "b", {"0": {6: (6.0, 6.0)}})
    with pytest.raises(UnknownVideoError):
        api.extract_frames([strange])
    api.extract_frames(suffix_merged="all")
    assert list(table(project, clip)["point0"]) == [4]


def test_a_cancelled_extraction_leaves_the_table_of_before(project, clip):
    project.label(clip, "a", {"0": {4: (4.0, 4.0)}})
    extract_labels(project.facts)
    project.label(clip, "a", {"0": dict.fromkeys(range(20), (4.0, 4.0))})
    cancel = threading.Event()
    with pytest.raises(WorkCancelledError):
        extract_labels(project.facts, progress=lambda share: cancel.set(), cancel=cancel)
    assert list(table(project, clip)["point0"]) == [4]


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
layers = st.dictionaries(
    st.sampled_from(["iteration-0", "iteration-1", "iteration-10", "Z", "a b"]),
    st.dictionaries(
        st.sampled_from(["0", "1"]),
        st.dictionaries(st.integers(0, 39), st.tuples(st.floats(0, 99), st.floats(0, 90)), max_size=4),
        max_size=2,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
@given(found=layers)
def test_merging_is_last_name_wins_for_each_label_and_frame(project, clip, found):
    for path in clip.parent.glob("*.json"):
        path.unlink()
    expected: dict[str, dict[int, tuple[float, float]]] = {"point0": {}, "point1": {}}
    for path in sorted(project.label(clip, name, of) for name, of in found.items()):
        name = path.stem.removeprefix("clip_annotations_")
        for label, points_ in found[name].items():
            expected[f"point{label}"].update(points_)
    file = table_file(project.facts, clip)
    if any(expected.values()):
        extract_labels(project.facts)
        assert table(project, clip) == expected
    elif file.is_there:
        with pytest.raises(NoLabelsError):
            extract_labels(project.facts)
        assert not file.is_there
