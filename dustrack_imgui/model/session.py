"""The whole state of the application as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from dustrack_imgui.model.batch import Batch
from dustrack_imgui.model.blips import BlipFindings, BlipSearch
from dustrack_imgui.model.confidence import ConfidenceLook
from dustrack_imgui.model.decoding import Decoding
from dustrack_imgui.model.dlc import Dlc
from dustrack_imgui.model.interval import Interval, KeptInterval
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.model.layer import NO_TRACKS, Layer, LayerKind, Tracks
from dustrack_imgui.model.layer_look import (
    ACTIVE_OPACITY,
    BESIDE_OPACITY,
    DrawnLayer,
    TraceStyle,
    look_of,
)
from dustrack_imgui.model.queued_video import QueuedVideo
from dustrack_imgui.model.recent import RecentSession
from dustrack_imgui.model.status import Dialog, HistoryStatus, JobStatus, Message, Severity
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.model.tracker import BACKENDS, Tracker
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View

IntervalKey = tuple[str, str]


NO_NAMES: Mapping[str, str] = MappingProxyType({})


class LabelPalette(Enum):
    """Where the colours of labels come from: eight as in DUSTrack, or many for every kind of sight."""

    SET2 = "set2"
    COLOUR_SAFE = "colour_safe"


class NumberKeys(Enum):
    """What a digit key does: select a label, or select it and place it at the cursor."""

    SELECT = "select"
    PLACE = "place"


@dataclass(frozen=True, eq=False)
class VideoData:
    """What the user made for one video: everything that undo brings back.

    Attributes
    ----------
    layers
        In display order.
    intervals
        Selected interval by (layer, label).
    frames_of_interest
        Marked frames, ascending.
    label_names
        Name by label, where one was given; compared by identity.
    kept_intervals
        Further intervals of labels, by name.
    """

    layers: tuple[Layer, ...] = ()
    intervals: Mapping[IntervalKey, Interval] = field(default_factory=lambda: MappingProxyType({}))
    frames_of_interest: tuple[int, ...] = ()
    label_names: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    kept_intervals: tuple[KeptInterval, ...] = ()

    def layer(self, name: str) -> Layer:
        """Layer by name.

        Raises
        ------
        KeyError
            When no layer has that name.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(name)

    def has_layer(self, name: str | None) -> bool:
        """Whether a layer has that name."""
        return any(layer.name == name for layer in self.layers)

    def with_layer(self, layer: Layer) -> VideoData:
        """Return data in which the layer of that name is `layer`, appended when new."""
        if not self.has_layer(layer.name):
            return replace(self, layers=(*self.layers, layer))
        return replace(self, layers=tuple(layer if old.name == layer.name else old for old in self.layers))

    def with_interval(self, key: IntervalKey, interval: Interval | None) -> VideoData:
        """Return data in which (layer, label) has `interval`; None takes it away."""
        kept = {k: v for k, v in self.intervals.items() if k != key}
        if interval is not None:
            kept[key] = interval
        return replace(self, intervals=MappingProxyType(kept))


@dataclass(frozen=True, eq=False)
class VideoState:
    """One video of the session: facts, data, view, and what of the data is on disk.

    `saved` is apart from `data` so that undo never claims that a file changed back.
    """

    video: Video
    data: VideoData
    view: View
    saved: Mapping[str, Tracks] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def layer(self) -> Layer:
        """Active layer."""
        return self.data.layer(self.view.layer)

    @property
    def overlay(self) -> Layer | None:
        """Overlay layer, None when none is shown."""
        name = self.view.overlay
        return self.data.layer(name) if name is not None and self.data.has_layer(name) else None

    @property
    def drawn_layers(self) -> tuple[DrawnLayer, ...]:
        """Layers that are drawn, in the order of the list, but the overlay and the active one in front."""
        view = self.view
        drawn = []
        for layer in self.data.layers:
            is_active = layer.name == view.layer
            look = look_of(view.looks, layer.name)
            is_shown = is_active or layer.name == view.overlay if look.is_shown is None else look.is_shown
            if is_shown:
                opacity = look.opacity or (ACTIVE_OPACITY if is_active else BESIDE_OPACITY)
                style = look.style or TraceStyle.of_kind(layer.kind)
                drawn.append(DrawnLayer(layer, is_active, opacity, style))
        drawn.sort(key=lambda one: (one.is_active, one.layer.name == view.overlay))
        return tuple(drawn)

    @property
    def interval(self) -> Interval | None:
        """Interval of the active layer and current label."""
        return self.data.intervals.get((self.view.layer, self.view.label))

    def is_dirty(self, layer: Layer) -> bool:
        """Whether a layer differs from its file; empty labels are no difference."""
        if layer.kind is LayerKind.SCRATCH:
            return False
        if layer.moved_from is not None:
            return True
        saved = self.saved.get(layer.name, NO_TRACKS)
        return any(
            not layer.tracks.get(label, EMPTY_TRACK).holds_same_points(saved.get(label, EMPTY_TRACK))
            for label in {**saved, **layer.tracks}
        )

    def with_saved(self, name: str, tracks: Tracks) -> VideoState:
        """Return a state that knows `tracks` to be on disk for the layer `name`."""
        return replace(self, saved=MappingProxyType({**self.saved, name: tracks}))


