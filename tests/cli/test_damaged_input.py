"""Damaged, empty and wrong files: code 1, one line on standard error, no file changed or left behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Run = Callable[..., Any]

BAD_ANNOTATIONS: dict[str, bytes | None] = {
    "gone.json": None,
    "empty.json": b"",
    "text.json": b"no json {",
    "list.json": b"[1, 2, 3]",
    "label.json": b'{"nose": {"1": [1, 2]}}',
    "dims.json": b'{"0": {"1": [1, 2, 3]}}',
    "frame.json": b'{"0": {"99999999999999": [1, 2]}}',
    "twice.json": b'{"0": {"1": [1, 2], "1": [3, 4]}}',
    "binary.json": bytes(range(256)),
    "deep.json": b"[" * 100_000,
    "no.h5": b"not hdf5",
    "torn.h5": b"\x89HDF\r\n\x1a\n" + b"\x00" * 64,
    "no.csv": b"a,b,c\n1,2,3\n",
    "torn.csv": b"scorer,x,x\nbodyparts,p,p\n",
    "tidy.csv": b"frame,label,x,y\n0,0,1,two\n",
    "v.txt": b"wrong extension",
    "v.mp4": b"a video where an annotation should be",
}
BAD_VIDEOS: dict[str, bytes | None] = {
    "gone.mp4": None,
    "empty.mp4": b"",
    "text.mp4": b"no video",
    "zeros.avi": b"\x00" * 5000,
    "head.mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 100,
}
ON_ANNOTATIONS = {
    "info": ["info", "{bad}"],
    "smooth": ["smooth", "{bad}", "--video", "{video}"],
    "interpolate": ["interpolate", "{bad}", "--video", "{video}"],
    "blips": ["blips", "{bad}"],
    "blips-remove": ["blips", "{bad}", "--remove"],
    "blips-interpolate": ["blips", "{bad}", "--interpolate", "--video", "{video}"],
    "merge": ["merge", "{good}", "{bad}", "--out", "{out}"],
    "export": ["export", "{bad}", "--to", "csv", "--video", "{video}"],
    "import": ["import", "{bad}", "--out", "{out}"],
    "extract-frames": ["extract-frames", "{video}", "--annotation", "{bad}", "-o", "{out}"],
    "render": ["render", "{bad}", "--video", "{video}", "--end", "1"],
    "render-overlay": ["render", "{good}", "--overlay", "{bad}", "-o", "{out}"],
}
ON_VIDEOS = {
    "info": ["info", "{bad}"],
    "smooth": ["smooth", "{good}", "--video", "{bad}"],
    "interpolate": ["interpolate", "{sparse}", "--video", "{bad}"],
    "blips-interpolate": ["blips", "{good}", "--interpolate", "--video", "{bad}"],
    "export": ["export", "{good}", "--to", "csv", "--video", "{bad}"],
    "extract-frames": ["extract-frames", "{bad}", "--every", "1", "-o", "{out}"],
    "convert-mono": ["convert-mono", "{bad}"],
    "index": ["index", "{bad}"],
    "render": ["render", "{good}", "--video", "{bad}"],
}


def contents(folder: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def assert_refused(run: Run, folder: Path, arguments: list[str], bad: Path) -> None:
    names = {
        "bad": str(bad),
        "good": str(folder / "v_annotations_truth.json"),
        "sparse": str(folder / "sparse.json"),
        "video": str(folder / "v.mp4"),
        "out": str(folder / "out.json"),
    }
    before = contents(folder)
    ran = run(*(argument.format(**names) for argument in arguments))
    told = f"{arguments[0]} {bad.name}: {ran}"
    assert ran.code == 1, told
    assert ran.err.startswith("dustrack-imgui: "), told
    assert ran.err.count("\n") == 1, told
    assert len(ran.err) < 600, told
    assert "Traceback" not in ran.err + ran.out, told
    assert bad.name in ran.err, told
    assert contents(folder) == before, told


@pytest.fixture
def bad_folder(folder: Path) -> Iterator[Path]:
    (folder / "bad").mkdir()
    (folder / "sparse.json").write_text(json.dumps({"0": {"0": [50.0, 50.0], "20": [52.0, 50.0]}}))
    return folder


@pytest.mark.parametrize("name", ON_ANNOTATIONS)
def test_bad_annotations_are_refused_in_one_line(run: Run, bad_folder: Path, name: str) -> None:
    for file, content in BAD_ANNOTATIONS.items():
        if name == "info" and file in ("v.txt", "v.mp4"):
            continue
        bad = bad_folder / "bad" / file
        if content is not None:
            bad.write_bytes(content)
        assert_refused(run, bad_folder, ON_ANNOTATIONS[name], bad)


@pytest.mark.parametrize("name", ON_VIDEOS)
def test_bad_videos_are_refused_in_one_line(run: Run, bad_folder: Path, name: str) -> None:
    for file, content in BAD_VIDEOS.items():
        bad = bad_folder / "bad" / file
        if content is not None:
            bad.write_bytes(content)
        assert_refused(run, bad_folder, ON_VIDEOS[name], bad)


def test_folders_where_files_should_be_are_refused(run: Run, bad_folder: Path) -> None:
    folder = bad_folder / "bad"
    for arguments in (
        ["info", "{bad}"],
        ["smooth", "{bad}", "--video", "{video}"],
        ["import", "{bad}"],
        ["export", "{good}", "--to", "csv", "-o", "{bad}", "--force"],
        ["render", "{good}", "--end", "1", "-o", "{bad}", "--force"],
        ["smooth", "{good}", "-o", "{bad}/no/such/folder/x.json"],
        ["merge", "{bad}"],
    ):
        assert_refused(run, bad_folder, arguments, folder)


@given(data=st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_torn_and_bent_bytes_never_give_a_traceback(run: Run, bad_folder: Path, data: st.DataObject) -> None:
    """Any cut or change of good files: done, or refused in one line, and the input is never changed."""
    good = bad_folder / data.draw(st.sampled_from(["v_annotations_truth.json", "v.mp4"]))
    content = bytearray(good.read_bytes())
    end = data.draw(st.integers(0, len(content)))
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    bad = bad_folder / "bad" / good.name
    bad.write_bytes(bytes(content[:end]))
    table = ON_VIDEOS if good.suffix == ".mp4" else ON_ANNOTATIONS
    arguments = table[data.draw(st.sampled_from([name for name in table if not name.startswith("convert")]))]
    names = {
        "bad": str(bad),
        "good": str(bad_folder / "v_annotations_truth.json"),
        "sparse": str(bad_folder / "sparse.json"),
        "video": str(bad_folder / "v.mp4"),
        "out": str(bad_folder / "out"),
    }
    forced = [] if arguments[0] == "info" or arguments[:2] == ["blips", "{bad}"] else ["--force"]
    ran = run(*(argument.format(**names) for argument in arguments), *forced)
    assert ran.code in (0, 1), ran
    assert "Traceback" not in ran.err + ran.out
    assert ran.err.count("\n") == ran.code, ran
    assert bad.read_bytes() == bytes(content[:end])
    assert not [path for path in bad_folder.rglob("*") if ".tmp" in path.name]
