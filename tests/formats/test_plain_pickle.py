"""Column names come out of a pickle as text, whatever protocol wrote them; nothing in it is ever run."""

from __future__ import annotations

import contextlib
import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.formats.plain_pickle import NotPlainError, plain_value

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner, inner)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


class Command:
    """Runs a function when it is unpickled, as a malicious file would."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


@settings(max_examples=50)
@given(plain, st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_plain_values_come_back(value: object, protocol: int) -> None:
    assert plain_value(pickle.dumps(value, protocol)) == value


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_command_is_refused_and_not_run(tmp_path: Path, protocol: int) -> None:
    target = tmp_path / "was run"
    with pytest.raises(NotPlainError, match="it asks for"):
        plain_value(pickle.dumps([("a", Command(target))], protocol))
    assert not target.exists()


@settings(max_examples=50)
@given(st.binary(max_size=60))
def test_any_bytes_give_a_value_or_a_value_error(content: bytes) -> None:
    with contextlib.suppress(ValueError):
        plain_value(content)


def test_a_pickle_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match=r"damaged|without an end"):
        plain_value(pickle.dumps(["a"], 0)[:-1])
