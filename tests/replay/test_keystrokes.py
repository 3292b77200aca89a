"""How many inputs three everyday tasks take, through key map, commands and store, beside DUSTrack's count.

DUSTrack's inputs are those that its key table and buttons ask for (keys, clicks; moving the mouse is free in
both). The tasks are really done: what they leave is checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from dustrack_imgui.app.events import KeyDown, KeyUp
from dustrack_imgui.app.gestures import Gestures
from dustrack_imgui.app.keys import KeyRouter
from dustrack_imgui.app.needs import Outside, filled
from dustrack_imgui.commands.table import COMMAND_TABLE, KEYMAP
from dustrack_imgui.commands.tracking_effects import ReduceJitter
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.store import Store
from dustrack_imgui.views.palette_search import entries, search

N_FRAMES = 300


@dataclass
class Hands:
    """Presses real key names and counts every input; the mouse is wherever `xy` says."""

    store: Store
    xy: tuple[float, float] = (10.0, 10.0)
    inputs: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._keys = KeyRouter(KEYMAP, COMMAND_TABLE, Gestures())
        self._outside = Outside(
            xy_image=lambda session: self.xy,
            trace_frame=lambda: None,
            exact_frame=lambda session: session.active.view.frame,
            **{
                name: (lambda *arguments: None)
                for name in Outside.__dataclass_fields__
                if name not in ("xy_image", "trace_frame", "exact_frame")
            },
        )

    @property
    def state(self) -> VideoState:
        state = self.store.session.active
        assert state is not None
        return state

    def press(self, *names: str) -> None:
        for name in names:
            self.inputs.append(name)
            request = self._keys.press(KeyDown(name, 1), 0.0)
            self._keys.release(KeyUp(1))
            assert request is not None, f"{name} is bound to nothing"
            call = filled(request, self.store.session, COMMAND_TABLE, self._outside)
            self.effects += self.store.apply([call])

    def click(self, what: str, command: str, **arguments: object) -> None:
        """A click on a trace, a row or a button of the window, which asks for a command."""
        self.inputs.append(f"click {what}")
        self.effects += self.store.apply([Call(command, MappingProxyType(arguments))])

    def find(self, letters: str, command: str) -> None:
        """Open the palette, type until the command comes first, Enter."""
        self.inputs += ["ctrl+p", *letters, "enter"]
        assert search(letters, entries(COMMAND_TABLE))[0].id == command
        self.effects += self.store.apply([Call(command)])


def session(n_videos: int, *layers: Layer) -> Session:
    states = []
    for number in range(n_videos):
        video = Video(Path(f"/clips/v{number}.mp4"), N_FRAMES, 64, 48, 30.0)
        own = tuple(replace(layer, path=video.path.with_name(f"{layer.name}.json")) for layer in layers)
        states.append(
            VideoState(
                video, VideoData((*own, Layer("buffer", kind=LayerKind.SCRATCH))), View(layer=own[0].name)
            )
        )
    return Session(videos=tuple(states))


def hands_on(n_videos: int, *layers: Layer) -> Hands:
    return Hands(Store(session(n_videos, *layers), COMMAND_TABLE, is_strict=True))


@pytest.fixture
def told(capsys):
    def tell(task: str, ours: list[str], theirs: list[str]) -> None:
        with capsys.disabled():
            print(f"\n{task}: {len(ours)} inputs, DUSTrack {len(theirs)}")

    return tell


def test_four_points_on_twenty_frames(told):
    hands = hands_on(1, Layer("hand"))
    hands.press("`")
    for number in range(20):
        if number:
            hands.press("up")
        for digit in "0123":
            hands.xy = (10.0 + int(digit), 5.0 + number)
            hands.press(digit)
    hands.press("s")
    assert hands.state.layer.count() == 80
    assert hands.state.layer.track("3").xy_at(190) == (13.0, 24.0)
    theirs = ["`", *(["up"] * 19), *(["digit"] * 80), "s"]
    told("4 points on 20 frames", hands.inputs, theirs)
    assert len(hands.inputs) <= len(theirs)


def test_ten_wrong_frames_then_corrections_and_smoothing(told):
    xy = np.full((N_FRAMES, 2), 20.0)
    wrong = range(15, 300, 30)
    xy[list(wrong)] += 15.0
    dense = Layer("dlc_1", kind=LayerKind.DENSE).with_track("0", Track.from_array(xy))
    hands = hands_on(1, Layer("patch"), dense)
    hands.press("[", "[")
    assert hands.state.view.overlay == "dlc_1"
    for frame in wrong:
        hands.click("the outlier in the trace", "frame.go_to", frame=frame)
        hands.xy = (20.0, 20.0)
        hands.press("t")
    hands.click("Apply corrections", "corrections.apply")
    assert hands.state.view.layer == "dlccorr"
    assert np.ptp(hands.state.layer.track("0").array(N_FRAMES)) == 0.0
    hands.press("ctrl+j")
    assert isinstance(hands.effects[-1], ReduceJitter)
    theirs = ["]", "]", *(["right-click the trace", "t"] * 10), "Apply", "Reduce jitter", "Done"]
    told("10 wrong frames, corrections, smoothing", hands.inputs, theirs)
    assert len(hands.inputs) <= len(theirs)


def test_a_layer_copied_in_five_videos(told):
    tracks = {str(label): Track.from_array(np.full((N_FRAMES, 2), 5.0 + label)) for label in range(4)}
    hands = hands_on(5, Layer("made").with_tracks(tracks))
    for number in range(5):
        if number:
            hands.press("alt+right")
        hands.find("dupl", "dialog.ask_duplicate_layer")
        hands.click("Duplicate", "layer.duplicate", name="copy")
    hands.press("ctrl+shift+s")
    for state in hands.store.session.videos:
        copied = state.data.layer("copy").tracks
        assert all(copied[label].holds_same_points(track) for label, track in tracks.items())
    one_label = ["digit", "z", "z", "ctrl+alt+c"]
    theirs = [*(["alt+right"] * 4), *((["]"] + one_label * 4 + ["s"]) * 5)]
    told("a layer copied in 5 videos", hands.inputs, theirs)
    assert len(hands.inputs) <= len(theirs)
