"""The same calls in a live session: through commands, undoable, seen at once. A real store, no window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.annotations import AnnotationUseError, LayerGoneError, SessionHolder, VideoAnnotation
from dustrack_imgui.commands.effects import SaveLayers
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.formats.annotation_json import save_annotation
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.status import Severity
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.store import Store


class CommandRefused(Exception):  # noqa: N818 - it is an answer, not an error
    """What the session said."""


class Live:
    """A running session as the application will offer it: applies at once and does what is asked for."""

    def __init__(self, session: Session) -> None:
        self.store = Store(session, COMMAND_TABLE, is_strict=True)
        self.effects: list[Effect] = []

    @property
    def session(self) -> Session:
        return self.store.session

    def run(self, command: str, arguments: Mapping[str, Any]) -> None:
        self.effects += self.store.apply([Call(command, arguments)])
        if self.session.message.severity is not Severity.INFO:
            raise CommandRefused(self.session.message.text)

    def undo(self) -> str:
        self.store.apply([Call("edit.undo")])
        return self.session.message.text


@pytest.fixture
def live(tmp_path: Path) -> Live:
    video = Video(tmp_path / "v.mp4", 300, 64, 48, 30.0)
    tracks = {"0": Track.from_points([1, 2], [(1, 1), (2, 2)]), "1": EMPTY_TRACK}
    hand = Layer("hand", MappingProxyType(tracks), tmp_path / "v_annotations_hand.json")
    dense = Layer("dlc_x", MappingProxyType({"0": Track.from_array(np.ones((300, 2)))}), kind=LayerKind.DENSE)
    state = VideoState(video, VideoData((hand, dense)), View(layer="hand"))
    return Live(Session(videos=(state,)))


@pytest.fixture
def ann(live: Live, tmp_path: Path) -> VideoAnnotation:
    return VideoAnnotation.of_holder(SessionHolder(live, str(tmp_path / "v.mp4"), "hand"))


def layer(live: Live, name: str = "hand") -> Layer:
    state = live.session.active
    assert state is not None
    return state.data.layer(name)


def test_a_point_is_set_in_the_session_and_undone(live: Live, ann: VideoAnnotation) -> None:
    ann.add([7.0, 8.0], "1", 40)
    assert layer(live).track("1").xy_at(40) == (7.0, 8.0)
    assert layer(live).track("1").source_at(40) is Source.HAND
    assert live.undo() == "Undid: set 1 at frame 40"
    assert layer(live).track("1").count == 0
    assert ann.data["1"] == {}


@pytest.fixture
def predicted(live: Live, tmp_path: Path) -> VideoAnnotation:
    """A layer of a model, of which frame 2 was corrected by hand."""
    state = live.session.active
    assert state is not None
    track = Track.from_points([1, 2, 3], [(1, 1), (2, 2), (3, 3)], Source.MODEL, likelihood=[0.9, 0.2, 0.7])
    tracks = MappingProxyType({"0": track.with_point(2, (5.0, 5.0), Source.HAND)})
    model = Layer("model", tracks, tmp_path / "v_annotations_model.json")
    with_model = replace(state, data=replace(state.data, layers=(*state.data.layers, model)))
    live.store._session = live.session.with_video_state(with_model)
    return VideoAnnotation.of_holder(SessionHolder(live, str(tmp_path / "v.mp4"), "model"))


def known(live: Live) -> list[tuple[Source, float | None]]:
    track = layer(live, "model").track("0")
    return [(track.source_at(frame), track.likelihood_at(frame)) for frame in (1, 2, 3)]


WRITES = {
    "all": lambda ann: setattr(ann, "data", {**ann.data.copy(), "0": {**ann.data["0"].copy(), 3: [4, 4]}}),
    "label": lambda ann: ann.data.__setitem__("0", {**ann.data["0"].copy(), 3: [4, 4]}),
    "update": lambda ann: ann.data["0"].update({**ann.data["0"].copy(), 3: [4, 4]}),
    "point": lambda ann: [ann.data["0"].__setitem__(*at) for at in ((1, [1, 1]), (2, [5, 5]), (3, [4, 4]))],
    "frame": lambda ann: [ann.add_at_frame(*at) for at in ((1, [[1, 1]]), (2, [[5, 5]]), (3, [[4, 4]]))],
}


@pytest.mark.parametrize("way", WRITES)
def test_points_that_are_written_back_where_they_stand_stay_as_they_are_known(
    live: Live, predicted: VideoAnnotation, way: str
) -> None:
    WRITES[way](predicted)
    assert known(live) == [(Source.MODEL, 0.9), (Source.HAND, None), (Source.HAND, None)]
    assert predicted.get_at_frame(3) == [[4.0, 4.0]]


def test_reading_the_file_again_brings_likelihood_and_provenance_back(
    live: Live, predicted: VideoAnnotation, tmp_path: Path
) -> None:
    predicted.save(tmp_path / "v_annotations_model.json")
    predicted.data = {"0": {1: [7, 7]}}
    predicted.reload()
    assert known(live) == [(Source.MODEL, 0.9), (Source.HAND, None), (Source.MODEL, 0.7)]


def test_each_call_is_one_step_whatever_it_changes(live: Live, ann: VideoAnnotation) -> None:
    before = layer(live)
    steps = [
        lambda: ann.add_at_frame(5, [[1, 2], [3, 4]]),
        lambda: ann.data["0"].update({frame: [frame, 0] for frame in range(100, 200)}),
        lambda: ann.add_label("7"),
        lambda: ann.clip_labels(2, 150),
        lambda: ann.remove_empty_labels(),
        lambda: ann.data["0"].clear(),
        lambda: setattr(ann, "data", {"3": {1: [9, 9]}}),
        lambda: ann.data["3"].__delitem__(1),
        lambda: ann.data.__delitem__("3"),
    ]
    seen = [before]
    for step in steps:
        step()
        seen.append(layer(live))
        assert seen[-1] is not seen[-2]
    for expected in reversed(seen[:-1]):
        live.undo()
        assert ann.layer.labels == expected.labels
        assert all(ann.layer.track(x).holds_same_points(expected.track(x)) for x in expected.labels)
    assert ann.labels == ["0", "1"]


def test_what_the_window_changes_is_seen_and_not_overwritten(live: Live, ann: VideoAnnotation) -> None:
    revision = ann.revision
    live.run("point.move", {"label": "0", "frame": 1, "xy": (5.0, 5.0)})
    assert ann.data["0"][1] == [5.0, 5.0]
    assert ann.revision > revision
    ann.add([6, 6], "0", 2)
    assert ann.data["0"] == {1: [5.0, 5.0], 2: [6.0, 6.0]}


def test_other_layers_share_everything_with_before(live: Live, ann: VideoAnnotation) -> None:
    dense = layer(live, "dlc_x")
    ann.add([6, 6], "0", 2)
    assert layer(live, "dlc_x") is dense


def test_saving_is_asked_of_the_session(live: Live, ann: VideoAnnotation, tmp_path: Path) -> None:
    ann.save()
    assert live.effects == [SaveLayers(((str(tmp_path / "v.mp4"), "hand"),))]
    ann.save(tmp_path / "copy.json")
    assert VideoAnnotation(tmp_path / "copy.json").data == ann.data


def test_reloading_can_be_undone(live: Live, ann: VideoAnnotation) -> None:
    path = layer(live).path
    assert path is not None
    save_annotation(path, MappingProxyType({"0": Track.from_points([4], [(4.0, 4.0)])}))
    ann.reload()
    assert ann.data == {"0": {4: [4.0, 4.0]}}
    live.undo()
    assert ann.data == {"0": {1: [1.0, 1.0], 2: [2.0, 2.0]}, "1": {}}


def test_name_and_file_belong_to_the_session(ann: VideoAnnotation) -> None:
    ann.name = "hand"
    ann.fname = ann.fname
    with pytest.raises(AnnotationUseError, match="live session"):
        ann.name = "other"
    with pytest.raises(AnnotationUseError, match="live session"):
        ann.fname = "other.json"


def test_a_layer_that_is_gone_says_so(live: Live, ann: VideoAnnotation, tmp_path: Path) -> None:
    with pytest.raises(LayerGoneError, match="no longer has the layer gone"):
        len(VideoAnnotation.of_holder(SessionHolder(live, str(tmp_path / "v.mp4"), "gone")))
    with pytest.raises(LayerGoneError):
        len(VideoAnnotation.of_holder(SessionHolder(live, "elsewhere.mp4", "hand")))


def drawn(live: Live) -> dict[str, tuple[float, str]]:
    state = live.session.active
    assert state is not None
    return {one.layer.name: (one.opacity, one.style.value) for one in state.drawn_layers}


def test_display_helpers_act_on_the_window(live: Live, ann: VideoAnnotation, tmp_path: Path) -> None:
    dense = VideoAnnotation.of_holder(SessionHolder(live, str(tmp_path / "v.mp4"), "dlc_x"))
    assert set(drawn(live)) == {"hand"}
    assert (ann.plot_type, dense.plot_type) == ("dot", "line")
    dense.show()
    dense.show()
    dense.set_alpha(0.3)
    dense.set_plot_type("dot")
    ann.plot_type = "line"
    assert drawn(live) == {"hand": (1.0, "line"), "dlc_x": (0.3, "dot")}
    assert (ann.plot_type, dense.plot_type) == ("line", "dot")
    dense.hide()
    ann.clear_display()
    assert drawn(live) == {}
    ann.re_setup_display()
    ann.show_one_trace("1")
    state = live.session.active
    assert state is not None
    assert state.view.label == "1"
    assert live.undo() == "Nothing to undo.", "how one looks at a layer is no edit"


def test_a_video_that_is_not_on_screen_is_edited_but_not_shown(live: Live, tmp_path: Path) -> None:
    state = live.session.active
    assert state is not None
    other = VideoState(Video(tmp_path / "w.mp4", 9, 4, 4, 30.0), state.data, state.view)
    live.store.stand_at(replace(live.session, videos=(state, other)))
    ann = VideoAnnotation.of_holder(SessionHolder(live, str(tmp_path / "w.mp4"), "hand"))
    ann.add([3, 3], "0", 3)
    ann.hide()
    ann.show_trace("1")
    assert [s.data.layer("hand").track("0").count for s in live.session.videos] == [2, 3]
    assert set(drawn(live)) == {"hand"}
