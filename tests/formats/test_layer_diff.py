"""What a save would change, in points."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.formats.layer_diff import LayerDiff, dirty_layers, layer_diff
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import VideoData, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.status import DirtyLayer
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View

Content = dict[str, dict[int, tuple[float, float]]]
positions = st.tuples(st.sampled_from([0.0, 1.0, 1.5]), st.sampled_from([0.0, 2.0]))
contents = st.dictionaries(
    st.sampled_from(["0", "1", "2"]), st.dictionaries(st.integers(0, 2500), positions, max_size=6)
)


def tracks_of(content: Content) -> dict[str, Track]:
    made = {}
    for label, points in content.items():
        track = Track()
        for frame, xy in points.items():
            track = track.with_point(frame, xy, Source.HAND)
        made[label] = track
    return made


@given(contents, contents)
def test_counts_match_a_plain_comparison(now: Content, saved: Content) -> None:
    a = {(label, frame): xy for label, points in now.items() for frame, xy in points.items()}
    b = {(label, frame): xy for label, points in saved.items() for frame, xy in points.items()}
    expected = LayerDiff(
        len(a.keys() - b.keys()), len(b.keys() - a.keys()), sum(a[k] != b[k] for k in a.keys() & b.keys())
    )
    diff = layer_diff(tracks_of(now), tracks_of(saved))
    assert diff == expected
    assert bool(diff) == (a != b)


def test_only_what_differs_is_listed() -> None:
    point = Track().with_point(3, (1.0, 2.0), Source.HAND)
    layers = (
        Layer("pn", MappingProxyType({"0": point, "4": Track()})),
        Layer("same", MappingProxyType({"0": point})),
        Layer("buffer", MappingProxyType({"0": point}), kind=LayerKind.SCRATCH),
    )
    state = VideoState(
        Video(Path("v.mp4"), 10, 8, 8, 30.0),
        VideoData(layers),
        View(),
        MappingProxyType({"same": {"0": point}}),
    )
    assert dirty_layers([state]) == (DirtyLayer("v.mp4", "pn", 1, 0, 0),)
