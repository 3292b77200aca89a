"""What is chosen and named about layers and labels survives a snapshot, and an older one still loads."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.layer_look import LayerLook, TraceStyle
from dustrack_imgui.model.session import Interface, LabelPalette, Session, VideoData, VideoState
from dustrack_imgui.model.status import Choice, Dialog, DialogKind
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.array_pool import PoolReader, PoolWriter
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
