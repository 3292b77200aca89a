"""Journal lines bring every argument back exactly, and nothing else is understood."""

from __future__ import annotations

import json
import math
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dustrack_imgui.model.session import Interface, Playback
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import ImageView, TraceView, View
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.journal_codec import decode_call, encode_call
from dustrack_imgui.store.value_codec import CodecError, built, plain

arrays = hnp.arrays(
    st.one_of(
        hnp.boolean_dtypes(),
        hnp.integer_dtypes(endianness="?"),
        hnp.floating_dtypes(endianness="?"),
        hnp.complex_number_dtypes(),
    ),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | arrays
keys = st.text(max_size=5) | st.sampled_from(["__array__", "__float__", "__list__", "__dict__"])
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3)
        | st.dictionaries(st.integers() | st.tuples(st.text(max_size=2)), inner, max_size=2)
    ),
    max_leaves=12,
)


def is_same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(is_same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(is_same(a[key], b[key]) for key in a)
    if isinstance(a, float):
        return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (math.isnan(a) and math.isnan(b))
    return bool(a == b)


def there_and_back(call: Call) -> Call:
    line = encode_call(call)
    assert "\n" not in line
    return decode_call(json.loads(line))


@given(st.text(), st.dictionaries(st.text(), values, max_size=4), st.none() | st.integers())
def test_a_call_comes_back_exactly(command: str, arguments: dict[str, Any], gesture: int | None) -> None:
    back = there_and_back(Call(command, arguments, gesture))
    assert (back.command, back.gesture) == (command, gesture)
    assert is_same(back.arguments, arguments)


def test_large_arrays_come_back_packed_or_raw() -> None:
    rng = np.random.default_rng(1)
    noise, zeros = rng.bytes(500_000), np.zeros((3000, 20, 2))
    back = there_and_back(Call("x", {"noise": np.frombuffer(noise, np.uint8), "zeros": zeros[:, ::2]}))
    assert back.arguments["noise"].tobytes() == noise
    assert is_same(back.arguments["zeros"], np.ascontiguousarray(zeros[:, ::2]))
    assert len(encode_call(Call("x", {"zeros": zeros}))) < 10_000


def test_numpy_numbers_become_plain_ones() -> None:
    back = there_and_back(Call("x", {"a": np.int64(3), "b": np.float64(0.1), "c": np.bool_(True)}))
    assert is_same(back.arguments, {"a": 3, "b": 0.1, "c": True})


class Colour(Enum):
    RED = 1


@pytest.mark.parametrize("value", [Path("x"), Colour.RED, {1, 2}, b"x", object(), np.array([None]), print])
def test_what_a_journal_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(CodecError):
        encode_call(Call("x", {"value": value}))


def array(**changes: object) -> dict[str, object]:
    return {"__array__": {"dtype": "<f8", "shape": [1], "packing": "raw", "data": "AAAAAAAAAAA=", **changes}}


def test_the_array_of_the_next_test_is_sound() -> None:
    assert decode_call({"call": "x", "arguments": {"v": array()}}).arguments["v"].tolist() == [0.0]


@pytest.mark.parametrize(
    "record",
    [
        [],
        {},
        {"call": 3},
        {"call": "x", "arguments": []},
        {"call": "x", "gesture": "1"},
        {"call": "x", "gesture": True},
        {"call": "x", "arguments": {"v": {"__pickle__": "gASV"}}},
        {"call": "x", "arguments": {"v": {"__float__": "1.0"}}},
        {"call": "x", "arguments": {"v": {"__list__": 3}}},
        {"call": "x", "arguments": {"v": {"__list__": [], "more": 1}}},
        {"call": "x", "arguments": {"v": {"__dict__": [[1]]}}},
        {"call": "x", "arguments": {"v": {"__dict__": [[{"__list__": []}, 1]]}}},
        {"call": "x", "arguments": {"__dict__": [[1, 2]]}},
        *(
            {"call": "x", "arguments": {"v": array(**change)}}
            for change in (
                {"dtype": "O"},
                {"dtype": "|S8"},
                {"dtype": "nonsense"},
                {"shape": [2]},
                {"shape": [-1]},
                {"shape": [True]},
                {"shape": "1"},
                {"shape": [1 << 60]},
                {"data": "AAAAAAAAAA"},
                {"data": "*"},
                {"data": 5},
                {"packing": "zlib"},
                {"packing": "dill"},
            )
        ),
    ],
)
def test_anything_else_is_not_understood(record: object) -> None:
    with pytest.raises(CodecError):
        decode_call(record)


def test_a_packed_array_cannot_unpack_to_more_than_it_says() -> None:
    line = json.loads(encode_call(Call("x", {"v": np.zeros(1_000_000)})))
    line["arguments"]["v"]["__array__"]["shape"] = [1]
    with pytest.raises(CodecError, match="instead of 8"):
        decode_call(line)


@pytest.mark.parametrize(
    "value",
    [
        View(),
        View(3, "pn", "buffer", "17", ImageView(2.5, (1.0, 2.0)), TraceView((0.0, 9.0), None, (1.0, 2.0))),
        View(pending_pick=4),
        Playback(-1, 0.5),
        Interface(),
    ],
)
def test_values_of_the_view_come_back(value: object) -> None:
    assert built(type(value), json.loads(json.dumps(plain(value)))) == value


def test_a_newer_or_older_value_is_read_as_far_as_it_goes() -> None:
    assert built(Playback, {"direction": 1, "colour": "red"}) == Playback(1)
    with pytest.raises(CodecError, match="lacks path"):
        built(Video, {})


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Playback, []),
        (Playback, {"direction": 1.5}),
        (Playback, {"speed": "fast"}),
        (Playback, {"direction": True}),
        (View, {"image": {"centre_xy_image": [1.0]}}),
        (View, {"image": {"centre_xy_image": 3}}),
        (Interface, {"number_keys": "jump"}),
        (View, {"overlay": 3}),
    ],
)
def test_wrong_values_are_refused(kind: type, data: object) -> None:
    with pytest.raises(CodecError):
        built(kind, data)


def test_only_values_can_be_written_down() -> None:
    with pytest.raises(CodecError):
        plain([1, 2])
