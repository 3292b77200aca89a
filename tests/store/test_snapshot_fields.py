"""What a snapshot holds beside points, with all its fields, and old snapshots that lack some."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from dustrack_imgui.model.interval import KeptInterval
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Interface, MarkerStyle, Playback, Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import Enhancement, TraceView, View
from dustrack_imgui.store.array_pool import PoolReader, PoolWriter
from dustrack_imgui.store.checked import with_checksum, without_checksum
from dustrack_imgui.store.snapshot import read_snapshot, snapshot_path, write_snapshot
from dustrack_imgui.store.step import Mark


def a_session() -> Session:
    view = View(
        layer="hand",
        selected=("1", "2"),
        follows_label=True,
        enhancement=Enhancement(1.5, -8, 2.5, 8),
        traces=TraceView((1.0, 9.0), (0.0, 5.0), (2.0, 3.0), "4", 7, is_frozen=True),
    )
    data = VideoData((Layer("hand"),), kept_intervals=(KeptInterval("0", "swing", 3, 9),))
    state = VideoState(Video(Path("v.mp4"), 100, 64, 48, 30.0), data, view)
    interface = Interface(shows_loupe=True, markers=MarkerStyle(2.0, 0.5, has_words=False))
    return Session(
        (state,), playback=Playback(1, 2.0, loops=True, shows_every_frame=True), interface=interface
    )


def test_every_field_comes_back(tmp_path: Path) -> None:
    session = a_session()
    write_snapshot(tmp_path, 1, session, Mark(), PoolWriter(tmp_path))
    back = read_snapshot(tmp_path, 1, PoolReader(tmp_path)).session
    assert back.active is not None
    assert session.active is not None
    assert back.active.view == session.active.view
    assert back.active.data.kept_intervals == session.active.data.kept_intervals
    assert (back.playback, back.interface) == (session.playback, session.interface)


def test_snapshots_of_before_these_fields_are_read_as_usual(tmp_path: Path) -> None:
    write_snapshot(tmp_path, 1, a_session(), Mark(), PoolWriter(tmp_path))
    path = snapshot_path(tmp_path, 1)
    data = json.loads(without_checksum(path.read_bytes()))
    for holder, names in (
        (data["videos"][0], ["kept_intervals"]),
        (data["videos"][0]["view"], ["selected", "follows_label"]),
        (data["videos"][0]["view"]["enhancement"], ["clip", "grid"]),
        (data["videos"][0]["view"]["traces"], ["label", "n_fits", "is_frozen"]),
        (data["playback"], ["loops", "shows_every_frame"]),
        (data["interface"], ["markers", "shows_loupe"]),
    ):
        for name in names:
            del holder[name]
    path.write_bytes(with_checksum(json.dumps(data).encode("ascii")))
    back = read_snapshot(tmp_path, 1, PoolReader(tmp_path)).session
    assert back.active is not None
    assert back.active.view.enhancement == Enhancement(1.5, -8)
    assert back.active.data.kept_intervals == ()
    assert back.interface == replace(Interface(), keys=back.interface.keys)
