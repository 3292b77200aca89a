"""The names that scripts use are there, cost nothing until they are used, and are explained."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import av
import numpy as np
import pytest

import dustrack_imgui as dustrack

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))
HEAVY = ("numpy", "cv2", "av", "pandas", "tables", "scipy", "PIL", "dearpygui", "pydicom", "torch")


def words(text: str) -> list[str]:
    return text.split()


PACKAGE = words(
    """
    VideoAnnotation VideoAnnotations Blip BlipReport detect_blips interpolate_blips remove_blips
    detect_and_interpolate_blips lk_moving_average_filter lucas_kanade lucas_kanade_rstc batch build_toc
    convert_to_mono open DUSTrack DLCProject dlcinterface
    extract_snapshot_for_seeding inspect_seed_bundle list_seed_bundles import_seed_bundle_into_project
    get_seed_bundles_root set_seed_bundles_root
    """
)
LK_FILTER = words(
    """
    gray lucas_kanade_2 compute_sigmoid_weights lucas_kanade_rstc_2 process_window
    lk_moving_average_filter lucas_kanade lucas_kanade_rstc
    """
)
FILE_MANAGEMENT = words(
    """
    VideoFileManager _extract_frames _extract_frames_decord get_annotation_file_name
    make_annotation_file_name merge_annotations_in_folder rebase_to_config
    """
)
VIDEO_FILE_MANAGER = words(
    """
    annotations annotation_files annotation_names canonical_layer_name dlc_traces dlc_trace_files
    dlc_trace_names labeled_data get_new_json get_all_annotation_layers
    """
)
VIDEO_ANNOTATION = words(
    """
    to_dlc data from_multiple_files load n_frames n_annotations labels palette frames frames_overlapping
    plot_type get_frames reload save to_json sort_labels sort_data clip_trailing_empty_labels
    remove_empty_labels get_values_cv add_at_frame get_at_frame to_trace to_traces to_signal to_signals
    to_pysampled add_label add remove setup_display_scatter setup_display_trace setup_display
    clear_display re_setup_display invalidate_caches update_display_scatter update_display_trace
    update_display hide show show_trace hide_trace show_one_trace set_alpha set_plot_type clip_labels
    keep_overlapping_continuous_frames keep_overlapping_frames get_area export_video postprocess
    """
)
DLC_PROJECT = words(
    """
    paths config name trackers label_names trackermap edit_config video_list video_names current_iteration
    latest_iteration latest_trained_iteration all_iterations all_snapshots current_iteration_is_trained
    latest_iteration_is_trained iteration_is_trained increment_iteration add_videos copy_annotations
    extract_frames get_pose_cfg_file get_best_snapshot get_best_snapshot_test_error get_best_snapshot_idx
    initialize_weights create_training_dataset train evaluate analyze_videos process train_iteration annotate
    get_trajectories open
    """
)
SIGNATURES = {
    "annotations:VideoAnnotation.__init__": "fname vname name n_labels",
    "annotations:VideoAnnotation.from_multiple_files": "fname_list vname name fname_merged",
    "annotations:VideoAnnotation.add": "location label frame_number",
    "annotations:VideoAnnotation.remove": "label frame_number",
    "annotations:VideoAnnotation.add_label": "label color",
    "annotations:VideoAnnotation.add_at_frame": "frame_num values",
    "annotations:VideoAnnotation.to_dlc": "scorer output_path file_prefix img_prefix img_suffix "
    "label_prefix save internal_to_dlc_labels",
    "annotations:VideoAnnotation.clip_labels": "start_frame end_frame",
    "annotations:VideoAnnotation.get_area": "labels lowpass",
    "annotations:VideoAnnotation.export_video": "out_file_name start_frame end_frame",
    "annotations:VideoAnnotation.set_alpha": "alpha label draw",
    "annotations:VideoAnnotation.update_display": "frame_number label draw",
    "annotations:VideoAnnotation.postprocess": "video_name window_size use_parallel save_raw",
    "lk_filter:lucas_kanade": "video start_frame end_frame init_points mode",
    "lk_filter:lucas_kanade_rstc": "video start_frame end_frame start_points end_points target_frame",
    "lk_filter:lucas_kanade_2": "frame_list init_points",
    "lk_filter:lucas_kanade_rstc_2": "frame_list start_points end_points sigmoid_forward sigmoid_reverse",
    "lk_filter:process_window": "video_frame_buffer start_points end_points sigmoid_forward sigmoid_reverse",
    "lk_filter:compute_sigmoid_weights": "n_frames epsilon",
    "lk_filter:lk_moving_average_filter": "tracked_points video_name window_size use_parallel save_raw",
    "dlcinterface:DLCProject.__init__": "path videos name experimenter annotation_suffix "
    "internal_to_dlc_labels",
    "dlcinterface:DLCProject.edit_config": "config_file",
    "dlcinterface:DLCProject.iteration_is_trained": "iteration_num",
    "dlcinterface:DLCProject.add_videos": "videos",
    "dlcinterface:DLCProject.copy_annotations": "video_name",
    "dlcinterface:DLCProject.extract_frames": "annotation_file_names suffix_merged save_merged_json check",
    "dlcinterface:DLCProject.get_pose_cfg_file": "iteration_num type_",
    "dlcinterface:DLCProject.get_best_snapshot": "iteration_num",
    "dlcinterface:DLCProject.get_best_snapshot_test_error": "iteration_num",
    "dlcinterface:DLCProject.get_best_snapshot_idx": "iteration_num",
    "dlcinterface:DLCProject.initialize_weights": "source_iteration source_snapshot dest_iteration",
    "dlcinterface:DLCProject.analyze_videos": "iteration_num snapshotindex create_video",
    "dlcinterface:DLCProject.process": "iteration_num maxiters refine create_video source_snapshot",
    "dlcinterface:DLCProject.train_iteration": "",
    "dlcinterface:DLCProject.annotate": "video_index new_annotation_suffix",
    "dlcinterface:DLCProject.get_trajectories": "videos iteration",
    "dlc.seed_bundle:extract_snapshot_for_seeding": "snapshot_path destination_path description",
    "dlc.seed_bundle:import_seed_bundle_into_project": "dlc_project bundle_path iteration shuffle",
    "_file_management:_extract_frames": "video_file_name frame_idx output_path coords",
    "_file_management:get_annotation_file_name": "video_file_name annotation_suffix",
    "_file_management:make_annotation_file_name": "video_file_name annotation_suffix",
    "_file_management:merge_annotations_in_folder": "path annotation_suffix",
    "_file_management:VideoFileManager.__init__": "d video_index",
}
"""Arguments that may be given by place, in order, as DUSTrack's reference has them."""


