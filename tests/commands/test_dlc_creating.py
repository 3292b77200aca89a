"""Which of the open videos a project is made of: ticks, and sentences about what does not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.commands.creating_effects import CreateProject
from dustrack_imgui.commands.dlc_creation_videos import offered_videos
from dustrack_imgui.model.dlc import Dlc, DlcProject
from dustrack_imgui.model.dlc_creation import Bundle
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.store import Store

HERE = Path("/clips")
BOTH = {"0": {10: (1.0, 2.0), 20: (3.0, 4.0)}, "1": {20: (5.0, 6.0)}}
PROJECT = DlcProject(HERE / "swing", "swing", videos=(HERE / "inside.mp4",))


@pytest.fixture
def asked(make_bench, make_layer):
    """The dialog over several open videos, by path of each with what its layer "hand" holds."""

    def ask(**labels: dict | None):
        states = []
        for name, points in labels.items():
            layers = () if points is None else (make_layer("hand", points),)
            video = Video(HERE / f"{name}.mp4", 300, 64, 48, 30.0)
            states.append(VideoState(video, VideoData(layers), View(layer="hand")))
        bench = make_bench()
        known = Dlc(projects=(PROJECT,), looked_at=tuple(state.video.path for state in states))
        session = Session(videos=tuple(states), dlc=known)
        bench.store = Store(session, bench.store._table, is_strict=True)
        bench.do("dlc.create_project")
        assert bench.session.dialog is not None, bench.said
        return bench

    return ask


def tick(bench, name: str, is_ticked: bool = True) -> None:
    bench.do("dlc.tick_video", video=str(HERE / f"{name}.mp4"), is_ticked=is_ticked)


def chosen(bench) -> list[str]:
    return [Path(video).stem for video in bench.session.dlc.creation.videos]


def test_the_video_on_screen_is_ticked_and_the_others_are_offered_with_what_they_bring(asked):
    bench = asked(a=BOTH, b={"0": {1: (1.0, 1.0)}}, c={"0": {}}, d=None, inside=BOTH)
    told = [(one.name, one.is_ticked, one.words, one.refusal) for one in offered_videos(bench.session)]
    assert told == [
        ("a.mp4", True, "2 labels on 2 frames", ""),
        ("b.mp4", False, "1 label on 1 frame", ""),
        ("c.mp4", False, "no labels in hand: tracked only", ""),
        ("d.mp4", False, "no labels in hand: tracked only", ""),
        ("inside.mp4", False, "2 labels on 2 frames", "inside.mp4 is in the project swing already."),
    ]


def test_ticked_videos_go_into_the_project_in_the_order_of_the_session(asked):
    bench = asked(a=BOTH, b=BOTH, c={"0": {}})
    tick(bench, "c")
    tick(bench, "b")
    tick(bench, "b")
    assert chosen(bench) == ["a", "b", "c"]
    tick(bench, "b", False)
    assert chosen(bench) == ["a", "c"]
    (effect,) = bench.do("dlc.create")
    assert isinstance(effect, CreateProject)
    assert [Path(video).stem for video in effect.creation.videos] == ["a", "c"]


def test_a_video_of_another_project_cannot_be_ticked(asked):
    bench = asked(a=BOTH, inside=BOTH)
    tick(bench, "inside")
    assert bench.said == "inside.mp4 is in the project swing already."
    assert chosen(bench) == ["a"]


@pytest.mark.parametrize(
    ("others", "ticks", "words"),
    [
        (
            {"b": {"0": {1: (1.0, 1.0)}}},
            "b",
            "b.mp4 has the labels 0 in hand, but a.mp4 0, 1: a network learns",
        ),
        ({"b": {"0": {}}}, "-a b", "b.mp4 has no labels in hand"),
        ({"b": {"0": {}}, "c": None}, "-a b c", "None of the ticked videos has labels in hand"),
        ({"b": BOTH}, "-a", "Tick at least one video."),
    ],
)
def test_what_does_not_go_together_is_refused_with_the_reason(asked, others, ticks, words):
    bench = asked(a=BOTH, **others)
    for name in ticks.split():
        tick(bench, name.removeprefix("-"), not name.startswith("-"))
    assert bench.do("dlc.create") == []
    assert words in bench.said
    assert bench.session.dialog is not None


def test_two_videos_of_one_name_cannot_be_in_one_project(asked):
    bench = asked(a=BOTH, b=BOTH)
    first, second = bench.session.videos
    twin = replace(second, video=replace(second.video, path=HERE / "other" / "a.mp4"))
    dlc = replace(bench.session.dlc, looked_at=(first.video.path, twin.video.path))
    bench.store = Store(
        replace(bench.session, videos=(first, twin), dlc=dlc), bench.store._table, is_strict=True
    )
    bench.do("dlc.tick_video", video=twin.video.key, is_ticked=True)
    bench.do("dlc.create")
    assert "Two of the videos are called a" in bench.said


def test_videos_that_a_model_tracks_need_no_labels(asked):
    bench = asked(a=BOTH, b={"0": {}})
    bundle = Bundle("legs", HERE / "legs.zip", ("toe",))
    creation = replace(bench.session.dlc.creation, bundle=bundle)
    session = replace(bench.session, dlc=replace(bench.session.dlc, creation=creation))
    bench.store = Store(session, bench.store._table, is_strict=True)
    tick(bench, "b")
    assert {one.words for one in offered_videos(bench.session)} == {"tracked by the model"}
    assert [type(effect) for effect in bench.do("dlc.create")] == [CreateProject]


def test_nothing_is_ticked_while_a_project_is_made(asked):
    bench = asked(a=BOTH, b=BOTH)
    bench.do("dlc.create")
    tick(bench, "b")
    assert "is being created" in bench.said
    assert chosen(bench) == ["a"]
