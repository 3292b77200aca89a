"""What is chosen and named about layers and labels survives a snapshot, and an older one still loads."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.layer_look import LayerLook, TraceStyle
from dustrack_imgui.model.session import Interface, LabelPalette, Session, VideoData, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.status import Choice, Dialog, DialogKind
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.array_pool import PoolReader, PoolWriter, arrays_path
from dustrack_imgui.store.checked import with_checksum, without_checksum
from dustrack_imgui.store.snapshot import read_snapshot, snapshot_path, write_snapshot
from dustrack_imgui.store.step import Mark

LOOK = LayerLook("better", is_shown=True, opacity=0.5, style=TraceStyle.LINE)


def a_session() -> Session:
    layer = Layer("better", path=Path("b.json"), moved_from=Path("a.json"))
    state = VideoState(
        Video(Path("v.mp4"), 10, 64, 48, 30.0),
        VideoData((layer,), label_names=MappingProxyType({"3": "nose"})),
        View(layer="better", looks=(LOOK,), hidden_labels=("3",)),
    )
    choices = (Choice("Remove", "layer.remove", "layer"), Choice("Cancel"))
    return Session(
        (state,),
        interface=Interface(label_palette=LabelPalette.COLOUR_SAFE),
        dialog=Dialog(DialogKind.CONFIRM, "Remove?", subject="better", choices=choices, default=1),
    )


def test_looks_names_and_moves_come_back(tmp_path: Path):
    session = a_session()
    write_snapshot(tmp_path, 0, session, Mark(), PoolWriter(tmp_path))
    read = read_snapshot(tmp_path, 0, PoolReader(tmp_path)).session
    state, was = read.videos[0], session.videos[0]
    assert state.view == was.view
    assert state.data.label_names == {"3": "nose"}
    assert state.layer.moved_from == Path("a.json")
    assert state.is_dirty(state.layer)
    assert read.interface.label_palette is LabelPalette.COLOUR_SAFE
    assert read.dialog == session.dialog


def test_a_snapshot_without_these_fields_loads(tmp_path: Path):
    write_snapshot(tmp_path, 0, replace(a_session(), dialog=None), Mark(), PoolWriter(tmp_path))
    path = snapshot_path(tmp_path, 0)
    data = json.loads(without_checksum(path.read_bytes()))
    (video,) = data["videos"]
    del video["label_names"], video["layers"][0]["moved_from"]
    del video["view"]["looks"], video["view"]["hidden_labels"], data["interface"]["label_palette"]
    path.write_bytes(with_checksum(json.dumps(data).encode("ascii")))
    state = read_snapshot(tmp_path, 0, PoolReader(tmp_path)).session.videos[0]
    assert (state.data.label_names, state.layer.moved_from, state.view.looks) == ({}, None, ())


def test_likelihoods_come_back_with_their_points(tmp_path: Path):
    sure = Track.from_points([1, 2000], [(1.0, 2.0), (3.0, 4.0)], Source.MODEL, likelihood=[0.25, np.nan])
    plain = Track.from_points([5], [(1.0, 2.0)], Source.HAND)
    session = a_session()
    state = session.videos[0]
    layer = replace(state.layer, tracks=MappingProxyType({"0": sure, "1": plain}))
    session = session.with_video_state(replace(state, data=state.data.with_layer(layer)))
    write_snapshot(tmp_path, 0, session, Mark(), PoolWriter(tmp_path))
    read = read_snapshot(tmp_path, 0, PoolReader(tmp_path)).session.videos[0].layer
    assert read.track("0").likelihood_at(1) == 0.25
    assert read.track("0").likelihood_at(2000) is None
    assert read.track("0").source_at(2000) is Source.MODEL
    assert not read.track("1").has_likelihood


def test_points_written_before_likelihoods_were_kept_still_load(tmp_path: Path):
    session = a_session()
    state = session.videos[0]
    track = Track.from_points([1], [(1.0, 2.0)], Source.MODEL)
    layer = replace(state.layer, tracks=MappingProxyType({"0": track}))
    session = session.with_video_state(replace(state, data=state.data.with_layer(layer)))
    write_snapshot(tmp_path, 0, session, Mark(), PoolWriter(tmp_path))
    with np.load(io.BytesIO(without_checksum(arrays_path(tmp_path, 0).read_bytes()))) as arrays:
        assert "likelihoods" not in arrays.files, "a session without any costs nothing on disk"
    assert read_snapshot(tmp_path, 0, PoolReader(tmp_path)).session.videos[0].layer.track("0").xy_at(1)
