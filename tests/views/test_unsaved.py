"""The count of unsaved layers follows edits and saves, and asks a layer only once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.views.unsaved import UnsavedMemo

TRACK = Track().with_point(3, (1.0, 2.0), Source.HAND)


def state_of(name: str, *layers: Layer) -> VideoState:
    return VideoState(
        Video(Path(name), 10, 64, 48, 30.0), VideoData(tuple(layers)), View(layer=layers[0].name)
    )


def test_layers_of_all_videos_count_and_scratch_does_not() -> None:
    one = state_of("one.mp4", Layer("pn").with_track("0", TRACK), Layer("empty"))
    two = state_of(
        "two.mp4",
        Layer("pn").with_track("0", TRACK),
        Layer("buffer", kind=LayerKind.SCRATCH).with_track("0", TRACK),
    )
    assert UnsavedMemo().names(Session((one, two))) == ("pn", "pn of two")


def test_saving_and_editing_again() -> None:
    memo = UnsavedMemo()
    layer = Layer("pn").with_track("0", TRACK)
    state = state_of("one.mp4", layer)
    assert memo.names(Session((state,))) == ("pn",)
    saved = state.with_saved("pn", layer.tracks)
    assert memo.names(Session((saved,))) == ()
    edited = replace(saved, data=saved.data.with_layer(layer.with_track("1", TRACK)))
    assert memo.names(Session((edited,))) == ("pn",)


def test_an_unchanged_layer_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    state = state_of("one.mp4", Layer("pn").with_track("0", TRACK))
    memo = UnsavedMemo()
    assert memo.names(Session((state,))) == ("pn",)

    def compare(self: VideoState, layer: Layer) -> bool:
        raise AssertionError("compared again")

    monkeypatch.setattr(VideoState, "is_dirty", compare)
    moved = replace(state, view=replace(state.view, frame=5))
    assert memo.names(Session((moved,))) == ("pn",)
