"""Tables and projects that DUSTrack and DeepLabCut wrote, read by the rules of the project they lie in."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.annotations import AnnotationWarning, VideoAnnotation
from dustrack_imgui.dlc.extraction import extract_labels
from dustrack_imgui.dlc.labelled_tables import table_file
from dustrack_imgui.dlc.tables import read_table
from dustrack_imgui.dlcinterface import DLCProject
from dustrack_imgui.formats.dlc_table import read_dlc_table

GOLDEN = Path(__file__).parents[2] / "golden" / "data"


@pytest.mark.parametrize("parts", [("nose", "ear"), ("ear", "nose"), ("tail", "nose", "ear")])
def test_predictions_of_named_body_parts_are_the_labels_of_the_project(project, clip, parts):
    """DUSTrack takes the alphabet here, so that hand labels and predictions are swapped."""
    project.parts = parts
    project.write()
    folder = project.root / "videos" / "iteration-0"
    folder.mkdir()
    path = folder / "clipDLC_Resnet50_blobNov22shuffle1_snapshot_050.h5"
    shutil.copy(GOLDEN / "predictions_named.h5", path)
    alone = read_dlc_table(path)
    by_part = {alone.body_parts[label]: track for label, track in alone.tracks.items()}
    tracks = read_table(path).tracks
    with pytest.warns(AnnotationWarning, match="only one coordinate"):
        annotation = VideoAnnotation(path, clip)
    for label, part in enumerate(parts):
        if part in by_part:
            assert tracks[str(label)].holds_same_points(by_part[part])
            np.testing.assert_array_equal(tracks[str(label)].likelihoods(), by_part[part].likelihoods())
            np.testing.assert_array_equal(annotation.to_trace(str(label)), by_part[part].array(40))
    found = DLCProject(project.root).get_trajectories(iteration=0)["clip"]
    np.testing.assert_array_equal(found["nose"], by_part["nose"].array(40))


def test_a_table_of_dustrack_is_copied_aside_and_made_anew_of_the_layers(project, clip):
    project.parts = ("point0", "point1", "point7")
    project.write()
    file = table_file(project.facts, clip)
    file.folder.mkdir()
    shutil.copy(GOLDEN / "labels_100.h5", file.path)
    project.label(clip, "iteration-0", {"0": {5: (50.5, 60.25)}, "7": {}})
    extract_labels(project.facts)
    tracks = read_table(file.path).tracks
    assert {label: track.frames().tolist() for label, track in tracks.items()} == {"0": [5], "1": [], "7": []}
    (copy,) = file.folder.glob("earlier_*.h5")
    assert copy.read_bytes() == (GOLDEN / "labels_100.h5").read_bytes()


def test_layers_of_dustrack_are_trained_from(project, clip, shared_dir):
    shutil.copy(shared_dir / "golden" / "vid_annotations_pn.json", clip.with_name("clip_annotations_pn.json"))
    project.parts = ("point0", "point1", "point7")
    project.write()
    (report,) = extract_labels(project.facts)
    assert report.n_frames == 2
    rows = table_file(project.facts, clip).path.with_suffix(".csv").read_text().splitlines()[1:]
    assert rows == [
        "bodyparts,,,point0,point0,point1,point1,point7,point7",
        "coords,,,x,y,x,y,x,y",
        "labeled-data,clip,img02.png,51.0,61.0,,,,",
        "labeled-data,clip,img05.png,50.5,60.25,80.0,40.0,,",
    ]
