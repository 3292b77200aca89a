"""Each subcommand does its work, tells people and machines, and writes over nothing without --force."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.tools import TOOLS

Run = Callable[..., Any]


@pytest.fixture
def truth(folder: Path) -> Path:
    return folder / "v_annotations_truth.json"


@pytest.fixture
def sparse(truth: Path) -> Path:
    """Every eighth frame of the truth."""
    points = json.loads(truth.read_text())
    thin = {label: {f: xy for f, xy in own.items() if int(f) % 8 == 0} for label, own in points.items()}
    path = truth.with_name("v_annotations_sparse.json")
    path.write_text(json.dumps(thin))
    return path


def test_help_lists_every_subcommand_and_each_has_its_own(run: Run) -> None:
    top = run("--help")
    assert top.code == 0
    for name, summary in TOOLS.items():
        assert f"  {name} " in top.out
        assert summary in top.out
        own = run(name, "--help")
        assert own.code == 0
        assert own.out.startswith(f"usage: dustrack-imgui {name} ")
        assert "--json" in own.out
        assert own.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["smooth"],
        ["smooth", "a.json", "--window", "0"],
        ["smooth", "a.json", "--window", "nan"],
        ["smooth", "a.json", "--threads", "0"],
        ["smooth", "a.json", "--gray", "green"],
        ["interpolate", "a.json", "--start", "-3"],
        ["interpolate", "a.json", "--labels", "0,nose"],
        ["blips", "a.json", "--remove", "--interpolate"],
        ["blips", "a.json", "--whole-frames"],
        ["blips", "a.json", "--out", "b.json"],
        ["merge", "a.json"],
        ["merge"],
        ["export", "a.json"],
        ["export", "a.json", "--to", "xlsx"],
        ["import", "a.csv", "--layer", "x"],
        ["extract-frames", "v.mp4"],
        ["extract-frames", "v.mp4", "--frames", "9-3"],
        ["extract-frames", "v.mp4", "--frames", "3-x"],
        ["extract-frames", "v.mp4", "--every", "0"],
        ["convert-mono", "v.mp4", "--crf", "99"],
        ["convert-mono", "v.mp4", "--preset", "hasty"],
        ["render", "a.json", "--bare", "--trace", "0"],
        ["render", "a.json", "--bare", "--overlay", "b.json"],
        ["render", "a.json", "--scale", "1.5"],
        ["info", "a.json", "b.json"],
        ["index", "v.mp4", "--nonsense"],
    ],
)
def test_wrong_usage_is_code_2_and_says_how(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("usage: dustrack-imgui ")
    assert f"dustrack-imgui {arguments[0]}: error: " in ran.err


def test_info_tells_of_a_video_and_of_an_annotation(run: Run, folder: Path, truth: Path) -> None:
    ran = run("info", folder / "v.mp4")
    assert (ran.code, ran.err) == (0, "")
    assert "160x128 pixels" in ran.out
    assert "layers      truth" in ran.out
    facts = run("info", folder / "v.mp4", "--json").json
    assert (facts["kind"], facts["n_frames"], facts["width_px"]) == ("video", 24, 160)
    assert facts["layers"] == {"truth": str(truth)}
    people = run("info", truth).out
    labels = run("info", truth, "--json").json["labels"]
    assert labels[0] == {"label": labels[0]["label"], "n_points": 24, "first": 0, "last": 23}
    assert f"label {labels[0]['label']}: 24 points, frames 0 to 23" in people


def test_smooth_writes_a_layer_that_the_window_finds(run: Run, folder: Path, truth: Path) -> None:
    ran = run("smooth", truth, "--window", 0.1, "--threads", 1, "--gray", "rgb", "--json")
    assert (ran.code, ran.err) == (0, "")
    made = folder / "v_annotations_truth_lkmovavg_0.100.json"
    assert ran.json["path"] == str(made)
    assert ran.json["window_frames"] == 5
    assert load_annotation(made).tracks.keys() == load_annotation(truth).tracks.keys()
    assert "truth_lkmovavg_0.100" in run("info", folder / "v.mp4", "--json").json["layers"]


def test_the_backend_is_chosen_and_a_missing_gpu_is_a_warning(
    run: Run, truth: Path, sparse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "cupy" else find(name))
    for command in (("smooth", truth, "--window", 0.1), ("interpolate", sparse)):
        assert run(*command, "--backend", "opencv", "--json").json["warnings"] == []
        ran = run(*command, "--backend", "cuda", "--force", "--json")
        assert ran.code == 0
        assert any("CuPy" in warning for warning in ran.json["warnings"])


def test_interpolate_fills_and_blips_finds(run: Run, sparse: Path) -> None:
    ran = run("interpolate", sparse)
    assert (ran.code, ran.err) == (0, "")
    assert "points added" in ran.out
    filled = sparse.with_name("v_annotations_sparse_interpolated.json")
    tracks = dict(load_annotation(filled).tracks)
    label = next(iter(tracks))
    x, y = tracks[label].xy_at(12) or (0.0, 0.0)
    points = json.loads(filled.read_text())
    points[label]["12"] = [x + 30, y]
    filled.write_text(json.dumps(points))
    before = set(filled.parent.iterdir())
    found = run("blips", filled, "--labels", label, "--threshold", "8", "--json").json
    assert [(one["start"], one["end"]) for one in found["blips"]] == [(12, 12)]
    assert set(filled.parent.iterdir()) == before
    assert run("blips", filled, "--labels", label, "--threshold", "8", "--remove").code == 0
    removed = load_annotation(filled.with_name(f"{filled.stem}_blip_removed.json")).tracks
    assert 12 not in removed[label]
    assert run("blips", filled, "--labels", label, "--threshold", "8", "--interpolate").code == 0
    mended = load_annotation(filled.with_name(f"{filled.stem}_blip_corrections.json")).tracks
    assert mended[label].frames().tolist() == [12]


def test_merge_of_files_and_of_a_folder(run: Run, folder: Path, truth: Path, sparse: Path) -> None:
    out = folder / "both.json"
    assert run("merge", sparse, truth, "--out", out).code == 0
    assert load_annotation(out).tracks.keys() == load_annotation(truth).tracks.keys()
    merged = run("merge", folder, "--layer", "all", "--json").json["merged"]
    assert [Path(one["path"]).name for one in merged] == ["v_annotations_all.json"]
    assert [Path(name).name for name in merged[0]["sources"]] == [sparse.name, truth.name]


def test_export_and_import_go_round(run: Run, folder: Path, truth: Path) -> None:
    assert run("export", truth, "--to", "csv").code == 0
    ran = run("import", folder / "v_annotations_truth.csv", "--video", folder / "v.mp4", "--layer", "back")
    assert ran.code == 0
    given, back = (
        load_annotation(folder / f"v_annotations_{name}.json").tracks for name in ("truth", "back")
    )
    assert all(back[label].holds_same_points(track) for label, track in given.items())
    exported = run("export", truth, "--to", "dlc-predictions", "--scorer", "me", "--json").json
    assert [Path(path).suffix for path in exported["paths"]] == [".csv", ".h5"]
    for path in exported["paths"]:
        assert run("import", path, "-o", folder / "again.json", "--force").code == 0
        again = load_annotation(folder / "again.json").tracks
        assert all(again[label].holds_same_points(track) for label, track in given.items())


def test_an_export_without_its_library_says_what_to_install(run: Run, folder: Path, truth: Path) -> None:
    ran = run("export", truth, "--to", "nwb")
    if find_spec("ndx_pose") is None:
        assert ran.code == 1
        assert ran.err.count("\n") == 1
        assert "pip install 'dustrack-imgui[export]'" in ran.err
        assert not (folder / "v_annotations_truth.nwb").exists()
    else:
        assert (ran.code, ran.err) == (0, "")
        assert (folder / "v_annotations_truth.nwb").exists()


def test_extract_frames_by_list_by_step_and_by_annotation(run: Run, folder: Path, sparse: Path) -> None:
    ran = run("extract-frames", folder / "v.mp4", "--frames", "0,5-7,23-90:50", "--json")
    assert ran.code == 0
    assert [Path(path).name for path in ran.json["paths"]] == [
        f"img{frame:02d}.png" for frame in (0, 5, 6, 7, 23)
    ]
    assert ran.json["missing"] == [73]
    stepped = run("extract-frames", folder / "v.mp4", "--every", 10, "-o", folder / "ten", "--json").json
    assert (stepped["n_written"], stepped["n_kept"]) == (3, 0)
    marked = run(
        "extract-frames",
        folder / "v.mp4",
        "--annotation",
        sparse,
        "--crop",
        0,
        20,
        0,
        10,
        "-o",
        folder / "c",
        "--json",
    ).json
    assert len(marked["paths"]) == 3
    with Image.open(marked["paths"][0]) as image:
        assert image.size == (20, 10)
    none = run("extract-frames", folder / "v.mp4", "--frames", "500", "-o", folder / "n")
    assert none.code == 1
    assert none.err.count("\n") == 1


def test_convert_mono_and_index_tell_of_each_file(run: Run, folder: Path) -> None:
    before = (folder / "v.mp4").read_bytes()
    ran = run("convert-mono", folder, "--preset", "ultrafast", "--json")
    assert [(one["status"], Path(one["output"]).name) for one in ran.json["files"]] == [("ok", "v_mono.mp4")]
    assert (folder / "v.mp4").read_bytes() == before
    people = run("convert-mono", folder)
    assert people.code == 0
    assert "skip_existing: " in people.out
    assert "1 skip_existing, 1 skip_already_mono" in people.out
    indexed = run("index", folder, "--force", "--json").json
    assert [one["status"] for one in indexed["files"]] == ["built", "built"]
    assert "2 hit" in run("index", folder).out
    missing = run("index", folder, folder / "gone.mp4")
    assert missing.code == 1
    assert missing.err.count("\n") == 1
    assert "1 of 3 videos were not indexed" in missing.err


def test_render_with_overlay_and_bare(run: Run, folder: Path, truth: Path, sparse: Path) -> None:
    ran = run("render", truth, "--overlay", sparse, "--start", 2, "--end", 6, "--json")
    assert ran.json == {
        "path": str(folder / "v_annotations_truth.mp4"),
        "start": 2,
        "end": 6,
        "warnings": [],
    }
    bare = run("render", truth, "--bare", "--end", 3)
    assert bare.code == 0
    with av.open(str(folder / "v_annotations_truth_sf0_ef3.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.frames) == (160, 128, 4)
    unknown = run("render", truth, "--trace", "99", "-o", folder / "x.mp4")
    assert unknown.code == 1
    assert "no label 99" in unknown.err


def outputs(folder: Path) -> dict[str, list[object]]:
    """A run of every subcommand that writes a file, on that file's name."""
    truth, out = folder / "v_annotations_truth.json", folder / "there.json"
    return {
        "smooth": ["smooth", truth, "--window", 0.2, "-o", out],
        "interpolate": ["interpolate", truth, "-o", out],
        "blips": ["blips", truth, "--remove", "-o", out],
        "merge": ["merge", truth, truth, "-o", out],
        "export": ["export", truth, "--to", "csv", "-o", out],
        "import": ["import", truth, "-o", out],
        "render": ["render", truth, "--end", "1", "-o", out],
    }


@pytest.mark.parametrize("name", ["smooth", "interpolate", "blips", "merge", "export", "import", "render"])
def test_no_file_is_written_over_without_force(run: Run, folder: Path, name: str) -> None:
    there = folder / "there.json"
    there.write_bytes(b"mine")
    before = sorted(folder.iterdir())
    ran = run(*outputs(folder)[name])
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err == (
        f"dustrack-imgui: There is a file of that name already; --force replaces it: {there}\n"
    )
    assert there.read_bytes() == b"mine"
    assert sorted(folder.iterdir()) == before
    forced = run(*outputs(folder)[name], "--force")
    if name == "interpolate":
        assert "has a gap" in forced.err
        assert there.read_bytes() == b"mine"
    else:
        assert (forced.code, forced.err) == (0, "")
        assert there.read_bytes() != b"mine"


def test_a_format_beyond_the_window_stays_a_video_for_the_window(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path / "gone.mp4")
    assert ran.code == 1
    assert ran.err == f"dustrack-imgui: no such file: {tmp_path / 'gone.mp4'}\n"
    assert run("--version").out.startswith("dustrack-imgui ")
    assert run("--scale", "9").code == 2
