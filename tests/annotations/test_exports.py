"""DeepLabCut's table, the labelled video, blips, names of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui import _file_management as files
from dustrack_imgui.annotations import (
    AnnotationWarning,
    NoFileError,
    NoVideoError,
    UnknownLabelError,
    VideoAnnotation,
)
from dustrack_imgui.annotations.blips import detect_and_interpolate_blips, detect_blips, remove_blips
from dustrack_imgui.annotations.reading import write_tracks
from dustrack_imgui.drawing import FrameSpanError, OutputExistsError
from dustrack_imgui.formats.errors import ReadError, WriteError
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.video import open_video

from .conftest import MakeVideo

Annotate = Callable[..., VideoAnnotation]
POINTS = {label: {frame: [20.0 + frame, 24.0] for frame in range(8)} for label in "012"}


@pytest.fixture
def ann(annotate: Annotate, make_video: MakeVideo) -> VideoAnnotation:
    return annotate(POINTS, video=make_video("v.mp4", 8))


def test_any_number_of_labels_is_drawn_into_a_video(ann: VideoAnnotation, tmp_path: Path) -> None:
    out = ann.export_video(start_frame=2, end_frame=5)
    assert out == tmp_path / "v_annotations_a_sf2_ef5.mp4"
    with open_video(out) as reader:
        assert len(reader) == 4
        assert reader.meta.fps == pytest.approx(20)
        picture = reader.get_rgb(1)
    assert picture.max() > 100, "there is a ring on the black picture"
    assert picture[2:8, 2:8].max() < 40
    with pytest.raises(OutputExistsError):
        ann.export_video(start_frame=2, end_frame=5)
    shares: list[float] = []
    ann.export_video(out, 0, 1, overwrite=True, progress=shares.append)
    assert shares[-1] == 1.0
    with pytest.raises(FrameSpanError):
        ann.export_video(tmp_path / "x.mp4", 5, 80)


def test_tables_go_where_they_are_asked_to(ann: VideoAnnotation, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    table = ann.to_dlc(scorer="pn", output_path=str(folder), file_prefix="dlc")
    assert sorted(path.name for path in folder.iterdir()) == ["CollectedData_pn.csv", "CollectedData_pn.h5"]
    assert table.shape == (8, 6)
    ann.to_dlc(save=False)
    assert sorted(path.suffix for path in tmp_path.glob("v_annotations*")) == []
    ann.to_dlc()
    assert (tmp_path / "v_annotations_a.csv").is_file()


def test_what_cannot_be_written_says_why(ann: VideoAnnotation, annotate: Annotate) -> None:
    with pytest.raises(UnknownLabelError, match="not for"):
        ann.to_dlc(internal_to_dlc_labels={"0": "nose"})
    ann.data = {"0": {}}
    with pytest.raises(WriteError, match="No frame is labelled"):
        ann.to_dlc()
    ann.fname = None
    for call in (ann.to_dlc, ann.export_video):
        with pytest.raises(NoFileError):
            call()
    alone = annotate(POINTS, name="b")
    alone._video = None
    for call in (alone.to_dlc, alone.export_video):
        with pytest.raises(NoVideoError):
            call()


def test_blips_are_removed_into_an_annotation_of_their_own(annotate: Annotate) -> None:
    still = {frame: [frame * 1.0, 5.0] for frame in range(40)}
    ann = annotate({"0": {**still, 20: [300.0, 300.0]}, "1": dict(still)})
    report = detect_blips(ann)
    assert report.by_label()["0"][0].start == 20
    removed = remove_blips(ann, report)
    assert (removed.name, removed.fstem) == ("a_blip_removed", "v_annotations_a_blip_removed")
    assert 20 not in removed.data["0"]
    assert removed.data["1"] == ann.data["1"]
    assert 20 not in remove_blips(ann, report, drop_frame_if_any_blip=True).data["1"]
    assert 20 in ann.data["0"]
    with pytest.raises(NoVideoError):
        detect_and_interpolate_blips(ann)


def test_corrections_of_blips_are_saved_once(ann: VideoAnnotation, tmp_path: Path) -> None:
    ann.data["0"][4] = [60.0, 40.0]
    corrections, report = detect_and_interpolate_blips(ann, lk_config={"winSize": (15, 15)})
    assert len(report) == 1
    saved = tmp_path / "v_annotations_a_blip_corrections.json"
    assert VideoAnnotation(saved).data == corrections.data
    with pytest.raises(OutputExistsError):
        detect_and_interpolate_blips(ann)
    detect_and_interpolate_blips(ann, save=False)


def test_names_of_annotation_files(tmp_path: Path) -> None:
    video = tmp_path / "v.mp4"
    assert files.make_annotation_file_name("video.mp4", "manual") == "video_annotations_manual.json"
    assert files.make_annotation_file_name(video) == str(tmp_path / "v_annotations.json")
    assert files.get_annotation_file_name(video, "a") is None
    (tmp_path / "v_annotations_a.json").write_text("{}")
    assert files.get_annotation_file_name(str(video), "a") == str(tmp_path / "v_annotations_a.json")


def test_an_earlier_merge_and_the_scratch_layer_are_not_merged(tmp_path: Path, make_video: MakeVideo) -> None:
    make_video("v.mp4", 3)
    content = {"a": [1, 1], "merged": [7, 7], "buffer": [8, 8]}
    for name, xy in content.items():
        (tmp_path / f"v_annotations_{name}.json").write_text(f'{{"0": {{"1": {xy}}}}}')
    for _ in range(2):
        assert files.merge_annotations_in_folder(tmp_path) == [str(tmp_path / "v_annotations_merged.json")]
        assert VideoAnnotation(tmp_path / "v_annotations_merged.json").data == {"0": {1: [1.0, 1.0]}}
    with pytest.raises(ReadError):
        files.merge_annotations_in_folder(tmp_path / "missing")


def test_what_is_known_of_points_goes_into_a_merged_file(tmp_path: Path, make_video: MakeVideo) -> None:
    make_video("v.mp4", 3)
    hand = Track.from_points([1], [(1.0, 1.0)], Source.HAND)
    model = Track.from_points([2], [(2.0, 2.0)], Source.MODEL, likelihood=[0.25])
    write_tracks(tmp_path / "v_annotations_a.json", {"0": hand})
    write_tracks(tmp_path / "v_annotations_b.json", {"0": model})
    files.merge_annotations_in_folder(tmp_path)
    merged = VideoAnnotation(tmp_path / "v_annotations_merged.json")
    assert [merged.get_source("0", frame) for frame in (1, 2)] == [Source.HAND, Source.MODEL]
    assert merged.get_likelihood("0")[2] == 0.25


def test_frames_are_extracted_in_colour_and_never_twice(tmp_path: Path, make_video: MakeVideo) -> None:
    frames = np.arange(12, dtype=np.uint8)[:, None, None] * np.full((1, 48, 64), 20, np.uint8)
    video = make_video("v.mp4", frames)
    out = tmp_path / "labeled-data" / "v"
    with pytest.warns(AnnotationWarning, match="99"):
        paths = files._extract_frames_decord(str(video), [3, 99, 7], str(out), [])
    assert [path.name for path in paths] == ["img03.png", "img07.png"]
    from PIL import Image

    with Image.open(paths[1]) as picture, open_video(video) as reader:
        assert picture.mode == "RGB"
        np.testing.assert_array_equal(np.asarray(picture), reader.get_rgb(7))
    stamp = paths[0].stat().st_mtime_ns
    files._extract_frames(video, [3], out, None)
    assert paths[0].stat().st_mtime_ns == stamp
    (cut,) = files._extract_frames(video, [4], out, [0, 10, 0, 20])
    with Image.open(cut) as picture:
        assert picture.size == (10, 20)
