"""Tables of labels in `labeled-data`: who wrote them, and what other programs put into them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.dlc.facts import ProjectFacts
from dustrack_imgui.dlc.label_record import digest_of, read_record
from dustrack_imgui.dlc.tables import read_table
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.body_parts import are_points
from dustrack_imgui.formats.errors import WriteError, os_reason
from dustrack_imgui.formats.project_files import LABELED_DATA_FOLDER
from dustrack_imgui.model.layer import NO_TRACKS, Tracks
from dustrack_imgui.operations.corrections import merged

EARLIER_LABELS = "dustrack-earlier-labels.json"
_BACKUP_PREFIX = "earlier_"


@dataclass(frozen=True, slots=True)
class TableFile:
    """The table of labels of one video, whether it is there or not.

    Attributes
    ----------
    folder
        `labeled-data/{stem}`
    path
        `CollectedData_{scorer}.h5` in it.
    """

    folder: Path
    path: Path

    @property
    def is_there(self) -> bool:
        """Whether there is one."""
        return self.path.is_file()

    @property
    def is_ours(self) -> bool:
        """Whether this program wrote it and nobody changed it since."""
        record = read_record(self.folder)
        return record is not None and record.digest == digest_of(self.path)


def table_file(facts: ProjectFacts, video: Path) -> TableFile:
    """Where the labels of a video are, for DeepLabCut to train on."""
    folder = facts.root / LABELED_DATA_FOLDER / video.stem
    return TableFile(folder, folder / f"CollectedData_{facts.scorer}.h5")


def earlier_labels(facts: ProjectFacts, video: Path) -> Tracks:
    """Labels that were made with other programs; the layers win over them.

    They are taken from a table that another program wrote or changed, and kept in a file of their own from
    then on. A table of DUSTrack (`point0`, `point1`…) counts for nothing: it was made of the layers, where
    labels may have been deleted since. In either case the table is copied aside before it is written anew.

    Raises
    ------
    FormatError
        When the table or the file cannot be read, or not be written.
    """
    file = table_file(facts, video)
    kept = file.folder / EARLIER_LABELS
    tracks = load_annotation(kept).tracks if kept.exists() else NO_TRACKS
    if not file.is_there or file.is_ours:
        return tracks
    table = read_table(file.path, video_stem=video.stem)
    _copy_aside(file.path)
    if are_points(table.body_parts.values()) and read_record(file.folder) is None:
        return tracks
    tracks = merged((tracks, table.tracks))
    save_annotation(kept, tracks)
    return tracks


def _copy_aside(table: Path) -> None:
    """Keep a copy of a table unless there is one of the same content."""
    copies = sorted(table.parent.glob(f"{_BACKUP_PREFIX}*{table.suffix}"))
    if digest_of(table) in map(digest_of, copies):
        return
    copy = table.with_name(f"{_BACKUP_PREFIX}{len(copies) + 1}_{table.name}")
    try:
        shutil.copy2(table, copy)
    except OSError as error:
        reason = f"The table of labels could not be copied aside ({os_reason(error)})"
        raise WriteError(reason, copy) from error