def module(name: str) -> ModuleType:
    return importlib.import_module(f"dustrack_imgui.{name}")


def test_documented_names_are_where_scripts_import_them_from() -> None:
    assert [name for name in PACKAGE if not hasattr(dustrack, name)] == []
    assert set(PACKAGE) <= set(dustrack.__all__)
    assert set(dustrack.__all__) <= set(dir(dustrack))
    for path, names in (("lk_filter", LK_FILTER), ("_file_management", FILE_MANAGEMENT)):
        assert [name for name in names if not hasattr(module(path), name)] == [], path
    annotation = module("annotations").VideoAnnotation
    assert annotation is dustrack.VideoAnnotation
    assert [name for name in VIDEO_ANNOTATION if not hasattr(annotation, name)] == []
    assert [name for name in DLC_PROJECT if not hasattr(module("dlcinterface").DLCProject, name)] == []
    manager = module("_file_management").VideoFileManager
    assert [name for name in VIDEO_FILE_MANAGER if not hasattr(manager, name)] == []
    with pytest.raises(AttributeError, match="nothing"):
        _ = dustrack.nothing


def test_every_name_of_the_package_can_be_had() -> None:
    for path in ("", "annotations", "batch"):
        package = module(path) if path else dustrack
        assert [name for name in package.__all__ if getattr(package, name, None) is None] == []
        with pytest.raises(AttributeError):
            package.nothing  # noqa: B018 - asking is the test


@pytest.mark.parametrize("path", SIGNATURES)
def test_arguments_stand_in_the_order_of_the_reference(path: str) -> None:
    home, _, dotted = path.partition(":")
    thing = module(home)
    for name in dotted.split("."):
        thing = getattr(thing, name)
    by_place = [
        parameter.name
        for parameter in inspect.signature(thing).parameters.values()  # type: ignore[arg-type]
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.name != "self"
    ]
    assert by_place == SIGNATURES[path].split()


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, json, dustrack_imgui; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == []


def test_reading_an_annotation_needs_no_window_and_no_pandas(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"0": {"1": [1.0, 2.0]}}')
    code = (
        "import sys, dustrack_imgui as d; d.VideoAnnotation('a.json').to_traces();"
        "print([m for m in ('pandas', 'tables', 'dearpygui', 'pysampled') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_api", ROOT / "docs" / "make_api.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_page_is_up_to_date_and_explains_every_name(maker: ModuleType) -> None:
    text = maker.PAGE.read_text(encoding="utf-8")
    assert text == maker.page(), "run python docs/make_api.py"
    assert re.findall(r"^#+ `([^`]+)`\n\n(?:```python\n.*\n```\n\n)?(?=#|\Z)", text, re.MULTILINE) == []
    for name in {*PACKAGE, *LK_FILTER} - {"batch", "dlcinterface"}:
        assert f"{name}`" in text, name
    for name in DLC_PROJECT:
        assert f"`DLCProject.{name}`" in text, name
    for name in VIDEO_ANNOTATION:
        assert f"`VideoAnnotation.{name}`" in text, name
    shown = {topic.example for topic in maker.TOPICS if topic.example}
    assert shown == {path.stem for path in EXAMPLES}


@pytest.fixture
def example_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `video.mp4`, 32 frames of moving texture, and three labels that follow it."""
    with np.load(ROOT / "tests" / "golden" / "data" / "clip.npz", allow_pickle=False) as arrays:
        there = arrays["frames"]
    frames = np.concatenate([there, there[::-1]])
    with av.open(str(tmp_path / "video.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=20, options={"qp": "0", "preset": "ultrafast"})
        stream.height, stream.width = frames.shape[1:]
        stream.pix_fmt = "gray"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="gray")))
        container.mux(stream.encode(None))
    path = dustrack.lucas_kanade(frames, 0, len(frames) - 1, [[60, 70], [100, 96], [140, 120]])
    points = {
        str(label): {str(frame): path[frame, label].tolist() for frame in range(len(frames))}
        for label in range(3)
    }
    (tmp_path / "video_annotations_pn.json").write_text(json.dumps(points))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples_run(example: Path, example_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    video = (example_folder / "video.mp4").read_bytes()
    runpy.run_path(str(example))
    assert capsys.readouterr().out or example.stem == "annotations"
    assert (example_folder / "video.mp4").read_bytes() == video


def test_callables_of_the_reference_have_docstrings() -> None:
    annotation = dustrack.VideoAnnotation
    without: list[str] = [name for name in VIDEO_ANNOTATION if not _doc(getattr(annotation, name))]
    assert without == []


def _doc(thing: Callable[..., object] | property) -> str | None:
    return thing.__doc__
