"""The tidy CSV holds every point with all that is known of it."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.formats.errors import ReadError, TableError
from dustrack_imgui.formats.tidy_csv import dump_tidy, load_tidy, save_tidy
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

HEAD = "frame,time_s,label,x,y,likelihood,source\n"


def layer() -> Tracks:
    first = Track.from_points([0, 30], [(1.0, 2.5), (0.1, 1e-7)], Source.HAND)
    return MappingProxyType(
        {
            "10": first,
            "2": Track.from_points([30], [(7.0, 8.0)], Source.MODEL, likelihood=[0.5]),
            "3": Track(),
        }
    )


def test_one_line_a_point_frame_after_frame() -> None:
    content = dump_tidy(layer(), time_secs=lambda frame: frame / 30)
    assert content.decode() == (
        HEAD + "0,0.0,10,1.0,2.5,,hand\n30,1.0,10,0.1,1e-07,,hand\n30,1.0,2,7.0,8.0,0.5,model\n"
    )


def test_pandas_reads_it(tmp_path: Path) -> None:
    save_tidy(tmp_path / "a.csv", layer())
    table = pd.read_csv(tmp_path / "a.csv")
    assert table["label"].tolist() == [10, 10, 2]
    assert table["time_s"].isna().all()


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.integers(0, 99).map(str),
        st.dictionaries(
            st.integers(0, 5000),
            st.tuples(
                st.floats(allow_nan=False, allow_infinity=False),
                st.sampled_from([s for s in Source if s]),
                st.none() | st.floats(0, 1),
            ),
            min_size=1,
            max_size=5,
        ),
        max_size=4,
    )
)
def test_points_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    content: dict[str, dict[int, tuple[float, Source, float | None]]],
) -> None:
    path = tmp_path_factory.mktemp("tidy") / "a.csv"
    tracks: dict[str, Track] = {}
    for label, own in content.items():
        xy = [(x, -x) for x, _, _ in own.values()]
        sources = np.array([s for _, s, _ in own.values()], np.uint8)
        sure = np.array([p for *_, p in own.values()], np.float64)
        tracks[label] = Track.from_points(list(own), xy, sources, likelihood=sure)
    save_tidy(path, tracks)
    table = load_tidy(path)
    assert set(table.tracks) == set(tracks)
    for label, track in tracks.items():
        assert table.tracks[label].holds_same_points(track)
        assert table.tracks[label].sources().tolist() == track.sources().tolist()
        np.testing.assert_array_equal(table.tracks[label].likelihoods(), track.likelihoods())


def test_the_least_table_needs_four_columns_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\ufeffy,x,note,label,frame\r\n2,1,hello,3,7\r\n\r\n", encoding="utf-8")
    table = load_tidy(path)
    assert table.tracks["3"].xy_at(7) == (1.0, 2.0)
    assert table.tracks["3"].source_at(7) is Source.FILE
    assert dict(table.likelihoods) == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "frame, label, x, y is missing"),
        ("frame,label,x\n", "y is missing"),
        (HEAD + "1,,0,1\n", "line 2: 7 cells"),
        (HEAD + "-1,,0,1,2,,\n", "line 2: frame '-1'"),
        (HEAD + "99999999999,,0,1,2,,\n", "line 2: frame"),
        (HEAD + "1,,a,1,2,,\n", "line 2: label 'a'"),
        (HEAD + "1,,0,x,2,,\n", "line 2: could not convert"),
        (HEAD + "1,,0,nan,2,,\n", "line 2: a position must be finite"),
        (HEAD + "1,,0,1,2,,elsewhere\n", "line 2: source 'elsewhere'"),
        (HEAD + "1,,0,1,2,,\n1,,0,3,4,,\n", "label 0: a frame occurs twice"),
    ],
)
def test_what_is_no_such_table_is_refused_with_its_line(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=reason):
        load_tidy(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        load_tidy(tmp_path / "none.csv")
