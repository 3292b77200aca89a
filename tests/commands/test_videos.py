"""The list of videos: switching, carrying, order, taking out, and those that are not open yet."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.commands.effects import CloseVideo, OpenVideo, SaveLayers
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.queued_video import Hydration
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.store import Store


def opened(name: str, n_frames: int = 100, *, has_edits: bool = False) -> VideoState:
    path = Path(f"/clips/{name}.mp4")
    tracks = {"0": Track.from_points([3], [(1.0, 2.0)])} if has_edits else {}
    layer = Layer("hand", MappingProxyType(tracks), path.with_suffix(".json"))
    return VideoState(Video(path, n_frames, 64, 48, 30.0), VideoData((layer,)), View(layer="hand"))


class List:
    """A store, and the list of videos as short names."""

    def __init__(self) -> None:
        self.store = Store(Session(), COMMAND_TABLE, is_strict=True)

    def do(self, command: str, **arguments: object):
        return self.store.apply([Call(command, MappingProxyType(arguments))])

    @property
    def session(self) -> Session:
        return self.store.session

    @property
    def names(self) -> list[str]:
        return [Path(key).stem for key in self.session.video_keys]

    @property
    def shown(self) -> str:
        return self.session.active.video.stem if self.session.active else ""

    def arrive(self, *states: VideoState) -> None:
        for state in states:
            self.do("video.opened", state=state)

    def ask_for(self, *names: str) -> None:
        for number, name in enumerate(names):
            self.do("video.enqueue", path=f"/clips/{name}.mp4", is_wanted=number == 0)


@pytest.fixture
def videos() -> List:
    return List()


def key(name: str) -> str:
    return f"/clips/{name}.mp4"


def test_the_first_of_a_list_is_shown_and_the_others_arrive_quietly_in_order(videos):
    videos.ask_for("c", "a", "b")
    videos.arrive(opened("c"))
    said = videos.session.message
    videos.arrive(opened("b"), opened("a"))
    assert videos.shown == "c"
    assert videos.names == ["c", "a", "b"]
    assert [state.video.stem for state in videos.session.videos] == ["c", "a", "b"]
    assert videos.session.message is said
    assert videos.session.queue == ()


def test_a_video_that_is_still_pending_is_shown_once_it_is_there(videos):
    videos.ask_for("a", "b", "c")
    videos.arrive(opened("a"))
    videos.do("video.show", video=key("c"))
    assert videos.shown == "a"
    assert "as soon as it is open" in videos.session.message.text
    videos.arrive(opened("b"))
    assert videos.shown == "a"
    videos.arrive(opened("c"))
    assert videos.shown == "c"


def test_stepping_ends_at_both_ends_and_passes_failed_videos(videos):
    videos.ask_for("a", "b", "c")
    videos.arrive(opened("a"))
    videos.do("video.failed", video=key("b"), reason="it is damaged", is_missing=False)
    videos.arrive(opened("c"))
    videos.do("video.previous")
    assert videos.session.message.text == "This is the first video."
    videos.do("video.next")
    assert videos.shown == "c"
    videos.do("video.next")
    assert videos.session.message.text == "This is the last video."


def test_a_failed_video_keeps_its_reason_and_can_be_tried_again(videos):
    videos.ask_for("a", "b")
    videos.arrive(opened("a"))
    videos.do("video.failed", video=key("b"), reason="it is damaged", is_missing=False)
    assert videos.session.queued(key("b")).reason == "it is damaged"
    assert videos.session.dialog is None
    videos.do("video.retry", video=key("b"))
    assert videos.session.queued(key("b")).phase is Hydration.PENDING
    assert videos.session.queued(key("b")).is_wanted


def test_a_mistyped_path_is_said_and_forgotten(videos):
    videos.ask_for("nothing")
    videos.do("video.failed", video=key("nothing"), reason="there is no such file", is_missing=True)
    assert videos.session.dialog.kind is DialogKind.NOTICE
    assert videos.names == []


def test_carrying_takes_frame_and_label_along(videos):
    videos.arrive(opened("a", 200), opened("b", 50))
    videos.do("video.show", video=key("a"))
    videos.do("frame.go_to", frame=120)
    videos.do("label.select", label="7")
    videos.do("video.carry_next")
    assert videos.shown == "b"
    assert (videos.session.active.view.frame, videos.session.active.view.label) == (49, "7")
    videos.do("video.previous")
    assert videos.session.active.view.frame == 120


def test_moving_changes_the_order_but_not_what_is_shown(videos):
    videos.arrive(opened("a"), opened("b"), opened("c"))
    videos.do("video.move_up")
    assert videos.names == ["a", "c", "b"]
    assert [state.video.stem for state in videos.session.videos] == ["a", "c", "b"]
    assert videos.shown == "c"
    videos.do("video.move_down", video=key("a"))
    assert videos.names == ["c", "a", "b"]


def test_removing_shows_the_next_video_else_the_one_before(videos):
    videos.arrive(opened("a"), opened("b"), opened("c"))
    videos.do("video.show", video=key("b"))
    assert videos.do("video.remove") == [CloseVideo(key("b"))]
    assert (videos.names, videos.shown) == (["a", "c"], "c")
    videos.do("video.remove")
    assert videos.shown == "a"
    videos.do("video.remove")
    assert videos.session.active is None


def test_removing_a_video_before_the_one_on_screen_changes_nothing_on_screen(videos):
    videos.arrive(opened("a"), opened("b"))
    videos.do("video.remove", video=key("a"))
    assert videos.shown == "b"


def test_removing_a_video_with_unsaved_edits_asks_first(videos):
    videos.arrive(opened("a", has_edits=True), opened("b"))
    videos.do("video.remove", video=key("a"))
    dialog = videos.session.dialog
    assert [choice.command for choice in dialog.choices] == ["video.save_and_remove", "video.discard", ""]
    assert (dialog.subject, dialog.layers[0].layer) == (key("a"), "hand")
    assert videos.names == ["a", "b"]
    assert videos.do("video.save_and_remove", video=key("a")) == [
        SaveLayers(((key("a"), "hand"),), then_remove=key("a"))
    ]
    videos.do("video.discard", video=key("a"))
    assert videos.names == ["b"]


def test_opening_a_video_that_is_open_shows_it(videos):
    videos.arrive(opened("a"), opened("b"))
    videos.do("video.enqueue", path=key("a"))
    assert videos.shown == "a"
    assert videos.session.queue == ()


def test_opening_says_whether_the_video_is_to_be_shown(videos):
    (effect,) = videos.do("app.open_video", path='"/clips/a.mp4"', is_wanted=False)
    assert effect == OpenVideo(Path("/clips/a.mp4"), None, False)


def test_undo_passes_over_what_was_done_in_a_video_that_is_gone(videos):
    videos.arrive(opened("a"), opened("b"))
    videos.do("point.place", xy_image=(1.0, 1.0), exact_frame=0)
    videos.do("video.discard", video=key("b"))
    videos.do("edit.undo")
    assert videos.names == ["a"]


def test_a_view_never_reaches_into_another_video(videos):
    videos.arrive(opened("a"), opened("b"))
    before = videos.session.video_state(key("a"))
    videos.do("frame.go_to", frame=9)
    assert videos.session.video_state(key("a")) is before