@dataclass(frozen=True, slots=True)
class Playback:
    """Moving picture.

    Attributes
    ----------
    direction
        -1, 0 (paused) or 1.
    speed
        Multiplies the video's rate.
    loops
        Whether it runs round and round in the interval, or in the whole video where there is none.
    shows_every_frame
        Whether it slows down rather than skip a frame that is not decoded in time.
    """

    direction: int = 0
    speed: float = 1.0
    loops: bool = False
    shows_every_frame: bool = False


@dataclass(frozen=True, slots=True)
class MarkerStyle:
    """Markers on the picture: size and opacity as factors, and whether words stand beside them."""

    size: float = 1.0
    opacity: float = 1.0
    has_words: bool = True


@dataclass(frozen=True, slots=True)
class Interface:
    """Choices about the window itself.

    `redraws` counts how often it was asked to draw everything anew; `backend` is one of `tracker.BACKENDS`.
    """

    scale: float = 1.0
    is_dark: bool = True
    shows_developer_panel: bool = False
    number_keys: NumberKeys = NumberKeys.SELECT
    label_palette: LabelPalette = LabelPalette.SET2
    keys: KeyBindings = field(default_factory=KeyBindings)
    shows_history: bool = False
    open_tools: tuple[str, ...] = ("Track",)
    blips: BlipSearch = field(default_factory=BlipSearch)
    shows_loupe: bool = False
    markers: MarkerStyle = field(default_factory=MarkerStyle)
    confidence: ConfidenceLook = field(default_factory=ConfidenceLook)
    redraws: int = 0
    decoding: Decoding = field(default_factory=Decoding)
    backend: str = BACKENDS[0]


@dataclass(frozen=True, eq=False)
class Session:
    """Everything that the window shows. Replaced, never changed, and only by the store.

    Attributes
    ----------
    videos
        The open videos, in the order of the list.
    queue
        Videos that are asked for and not open.
    video_order
        Keys of both, in the order of the list; those it lacks stand at the end.
    recent
        Earlier sessions that can be opened again, most recent first.
    blips
        What the last search for blips found.
    batch
        Work on several videos, open or not, from the batch dialog.
    dlc
        DeepLabCut: projects of the open videos, and jobs on them.
    tracker
        What tracks here, as far as it was tried.
    """

    videos: tuple[VideoState, ...] = ()
    active_index: int = 0
    queue: tuple[QueuedVideo, ...] = ()
    video_order: tuple[str, ...] = ()
    recent: tuple[RecentSession, ...] = ()
    blips: BlipFindings = field(default_factory=BlipFindings)
    batch: Batch = field(default_factory=Batch)
    dlc: Dlc = field(default_factory=Dlc)
    tracker: Tracker = field(default_factory=Tracker)
    playback: Playback = field(default_factory=Playback)
    interface: Interface = field(default_factory=Interface)
    jobs: tuple[JobStatus, ...] = ()
    history: HistoryStatus = field(default_factory=HistoryStatus)
    message: Message = field(default_factory=Message)
    dialog: Dialog | None = None
    is_closing: bool = False

    @property
    def active(self) -> VideoState | None:
        """State of the video on screen; None before a video is open."""
        return self.videos[self.active_index] if self.videos else None

    @property
    def video_keys(self) -> tuple[str, ...]:
        """Keys of all videos of the session, open or not, in the order of the list."""
        known = [state.video.key for state in self.videos] + [queued.key for queued in self.queue]
        ordered = [key for key in self.video_order if key in known]
        return (*ordered, *(key for key in known if key not in ordered))

    def queued(self, key: str) -> QueuedVideo | None:
        """The video with that key if it is not open; None otherwise."""
        return next((queued for queued in self.queue if queued.key == key), None)

    def video_state(self, key: str) -> VideoState | None:
        """State of the video with that `Video.key`."""
        return next((state for state in self.videos if state.video.key == key), None)

    def with_video_state(self, new: VideoState) -> Session:
        """Return a session in which the state of that video is `new`."""
        return replace(
            self, videos=tuple(new if old.video.key == new.video.key else old for old in self.videos)
        )

    def with_active(self, new: VideoState) -> Session:
        """Return a session in which the active video has state `new`."""
        return self.with_video_state(new)

    def saying(self, text: str, severity: Severity = Severity.INFO) -> Session:
        """Return a session whose status bar shows `text`."""
        return replace(self, message=Message(text, severity, self.message.serial + 1))
