"""What DUSTrack 1.3.2 answered, and what we answer; where we differ, the test says so."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui import lk_filter
from dustrack_imgui.annotations import AnnotationUseError, AnnotationWarning, VideoAnnotation
from dustrack_imgui.annotations.blips import detect_blips, interpolate_blips
from dustrack_imgui.annotations.file_names import merge_annotations_in_folder
from dustrack_imgui.video import VideoError

from .conftest import GOLDEN, MakeVideo

Golden = Callable[[str], Any]
Arrays = Callable[[str], dict[str, NDArray[Any]]]
Annotate = Callable[..., VideoAnnotation]

PX = 1e-6
FLOAT32_PX = 4e-6
"""DUSTrack gives back the points it was given rounded to float32; here they stay as given."""

CONFIG = {"winSize": (21, 21), "maxLevel": 1, "criteria": (3, 30, 0.001)}


def plain(points: dict[str, dict[str, list[float]]]) -> dict[str, dict[int, list[float]]]:
    return {label: {int(frame): xy for frame, xy in at.items()} for label, at in points.items()}


def test_changing_methods_leave_the_same_points(golden: Golden, annotate: Annotate) -> None:
    for case, content in golden("layer_changes.json").items():
        for call, expected in content["after"].items():
            ann = annotate(content["points"])
            method, _, arguments = call.partition("(")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", AnnotationWarning)
                getattr(ann, method)(*_literal(arguments))
            assert ann.labels == expected["labels"], (case, call)
            assert ann.data == plain(expected["points"]), (case, call)


def _literal(arguments: str) -> tuple[Any, ...]:
    from ast import literal_eval

    text = arguments.rstrip(")")
    return literal_eval(f"({text},)") if text else ()


@pytest.mark.parametrize("has_video", [False, True])
def test_answers_are_the_same(
    golden: Golden, annotate: Annotate, make_video: MakeVideo, has_video: bool
) -> None:
    video = make_video("v.mp4", 12) if has_video else None
    for case, content in golden("layer_answers.json").items():
        ann = annotate(content["points"], video=video)
        expected = content["with_video" if has_video else "alone"]
        assert ann.labels == content["labels"], case
        assert ann.frames == expected["frames"], case
        assert ann.frames_overlapping == expected["frames_overlapping"], case
        assert {label: ann.get_frames(label) for label in ann.labels} == {
            label: sorted(frames) for label, frames in expected["get_frames"].items()
        }, case
        assert (ann.n_frames, ann.n_annotations, len(ann)) == (
            expected["n_frames"],
            expected["n_annotations"],
            expected["n_annotations"],
        ), case
        for label, trace in expected["to_traces"].items():
            np.testing.assert_array_equal(ann.to_traces()[label], np.array(trace, float).reshape(-1, 2))
        np.testing.assert_array_equal(
            ann.to_trace("99"),
            np.array(expected["to_trace of a label that is not there"], float).reshape(-1, 2),
        )
        for frame, positions in expected["get_at_frame"].items():
            np.testing.assert_array_equal(ann.get_at_frame(int(frame)), positions)
        for frame, positions in expected["get_values_cv"].items():
            np.testing.assert_array_equal(ann.get_values_cv(int(frame)), np.array(positions, np.float32))
        assert ann.get_values_cv(0).dtype == np.dtype(expected["get_values_cv dtype"])


def test_files_names_and_layers_are_found_by_the_same_rules(
    golden: Golden, make_video: MakeVideo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_video("v.mp4", 5)
    names = (
        "v_annotations.json",
        "v_annotations_pn.json",
        "v_annotations_a_annotations_b.json",
        "loose.json",
    )
    for name in names:
        Path(name).write_text('{"0": {"1": [1.0, 2.0]}}')
    for case in golden("annotation_names.json"):
        arguments = case["arguments"]
        if "error" in case:
            with pytest.raises((VideoError, AnnotationUseError)):
                VideoAnnotation(**arguments)
            continue
        ann = VideoAnnotation(**arguments)
        assert ann.fname == case["fname"], arguments
        assert (None if ann.video is None else ann.video.fname) == case["video"], arguments
        assert ann.name == case["name"], arguments
        assert ann.data == plain(case["points"]), arguments
        assert ann.n_frames == case["n_frames"], arguments


def test_files_are_written_byte_for_byte(golden: Golden, tmp_path: Path) -> None:
    for case, content in golden("annotation_files.json").items():
        path = tmp_path / "x_annotations_y.json"
        path.write_text(content["input"], encoding="utf-8")
        ann = VideoAnnotation(path)
        assert ann.data == plain(content["points"]), case
        ann.save()
        assert path.read_text(encoding="utf-8") == content["output"], case


def test_merging_files_leaves_the_last(golden: Golden, make_video: MakeVideo, tmp_path: Path) -> None:
    video = make_video("v.mp4", 12)
    for case in golden("merges.json"):
        files = [tmp_path / f"v_annotations_{number}.json" for number in range(len(case["files"]))]
        for file, text in zip(files, case["files"], strict=True):
            file.write_text(text)
        target = tmp_path / "v_annotations_merged.json"
        merged = VideoAnnotation.from_multiple_files(files, str(video), "merged", target)
        assert merged.labels == case["labels"]
        assert merged.data == plain(case["points"])
        assert not target.exists(), "merging saves nothing"


def test_merging_a_folder_takes_exactly_the_files_of_each_video(
    golden: Golden, make_video: MakeVideo, tmp_path: Path
) -> None:
    plain_case, with_v10 = golden("merged_folder.json")
    for name in ("v.mp4", "w.mp4"):
        make_video(name, 3)
    for case in (plain_case, with_v10):
        for name, text in case["files"].items():
            (tmp_path / name).write_text(text)
        written = merge_annotations_in_folder(tmp_path)
        assert {Path(name).name for name in written} == set(case["merged"])
        for name in case["merged"]:
            assert (tmp_path / name).read_text() == plain_case["merged"][name], "v10's file is not v's"


def test_areas_are_the_same_to_nine_digits(golden: Golden, annotate: Annotate, make_video: MakeVideo) -> None:
    (content,) = golden("areas.json")
    for case in content["cases"]:
        points = content["points"][case["case"]]
        length = max(int(frame) + 1 for at in points.values() for frame in at)
        ann = annotate(points, video=make_video("v.mp4", length, fps=round(content["fps"])))
        np.testing.assert_allclose(ann.get_area(case["labels"]), case["plain"], rtol=1e-9, atol=1e-9)
        if "lowpassed" in case:
            smooth = ann.get_area(list(case["labels"]), lowpass=case["lowpass_hz"])
            np.testing.assert_allclose(smooth, case["lowpassed"], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("number", range(4))
def test_tables_for_deeplabcut_are_written_byte_for_byte(
    golden: Golden, make_video: MakeVideo, tmp_path: Path, number: int
) -> None:
    case = golden("dlc_tables.json")["written"][number]
    video = make_video(f"{case['video']}.mp4", case["n_frames"])
    file = tmp_path / f"{case['video']}_annotations_x.json"
    file.write_text(case["text"])
    ann = VideoAnnotation(file, video)
    table = ann.to_dlc(**case["arguments"])
    written = (tmp_path / case["csv"]).read_text(encoding="utf-8").replace("\r\n", "\n")
    assert written == (GOLDEN / case["csv"]).read_text(encoding="utf-8").replace("\r\n", "\n")
    assert (tmp_path / case["h5"]).is_file()
    assert list(table.columns.names) == ["scorer", "bodyparts", "coords"]
    if "internal_to_dlc_labels" not in case["arguments"] and "label_prefix" not in case["arguments"]:
        assert VideoAnnotation(tmp_path / case["h5"]).data == ann.data


def test_predictions_of_deeplabcut_are_read_with_their_likelihood(golden: Golden, tmp_path: Path) -> None:
    case = golden("dlc_tables.json")["read"][0]
    with pytest.warns(AnnotationWarning, match="only one coordinate"):
        ann = VideoAnnotation(GOLDEN / case["h5"])
    expected = {
        label: {frame: xy for frame, xy in at.items() if not any(map(math.isnan, xy))}
        for label, at in plain(case["points"]).items()
    }
    assert ann.data == expected
    whole = ann.get_likelihood("0")
    marked = ann.get_frames("0")
    np.testing.assert_array_equal(whole[marked], np.array(case["likelihood"]["point0"])[marked])
    ann.save(tmp_path / "v_annotations_dlc.json")
    ann.add([1, 2], "0", marked[0])
    again = VideoAnnotation(tmp_path / "v_annotations_dlc.json")
    np.testing.assert_array_equal(again.get_likelihood("0")[marked], whole[marked])
    assert math.isnan(ann.get_likelihood("0")[marked[0]]), "an edited point is no longer the model's"


def test_paths_of_lucas_kanade_are_the_same(
    golden_arrays: Arrays,
    clip: NDArray[np.uint8],
    clip_video: Path,
) -> None:
    paths = golden_arrays("paths.npz")
    start, end, last = paths["start"], paths["end"], len(clip) - 1
    lk, rstc = lk_filter.lucas_kanade, lk_filter.lucas_kanade_rstc
    ours = {
        "forward": lk(clip_video, 0, last, start),
        "backward": lk(str(clip_video), last, 0, end),
        "part_3_to_9": lk(clip, 3, 9, start),
        "same_frame": lk(clip, 4, 4, start),
        "direct": lk(clip, 0, last, start, mode="direct"),
        "direct_backward": lk(clip, last, 0, end, "direct"),
        "other_settings": lk(clip, 0, last, start, **CONFIG),
        "one_point": lk(clip, 0, last, start[1]),
        "rstc": rstc(clip_video, 0, last, start, end),
        "rstc_part_3_to_9": rstc(clip, 3, 9, start, end),
        "rstc_two_frames": rstc(clip, 7, 8, start, end),
        "rstc_other_settings": rstc(clip, 0, last, start, end, **CONFIG),
        "rstc_of_a_list": lk_filter.lucas_kanade_rstc_2(list(clip[2:8]), start, end),
    }
    assert set(ours) == set(paths) - {"start", "end"}
    for name, path in ours.items():
        assert path.shape == paths[name].shape, name
        given = np.isin(path, [start, end]).all(axis=2)
        is_lost = np.isnan(path).all(axis=2)
        distance = np.abs(path - paths[name]).max(axis=2)
        assert is_lost[:, :3].sum() == 0, name
        assert (distance[~given & ~is_lost] <= PX).all(), name
        assert (distance[given] <= FLOAT32_PX).all(), name


def test_weights_are_the_same(golden_arrays: Arrays) -> None:
    weights = golden_arrays("rstc_weights.npz")
    for name, expected in weights.items():
        direction, n_frames, *epsilon = name.split("_")
        both = lk_filter.compute_sigmoid_weights(int(n_frames), *map(float, epsilon))
        np.testing.assert_allclose(both[direction == "reverse"], expected, rtol=0, atol=1e-9)


def test_grey_is_the_same(golden_arrays: Arrays) -> None:
    arrays = golden_arrays("gray.npz")
    np.testing.assert_array_equal(lk_filter.gray(arrays["rgb"]), arrays["gray"])


def test_the_moving_average_is_the_same(
    golden: Golden,
    golden_arrays: Arrays,
    clip_video: Path,
    tmp_path: Path,
) -> None:
    described, arrays = golden("moving_average.json"), golden_arrays("moving_average.npz")
    source = tmp_path / described["source"]
    VideoAnnotation(source, clip_video, preloaded_json=described["points"]).save()
    for run in described["runs"]:
        with pytest.warns(AnnotationWarning, match="7 .on 1 of 16"):
            smoothed = lk_filter.lk_moving_average_filter(str(source), clip_video, run["window_secs"])
        assert (Path(smoothed.fname or "").name, smoothed.name) == (run["file"], run["layer"])
        assert smoothed.labels == run["labels"]
        mean = np.stack(list(smoothed.to_traces().values()), axis=1)
        np.testing.assert_allclose(mean, arrays[f"mean_{run['window_secs']}"], rtol=0, atol=PX)
        raw = lk_filter.raw_windows(Path(str(smoothed.fname)).with_suffix(".npz"))
        np.testing.assert_allclose(raw, arrays[f"raw_{run['window_secs']}"], rtol=0, atol=PX)


def test_blips_are_found_and_repaired_the_same(
    golden: Golden,
    annotate: Annotate,
    clip_video: Path,
) -> None:
    case = golden("blips_repaired.json")
    ann = annotate(case["points"], video=clip_video)
    report = detect_blips(ann)
    assert [(b.label, b.start, b.end, b.length) for b in report.blips] == [
        (b["label"], b["start"], b["end"], b["length"]) for b in case["report"]["blips"]
    ]
    corrected = interpolate_blips(ann, report)
    assert Path(corrected.fname or "").name == case["file"]
    for label, expected in plain(case["corrections"]).items():
        assert corrected.get_frames(label) == sorted(expected)
        for frame, xy in expected.items():
            np.testing.assert_allclose(corrected.data[label][frame], xy, rtol=0, atol=PX)
