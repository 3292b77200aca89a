"""Whatever a file holds, a loader gives its content or one clear error, and never changes the file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.intervals import load_intervals
from dustrack_imgui.formats.point_facts import load_point_facts, point_facts_path, save_point_facts
from dustrack_imgui.formats.raw_windows import RawWindows, load_raw_windows, save_raw_windows
from dustrack_imgui.formats.recovery_sidecar import load_recovery
from dustrack_imgui.formats.tidy_csv import load_tidy, save_tidy
from dustrack_imgui.formats.trackermap import load_trackermap, save_trackermap
from dustrack_imgui.formats.video_toc import load_toc, toc_path
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

DATA = Path(__file__).parents[1] / "golden" / "data"
TRACKS = {"0": Track.from_points([1, 3], [(1.0, 2.0), (3.5, 4.5)], Source.HAND), "12": Track()}


def load_facts(path: Path) -> Any:
    annotation = path.with_name("layer_annotations.json")
    save_annotation(annotation, TRACKS)
    return load_point_facts(annotation, TRACKS)


def load_index(path: Path) -> Any:
    video = path.with_name("tiny.mp4")
    shutil.copy(DATA / "tiny.mp4", video)
    return load_toc(video)


LOADERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "annotation": ("v_annotations.json", load_annotation),
    "labels h5": ("CollectedData_pn.h5", read_dlc_table),
    "predictions h5": ("vDLC_x.h5", read_dlc_table),
    "labels csv": ("CollectedData_pn.csv", read_dlc_table),
    "predictions csv": ("vDLC_x.csv", read_dlc_table),
    "intervals": ("v_events_interp_with_lk.json", load_intervals),
    "tracker map": ("dlc_trackermap.txt", load_trackermap),
    "dropped points": ("v.dustrack-dropped-incomplete-20251122T094400", load_recovery),
    "video index": (toc_path(Path("tiny.mp4")).name, load_index),
    "points": (point_facts_path(Path("layer_annotations.json")).name, load_facts),
    "raw windows": ("v_lkmovavg_0.500.npz", load_raw_windows),
    "tidy csv": ("points.csv", load_tidy),
}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of each kind."""
    folder = tmp_path_factory.mktemp("samples")
    annotation = folder / "layer_annotations.json"
    save_annotation(annotation, TRACKS)
    facts = save_point_facts(annotation, TRACKS)
    assert facts is not None
    save_raw_windows(folder / "w.npz", RawWindows(np.zeros((2, 3, 1, 2)), ("0",), 0.5, 4.0))
    save_tidy(folder / "t.csv", TRACKS)
    save_trackermap(folder / "m.txt", {"point0": "muscle"})
    files = [annotation, DATA / "labels_10.h5", DATA / "predictions_points.h5", DATA / "labels_10.csv"]
    files += [DATA / "predictions_points.csv", folder / "m.txt", DATA / "recovery_sidecar.json", facts]
    files += [folder / "w.npz", folder / "t.csv"]
    texts = [json.loads((DATA / "intervals.json").read_text("utf-8"))[1]["text"]]
    texts += [json.loads((DATA / "video_index.json").read_text("utf-8"))["text"]]
    contents = [path.read_bytes() for path in files] + [text.encode() for text in texts]
    kinds = ["annotation", "labels h5", "predictions h5", "labels csv", "predictions csv", "tracker map"]
    kinds += ["dropped points", "points", "raw windows", "tidy csv", "intervals", "video index"]
    return dict(zip(kinds, contents, strict=True))


def loaded(load: Callable[[Path], Any], path: Path) -> Any:
    try:
        return load(path)
    except FormatError as error:
        return error


def load_or_clear_error(folder: Path, kind: str, content: bytes) -> Any:
    """Load bytes as a file of a kind; anything but a result or a clear error fails the test."""
    name, load = LOADERS[kind]
    path = folder / name
    path.write_bytes(content)
    result = loaded(load, path)
    if isinstance(result, FormatError):
        shown = str(result)
        assert shown == f"{result.reason}: {path}"
        assert len(result.reason) > 10
        assert "\n" not in result.reason
    assert path.read_bytes() == content
    return result


@pytest.mark.parametrize("kind", LOADERS)
def test_a_sound_file_is_loaded(kind: str, samples: dict[str, bytes], tmp_path: Path) -> None:
    assert not isinstance(load_or_clear_error(tmp_path, kind, samples[kind]), FormatError)


@pytest.mark.parametrize("kind", LOADERS)
@settings(max_examples=40)
@given(st.data())
def test_damaged_bytes(
    kind: str, samples: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(samples[kind])
    end = data.draw(st.just(len(content)) | st.integers(0, len(content)), "end")
    del content[end:]
    head = st.integers(0, max(0, min(len(content), 600) - 1))
    anywhere = st.integers(0, max(0, len(content) - 1))
    for place, byte in data.draw(
        st.lists(st.tuples(head | anywhere, st.integers(0, 255)), max_size=4), "changed bytes"
    ):
        content[place : place + 1] = bytes([byte])
    load_or_clear_error(tmp_path_factory.mktemp("damaged"), kind, bytes(content))


@pytest.mark.parametrize("kind", [kind for kind in LOADERS if "h5" not in kind])
@settings(max_examples=40)
@given(
    st.binary(max_size=80)
    | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5) | st.just(10**400),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    ).map(lambda value: json.dumps(value).encode())
)
def test_anything_else(kind: str, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    load_or_clear_error(tmp_path_factory.mktemp("other"), kind, content)


@pytest.mark.parametrize("kind", LOADERS)
def test_files_of_another_kind(kind: str, samples: dict[str, bytes], tmp_path: Path) -> None:
    for content in samples.values():
        load_or_clear_error(tmp_path, kind, content)


@pytest.mark.parametrize("kind", LOADERS)
def test_a_folder_in_place_of_the_file(kind: str, tmp_path: Path) -> None:
    name, load = LOADERS[kind]
    (tmp_path / name).mkdir()
    with pytest.raises(FormatError):
        load(tmp_path / name)
