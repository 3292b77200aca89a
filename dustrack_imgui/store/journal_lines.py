"""The records of a journal segment, one checked line each, and reading them up to the first damage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dustrack_imgui.model.session import Interface, Playback, Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.model.view import View
from dustrack_imgui.store.checked import with_checksum, without_checksum
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.difference import Edited
from dustrack_imgui.store.journal_codec import decode_call, encode_call
from dustrack_imgui.store.value_codec import CodecError, built, plain


@dataclass(frozen=True, eq=False, slots=True)
class CallRecord:
    """An applied command, the layers whose data it changed, and when (seconds since the epoch)."""

    call: Call
    edited: Edited = ()
    at_secs: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class ViewsRecord:
    """How one looks at things, after something that is not journaled changed it."""

    views: tuple[tuple[str, View], ...]
    active_index: int
    playback: Playback
    interface: Interface
    dialog: Dialog | None

    @staticmethod
    def of(session: Session) -> ViewsRecord:
        """Views of a session."""
        views = tuple((state.video.key, state.view) for state in session.videos)
        return ViewsRecord(views, session.active_index, session.playback, session.interface, session.dialog)

    def applied_to(self, session: Session) -> Session:
        """Return the session with these views."""
        views = dict(self.views)
        videos = tuple(
            replace(state, view=views[state.video.key]) if state.video.key in views else state
            for state in session.videos
        )
        index = min(max(self.active_index, 0), max(len(videos) - 1, 0))
        return replace(
            session,
            videos=videos,
            active_index=index,
            playback=self.playback,
            interface=self.interface,
            dialog=self.dialog,
        )


@dataclass(frozen=True, slots=True)
class SavedRecord:
    """A layer was on disk as it stood."""

    video: str
    layer: str


@dataclass(frozen=True, slots=True)
class GapRecord:
    """Something that could not be journaled happened here; only a snapshot leads on."""

    reason: str


@dataclass(frozen=True, slots=True)
class StartRecord:
    """First of a segment; `continues`: the records before it lead to the snapshot of its number."""

    number: int
    continues: bool


Record = StartRecord | CallRecord | ViewsRecord | SavedRecord | GapRecord


def encode_line(record: Record) -> bytes:
    """Return a line: CRC-32 in hex, a space, JSON, end of line.

    Raises
    ------
    CodecError
        When a call holds what a journal cannot.
    """
    if isinstance(record, CallRecord):
        text = encode_call(record.call)
        edited = f', "edited": {json.dumps(record.edited)}' if record.edited else ""
        text = f'{text[:-1]}{edited}, "at": {record.at_secs!r}}}'
    elif isinstance(record, ViewsRecord):
        text = json.dumps(
            {
                "views": [[key, plain(view)] for key, view in record.views],
                "active_index": record.active_index,
                "playback": plain(record.playback),
                "interface": plain(record.interface),
                "dialog": plain(record.dialog),
            }
        )
    elif isinstance(record, StartRecord):
        text = json.dumps({"segment": record.number, "continues": record.continues})
    elif isinstance(record, SavedRecord):
        text = json.dumps({"saved": [record.video, record.layer]})
    else:
        text = json.dumps({"gap": record.reason})
    return with_checksum(text.encode("ascii")) + b"\n"


def decode_line(line: bytes, *, with_arguments: bool = True) -> Record:
    """Return the record of a line, with or without its end of line; calls lack their arguments when told so.

    Raises
    ------
    CodecError
        When the line is damaged, cut or unknown.
    """
    body = without_checksum(line.removesuffix(b"\n"))
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise CodecError(f"the line is no JSON ({error})") from error
    if not isinstance(data, dict):
        raise CodecError("a line must hold an object")
    if "call" in data:
        at_secs = data.get("at", 0.0)
        if not isinstance(at_secs, int | float):
            raise CodecError("the time of a call must be a number")
        if not with_arguments:
            data.pop("arguments", None)
        return CallRecord(decode_call(data), _edited(data.get("edited", [])), float(at_secs))
    if "views" in data:
        return _views(data)
    if "saved" in data:
        ((video, layer),) = _edited([data["saved"]])
        return SavedRecord(video, layer)
    if "segment" in data:
        if type(data["segment"]) is not int:
            raise CodecError("a segment needs its number")
        return StartRecord(data["segment"], data.get("continues") is True)
    if "gap" in data:
        return GapRecord(str(data["gap"]))
    raise CodecError("the line holds nothing that is known here")


@dataclass(frozen=True, eq=False, slots=True)
class Segment:
    """What a segment file holds up to the first damage.

    Attributes
    ----------
    records
        In order.
    lines_lost
        Lines from the first damaged one on; 0 when all were sound.
    is_torn
        Only the very end of the last line is missing: the process died while it wrote.
    """

    records: tuple[Record, ...]
    lines_lost: int = 0
    is_torn: bool = False

    def calls_from(self, position: int) -> int:
        """Commands from a record on, damaged lines included."""
        return self.lines_lost + sum(isinstance(record, CallRecord) for record in self.records[position:])


def read_segment(path: Path, *, with_arguments: bool = True) -> Segment:
    """Read a segment file; one that is not there holds nothing. Leaving the arguments out saves time.

    Raises
    ------
    OSError
        When the system refuses.
    """
    if not path.exists():
        return Segment(())
    with path.open("rb") as file:
        lines = list(file)
    records = []
    for number, line in enumerate(lines):
        try:
            records.append(decode_line(line, with_arguments=with_arguments))
        except CodecError:
            is_torn = number == len(lines) - 1 and not line.endswith(b"\n")
            return Segment(tuple(records), len(lines) - number, is_torn)
    return Segment(tuple(records))


def _edited(data: object) -> Edited:
    def pairs() -> Iterator[tuple[str, str]]:
        for pair in data if isinstance(data, list) else [None]:
            match pair:
                case [str(video), str(layer)]:
                    yield video, layer
                case _:
                    raise CodecError("pairs of video and layer are expected")

    return tuple(pairs())


def _views(data: dict[str, Any]) -> ViewsRecord:
    views, index = data["views"], data.get("active_index")
    if not isinstance(views, list) or type(index) is not int:
        raise CodecError("views must be a list, the active index a number")
    read = []
    for pair in views:
        match pair:
            case [str(key), view]:
                read.append((key, built(View, view)))
            case _:
                raise CodecError("a view needs its video")
    dialog = data.get("dialog")
    return ViewsRecord(
        tuple(read),
        index,
        built(Playback, data.get("playback")),
        built(Interface, data.get("interface")),
        None if dialog is None else built(Dialog, dialog),
    )
