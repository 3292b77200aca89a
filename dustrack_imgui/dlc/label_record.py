"""A note beside a table of labels: that this program wrote it, and of which part of the picture."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.dlc.crops import Crop
from dustrack_imgui.formats.atomic import write_atomically

FILE_NAME = "dustrack-labels.json"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """What the note says.

    Attributes
    ----------
    digest
        Of the table as this program wrote it; another program has changed a table with any other.
    crop
        Part of the picture that its images show and its positions are in; None for the whole.
    """

    digest: str
    crop: Crop | None = None


def digest_of(table: Path) -> str:
    """Digest of a file; "" when it cannot be read."""
    try:
        return hashlib.sha256(table.read_bytes()).hexdigest()
    except OSError:
        return ""


def read_record(folder: Path) -> LabelRecord | None:
    """Read the note in a folder of labelled images; None when there is none that can be understood."""
    try:
        values = json.loads((folder / FILE_NAME).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(values, dict) or values.get("schema") != _SCHEMA:
        return None
    digest, crop = values.get("table_sha256"), values.get("crop")
    if not isinstance(digest, str):
        return None
    is_crop = isinstance(crop, list) and len(crop) == 4 and all(isinstance(one, int) for one in crop)
    return LabelRecord(digest, Crop(*crop) if is_crop and crop is not None else None)


def write_record(folder: Path, record: LabelRecord) -> None:
    """Write the note.

    Raises
    ------
    WriteError
        When the system refuses.
    """
    crop = None if record.crop is None else list(record.crop)
    values = {"schema": _SCHEMA, "table_sha256": record.digest, "crop": crop}
    write_atomically(folder / FILE_NAME, (json.dumps(values) + "\n").encode("ascii"))
